"""Marks that were made under an older schema of the project, under the names of today.

A schema says itself what it came of (see spanloop.core.schema_change), so a version that learned before it was changed,
and a copy that was exported before, can still be understood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from spanloop.core.completeness import labels_of
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Completion, Layer, Marks
from spanloop.core.schema import Schema
from spanloop.core.schema_carry import carry_marks
from spanloop.core.schema_change import Part, SchemaPlan, plan_change, read_changed_from
from spanloop.core.schema_growth import Missing, missing
from spanloop.core.wording import count
from spanloop.store.project import Project

_SAID: dict[Part, str] = {"label": "mention", "type": "event", "role": "argument"}


def plans_since(project: Project, version: str) -> list[SchemaPlan]:
    """How the schema in force came of an older version, step by step; empty where that is not on record."""
    versions = project.schemas
    schema, found = project.schema, list[SchemaPlan]()
    while schema.version != version:
        brought = read_changed_from(schema.document)
        older = None if brought is None else versions.get(brought[0])
        plan = None if older is None else _plan_between(older, schema)
        if older is None or plan is None or len(found) > len(versions):
            return []
        found.insert(0, plan)
        schema = older
    return found


def follow_label(project: Project, name: str, *, layer: Layer, before: Schema) -> str | None:
    """What a label or event type is called now that another schema than `before` is in force; None: it is no more.

    Also where a change was undone: then it has the name again that it had, unless several had become one.
    """
    now = project.schema
    plans = plans_since(project, before.version)
    if plans:
        found: str | None = name
        for plan in plans:
            found = None if found is None else _fates(plan, layer).get(found)
        return found
    undone = _plan_between(now, before)
    came = [old for old, new in _fates(undone, layer).items() if new == name] if undone else []
    if len(came) == 1:
        return came[0]
    return name if name in labels_of(now, layer) else None


def _plan_between(older: Schema, newer: Schema) -> SchemaPlan | None:
    """How one schema came of another in one step; None where it did not, or that is not on record."""
    brought = read_changed_from(newer.document)
    if brought is None or brought[0] != older.version:
        return None
    try:
        return plan_change(older, newer, brought[1])
    except SpanloopError:
        return None  # written by hand, and not about these two


def _fates(plan: SchemaPlan, layer: Layer) -> Mapping[str, str | None]:
    return plan.labels if layer == "entities" else plan.types


def translate(
    project: Project, marks: Sequence[tuple[str, Marks]], *, version: str, known_only: bool = False
) -> tuple[list[tuple[str, Marks]], list[str]]:
    """Marks by article under the names of today. version: of the schema under which they were made.

    known_only: leave out what the schema of now has not, also where it is not on record what became of it (a change of
    the schema that was undone leaves no trace but what learned from it). Returns the marks with a sentence for each
    name that the schema has no more, and how many marks were left out for it.
    """
    plans = plans_since(project, version)
    lost: Counter[tuple[Part, str]] = Counter()
    carried: list[tuple[str, Marks]] = []
    for article, some in marks:
        held = some
        for plan in plans:
            done = carry_marks(held, plan)
            held = done.marks
            lost.update(done.lost)
        if known_only and (unknown := frozenset(missing(held, project.schema))):
            done = carry_marks(held, _without(unknown, project.schema))
            held = done.marks
            lost.update(done.lost)
        completions = tuple(_carry(project, completion) for completion in held.completions) if plans else ()
        carried.append((article, replace(held, completions=completions) if plans else held))
    words = [
        f"{count(number, _SAID.get(part, part))} of {name} left out: the schema has that no more"
        for (part, name), number in sorted(lost.items())
    ]
    return carried, words


def _without(unknown: Collection[Missing], schema: Schema) -> SchemaPlan:
    """A plan by which names go, and nothing else changes."""
    gone: dict[str, dict[str, None]] = {"entity": {}, "event": {}, "attribute": {}, "link": {}}
    for one in unknown:
        gone.get(one.part, {})[one.name] = None
    roles = {(one.of, one.name): None for one in unknown if one.part == "role"}
    return SchemaPlan(schema, schema, gone["entity"], gone["event"], roles, gone["attribute"], {}, gone["link"])


def _carry(project: Project, completion: Completion) -> Completion:
    """A completion goes on where nothing was added since that it was not about."""
    plans = plans_since(project, completion.schema_version)
    if plans and all(plan.holds(completion.layer, plan.old) for plan in plans):
        return replace(completion, schema_version=project.schema.version)
    return completion
