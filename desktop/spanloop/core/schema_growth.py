"""What marks name that a schema has not, and the schema that has it."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Event, Marks
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.schema_change import CHANGED_FROM
from spanloop.core.schema_editing import next_version

MissingPart = Literal["entity", "event", "role", "attribute", "value", "link"]


class Missing(NamedTuple):
    """A name that a schema has not. of: the event type of a role, the attribute of a value, "mentions" or "events" for
    what a link joins; else ""."""

    part: MissingPart
    name: str
    of: str = ""

    def words(self) -> str:
        """ "entity label ORG", "role target of Attack"."""
        if self.part == "entity":
            return f"entity label {self.name}"
        if self.part == "event":
            return f"event type {self.name}"
        if self.part in ("role", "value"):
            return f"{self.part} {self.name} of {self.of}"
        return f"{self.part} {self.name}"

    def held(self) -> str:
        """What has the name: "mention", "role of Attack", "link between events"."""
        if self.part == "entity":
            return "mention"
        if self.part == "link":
            return f"link between {self.of}"
        return f"{self.part} of {self.of}" if self.of else self.part


def missing(marks: Marks, schema: Schema, *, values: bool = False) -> Iterator[Missing]:
    """What marks name that the schema has not, once for each use. values: also values of attributes."""
    yield from (Missing("entity", m.label) for m in marks.mentions if schema.entity(m.label) is None)
    for event in marks.events:
        kind = schema.event(event.type)
        if kind is None:
            yield Missing("event", event.type)
        for argument in event.arguments:
            if kind is None or kind.role(argument.role) is None:
                yield Missing("role", argument.role, event.type)
        for name, value in event.attributes.items():
            attribute = schema.attribute(name)
            if attribute is None:
                yield Missing("attribute", name)
            if values and (attribute is None or value not in schema.attribute_values(name, event.type)):
                yield Missing("value", value, name)
    for link in marks.links:
        if schema.link(link.type) is None:
            yield Missing("link", link.type, "events" if link.between_events else "mentions")


@dataclass
class SchemaGrowth:
    """Collects what the marks of a file name that a schema has not. counts: how often each name stands there."""

    schema: Schema
    counts: Counter[Missing] = field(default_factory=Counter[Missing])
    _fillers: dict[tuple[str, str], set[tuple[bool, str]]] = field(
        default_factory=dict[tuple[str, str], set[tuple[bool, str]]]
    )
    _of_type: dict[str, set[tuple[str, str]]] = field(default_factory=dict[str, set[tuple[str, str]]])

    def add(self, marks: Marks, *, values: bool = True) -> None:
        """Take note of what one author's marks in one article name. values: see missing."""
        self.counts.update(missing(marks, self.schema, values=values))
        names = {m.uid: m.label for m in marks.mentions} | {e.uid: e.type for e in marks.events}
        for event in marks.events:
            for argument in event.arguments:
                self._add_filler(event, argument, names)
            for name, value in event.attributes.items():
                attribute = self.schema.attribute(name)
                if attribute is not None and attribute.per_type:
                    self._of_type.setdefault(event.type, set()).add((name, value))

    def _add_filler(self, event: Event, argument: Argument, names: Mapping[str, str]) -> None:
        filler = (argument.filler_is_event, names.get(argument.filler, ""))
        self._fillers.setdefault((event.type, argument.role), set()).add(filler)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def take_in(self, other: SchemaGrowth) -> None:
        """All that another one of the same schema collected."""
        self.counts.update(other.counts)
        for key, fillers in other._fillers.items():
            self._fillers.setdefault(key, set()).update(fillers)
        for name, values in other._of_type.items():
            self._of_type.setdefault(name, set()).update(values)

    def grown(self, declared: Iterable[Mapping[str, Any]] = (), *, taken: Iterable[str] = ()) -> Schema:
        """The schema with all that was missing, at the end of each list.

        declared: documents of schemas that came with the files; what they say of a missing name is taken over, and
        their labels, types, roles and attributes that no mark uses yet come along. taken: versions that the new one
        must not have. A role takes the labels and types that fill it in the marks. Raises SpanloopError for a name that
        would be a label and an event type at once.
        """
        document = copy.deepcopy(dict(self.schema.document))
        document.pop(CHANGED_FROM, None)
        _Grower(document).run(self, [dict(one) for one in declared])
        document["version"] = next_version(self.schema.version, taken)
        return parse_schema(document, where="the schema with the names of the files")

    def fillers(self, event_type: str, role: str) -> tuple[list[str], list[str]]:
        """Labels and event types that fill a role in the marks."""
        found = sorted(self._fillers.get((event_type, role), set()))
        return [name for is_event, name in found if not is_event], [name for is_event, name in found if is_event]

    def kinds(self, event_type: str) -> list[str]:
        """Values that events of a type have for attributes whose values each type brings along."""
        return sorted(value for _, value in self._of_type.get(event_type, set()))


class _Grower:
    """Writes what is missing into a document of a schema."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._declared: dict[tuple[str, str], dict[str, Any]] = {}

    def run(self, growth: SchemaGrowth, declared: list[dict[str, Any]]) -> None:
        asked = [missing for missing, _ in sorted(growth.counts.items())]
        for one in declared:
            self._declare(one)
        labels = self._names("entities", "label") | self._names("events", "type")
        for part, name in self._declared:
            if part in ("entity", "event") and name not in labels:
                asked.append(Missing(cast("MissingPart", part), name))
        self._labels(asked)
        self._roles(asked, growth)
        self._attributes(asked, growth)
        self._links(asked)
        self._check()

    def _declare(self, schema: dict[str, Any]) -> None:
        for part, where, name in (("entity", "entities", "label"), ("event", "events", "type")):
            for item in schema.get(where, []):
                self._declared.setdefault((part, item[name]), item)
        for name, item in schema.get("attributes", {}).items():
            self._declared.setdefault(("attribute", name), item)

    def _items(self, where: str) -> list[dict[str, Any]]:
        return self._document.setdefault(where, [])

    def _names(self, where: str, name: str) -> set[str]:
        return {str(item.get(name)) for item in self._document.get(where, [])}

    def _labels(self, asked: list[Missing]) -> None:
        for part, where, name in (("entity", "entities", "label"), ("event", "events", "type")):
            held = self._names(where, name)
            for missing_name in dict.fromkeys(one.name for one in asked if one.part == part):
                if missing_name not in held:
                    item = self._declared.get((part, missing_name), {})
                    self._items(where).append({**{k: v for k, v in item.items() if k != "roles"}, name: missing_name})

    def _roles(self, asked: list[Missing], growth: SchemaGrowth) -> None:
        known = self._names("entities", "label") | {"*"}, self._names("events", "type") | {"*"}
        asked_of: dict[str, list[str]] = {}
        for one in asked:
            if one.part == "role":
                asked_of.setdefault(one.of, []).append(one.name)
        for item in self._items("events"):
            event_type = str(item["type"])
            roles: dict[str, Any] = item.setdefault("roles", {})
            declared = self._declared.get(("event", event_type), {}).get("roles", {})
            wanted = [*declared, *asked_of.get(event_type, ())]
            common = self._document.get("common_roles", {})
            for name in dict.fromkeys(wanted):
                if name in roles or name in common:
                    continue
                labels, types = growth.fillers(event_type, name)
                said = declared.get(name, {})
                role = {key: value for key, value in said.items() if key not in ("fills", "events", "key")}
                fills = dict.fromkeys([*said.get("fills", []), *labels])
                events = dict.fromkeys([*said.get("events", []), *types])
                role["fills"] = [label for label in fills if label in known[0]]
                role["events"] = [kind for kind in events if kind in known[1]]
                role["key"] = self._free_key(name, [*roles.values(), *common.values()])
                roles[name] = {key: value for key, value in role.items() if value not in ("", [])}
            if not roles:
                del item["roles"]

    def _free_key(self, name: str, others: Iterable[Mapping[str, Any]]) -> str:
        """A letter of the name, or another one, that no other role and no attribute has."""
        taken = {item.get("key") for item in (*others, *self._document.get("attributes", {}).values())}
        letters = [letter for letter in f"{name.casefold()}abcdefghijklmnopqrstuvwxyz" if "a" <= letter <= "z"]
        return next((letter for letter in letters if letter not in taken), "")

    def _attributes(self, asked: list[Missing], growth: SchemaGrowth) -> None:
        attributes: dict[str, Any] = self._document.setdefault("attributes", {})
        declared = [name for part, name in self._declared if part == "attribute"]
        values: dict[str, list[str]] = {}
        for name in dict.fromkeys([*declared, *(one.name for one in asked if one.part == "attribute")]):
            if name not in attributes:
                said = self._declared.get(("attribute", name), {})
                attributes[name] = {"values": [], **{key: value for key, value in said.items() if key != "key"}}
        for one in asked:
            if one.part == "value":
                values.setdefault(one.of, []).append(one.name)
        for name, new in values.items():
            item = attributes[name]
            if isinstance(item.get("values"), list):
                item["values"] = list(dict.fromkeys([*item["values"], *new]))
        for item in self._items("events"):
            new = growth.kinds(str(item["type"]))
            if new:
                item["kinds"] = list(dict.fromkeys([*item.get("kinds", []), *new]))
        if not attributes:
            del self._document["attributes"]

    def _links(self, asked: list[Missing]) -> None:
        for one in asked:
            if one.part == "link":
                self._items("event_links" if one.of == "events" else "entity_links").append({"type": one.name})

    def _check(self) -> None:
        """A name can be one thing only."""
        both = self._names("entities", "label") & self._names("events", "type")
        twice = self._names("event_links", "type") & self._names("entity_links", "type")
        if both:
            what = f"{min(both)} would be an entity label and an event type at once"
        elif twice:
            what = f"{min(twice)} would be a link between mentions and one between events"
        else:
            return
        raise SpanloopError(what, way_out="Give one of them another name in the table of names (--names).")
