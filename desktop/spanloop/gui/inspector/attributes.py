"""Attributes of an event: the value that holds, and the one that comes next when its key is pressed."""

from __future__ import annotations

from spanloop.core.marks import Event
from spanloop.core.schema import Attribute, Schema


def attributes_of(schema: Schema, event: Event) -> list[Attribute]:
    """The attributes that an event of this type may have, in the schema's order."""
    return [a for a in schema.attributes if schema.attribute_values(a.name, event.type)]


def current_value(event: Event, attribute: Attribute) -> str:
    """What holds: the value set, else the default, else ""."""
    return event.attributes.get(attribute.name, attribute.default or "")


def next_value(schema: Schema, event: Event, attribute: Attribute, *, back: bool = False) -> str:
    """The value after the present one, round and round; "" (no value) has its turn where there is no default."""
    values = list(schema.attribute_values(attribute.name, event.type))
    if attribute.default is None:
        values.insert(0, "")
    if not values:
        return ""
    now = current_value(event, attribute)
    at = values.index(now) if now in values else -1
    return values[(at + (-1 if back else 1)) % len(values)]
