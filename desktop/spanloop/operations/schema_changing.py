"""Changing the label schema of a project together with everything that was marked under it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spanloop.core.changes import Changes
from spanloop.core.marks import Author, Layer
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.schema_change import (
    CHANGED_FROM,
    PARTS,
    Part,
    SchemaMapping,
    SchemaPlan,
    Step,
    plan_change,
    read_changed_from,
)
from spanloop.core.schema_editing import SchemaEditing, next_version
from spanloop.operations.projects import read_schema
from spanloop.store.project import Project

_PEOPLE = ("human", "gold")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What becomes of one name. marks: of people; suggestions: of extractors and rule sets; both in `articles`.

    authors: (name, marks) of the people, most first. folded: how many of all go on as a mark that is there already.
    """

    step: Step
    marks: int = 0
    suggestions: int = 0
    articles: int = 0
    authors: tuple[tuple[str, int], ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class SchemaPreview:
    """What a change comes to, before anything is written.

    rows: names that do not stay as they are, by part. marks, articles: that would be written in any way. named: of
    these marks, those that bear a name which does not stay. reopened: completions that hold no more, by layer, because
    something was added. misfits: fillers that their role takes no more; drops_misfits: whether they are taken out.
    twins: events that will stand twice on one trigger with what differs, so that a person has to look. differs: False
    where the schema is the one in force.
    """

    plan: SchemaPlan
    rows: tuple[ChangeRow, ...]
    marks: int
    named: int
    articles: int
    reopened: Mapping[Layer, int]
    misfits: int
    drops_misfits: bool
    twins: int
    differs: bool


def preview(
    project: Project, *, schema: Schema, mapping: SchemaMapping | None = None, drop_misfits: bool = False
) -> SchemaPreview:
    """What changing to this schema would do to how many marks, of whom, in how many articles. Writes nothing.

    Raises SpanloopError when the mapping names something that one of the schemas does not have.
    """
    plan = _plan(project, schema, mapping)
    tally = project.schema_tally(plan, drop_misfits=drop_misfits)
    rows: list[ChangeRow] = []
    for step in plan.steps:
        if step.fate == "kept":
            continue
        key = (step.part, step.owner, step.old)
        found = tally.marks.get(key, ())
        people = tuple((author.name, number) for author, number in found if author.kind in _PEOPLE)
        whole = sum(number for _, number in found)
        mine = sum(number for _, number in people)
        folded = tally.folded.get(step.old, 0) if step.part in ("label", "type") else 0
        rows.append(ChangeRow(step, mine, whole - mine, tally.articles.get(key, 0), people, folded))
    rows.sort(key=lambda row: PARTS.index(row.step.part))
    return SchemaPreview(
        plan, tuple(rows), tally.all_marks, tally.named, tally.all_articles, tally.reopened, tally.misfits,
        drop_misfits, tally.twins, plain_document(plan.new) != plain_document(project.schema),
    )  # fmt: skip


def change_schema(
    project: Project,
    *,
    author: Author,
    schema: Schema,
    mapping: SchemaMapping | None = None,
    drop_misfits: bool = False,
) -> Changes:
    """Bring another schema into force, with every mark of every author under its names, as one act.

    A schema of a version that the project has or had gets the next one that is free. drop_misfits: take out fillers
    that their role took and takes no more; else they stay, as problems that are shown. A schema that is the one in
    force is no change.
    """
    plan = _plan(project, schema, mapping)
    if plain_document(plan.new) == plain_document(project.schema):
        return Changes()
    versions = project.schemas
    with project.act(author, act_label(plan)) as act:
        act.change_schema(plan, versions=versions, drop_misfits=drop_misfits)
    return act.changes


def edit_schema(project: Project) -> SchemaEditing:
    """The schema in force, to be edited in place; hand the outcome on with edited()."""
    return SchemaEditing(project.schema)


def edited(project: Project, editing: SchemaEditing) -> tuple[Schema, SchemaMapping]:
    """The edited schema under a new version, and where its names came from. Raises SpanloopError when it is none."""
    editing.set_version(project.schemas)
    return editing.parsed(), editing.mapping()


def read_new_schema(project: Project, path: Path) -> tuple[Schema, SchemaMapping]:
    """A schema from a file, with the mapping that it brings where it was made from the one in force."""
    schema = read_schema(path)
    brought = read_changed_from(schema.document)
    if brought is None or brought[0] != project.schema.version:
        return schema, SchemaMapping()
    return schema, brought[1]


def named_mapping(project: Project, moves: Sequence[tuple[str, str | None]]) -> SchemaMapping:
    """The mapping that a person means by names of the schema in force and of a file: ("ARM", "FORCE"), ("DOC", None).

    A role is named TYPE.role, a value attribute.value. Raises SpanloopError for a name that is not there.
    """
    editing = edit_schema(project)
    flat: dict[Part, dict[str, str | None]] = {part: {} for part in PARTS}
    owned: dict[Part, dict[tuple[str, str], str | None]] = {"role": {}, "value": {}}
    for old, new in moves:
        part, owner, name = editing.find(old)
        if part not in owned:
            flat[part][name] = new
            continue
        target = None if new is None else new.rpartition(".")[2]
        for one in [owner] if owner else [e.type for e in project.schema.events if e.role(name)]:
            owned[part][one, name] = target
    return SchemaMapping(flat["label"], flat["type"], owned["role"], flat["attribute"], owned["value"], flat["link"])


def act_label(plan: SchemaPlan) -> str:
    """What the act is called in the history: "rename ARM to FORCE", "change the schema to 0.2"."""
    steps = [step for step in plan.steps if step.fate != "kept"]
    if len(steps) != 1:
        return f"change the schema to {plan.new.version}"
    step = steps[0]
    old, new = (f"{step.owner}.{name}" if step.owner else name for name in (step.old, step.new))
    words = {"renamed": f"rename {old} to {new}", "merged": f"merge {old} into {new}", "deleted": f"delete {old}",
             "added": f"add {new}"}  # fmt: skip
    return f"{words[step.fate]} in the schema"


def plain_document(schema: Schema) -> str:
    """The document of a schema without what it came from and its version, to tell whether two are the same."""
    return json.dumps({key: value for key, value in schema.document.items() if key not in (CHANGED_FROM, "version")})


def _plan(project: Project, schema: Schema, mapping: SchemaMapping | None) -> SchemaPlan:
    versions = project.schemas
    if schema.version in versions:
        document = {**schema.document, "version": next_version(schema.version, versions)}
        schema = parse_schema(document, where=schema.name)
    plan = plan_change(project.schema, schema, mapping)
    return replace(plan, new=parse_schema(plan.document(), where=schema.name))
