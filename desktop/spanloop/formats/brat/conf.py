"""brat's `annotation.conf`: which types, roles, relations and attributes its annotators may use, as a schema and back.

Format: https://brat.nlplab.org/configuration.html. Read are sections, types with their hierarchy (by indentation),
types that only group others (`!`), macros (`<NAME>=...`), arguments with how often they may stand (`?`, `*`, `+`,
`{n}`, `{n-m}`), `<ENTITY>`, `<EVENT>`, `<ANY>`, values and defaults of attributes. Not taken over, because a schema has
no place for them: the hierarchy itself, attributes of entities and relations, what a relation may join beyond mentions
or events, and what may overlap (`<OVERLAP>`). `visual.conf`, `tools.conf` and `kb_shortcuts.conf` are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from spanloop.core.errors import SpanloopError
from spanloop.formats.bounded import read_whole
from spanloop.formats.fields import Place, shown
from spanloop.formats.spelling import said

FILE = "annotation.conf"
#: By which a file is known as one that Spanloop wrote.
HEADER = "# Written by Spanloop"
#: The value of an attribute that is there or is not.
BINARY = "true"

_MOST_BYTES = 2_000_000
_MOST_EXPANDED = 1_000_000
_MOST_MACROS = 1_000
#: How deep types stand under each other; people use three or four levels.
_DEEPEST = 30
_SECTION = re.compile(r"\s*\[(.*)\]\s*")
_MACRO = re.compile(r"<([A-Za-z_-]+)>=\s*(.*?)\s*")
_LINE = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
_ARGUMENT = re.compile(r"(\S*?)([?*+]|\{(\d{1,6})(?:-(\d{1,6}))?\})?:(\S*)")
_ANY_MENTION = frozenset({"<ENTITY>", "<ANY>"})
_ANY_EVENT = frozenset({"<EVENT>", "<ANY>"})
#: A relation by which older configurations say what may nest.
_NESTING = "ENTITY-NESTING"


class _Argument(NamedTuple):
    """spelled, key: role, or a word with a meaning of its own ("Arg", "Value", "<REL-TYPE>"), as it stands there and as
    it is meant. least, most: how often it may stand; most None for no limit."""

    spelled: str
    key: str
    types: tuple[str, ...]
    least: int = 1
    most: int | None = 1


@dataclass
class _Node:
    """A type of one section. markable: whether texts may be marked with it. below: itself and all types under it."""

    name: str
    markable: bool
    arguments: list[_Argument] = field(default_factory=list[_Argument])
    children: list[_Node] = field(default_factory=list["_Node"])

    def below(self) -> Iterator[_Node]:
        waiting: list[_Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children[::-1])


@dataclass(frozen=True)
class Configuration:
    """What an `annotation.conf` says.

    roles: of each event type, spelled as brat's files spell them. document: a schema as parse_schema reads it.
    """

    roles: Mapping[str, tuple[str, ...]]
    document: Mapping[str, Any]


def read_configuration(path: Path, *, name: str) -> Configuration:
    """Read an `annotation.conf`. name: of the schema.

    Raises SpanloopError naming the line of what cannot be understood.
    """
    place = Place(path.name, way_out="Correct it, as brat's manual describes it.")
    try:
        text = read_whole(path, most=_MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise place.fail("it is not UTF-8", "Save it as UTF-8.") from None
    return _understood(text, place.file, place.way_out, name)


@lru_cache(maxsize=4)
def _understood(text: str, file: str, way_out: str, name: str) -> Configuration:
    """What a text of a configuration says; remembered, because one lies beside thousands of files that are read one by
    one."""
    sections = _Sections(Place(file, way_out=way_out)).read(text)
    roles = {
        node.name: tuple(argument.spelled for argument in node.arguments if not argument.key.startswith("<"))
        for node in sections.all("events")
    }
    return Configuration(roles, _document(sections, name))


class _Sections:
    """The trees of types of each section."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._macros: dict[str, str] = {}
        self._roots: dict[str, list[_Node]] = {}
        self._open: list[tuple[int, _Node]] = []
        self._expanded = 0

    def all(self, section: str) -> Iterator[_Node]:
        """Every type of a section, markable or not."""
        for root in self._roots.get(section, ()):
            yield from root.below()

    def markable(self, section: str) -> dict[str, _Node]:
        """The types of a section that texts may be marked with, by name; of several of one name all arguments."""
        found: dict[str, _Node] = {}
        keys: dict[str, set[str]] = {}
        for node in self.all(section):
            if not node.markable or not node.name.strip():
                continue
            held = keys.setdefault(node.name, {argument.key for argument in node.arguments})
            if found.setdefault(node.name, node) is not node:
                found[node.name].arguments += [one for one in node.arguments if one.key not in held]
                held |= {one.key for one in node.arguments}
        return found

    def read(self, text: str) -> _Sections:
        section = ""
        for self._place.line, line in enumerate(text.splitlines(), 1):
            heading = _SECTION.fullmatch(line)
            if heading:
                section, self._open, self._macros = heading[1].strip(), [], {}
            elif line.strip() and not line.lstrip().startswith("#") and line.strip(" \t-"):
                self._take(section, line)
        return self

    def _take(self, section: str, line: str) -> None:
        macro = _MACRO.fullmatch(line)
        if macro:
            if len(self._macros) >= _MOST_MACROS:
                raise self._place.fail(f"it has over {_MOST_MACROS:,} macros")
            self._macros[f"<{macro[1]}>"] = self._expand(macro[2])
            return
        found = _LINE.fullmatch(self._expand(line))
        if found is None:
            raise self._place.fail(f"{shown(line)} is no line of a configuration")
        indent, terms, rest = len(found[1]), found[2], found[3] or ""
        # The first of several terms is what the files of marks say; the others are other names for it.
        name = terms.split("|")[0]
        if not name.strip("!") or name.startswith("<"):
            return  # <OVERLAP> and the like: what may overlap, which a schema does not say
        node = _Node(_name(name.removeprefix("!")), markable=not name.startswith("!"))
        node.arguments = [self._argument(part.strip()) for part in rest.split(",") if part.strip()]
        while self._open and self._open[-1][0] >= indent:
            self._open.pop()
        if len(self._open) >= _DEEPEST:
            raise self._place.fail(f"its types stand over {_DEEPEST} deep")
        siblings = self._open[-1][1].children if self._open else self._roots.setdefault(section, [])
        siblings.append(node)
        self._open.append((indent, node))

    def _expand(self, line: str) -> str:
        for name, meaning in self._macros.items():
            times = line.count(name)
            # Macros of macros can grow without end; a person's configuration is some thousand characters.
            self._expanded += times * len(meaning)
            if self._expanded > _MOST_EXPANDED:
                raise self._place.fail("its macros grow too long")
            if times:
                line = line.replace(name, meaning)
        return line

    def _argument(self, text: str) -> _Argument:
        found = _ARGUMENT.fullmatch(text)
        if found is None:
            raise self._place.fail(f"{shown(text)} is no argument: it needs a name, a colon and types, without spaces")
        key, sign, least, most, types = found.groups()
        names = tuple(name for name in types.split("|") if name)
        meant = key if key.startswith("<") else _name(key)
        if least is not None:
            return _Argument(key, meant, names, int(least), int(most or least))
        return _Argument(key, meant, names, 0 if sign in ("?", "*") else 1, None if sign in ("*", "+") else 1)


def _name(spelled: str) -> str:
    """A name as it was before it was spelled for brat; never an empty one."""
    return said(spelled) or spelled


def _document(sections: _Sections, name: str) -> dict[str, Any]:
    events = sections.markable("events")
    entities = {label: node for label, node in sections.markable("entities").items() if label not in events}
    families: dict[str, list[str]] = {}
    for section in ("entities", "events"):
        for node in sections.all(section):
            families.setdefault(node.name, []).extend(one.name for one in node.below() if one.markable)
    links: dict[str, bool] = {}
    for node in sections.markable("relations").values():
        if node.name != _NESTING:
            links.setdefault(node.name, _joins_events(node, events, families))
    return {
        "name": name,
        "version": "1",
        "entities": [{"label": label} for label in entities],
        "events": [_event(node, entities, events, families) for node in events.values()],
        "attributes": dict(_attributes(sections, events)),
        "event_links": [{"type": link} for link, of_events in links.items() if of_events],
        "entity_links": [{"type": link} for link, of_events in links.items() if not of_events],
    }


def _event(
    node: _Node, entities: Mapping[str, _Node], events: Mapping[str, _Node], families: Mapping[str, list[str]]
) -> dict[str, Any]:
    roles: dict[str, Any] = {}
    for argument in node.arguments:
        if argument.key.startswith("<") or not argument.key:
            continue
        named = list(dict.fromkeys(one for name in argument.types for one in families.get(_name(name), ())))
        fills = ["*"] if _ANY_MENTION & {*argument.types} else [one for one in named if one in entities]
        filled = ["*"] if _ANY_EVENT & {*argument.types} else [one for one in named if one in events]
        role: dict[str, Any] = {"fills": fills, "many": argument.most is None or argument.most > 1}
        roles[argument.key] = {**role, "events": filled} if filled else role
    expects = [one.key for one in node.arguments if one.key in roles and one.least > 0]
    return {"type": node.name, "roles": roles, **({"expects": expects} if expects else {})}


def _joins_events(node: _Node, events: Mapping[str, _Node], families: Mapping[str, list[str]]) -> bool:
    """Whether a relation joins events; one that may join anything is taken to join mentions. Types that the
    configuration does not have say nothing."""
    types = [name for argument in node.arguments if not argument.key.startswith("<") for name in argument.types]
    known = [name for one in types for name in ([one] if one.startswith("<") else families.get(_name(one), ()))]
    return bool(known) and all(name == "<EVENT>" or name in events for name in known)


def _attributes(sections: _Sections, events: Mapping[str, _Node]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The attributes that events may have; a schema has none of mentions."""
    groups = {one.name for one in sections.all("events")}
    found: dict[str, dict[str, Any]] = {}
    for node in sections.all("attributes"):
        said_of = {name for one in node.arguments if one.key == "Arg" for name in one.types}
        if not node.markable or not events or not (said_of & _ANY_EVENT or {*map(_name, said_of)} & groups):
            continue
        values = [said(value) for one in node.arguments if one.key == "Value" for value in one.types] or [BINARY]
        held = found.setdefault(node.name, {"values": []})
        held["values"] = list(dict.fromkeys([*held["values"], *values]))
        for default in (said(name) for one in node.arguments if one.key == "<DEFAULT>" for name in one.types[:1]):
            if default in held["values"]:
                held["default"] = default
    yield from found.items()


def configuration_beside(path: Path, *, within: Path | None = None) -> Path | None:
    """The `annotation.conf` that rules a file or folder: in its own folder, or up to `within`; None where there is
    none, or where it is a link that leads elsewhere."""
    folder = path if path.is_dir() else path.parent
    for one in _upwards(folder, within or folder):
        found = one / FILE
        if found.is_file() and not found.is_symlink():
            return found
    return None


def is_ours(path: Path) -> bool:
    """Whether Spanloop wrote a configuration. Raises SpanloopError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(HEADER)) == HEADER.encode("ascii")
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it may be read.") from error


def _upwards(folder: Path, last: Path) -> Iterable[Path]:
    yield folder
    if folder != last and last in folder.parents:
        yield from _upwards(folder.parent, last)


def read_schema(path: Path) -> Mapping[str, Any] | None:
    """The schema beside a file or folder of marks, or that of an `annotation.conf` itself; None where there is none.

    Raises SpanloopError naming the line of what cannot be understood.
    """
    found = path if path.name == FILE else configuration_beside(path)
    if found is None:
        return None
    try:
        name = found.resolve().parent.name
    except OSError as error:
        raise SpanloopError(f"it cannot be read ({error.strerror or error})", where=str(found)) from error
    return read_configuration(found, name=name or "brat").document
