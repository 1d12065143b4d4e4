"""Editing the document of a schema in place: rename, merge, delete, add, and what a label shows.

Each edit gives a new document with the mapping of names (see SchemaMapping) that it means; the one given stays as it
is. Whether the outcome is a schema at all is for parse_schema to say.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import CALLED_TIME, TIME, Schema, parse_schema
from spanloop.core.schema_change import CHANGED_FROM, Part, SchemaMapping

#: Where names of each part stand in a document: (list, field).
_LISTS: dict[Part, tuple[tuple[str, str], ...]] = {
    "label": (("entities", "label"),),
    "type": (("events", "type"),),
    "link": (("event_links", "type"), ("entity_links", "type")),
}
_WHERE_FILLED: dict[Part, str] = {"label": "fills", "type": "events"}
_NUMBER = re.compile(r"(.*?)(\d+)(\D*)\Z", re.DOTALL)


class Entry(NamedTuple):
    """One name of the document. path: what find takes. before: other names that it has in the schema in force."""

    path: str
    name: str
    owner: str
    key: str
    gloss: str
    before: tuple[str, ...]


class SchemaEditing:
    """A schema under edit. names: (part, owner, name of the schema in force) -> name now, None when deleted."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.document: dict[str, Any] = copy.deepcopy(dict(schema.document))
        self.document.pop(CHANGED_FROM, None)
        self._names: dict[tuple[Part, str, str], str | None] = {
            (part, owner, name): name for part, owner, name in _all_names(schema)
        }

    # ---- what is asked

    def find(self, name: str) -> tuple[Part, str, str]:
        """Part, owner and name of what a person calls "ARM", "STRIKE.target" or "polarity.negative" now.

        A name that is both a link and an attribute is the link. Raises SpanloopError for one that is not there.
        """
        for part in ("label", "type", "link"):
            if any(item.get(field) == name for item, field in self._items(part)):
                return part, "", name
        if name in self._sub(self.document, "attributes"):
            return "attribute", "", name
        owner, dot, rest = name.partition(".")
        if dot and any(item.get("type") == owner for item, _ in self._items("type")):
            roles = self._sub(self._item("type", owner), "roles")
            if rest in roles or rest in self._sub(self.document, "common_roles"):
                return "role", owner, rest
        if dot and owner in self._sub(self.document, "attributes"):
            return "value", owner, rest
        if name in self._sub(self.document, "common_roles"):
            return "role", "", name
        raise SpanloopError(
            f"The schema has nothing called {name}",
            way_out="Name a label, event type, link or attribute, or a role or value as TYPE.role or attribute.value.",
        )

    def mapping(self) -> SchemaMapping:
        """Where the names of the schema in force went."""
        flat = {part: {old: new for (p, _, old), new in self._names.items() if p == part and new != old}
                for part in ("label", "type", "attribute", "link")}  # fmt: skip
        roles, values = (
            {(owner, old): new for (p, owner, old), new in self._names.items() if p == part and new != old}
            for part in ("role", "value")
        )
        return SchemaMapping(flat["label"], flat["type"], roles, flat["attribute"], values, flat["link"])

    def parsed(self) -> Schema:
        """The document as a schema. Raises SpanloopError that says what is wrong, as for two labels with one key."""
        try:
            return parse_schema(self.document, where="")
        except SpanloopError as error:
            raise SpanloopError(error.what, way_out="Change one of them.") from error

    def entries(self, part: Part) -> list[Entry]:
        """Everything of one kind that the document has now, in its order; common roles before those of types."""
        if part in _LISTS:
            return [self._entry(part, "", item[field], item) for item, field in self._items(part)]
        attributes = self._sub(self.document, "attributes")
        if part == "attribute":
            return [self._entry(part, "", name, item) for name, item in attributes.items()]
        if part == "value":
            return [
                self._entry(part, owner, value, {})
                for owner in attributes
                for value in dict.fromkeys(_values_of(self.document, owner))
            ]
        holders = [("", self._sub(self.document, _COMMON))]
        holders += [(item[field], self._sub(item, "roles")) for item, field in self._items("type")]
        return [self._entry(part, owner, name, item) for owner, roles in holders for name, item in roles.items()]

    def _entry(self, part: Part, owner: str, name: str, item: Mapping[str, Any]) -> Entry:
        before = tuple(
            dict.fromkeys(
                old
                for (held, origin, old), now in self._names.items()
                if held == part and now == name and old != name and self._owns(part, owner, origin, name)
            )
        )
        path = f"{owner}.{name}" if owner else name
        return Entry(path, name, owner, str(item.get("key", "")), str(item.get("gloss", "")), before)

    # ---- edits

    def rename(self, name: str, new: str) -> None:
        """Give a label, type, link, attribute, role or value another name."""
        part, owner, old = self.find(name)
        wanted = self._wanted(new)
        if wanted == old:
            return
        if part in _LISTS:
            if any(item.get(f) == wanted for p in _LISTS if p in ("label", "type") or p == part
                   for item, f in self._items(p)):  # fmt: skip
                raise _there_already(wanted)
            item = self._item(part, old)
            if part == "label" and old.casefold() in CALLED_TIME and not self._says_times():
                item["value"] = TIME  # until now its name said so
            item[_LISTS[part][0][1]] = wanted
            self._in_roles(part, old, wanted)
        elif part == "attribute":
            self._rename_key(self.document, "attributes", old, wanted)
        elif part == "role":
            self._rename_role(owner, old, wanted)
        else:
            self._replace_value(owner, old, wanted, merge=False)
        self._move(part, owner, old, wanted)

    def _says_times(self) -> bool:
        return any(item.get("value") == TIME for item, _ in self._items("label"))

    def merge(self, name: str, into: str) -> None:
        """Let one name go on as another of its kind. A type brings along the roles and kinds that the other lacks."""
        part, owner, old = self.find(name)
        if part == "value":
            target = into.removeprefix(f"{owner}.")
            if target not in _values_of(self.document, owner):
                raise SpanloopError(f"The attribute {owner} has no value {target}")
            self._replace_value(owner, old, target, merge=True)
            self._move(part, owner, old, target)
            return
        other, target_owner, target = self.find(into if part != "role" or "." in into else f"{owner}.{into}")
        if other != part or (part == "role" and target_owner != owner) or self._ends_of(old) != self._ends_of(target):
            raise SpanloopError(f"{old} and {target} are not of one kind", way_out="Merge labels with labels.")
        if target == old:
            return
        if part == "role":
            self._merge_role(owner, old, target)
        elif part == "attribute":
            del self._sub(self.document, "attributes")[old]
        else:
            if part == "type":
                self._merge_type(self._item("type", old), self._item("type", target))
            self._take_out(part, old)
            self._in_roles(part, old, target)
        self._move(part, owner, old, target)

    def delete(self, name: str) -> None:
        """Take a name out of the schema."""
        part, owner, old = self.find(name)
        if part in _LISTS:
            self._take_out(part, old)
            self._in_roles(part, old, None)
        elif part == "attribute":
            del self._sub(self.document, "attributes")[old]
        elif part == "role":
            self._delete_role(owner, old)
        else:
            self._replace_value(owner, old, None, merge=True)
        self._move(part, owner, old, None)

    def add(self, part: Part, name: str, *, key: str = "", gloss: str = "") -> None:
        """Add an entity label or an event type, at the end."""
        wanted = self._wanted(name)
        if any(item.get(field) == wanted for p in ("label", "type") for item, field in self._items(p)):
            raise _there_already(wanted)
        where, field = _LISTS[part][0]
        entry: dict[str, Any] = {field: wanted, "key": key, "gloss": gloss}
        self.document.setdefault(where, []).append({name: value for name, value in entry.items() if value})

    def set_field(self, name: str, field: str, value: str) -> None:
        """Set the "key", "gloss", "guideline" or "example" of a label, type, link or attribute."""
        part, owner, old = self.find(name)
        if part == "role":
            roles = self._sub(self._item("type", owner) if owner else self.document, "roles" if owner else _COMMON)
            item = roles.get(old) or self._sub(self.document, _COMMON)[old]
        else:
            item = self._sub(self.document, "attributes")[old] if part == "attribute" else self._item(part, old)
        if value:
            item[field] = value
        else:
            item.pop(field, None)

    def set_colours(self, name: str, colours: Mapping[str, Mapping[str, str]]) -> None:
        """Give a label or type colours of its own by theme; none of its own when there are none."""
        part, _, old = self.find(name)
        item = self._item(part, old)
        if colours:
            item["colours"] = {theme: dict(inks) for theme, inks in colours.items()}
        else:
            item.pop("colours", None)

    def colours(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """The colours of its own that a label or type has, by theme; none when it takes those of its name."""
        part, _, old = self.find(name)
        return self._sub(self._item(part, old), "colours") if part in _LISTS else {}

    def set_version(self, taken: Iterable[str]) -> None:
        """Give the document a version that the project has not had."""
        self.document["version"] = next_version(self.schema.version, taken)

    # ---- inside the document

    def _wanted(self, name: str) -> str:
        wanted = " ".join(name.split())
        if not wanted:
            raise SpanloopError("A name is missing", way_out="Write one.")
        return wanted

    def _items(self, part: Part) -> Iterator[tuple[dict[str, Any], str]]:
        for where, field in _LISTS[part]:
            for item in self.document.get(where, []):
                yield item, field

    def _ends_of(self, name: str) -> str:
        """The list in which a link stands: what it joins."""
        return next((where for where, field in _LISTS["link"] if any(
            item.get(field) == name for item in self.document.get(where, []))), "")  # fmt: skip

    def _item(self, part: Part, name: str) -> dict[str, Any]:
        return next(item for item, field in self._items(part) if item.get(field) == name)

    def _sub(self, item: Mapping[str, Any], field: str) -> dict[str, Any]:
        found = item.get(field)
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}

    def _take_out(self, part: Part, name: str) -> None:
        for where, field in _LISTS[part]:
            if where in self.document:
                self.document[where] = [item for item in self.document[where] if item.get(field) != name]

    def _all_roles(self) -> Iterator[dict[str, Any]]:
        yield from self._sub(self.document, _COMMON).values()
        for item, _ in self._items("type"):
            yield from self._sub(item, "roles").values()

    def _in_roles(self, part: Part, old: str, new: str | None) -> None:
        """Let every role take what `old` is called now."""
        field = _WHERE_FILLED.get(part)
        for role in self._all_roles() if field else ():
            assert field is not None
            if old in role.get(field, []):
                names = [new if name == old else name for name in role[field]]
                role[field] = list(dict.fromkeys(name for name in names if name is not None))

    def _rename_key(self, item: dict[str, Any], field: str, old: str, new: str) -> None:
        there = self._sub(item, field)
        if new in there:
            raise _there_already(new)
        item[field] = {new if name == old else name: value for name, value in there.items()}

    def _rename_role(self, owner: str, old: str, new: str) -> None:
        holders = [self.document] if not owner else [self._item("type", owner)]
        for holder in holders:
            field = _COMMON if not owner else "roles"
            if owner and old not in self._sub(holder, field):
                # A common role that is to be called otherwise in one type becomes that type's own.
                holder.setdefault("roles", {})[old] = copy.deepcopy(self._sub(self.document, _COMMON)[old])
            self._rename_key(holder, field, old, new)
        for item in self._types_of_role(owner):
            if old in item.get("expects", []):
                item["expects"] = [new if name == old else name for name in item["expects"]]

    def _merge_role(self, owner: str, old: str, target: str) -> None:
        holder = self._item("type", owner) if owner else self.document
        roles = self._sub(holder, "roles" if owner else _COMMON)
        common = self._sub(self.document, _COMMON)
        one, other = roles.get(old) or common[old], roles.get(target) or common[target]
        for field in ("fills", "events"):
            other[field] = list(dict.fromkeys([*other.get(field, []), *one.get(field, [])]))
        self._delete_role(owner, old)

    def _delete_role(self, owner: str, old: str) -> None:
        holder = self._item("type", owner) if owner else self.document
        roles = self._sub(holder, "roles" if owner else _COMMON)
        if old not in roles:
            raise SpanloopError(f"{old} is a role of all event types", way_out="Name it without a type.")
        del roles[old]
        for item in self._types_of_role(owner):
            if old in item.get("expects", []):
                item["expects"] = [name for name in item["expects"] if name != old]

    def _types_of_role(self, owner: str) -> list[dict[str, Any]]:
        return [item for item, field in self._items("type") if not owner or item[field] == owner]

    def _merge_type(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        common = self._sub(self.document, _COMMON)
        used = {str(role.get("key", "")) for role in (*self._sub(other, "roles").values(), *common.values())}
        used |= {str(item.get("key", "")) for item in self._sub(self.document, "attributes").values()}
        roles = self._sub(other, "roles")
        for name, role in self._sub(one, "roles").items():
            mine = roles.get(name) or common.get(name)
            if mine is None:
                fresh = copy.deepcopy(role)
                if fresh.get("key") in used:
                    fresh.pop("key", None)
                used.add(str(fresh.get("key", "")))
                roles[name] = fresh
                continue
            for field in ("fills", "events"):
                joined = list(dict.fromkeys([*mine.get(field, []), *role.get(field, [])]))
                if joined and joined != mine.get(field, []):
                    roles[name] = {**mine, field: joined}
                    mine = roles[name]
        if roles:
            other["roles"] = roles
        kinds = list(dict.fromkeys([*other.get("kinds", []), *one.get("kinds", [])]))
        if kinds:
            other["kinds"] = kinds

    def _replace_value(self, owner: str, old: str, new: str | None, *, merge: bool) -> None:
        there = _values_of(self.document, owner)
        if old not in there:
            raise SpanloopError(f"The attribute {owner} has no value {old}")
        if not merge and new in there:
            raise _there_already(f"{owner}.{new}")
        attribute = self._sub(self.document, "attributes")[owner]
        lists = [(attribute, "values")] if isinstance(attribute.get("values"), list) else []
        lists = lists or [(item, "kinds") for item, _ in self._items("type")]
        for item, field in lists:
            if old in item.get(field, []):
                names = [new if name == old else name for name in item[field]]
                item[field] = list(dict.fromkeys(name for name in names if name is not None))
        if attribute.get("default") == old:
            attribute["default"] = new
            if new is None:
                del attribute["default"]

    def _move(self, part: Part, owner: str, old: str, new: str | None) -> None:
        """Names of the schema in force that go by `old` now go by `new`. A role of a merged type goes with it."""
        for key, now in list(self._names.items()):
            held, origin, _ = key
            if held != part or now != old:
                continue
            if self._owns(part, owner, origin, old):
                self._names[key] = new

    def _owns(self, part: Part, owner: str, origin: str, name: str) -> bool:
        """Whether a name of the schema in force, with its owner there, is this one by its owner now."""
        if part == "role":
            return self._is_role_of(owner, origin, name)
        return part != "value" or self._names.get(("attribute", "", origin)) == owner

    def _is_role_of(self, owner: str, origin: str, name: str) -> bool:
        """Whether a role of an old type is the one that is edited: of that type, or a common one that it has not."""
        now = self._names.get(("type", "", origin))
        if owner:
            return now == owner
        return now is None or name not in self._sub(self._item("type", now), "roles")


_COMMON = "common_roles"


def _values_of(document: Mapping[str, Any], attribute: str) -> list[str]:
    held = document.get("attributes", {}).get(attribute, {}).get("values", [])
    if isinstance(held, list):
        return [str(value) for value in cast("list[Any]", held)]
    return list(dict.fromkeys(str(kind) for item in document.get("events", []) for kind in item.get("kinds", [])))


def _all_names(schema: Schema) -> Iterator[tuple[Part, str, str]]:
    for label in schema.entities:
        yield "label", "", label.label
    for event in schema.events:
        yield "type", "", event.type
        for role in event.roles:
            yield "role", event.type, role.name
    for attribute in schema.attributes:
        yield "attribute", "", attribute.name
        for value in _values_of(schema.document, attribute.name):
            yield "value", attribute.name, value
    for link in schema.links:
        yield "link", "", link.type


def next_version(version: str, taken: Iterable[str]) -> str:
    """The version after one, counting up its last number, that is not taken: "0.1" -> "0.2", "pilot" -> "pilot-2"."""
    there = set(taken) | {version}
    found = version
    while found in there:
        parts = _NUMBER.match(found)
        found = f"{parts[1]}{int(parts[2]) + 1}{parts[3]}" if parts else f"{found}-2"
    return found


def _there_already(name: str) -> SpanloopError:
    return SpanloopError(f"The schema has {name} already", way_out="Choose another name, or merge the two.")
