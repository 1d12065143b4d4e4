"""The command on the label schema: show it, or change it together with all marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened_as, opened_to_read, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema
from spanloop.core.schema_change import SchemaMapping
from spanloop.operations import schema_changing
from spanloop.operations.schema_changing import SchemaPreview
from spanloop.operations.schema_words import count_words, effect_words, extent_words, preview_words, step_words

_MANY = "May be given several times."


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("schema", help="Show the label schema, or change it together with all marks, as one act.")(schema)


def schema(
    context: typer.Context,
    project: Path = PROJECT,
    file: Path | None = typer.Option(None, "--file", help="The new schema (.json or .toml).", show_default=False),
    rename: list[str] = typer.Option([], "--rename", help=f"OLD=NEW: a label, type, role, link... {_MANY}"),
    merge: list[str] = typer.Option([], "--merge", help=f"OLD=NEW: OLD goes on as NEW, which is there. {_MANY}"),
    delete: list[str] = typer.Option([], "--delete", help=f"A name that goes, with its marks. {_MANY}"),
    add: list[str] = typer.Option([], "--add", help=f"A new entity label, or LABEL=key. {_MANY}"),
    drop_misfits: bool = typer.Option(
        False, "--drop-misfits", help="Take out fillers that their role takes no more; else they are shown as problems."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would happen to how many marks; write nothing."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    edits = bool(rename or merge or delete or add)
    if file is None and not edits:
        _show(session, project, as_json=as_json)
        return
    if file is not None and add:
        raise SpanloopError("--add changes the schema in force", way_out="Add the label to the file.")
    if dry_run:
        with opened_to_read(project) as held:
            new, mapping = _wanted(held, file, rename, merge, delete, add)
            preview = schema_changing.preview(held, schema=new, mapping=mapping, drop_misfits=drop_misfits)
        _report(session, preview, as_json=as_json, done="")
        return
    with opened_as(session, project, author) as (held, who):
        new, mapping = _wanted(held, file, rename, merge, delete, add)
        preview = schema_changing.preview(held, schema=new, mapping=mapping, drop_misfits=drop_misfits)
        changes = schema_changing.change_schema(
            held, author=who, schema=new, mapping=mapping, drop_misfits=drop_misfits
        )
    _report(session, preview, as_json=as_json, done=changes.act)


def _wanted(
    held: Any, file: Path | None, rename: list[str], merge: list[str], delete: list[str], add: list[str]
) -> tuple[Schema, SchemaMapping]:
    """The new schema, and where names of the one in force go."""
    if file is None:
        return _edited(held, rename, merge, delete, add)
    new, mapping = schema_changing.read_new_schema(held, file)
    wanted: list[tuple[str, str | None]] = [_pair(move) for move in (*rename, *merge)]
    wanted += [(name, None) for name in delete]
    return new, schema_changing.named_mapping(held, wanted) if wanted else mapping


def _edited(
    held: Any, rename: list[str], merge: list[str], delete: list[str], add: list[str]
) -> tuple[Schema, SchemaMapping]:
    editing = schema_changing.edit_schema(held)
    for move in rename:
        editing.rename(*_pair(move))
    for move in merge:
        editing.merge(*_pair(move))
    for name in delete:
        editing.delete(name)
    for new in add:
        name, _, key = new.partition("=")
        editing.add("label", name, key=key)
    return schema_changing.edited(held, editing)


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise SpanloopError(f"{text} does not say what becomes what", way_out="Write OLD=NEW.")
    return old, new


def _show(session: Session, project: Path, *, as_json: bool) -> None:
    with opened_to_read(project) as held:
        known: Schema = held.schema
    if as_json:
        session.print_json(dict(known.document))
        return
    session.say(f"{known.name}, version {known.version}")
    for title, items in (
        ("Labels", [(item.key, item.label, item.help.gloss) for item in known.entities]),
        ("Event types", [(item.key, item.type, item.help.gloss) for item in known.events]),
        ("Links", [(item.key, item.type, item.help.gloss) for item in known.links]),
        ("Attributes", [(item.key, item.name, ", ".join(item.values)) for item in known.attributes]),
    ):
        if items:
            session.say(f"{title}:")
        for key, name, gloss in items:
            session.say(f"  {key or ' ':2} {name:12} {gloss}".rstrip())


def _report(session: Session, preview: SchemaPreview, *, as_json: bool, done: str) -> None:
    if as_json:
        rows = [
            {
                "part": row.step.part, "owner": row.step.owner, "old": row.step.old, "new": row.step.new,
                "fate": row.step.fate, "marks": row.marks, "suggestions": row.suggestions, "articles": row.articles,
                "authors": dict(row.authors), "folded": row.folded,
            }
            for row in preview.rows
        ]  # fmt: skip
        session.print_json(
            {
                "done": done, "version": preview.plan.new.version, "rows": rows, "marks": preview.marks,
                "named": preview.named, "articles": preview.articles, "reopened": dict(preview.reopened),
                "misfits": preview.misfits, "twins": preview.twins,
            }
        )  # fmt: skip
        return
    for row in preview.rows:
        session.say(f"{step_words(row.step)}: {count_words(row)}. {effect_words(row)}".rstrip())
    if done:
        session.say(f"Done: {done}, with {extent_words(preview)}. Undo brings everything back.")
        return
    for words in preview_words(preview):
        session.say(words)
