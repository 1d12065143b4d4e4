"""The label schema: what may be marked, what may fill what, and the keys and colours for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from spanloop.core.errors import SpanloopError

#: What an entity label says when its mentions have a place in the calendar.
TIME = "time"
#: Names by which such labels went before a schema could say so.
CALLED_TIME = frozenset({"time", "date", "temporal"})
ThemeName = Literal["light", "dark", "high-contrast"]


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one label in one theme, as "#RRGGBB": line and tag, field behind the text, text on solid ink."""

    ink: str
    tint: str
    on_ink: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """Help for one label, type or role. example: a short text in which `[...]` marks what would be marked."""

    gloss: str = ""
    guideline: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class EntityLabel:
    """value: what its mentions mean beside their words, "time" or nothing (see core.time_values)."""

    label: str
    key: str = ""
    help: Guideline = Guideline()
    colours: Mapping[str, Ink] = field(default_factory=dict[str, Ink])
    value: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """fills: entity labels that may fill it ("*" for any). fills_events: event types that may ("*" for any)."""

    name: str
    key: str = ""
    fills: frozenset[str] = frozenset()
    fills_events: frozenset[str] = frozenset()
    many: bool = True
    help: Guideline = Guideline()

    def takes_label(self, label: str) -> bool:
        return "*" in self.fills or label in self.fills

    def takes_event(self, event_type: str) -> bool:
        return "*" in self.fills_events or event_type in self.fills_events


@dataclass(frozen=True, slots=True)
class Attribute:
    """values: what it may be; for one with per_type, each event type brings its own (EventType.kinds)."""

    name: str
    key: str = ""
    values: tuple[str, ...] = ()
    default: str | None = None
    per_type: bool = False
    help: Guideline = Guideline()


@dataclass(frozen=True, slots=True)
class EventType:
    """roles: own and common roles in the order in which they are offered.

    kinds: the values of attributes with per_type. expects: names of roles whose absence is a problem ("No place.").
    """

    type: str
    key: str = ""
    roles: tuple[Role, ...] = ()
    kinds: tuple[str, ...] = ()
    help: Guideline = Guideline()
    colours: Mapping[str, Ink] = field(default_factory=dict[str, Ink])
    expects: tuple[str, ...] = ()

    def role(self, name: str) -> Role | None:
        return next((role for role in self.roles if role.name == name), None)


@dataclass(frozen=True, slots=True)
class LinkType:
    type: str
    between_events: bool
    key: str = ""
    help: Guideline = Guideline()


@dataclass(frozen=True)
class Schema:
    """A versioned label schema. Build one with parse_schema; `document` is the JSON object it was read from."""

    name: str
    version: str
    entities: tuple[EntityLabel, ...] = ()
    events: tuple[EventType, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    links: tuple[LinkType, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False)

    @cached_property
    def _entity_by_label(self) -> dict[str, EntityLabel]:
        return {entity.label: entity for entity in self.entities}

    @cached_property
    def _event_by_type(self) -> dict[str, EventType]:
        return {event.type: event for event in self.events}

    def entity(self, label: str) -> EntityLabel | None:
        return self._entity_by_label.get(label)

    @cached_property
    def time_labels(self) -> frozenset[str]:
        """Labels whose mentions are times. In a schema that says it of none, those that are called so."""
        said = frozenset(entity.label for entity in self.entities if entity.value == TIME)
        return said or frozenset(name for name in self._entity_by_label if name.casefold() in CALLED_TIME)

    def event(self, event_type: str) -> EventType | None:
        return self._event_by_type.get(event_type)

    def attribute(self, name: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def attribute_values(self, name: str, event_type: str) -> tuple[str, ...]:
        """The values that an attribute may take on an event of this type; () when it has none there."""
        attribute = self.attribute(name)
        if attribute is None:
            return ()
        if not attribute.per_type:
            return attribute.values
        event = self.event(event_type)
        return event.kinds if event else ()

    def link(self, link_type: str) -> LinkType | None:
        return next((link for link in self.links if link.type == link_type), None)


def parse_schema(document: object, *, where: str = "schema") -> Schema:
    """Read a schema from a decoded JSON or TOML object.

    `{"name", "version", "entities": [{"label", "key", "gloss"}], "events": []}` is enough. Raises SpanloopError that
    names the offending entry for a missing name, a label or type given twice, a key given twice among labels, among
    types or among the roles of one type and the attributes, a role that is to be filled by an unknown label, or a type
    that expects a role which it does not have.
    """
    return _Reader(where).schema(document)


class _Reader:
    """Reads one schema document and says exactly where it is wrong."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, what: str) -> SpanloopError:
        return SpanloopError(what, where=self.where, way_out="Correct the schema file and try again.")

    def schema(self, raw: object) -> Schema:
        document = self.mapping(raw, "the schema")
        entities = tuple(self.entity(item) for item in self.items(document, "entities"))
        self.unique((e.label for e in entities), "entity label")
        self.unique((e.key for e in entities), "key", "the entity labels")
        labels = {e.label for e in entities}
        raw_events = self.items(document, "events")
        types = {self.text(item, "type", "an event type") for item in raw_events}
        common = [self.role(n, r, labels, types) for n, r in self.sub(document, "common_roles").items()]
        events = tuple(self.event(item, common, labels, types) for item in raw_events)
        self.unique((e.type for e in events), "event type")
        self.unique((e.key for e in events), "key", "the event types")
        both = labels & types
        if both:
            raise self.fail(f"{sorted(both)[0]} is both an entity label and an event type")
        links = tuple(self.link(item, True) for item in self.items(document, "event_links"))
        links += tuple(self.link(item, False) for item in self.items(document, "entity_links"))
        self.unique((k.type for k in links), "link type")
        self.unique((k.key for k in links), "key", "the links")
        attributes = tuple(self.attribute(n, r) for n, r in self.sub(document, "attributes").items())
        self.unique((a.key for a in attributes), "key", "the attributes")
        for event in events:
            # While an event is being made, one key press must mean one role or one attribute.
            self.unique(
                (part.key for part in (*event.roles, *attributes)), "key", f"the roles and attributes of {event.type}"
            )
        return Schema(
            name=self.text(document, "name", "the schema"),
            version=str(document.get("version", "1")),
            entities=entities,
            events=events,
            attributes=attributes,
            links=links,
            document=document,
        )

    def entity(self, raw: object) -> EntityLabel:
        item = self.mapping(raw, "an entity label")
        label = self.text(item, "label", "an entity label")
        value = item.get("value", "")
        if value not in ("", TIME):
            raise self.fail(f"the value of {label} is {value!r}; it can only be {TIME!r}")
        return EntityLabel(label, self.key(item, label), self.help(item), self.colours(item, label), value)

    def event(self, raw: object, common: list[Role], labels: set[str], types: set[str]) -> EventType:
        item = self.mapping(raw, "an event type")
        name = self.text(item, "type", "an event type")
        own = [self.role(n, r, labels, types) for n, r in self.sub(item, "roles").items()]
        named = {role.name for role in own}
        roles = (*own, *(role for role in common if role.name not in named))
        self.unique((role.key for role in roles), "role key", name)
        kinds = tuple(str(kind) for kind in self.items(item, "kinds"))
        expects = tuple(str(role) for role in self.items(item, "expects"))
        for unknown in sorted(set(expects) - {role.name for role in roles}):
            raise self.fail(f"{name} expects the role {unknown}, which it does not have")
        return EventType(name, self.key(item, name), roles, kinds, self.help(item), self.colours(item, name), expects)

    def role(self, name: str, raw: object, labels: set[str], types: set[str]) -> Role:
        item = self.mapping(raw, f"role {name}")
        fills = frozenset(str(label) for label in self.items(item, "fills"))
        fills_events = frozenset(str(kind) for kind in self.items(item, "events"))
        for unknown in sorted((fills - labels - {"*"}) | (fills_events - types - {"*"})):
            raise self.fail(f"role {name} is to be filled by {unknown}, which the schema does not have")
        return Role(name, self.key(item, name), fills, fills_events, bool(item.get("many", True)), self.help(item))

    def attribute(self, name: str, raw: object) -> Attribute:
        item = self.mapping(raw, f"attribute {name}")
        values = item.get("values", [])
        per_type = isinstance(values, str)
        allowed = () if per_type else tuple(str(value) for value in self.items(item, "values"))
        default = item.get("default")
        if default is not None and not per_type and default not in allowed:
            raise self.fail(f"the default {default!r} of attribute {name} is not among its values")
        return Attribute(name, self.key(item, name), allowed, default, per_type, self.help(item))

    def link(self, raw: object, between_events: bool) -> LinkType:
        item = self.mapping(raw, "a link type")
        name = self.text(item, "type", "a link type")
        return LinkType(name, between_events, self.key(item, name), self.help(item))

    def help(self, item: Mapping[str, Any]) -> Guideline:
        return Guideline(*(str(item.get(part, "")) for part in ("gloss", "guideline", "example")))

    def colours(self, item: Mapping[str, Any], name: str) -> dict[str, Ink]:
        inks: dict[str, Ink] = {}
        for theme, raw in self.sub(item, "colours").items():
            ink = self.mapping(raw, f"the {theme} colours of {name}")
            inks[theme] = Ink(
                *(self.text(ink, part, f"the {theme} colours of {name}") for part in ("ink", "tint", "on_ink"))
            )
        return inks

    def key(self, item: Mapping[str, Any], name: str) -> str:
        key = item.get("key", "")
        if not isinstance(key, str):
            raise self.fail(f"the key of {name} is not a text")
        return key

    def mapping(self, raw: object, what: str) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self.fail(f"{what} is not an object with named fields")
        return cast("dict[str, Any]", raw)

    def sub(self, item: Mapping[str, Any], field_name: str) -> dict[str, Any]:
        return self.mapping(item.get(field_name, {}), field_name)

    def items(self, item: Mapping[str, Any], field_name: str) -> list[Any]:
        raw = item.get(field_name, [])
        if not isinstance(raw, list):
            raise self.fail(f"{field_name} is not a list")
        return cast("list[Any]", raw)

    def text(self, raw: object, field_name: str, what: str) -> str:
        value = self.mapping(raw, what).get(field_name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{what} has no {field_name}")
        return value

    def unique(self, values: Iterable[str], what: str, among: str = "the schema") -> None:
        seen: set[str] = set()
        for value in values:
            if value and value in seen:
                raise self.fail(f"{what} {value!r} stands twice in {among}")
            seen.add(value)
