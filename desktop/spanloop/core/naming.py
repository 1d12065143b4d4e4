"""Names of another tool, and what they become here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

#: What a name is in the file: a label of spans (entity label or event type), of relations (role or link), an attribute,
#: or a value of one.
NameKind = Literal["label", "relation", "attribute", "value"]
NAME_KINDS: tuple[NameKind, ...] = ("label", "relation", "attribute", "value")
#: What a name becomes.
Part = Literal["entity", "event", "role", "link", "attribute", "value", "out"]
#: What each kind of name may become.
PARTS_OF: Mapping[NameKind, tuple[Part, ...]] = {
    "label": ("entity", "event", "out"),
    "relation": ("role", "link", "out"),
    "attribute": ("attribute", "out"),
    "value": ("value", "out"),
}
#: How a table says that a name is not to come in.
LEAVE_OUT = "leave out"
#: Of what has a name in a file so much is told.
_MOST_HELD = 3
#: So much of a wrong cell is told, which may be long.
_SHOWN = 60


class Name(NamedTuple):
    """A name in a file. of: the attribute of a value; of a role, the event type, as it is called here, of which alone
    this is said; else ""."""

    kind: NameKind
    name: str
    of: str = ""


class Target(NamedTuple):
    """What a name becomes. part "out": it does not come in, and name is ""."""

    part: Part
    name: str = ""

    def words(self) -> str:
        """ "entity ORG", "leave out": as a table says it."""
        return LEAVE_OUT if self.part == "out" else f"{self.part} {self.name}"


class NameRow(NamedTuple):
    """A line of the table. times: how often the name stands in the file. becomes: None where nobody said yet. held:
    what the marks of the file are that have it: "mention", "event", "role of Attack", "link between events"."""

    name: Name
    times: int
    becomes: Target | None = None
    held: tuple[str, ...] = ()

    def held_words(self, *, brief: bool = False) -> str:
        """What has the name in the file, in words; brief: without what roles and links belong to."""
        some = list(dict.fromkeys(one.partition(" ")[0] for one in self.held) if brief else self.held)
        more = f" and {len(some) - _MOST_HELD:,} more" if len(some) > _MOST_HELD else ""
        return f"{', '.join(some[:_MOST_HELD])}{more}"

    def with_more(self, other: NameRow) -> NameRow:
        """The same name in one more file."""
        return self._replace(times=self.times + other.times, held=tuple(dict.fromkeys([*self.held, *other.held])))


@dataclass(frozen=True)
class NameMap:
    """What names become; a name that is not in it stays as it is."""

    targets: Mapping[Name, Target] = field(default_factory=dict[Name, Target])

    def find(self, kind: NameKind, name: str, of: str = "") -> Target | None:
        """What a name becomes, or None where nothing was said about it. What is said of a role of any event type holds
        where nothing is said of it for the type `of`."""
        found = self.targets.get(Name(kind, name, of))
        return self.targets.get(Name(kind, name)) if found is None and kind == "relation" else found

    def __bool__(self) -> bool:
        return bool(self.targets)


def map_of(rows: Iterable[NameRow]) -> NameMap:
    """The answers of a table."""
    return NameMap({row.name: row.becomes for row in rows if row.becomes is not None})


def joined(rows: Iterable[NameRow]) -> list[NameRow]:
    """The rows of several files, each name once."""
    held: dict[Name, NameRow] = {}
    for row in rows:
        before = held.get(row.name)
        held[row.name] = row if before is None else before.with_more(row)
    return list(held.values())


def target_of(text: str, kind: NameKind) -> Target:
    """What a cell says: "entity ORG", "ORG" where only one thing can be meant, "leave out". ValueError for what cannot
    be."""
    words = " ".join(text.split())
    if words.casefold() == LEAVE_OUT:
        return Target("out")
    first, _, rest = words.partition(" ")
    parts: list[Part] = [part for part in PARTS_OF[kind] if part != "out"]
    for part in parts:
        if part == first.casefold() and rest:
            return Target(part, rest)
    if len(parts) == 1 and words:
        return Target(parts[0], words)
    raise ValueError(f"{words[:_SHOWN]!r} does not say {' or '.join(parts)}, as in {parts[0]!r} and a name")
