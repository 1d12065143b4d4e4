"""Writes a schema as brat's `annotation.conf`, and beside it `visual.conf` with names and colours.

Format: https://brat.nlplab.org/configuration.html. The reader of brat_conf gives back labels, types, roles with what
fills them and how often, attributes with values and defaults, and links. Keys, help and colours of the schema are not
in it; the colours of the light theme are in `visual.conf`, which is not read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from spanloop.core.schema import Attribute, EntityLabel, EventType, Role, Schema
from spanloop.formats.brat.conf import BINARY, FILE, HEADER
from spanloop.formats.spelling import plain, token

VISUAL_FILE = "visual.conf"
_SAID = f"""{HEADER}; an export writes it anew.
# Names that brat cannot spell have _x0020_ in them for what is left out (visual.conf shows them as they are).
"""


class UsedNames:
    """The names of a schema, and those that marks have besides."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.labels: dict[str, None] = {entity.label: None for entity in schema.entities}
        #: By event type, the roles that the schema does not have.
        self.more_roles: dict[str, dict[str, None]] = {event.type: {} for event in schema.events}
        self.links: dict[str, bool] = {link.type: link.between_events for link in schema.links}
        self.values: dict[str, dict[str, None]] = {}
        for attribute in schema.attributes:
            self.values[attribute.name] = dict.fromkeys(_values_of(schema, attribute))

    def label(self, label: str) -> None:
        self.labels.setdefault(label)

    def role(self, event_type: str, role: str) -> None:
        kind = self.schema.event(event_type)
        held = self.more_roles.setdefault(event_type, {})
        if kind is None or kind.role(role) is None:
            held.setdefault(role)

    def roles(self, event_type: str) -> Mapping[str, Role]:
        """The roles that the schema has for a type, by how they are spelled."""
        self.more_roles.setdefault(event_type, {})
        kind = self.schema.event(event_type)
        return {plain(role.name): role for role in kind.roles} if kind is not None else {}

    def spelled_role(self, event_type: str, role: str) -> str:
        """A role without digits at its end, which brat takes for numbers, unless the schema has it so."""
        spelled = plain(role)
        if spelled in self.roles(event_type) or not spelled[-1:].isdecimal():
            return spelled
        return f"{plain(role[:-1]) if role[:-1] else ''}_x{ord(role[-1]):04X}_"

    def link(self, name: str, *, between_events: bool) -> None:
        self.links.setdefault(name, between_events)

    def attribute(self, name: str, value: str) -> None:
        self.values.setdefault(name, {}).setdefault(value)

    def is_binary(self, name: str) -> bool:
        """Whether an attribute of the schema is there or is not."""
        attribute = self.schema.attribute(name)
        return attribute is not None and attribute.values == (BINARY,) and list(self.values[name]) == [BINARY]


def write_configuration(folder: Path, used: UsedNames) -> None:
    """Write `annotation.conf` and `visual.conf` into a folder."""
    (folder / FILE).write_bytes("".join(f"{line}\n" for line in _annotation(used)).encode("utf-8"))
    (folder / VISUAL_FILE).write_bytes("".join(f"{line}\n" for line in _visual(used)).encode("utf-8"))


def _annotation(used: UsedNames) -> Iterator[str]:
    yield from _SAID.splitlines()
    yield from ("", "[entities]", "", *map(plain, used.labels), "", "[relations]", "")
    for name, between_events in used.links.items():
        end = "<EVENT>" if between_events else "<ENTITY>"
        yield f"{plain(name)}\tArg1:{end}, Arg2:{end}"
    yield from ("", "[events]", "")
    for event_type, more in used.more_roles.items():
        kind = used.schema.event(event_type)
        parts = [_role(role, kind, used.schema) for role in kind.roles] if kind is not None else []
        parts += [f"{used.spelled_role(event_type, role)}*:<ENTITY>|<EVENT>" for role in more]
        yield f"{plain(event_type)}\t{', '.join(parts)}".rstrip("\t")
    yield from ("", "[attributes]", "")
    for name, values in used.values.items():
        yield _attribute(name, tuple(values), used)


def _role(role: Role, kind: EventType, schema: Schema) -> str:
    signs = {(True, False): "*", (True, True): "+", (False, False): "?", (False, True): ""}
    sign = signs[role.many, role.name in kind.expects]
    labels = [plain(entity.label) for entity in schema.entities if entity.label in role.fills]
    types = [plain(event.type) for event in schema.events if event.type in role.fills_events]
    fillers = [*(["<ENTITY>"] if "*" in role.fills else labels), *(["<EVENT>"] if "*" in role.fills_events else types)]
    return f"{plain(role.name)}{sign}:{'|'.join(fillers) or '<NONE>'}"


def _attribute(name: str, values: tuple[str, ...], used: UsedNames) -> str:
    attribute = used.schema.attribute(name)
    types = [kind.type for kind in used.schema.events if attribute is not None and attribute.per_type and kind.kinds]
    parts = [f"Arg:{'|'.join(map(plain, types)) or '<EVENT>'}"]
    if not used.is_binary(name) and values:
        parts.append(f"Value:{'|'.join(map(token, values))}")
    if attribute is not None and attribute.default is not None and attribute.default in values:
        parts.append(f"<DEFAULT>:{token(attribute.default)}")
    return f"{plain(name)}\t{', '.join(parts)}"


def _values_of(schema: Schema, attribute: Attribute) -> Iterable[str]:
    if not attribute.per_type:
        return attribute.values
    return (kind for event in schema.events for kind in event.kinds)


def _visual(used: UsedNames) -> Iterator[str]:
    schema = used.schema
    roles = [role.name for event in schema.events for role in event.roles]
    roles += [role for more in used.more_roles.values() for role in more]
    names = dict.fromkeys((*used.labels, *used.more_roles, *roles, *used.links, *used.values))
    yield from (HEADER, "", "[labels]", "")
    for name in names:
        if plain(name) != name:
            yield f"{plain(name)} | {' '.join(name.replace('|', '/').split())}"
    yield from ("", "[drawing]", "", "SPAN_DEFAULT\tfgColor:black, bgColor:#e8e8e8, borderColor:darken")
    yield "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5"
    for label in (*schema.entities, *schema.events):
        ink = label.colours.get("light")
        if ink is not None:
            name = label.label if isinstance(label, EntityLabel) else label.type
            yield f"{plain(name)}\tbgColor:{ink.tint}, fgColor:black, borderColor:darken"
