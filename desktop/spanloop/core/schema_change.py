"""A schema takes the place of another while articles are marked: what becomes of every name that is in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema

Part = Literal["label", "type", "role", "attribute", "value", "link"]
Fate = Literal["renamed", "merged", "deleted", "added", "kept"]
PARTS: tuple[Part, ...] = ("label", "type", "role", "attribute", "value", "link")

#: The field of a schema's document that says how it came of the one before.
CHANGED_FROM = "changed_from"
_NAMES = {
    "label": "entity label", "type": "event type", "role": "role", "attribute": "attribute", "value": "value",
    "link": "link",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaMapping:
    """Where names of an old schema went; None: deleted.

    A name that is not in it stays itself where the new schema has it, and is deleted where not. labels, types,
    attributes, links: by old name. roles: by (old type, old role). values: by (old attribute, old value).
    """

    labels: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    types: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    roles: Mapping[tuple[str, str], str | None] = field(default_factory=dict[tuple[str, str], "str | None"])
    attributes: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    values: Mapping[tuple[str, str], str | None] = field(default_factory=dict[tuple[str, str], "str | None"])
    links: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one name. owner: the old type of a role, the old attribute of a value, else "".

    old is "" for what is added, new is "" for what is deleted. merged: another old name becomes `new` too.
    """

    part: Part
    old: str
    new: str
    fate: Fate
    owner: str = ""


@dataclass(frozen=True)
class SchemaPlan:
    """Both schemas, and where each name of the old one goes. Build one with plan_change.

    The maps hold every name of the old schema. A name that the old schema does not have (a mark may bear one that a
    file brought) stays as it is.
    """

    old: Schema
    new: Schema
    labels: Mapping[str, str | None]
    types: Mapping[str, str | None]
    roles: Mapping[tuple[str, str], str | None]
    attributes: Mapping[str, str | None]
    values: Mapping[tuple[str, str], str | None]
    links: Mapping[str, str | None]

    def label(self, name: str) -> str | None:
        """The label of a mention from now on; None when the mention goes."""
        return self.labels.get(name, name)

    def type(self, name: str) -> str | None:
        """The type of an event from now on; None when the event goes."""
        return self.types.get(name, name)

    def role(self, old_type: str, name: str) -> str | None:
        """The role of an argument from now on; None when it is taken out of its event."""
        return self.roles.get((old_type, name), name)

    def link(self, name: str) -> str | None:
        """The type of a link from now on; None when it goes."""
        return self.links.get(name, name)

    def attribute(self, old_type: str, name: str, value: str) -> tuple[str, str] | None:
        """Name and value from now on of an attribute of an event that stays; None when it is taken out.

        A value that the old schema did not allow there is a problem already, and stays one.
        """
        if name not in self.attributes:
            return name, value
        new_name, new_type = self.attributes[name], self.type(old_type)
        if new_name is None or new_type is None:
            return None
        if value not in self.old.attribute_values(name, old_type):
            return new_name, value
        wanted = self.values.get((name, value), value)
        return (new_name, wanted) if wanted in self.new.attribute_values(new_name, new_type) else None

    def is_misfit(self, old_type: str, role: str, filler: str, *, filler_is_event: bool) -> bool:
        """Whether a role took what fills it, and will not any more. filler: its old label or type."""
        kind, new_type, new_role = self.old.event(old_type), self.type(old_type), self.role(old_type, role)
        before = kind.role(role) if kind else None
        after = self.new.event(new_type) if new_type is not None else None
        now = after.role(new_role) if after and new_role is not None else None
        new_filler = self.type(filler) if filler_is_event else self.label(filler)
        if before is None or now is None or new_filler is None:
            return False
        if filler_is_event:
            return before.takes_event(filler) and not now.takes_event(new_filler)
        return before.takes_label(filler) and not now.takes_label(new_filler)

    @cached_property
    def merged_labels(self) -> frozenset[str]:
        """New labels that several old ones become."""
        return _merged(self.labels)

    @cached_property
    def merged_types(self) -> frozenset[str]:
        """New event types that several old ones become."""
        return _merged(self.types)

    def holds(self, layer: str, completed: Schema) -> bool:
        """Whether a layer that was completed under an older schema is complete under the new one too.

        It is when everything that is to be marked now was to be marked then, under whatever name: an added label
        reopens the layer, one that was renamed, merged or deleted does not.
        """
        fates = self.labels if layer == "entities" else self.types
        known = {e.label for e in completed.entities} if layer == "entities" else {e.type for e in completed.events}
        now = {e.label for e in self.new.entities} if layer == "entities" else {e.type for e in self.new.events}
        sources: dict[str, set[str]] = {name: set() for name in now}
        for old, new in fates.items():
            if new is not None:
                sources[new].add(old)
        return all(came and came <= known for came in sources.values())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What becomes of every name, in the order of the old schema; what is added comes last in each part."""
        found = _steps("label", self.labels, (e.label for e in self.new.entities))
        found += _steps("type", self.types, (e.type for e in self.new.events))
        for event in self.old.events:
            new_type = self.types[event.type]
            if new_type is None:
                continue  # said by the step of the type
            fates = {role.name: self.roles[event.type, role.name] for role in event.roles}
            kind = self.new.event(new_type)
            others = () if kind is None or new_type in self.merged_types else (role.name for role in kind.roles)
            found += _steps("role", fates, others, owner=event.type)
        found += _steps("attribute", self.attributes, (a.name for a in self.new.attributes))
        for attribute in self.old.attributes:
            name = self.attributes[attribute.name]
            if name is None:
                continue
            now = self.new.attribute(name)
            fates = {value: new for (owner, value), new in self.values.items() if owner == attribute.name}
            found += _steps("value", fates, () if now is None else _all_values(self.new, name), owner=attribute.name)
        return (*found, *_steps("link", self.links, (k.type for k in self.new.links)))

    @property
    def mapping(self) -> SchemaMapping:
        """Names that do not stay themselves."""
        return SchemaMapping(
            _moved(self.labels),
            _moved(self.types),
            {key: new for key, new in self.roles.items() if new != key[1] and self.types[key[0]] is not None},
            _moved(self.attributes),
            {key: new for key, new in self.values.items() if new != key[1] and self.attributes[key[0]] is not None},
            _moved(self.links),
        )

    def document(self) -> dict[str, Any]:
        """The document of the new schema, with a note of how it came of the old one (see read_changed_from)."""
        mapping = self.mapping
        flat = {"labels": mapping.labels, "types": mapping.types, "attributes": mapping.attributes,
                "links": mapping.links}  # fmt: skip
        note: dict[str, Any] = {"from": self.old.version}
        note |= {name: dict(moved) for name, moved in flat.items() if moved}
        for name, moved in (("roles", mapping.roles), ("values", mapping.values)):
            nested: dict[str, dict[str, str | None]] = {}
            for (owner, old), new in moved.items():
                nested.setdefault(owner, {})[old] = new
            if nested:
                note[name] = nested
        return {**self.new.document, CHANGED_FROM: note}


def plan_change(old: Schema, new: Schema, mapping: SchemaMapping | None = None) -> SchemaPlan:
    """Say of every name of the old schema where it goes.

    Raises SpanloopError when the mapping names something that the old or the new schema does not have.
    """
    given = mapping or SchemaMapping()
    labels = _resolve("label", given.labels, [e.label for e in old.entities], {e.label for e in new.entities})
    types = _resolve("type", given.types, [e.type for e in old.events], {e.type for e in new.events})
    attributes = _resolve(
        "attribute", given.attributes, [a.name for a in old.attributes], {a.name for a in new.attributes}
    )
    before, after = {k.type: k.between_events for k in old.links}, {k.type: k.between_events for k in new.links}
    links = _resolve("link", given.links, list(before), set(after))
    for name, target in links.items():
        if target is not None and before[name] != after[target]:
            if name in given.links:
                raise SpanloopError(
                    f"The link {name} joins {'events' if before[name] else 'mentions'}, and {target} does not",
                    way_out="Choose a link of the same kind, or delete it.",
                )
            links[name] = None
    return SchemaPlan(
        old, new, labels, types, _roles(old, new, types, given), attributes,
        _values(old, new, attributes, given), links,
    )  # fmt: skip


def _roles(
    old: Schema, new: Schema, types: Mapping[str, str | None], given: SchemaMapping
) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for event in old.events:
        new_type = types[event.type]
        kind = new.event(new_type) if new_type is not None else None
        there = {role.name for role in kind.roles} if kind else set[str]()
        wanted = {role: target for (owner, role), target in given.roles.items() if owner == event.type}
        if kind is None:
            wanted = dict.fromkeys(wanted)
        names = [role.name for role in event.roles]
        for name, target in _resolve("role", wanted, names, there, owner=event.type).items():
            found[event.type, name] = target
    for owner, role in given.roles:
        if (owner, role) not in found:
            raise _unknown("role", f"{owner}.{role}", "The schema in force")
    return found


def _values(
    old: Schema, new: Schema, attributes: Mapping[str, str | None], given: SchemaMapping
) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for attribute in old.attributes:
        new_name = attributes[attribute.name]
        there = set[str]() if new_name is None else set(_all_values(new, new_name))
        wanted = {value: target for (owner, value), target in given.values.items() if owner == attribute.name}
        if new_name is None:
            wanted = dict.fromkeys(wanted)
        names = _all_values(old, attribute.name)
        for value, target in _resolve("value", wanted, names, there, owner=attribute.name).items():
            found[attribute.name, value] = target
    for owner, value in given.values:
        if (owner, value) not in found:
            raise _unknown("value", f"{owner}.{value}", "The schema in force")
    return found


def _all_values(schema: Schema, attribute: str) -> list[str]:
    """All values of an attribute, on whatever type of event."""
    known = schema.attribute(attribute)
    if known is None:
        return []
    if not known.per_type:
        return list(known.values)
    return list(dict.fromkeys(kind for event in schema.events for kind in event.kinds))


def _resolve(
    part: Part, given: Mapping[str, str | None], names: list[str], there: set[str], *, owner: str = ""
) -> dict[str, str | None]:
    head = f"{owner}." if owner else ""
    for old, new in given.items():
        if old not in names:
            raise _unknown(part, f"{head}{old}", "The schema in force")
        if new is not None and new not in there:
            raise _unknown(part, f"{head}{new}", "The new schema")
    return {name: given.get(name, name if name in there else None) for name in names}


def _unknown(part: Part, name: str, which: str) -> SpanloopError:
    return SpanloopError(
        f"{which} has no {_NAMES[part]} {name}", way_out="Nothing was changed. Compare its spelling with the schema."
    )


def _merged(fates: Mapping[str, str | None]) -> frozenset[str]:
    return frozenset(new for new, number in Counter(fates.values()).items() if new is not None and number > 1)


def _moved(fates: Mapping[str, str | None]) -> dict[str, str | None]:
    return {old: new for old, new in fates.items() if new != old}


def _steps(part: Part, fates: Mapping[str, str | None], now: Iterable[str], *, owner: str = "") -> list[Step]:
    merged = _merged(fates)
    found: list[Step] = []
    for old, new in fates.items():
        if new is None:
            found.append(Step(part, old, "", "deleted", owner))
        elif new == old:
            found.append(Step(part, old, new, "kept", owner))
        else:
            found.append(Step(part, old, new, "merged" if new in merged else "renamed", owner))
    reached = set(fates.values())
    return found + [Step(part, "", name, "added", owner) for name in now if name not in reached]


def read_changed_from(document: Mapping[str, Any]) -> tuple[str, SchemaMapping] | None:
    """The version that a schema came of and the mapping, as SchemaPlan.document wrote them; None where there is none.

    What is not of that shape (a file may hold anything) is taken as not there.
    """
    note = document.get(CHANGED_FROM)
    if not isinstance(note, dict):
        return None
    held = cast("dict[str, Any]", note)
    version = held.get("from")
    if not isinstance(version, str):
        return None
    return version, SchemaMapping(
        _names(held.get("labels")), _names(held.get("types")), _nested(held.get("roles")),
        _names(held.get("attributes")), _nested(held.get("values")), _names(held.get("links")),
    )  # fmt: skip


def _names(raw: object) -> dict[str, str | None]:
    if not isinstance(raw, dict):
        return {}
    found = cast("dict[str, Any]", raw)
    return {old: new for old, new in found.items() if new is None or isinstance(new, str)}


def _nested(raw: object) -> dict[tuple[str, str], str | None]:
    if not isinstance(raw, dict):
        return {}
    found = cast("dict[str, Any]", raw)
    return {(owner, old): new for owner, some in found.items() for old, new in _names(some).items()}
