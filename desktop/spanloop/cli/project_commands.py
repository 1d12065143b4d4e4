"""Commands on a project: open, new, sample, undo, redo, check."""

from __future__ import annotations

from pathlib import Path

import typer

from spanloop.cli.console import opened_as, opened_to_read, session_of
from spanloop.operations import checking, projects, queueing, undoing

PROJECT = typer.Argument(help="The project file (*.spanloop).", show_default=False)
AUTHOR = typer.Option(None, "--author", help="Who acts; default: the name set in the window, else this user.")
JSON = typer.Option(False, "--json", help="Print the result as JSON.")


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("open", help="Open the window on a project.")(open_window)
    app.command("new", help="Make a new project file.")(new)
    app.command("sample", help="Make a project with the sample reports, most of them marked in your name.")(sample)
    app.command("undo", help="Take back your latest act.")(undo)
    app.command("redo", help="Do again what you took back last.")(redo)
    app.command("check", help="Check offsets, quotes and constraints of a project.")(check)


def open_window(context: typer.Context, project: Path = PROJECT) -> int:
    return session_of(context).open_window(project)


def new(
    context: typer.Context,
    project: Path = PROJECT,
    schema: Path | None = typer.Option(
        None, "--schema", help="A schema file (.json or .toml); default: armed conflict."
    ),
    name: str = typer.Option("", "--name", help="The name of the project; default: the file's."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    with projects.create_project(project, name=name, schema_path=schema) as made:
        projects.sign_in(made, name=session.author_name(author))
        if as_json:
            session.print_json({"project": str(made.path), "name": made.name, "schema": made.schema.name})
        else:
            session.say(f"Made {made.path} with the schema {made.schema.name} {made.schema.version}.")


def sample(context: typer.Context, project: Path = PROJECT, author: str | None = AUTHOR, as_json: bool = JSON) -> None:
    session = session_of(context)
    with projects.make_sample(project, author_name=session.author_name(author)) as made:
        rows = queueing.view_queue(made, author=projects.sign_in(made, name=session.author_name(author)))
        complete, total = sum(row.state == "complete" for row in rows), len(rows)
        if as_json:
            session.print_json({"project": str(made.path), "articles": total, "complete": complete})
        else:
            session.say(f"Made {made.path} with {total} reports, {complete} of them marked.")


def undo(context: typer.Context, project: Path = PROJECT, author: str | None = AUTHOR, as_json: bool = JSON) -> None:
    session = session_of(context)
    with opened_as(session, project, author) as (held, who):
        changes = undoing.undo(held, author=who)
    if as_json:
        session.print_json({"undone": changes.act, "articles": sorted(changes.articles)})
    else:
        session.say(f"Undone: {changes.act}.")


def redo(context: typer.Context, project: Path = PROJECT, author: str | None = AUTHOR, as_json: bool = JSON) -> None:
    session = session_of(context)
    with opened_as(session, project, author) as (held, who):
        changes = undoing.redo(held, author=who)
    if as_json:
        session.print_json({"redone": changes.act, "articles": sorted(changes.articles)})
    else:
        session.say(f"Done again: {changes.act}.")


def check(context: typer.Context, project: Path = PROJECT, as_json: bool = JSON) -> int:
    session = session_of(context)
    with opened_to_read(project) as held:
        faults = checking.check(held)
    if as_json:
        session.print_json({"sound": not faults, "faults": faults})
    else:
        for fault in faults:
            session.say(fault)
        session.say("sound" if not faults else f"not sound: {len(faults)} faults")
    return 1 if faults else 0
