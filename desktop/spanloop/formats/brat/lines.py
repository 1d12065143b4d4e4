"""The lines of brat's `.ann` files, one by one, before anybody decided what they say together.

Format: https://brat.nlplab.org/standoff.html. A line is an id, a tab, data and mostly another tab with a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from spanloop.core.wording import count
from spanloop.formats.brat.conf import BINARY
from spanloop.formats.fields import Place, shown
from spanloop.formats.spelling import said

#: The kind of a remark by which Spanloop tells the fragments of a span that brat has to see cut otherwise.
FRAGMENTS = "Fragments"
#: The kind of a remark that a person wrote.
NOTE = "AnnotatorNotes"

#: A beginning of a file that this reader takes for its own.
FIRST_LINE = re.compile(r"(?:[TERAMN]\d+|#\d*|\*)\t\S+(?:[ :]\S|$)")
_ID = re.compile(r"([A-Za-z]+|#[A-Za-z]*)\d\S*|[*#]")
_BOUND = re.compile(r"(\S+) (\d{1,12} \d{1,12}(?:;\d{1,12} \d{1,12})*) *")
_PAIR = re.compile(r"(\d{1,12}) (\d{1,12})")
_PAIRS = re.compile(r"\d{1,12} \d{1,12}(?:;\d{1,12} \d{1,12})*")
_MOST_ODD = 100


class Bound(NamedTuple):
    """A T: a label on text. quote: what it is to say, "" where the file does not tell."""

    id: str
    label: str
    pairs: tuple[tuple[int, int], ...]
    quote: str
    line: int


class Happening(NamedTuple):
    """An E. arguments: (role as it stands there, numbered and spelled; id)."""

    id: str
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]
    line: int


class Said(NamedTuple):
    """An A or M (name and value), a # (kind and text) or an N (reference and its text) about something."""

    name: str
    target: str
    value: str
    line: int


class Joined(NamedTuple):
    """An R or *: what is joined, in its order."""

    type: str
    ends: tuple[str, ...]
    line: int


@dataclass
class Lines:
    """All lines of a file by their kind, in its order. others: how often each kind of remark stands that is not read,
    with its first line."""

    bounds: dict[str, Bound] = field(default_factory=dict[str, Bound])
    happenings: dict[str, Happening] = field(default_factory=dict[str, Happening])
    relations: list[Joined] = field(default_factory=list[Joined])
    equivalences: list[Joined] = field(default_factory=list[Joined])
    attributes: list[Said] = field(default_factory=list[Said])
    notes: list[Said] = field(default_factory=list[Said])
    fragments: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict[str, tuple[tuple[int, int], ...]])
    references: list[Said] = field(default_factory=list[Said])


def read_lines(text: str, *, place: Place, article: str) -> Lines:
    """The lines of a file. place: gets the line under way. article: how the ledger calls the text.

    A line that contradicts itself is left out and noted; raises SpanloopError where one is none of brat's at all.
    """
    return _Reader(place, article).read(text)


def name_of(spelled: str) -> str:
    """A name as it was before it was spelled for brat; never an empty one."""
    return said(spelled) or spelled


class _Reader:
    def __init__(self, place: Place, article: str) -> None:
        self._place = place
        self._article = article
        self._lines = Lines()
        self._odd: dict[str, int] = {}

    def read(self, text: str) -> Lines:
        # Only at line feeds: quotes may hold characters that other readers take for line ends.
        for self._place.line, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            line = line.removesuffix("\r")
            if line.strip():
                self._take(line)
        self._place.line = 0
        for what, number in self._odd.items():
            self._note("remark.not_read", f"{what} not read, {count(number, 'time')}")
        return self._lines

    def _take(self, line: str) -> None:
        ident, _, rest = line.partition("\t")
        data, _, tail = rest.partition("\t")
        if not _ID.fullmatch(ident.rstrip(" ")) and not line.startswith("#"):
            raise self._place.fail(f"{shown(line)} is no line of a brat file", "A line is an id, a tab and what it is.")
        match ident[0]:
            case "T":
                self._bound(ident, data, tail)
            case "E":
                self._happening(ident, data)
            case "R":
                self._relation(ident, data)
            case "*":
                self._equivalence(data)
            case "A" | "M":
                self._attribute(ident, data)
            case "N":
                self._reference(ident, data, tail)
            case "#":
                self._remark(data, tail)
            case _:
                self._count(f"lines of the kind {ident[0]} are")

    def _bound(self, ident: str, data: str, tail: str) -> None:
        found = _BOUND.fullmatch(data)
        if found is None:
            self._refuse("span", f"{ident} has no label and offsets")
        elif ident in self._lines.bounds:
            self._refuse("span", f"{ident} stands twice")
        else:
            pairs = _pairs(found[2])
            self._lines.bounds[ident] = Bound(ident, name_of(found[1]), pairs, tail, self._place.line)

    def _happening(self, ident: str, data: str) -> None:
        first, *others = data.split() or [""]
        kind, _, trigger = first.rpartition(":")
        arguments: list[tuple[str, str]] = []
        if not kind or not trigger:
            self._refuse("span", f"{ident} has no type and trigger")
            return
        if ident in self._lines.happenings:
            self._refuse("span", f"{ident} stands twice")
            return
        for one in others:
            role, _, target = one.rpartition(":")
            if role and target:
                arguments.append((role, target))
            else:
                self._refuse("relation", f"{shown(one)} of {ident} is no role and filler")
        self._lines.happenings[ident] = Happening(ident, name_of(kind), trigger, tuple(arguments), self._place.line)

    def _relation(self, ident: str, data: str) -> None:
        kind, *parts = data.split()[:4] or [""]
        ends = [(name, target) for name, _, target in (part.rpartition(":") for part in parts) if name and target]
        if not kind or len(ends) != 2 or len(parts) != 2:
            self._refuse("relation", f"{ident} does not join two")
            return
        if ends[0][0] == "Arg2" and ends[1][0] == "Arg1":
            ends.reverse()
        elif (ends[0][0], ends[1][0]) != ("Arg1", "Arg2"):
            self._count(f"the names {ends[0][0][:40]} and {ends[1][0][:40]} of a relation's ends are")
        self._lines.relations.append(Joined(name_of(kind), (ends[0][1], ends[1][1]), self._place.line))

    def _equivalence(self, data: str) -> None:
        kind, *ends = data.split() or [""]
        if len(ends) < 2:
            self._refuse("relation", "an equivalence joins fewer than two")
        else:
            self._lines.equivalences.append(Joined(name_of(kind), tuple(ends), self._place.line))

    def _attribute(self, ident: str, data: str) -> None:
        name, _, rest = data.partition(" ")
        target, _, value = rest.partition(" ")
        if not name or not target:
            self._note("attribute.not_read", f"{ident} does not say what it is about")
        else:
            self._lines.attributes.append(Said(said(name), target, said(value.strip()) if value else BINARY,
                                               self._place.line))  # fmt: skip

    def _reference(self, ident: str, data: str, tail: str) -> None:
        # The BioNLP tasks of 2013 wrote "Reference Annotation:T1 Referent:DB:1".
        parts = [part.removeprefix("Annotation:").removeprefix("Referent:") for part in data.split()]
        if len(parts) != 3:
            self._note("normalization.not_read", f"{ident} does not say what it is about")
        else:
            _, target, reference = parts
            self._lines.references.append(Said(reference, target, tail.strip(), self._place.line))

    def _remark(self, data: str, tail: str) -> None:
        kind, _, target = data.strip().partition(" ")
        if kind == FRAGMENTS and target and _PAIRS.fullmatch(tail):
            self._lines.fragments[target] = _pairs(tail)
        elif kind == NOTE and target:
            self._lines.notes.append(Said(kind, target, said(tail.strip()), self._place.line))
        else:
            self._count(f"remarks of the kind {kind[:40]} are" if kind and target else "remarks about nothing are")

    def _count(self, what: str) -> None:
        if what in self._odd or len(self._odd) < _MOST_ODD:
            self._odd[what] = self._odd.get(what, 0) + 1

    def _refuse(self, what: str, why: str) -> None:
        self._note(f"{what}.refused", why)

    def _note(self, code: str, why: str) -> None:
        self._place.note(code, why, article=self._article)


def _pairs(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(pair[1]), int(pair[2])) for pair in _PAIR.finditer(text))
