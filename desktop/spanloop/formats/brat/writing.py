"""Writes brat's standoff format: a folder with a text and a file of marks for each article, and the configuration.

What brat's files have no place for is told in them so that this reader finds it, and so that brat passes it over:
- Names that brat cannot spell are written as `_x0020_` (see spelling), and `visual.conf` shows them as they are.
- brat cannot mark over a line end, so such marks become several fragments. Where joining them again would not give the
  mark, a remark of the kind "Fragments" says what it was.
- Articles are told by the names of their files (see brat_files).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Event, Fragments, Link, Marks, Mention, fragments_of, make_fragments, name_of
from spanloop.core.schema import Schema
from spanloop.formats.brat.conf import BINARY, FILE, is_ours
from spanloop.formats.brat.conf_writing import UsedNames, write_configuration
from spanloop.formats.brat.files import MARKS, TEXT, ArticleFiles
from spanloop.formats.brat.lines import FRAGMENTS, NOTE
from spanloop.formats.brat.offsets import cut_at_line_ends, joined_over_line_ends
from spanloop.formats.features import Features, lessened
from spanloop.formats.folders import writing_folder
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote
from spanloop.formats.spelling import line, plain, token

CARRIES: Features = frozenset(
    {"mentions", "nested", "fragments", "events", "arguments", "event_fillers", "attributes", "links", "notes", "ids"}
)


def write_brat(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write a folder of texts and marks with `annotation.conf` and `visual.conf`; returns the number of articles.

    Of an article that comes twice the first author's marks are written. Raises SpanloopError where the folder holds
    what another wrote, or cannot be written.
    """
    _spare_others(dest)
    files = ArticleFiles()
    used = UsedNames(schema)
    written: set[str] = set()
    with writing_folder(dest, marker=FILE) as folder:
        for record in records:
            article = record.article
            called = article.external_id or article.uid
            if article.uid in written:
                name = record.marks.author.name if record.marks is not None else ""
                ledger.add("authors.not_carried", "brat holds the marks of one author", article=called, author=name)
                continue
            written.add(article.uid)
            record = lessened(record, carries=CARRIES, ledger=ledger)
            name, told = files.name(article.uid, article.external_id)
            if not told:
                ledger.add("ids.not_carried", f"its id is too long for the name of a file: {name}", article=called)
            marks = record.marks
            lines = _Lines(article.text, marks, used, ledger=ledger, article=called).all() if marks is not None else []
            (folder / f"{name}{TEXT}").write_bytes(article.text.encode("utf-8"))
            (folder / f"{name}{MARKS}").write_bytes("".join(f"{one}\n" for one in lines).encode("utf-8"))
        write_configuration(folder, used)
    return len(written)


def _spare_others(dest: Path) -> None:
    """Whoever marks in brat has a folder that looks like ours; only one that we wrote is written anew."""
    if (dest / FILE).is_file() and not is_ours(dest / FILE):
        what = "The folder holds brat files that Spanloop did not write, and they would be lost"
        raise SpanloopError(what, where=str(dest), way_out="Name a new folder.")


class _Lines:
    """The lines of one file of marks in the making."""

    def __init__(self, text: str, marks: Marks, used: UsedNames, *, ledger: Ledger, article: str) -> None:
        self._text = text
        self._marks = marks
        self._used = used
        self._ledger = ledger
        self._article = article
        self._counts: dict[str, int] = {}
        self._lines: list[str] = []
        self._triggers: dict[tuple[Fragments, str], str] = {}
        self._ids: dict[str, str] = {}

    def all(self) -> list[str]:
        """T of mentions, T of triggers, E, R, A and remarks, each in the order of the marks."""
        marks = self._standing()
        for mention in marks.mentions:
            self._used.label(mention.label)
            self._ids[mention.uid] = self._bound(mention.label, mention.fragments)
        for event in marks.events:
            place = (event.trigger, event.type)
            if place not in self._triggers:
                self._triggers[place] = self._bound(event.type, event.trigger)
            self._ids[event.uid] = self._id("E")
        for event in marks.events:
            self._event(event)
        self._links(marks.links)
        for event in marks.events:
            self._attributes(event)
        for mark in (*marks.mentions, *marks.events):
            if mark.notes:
                self._lines.append(f"{self._id('#')}\t{NOTE} {self._ids[mark.uid]}\t{line(mark.notes)}")
        return self._lines

    def _id(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}{self._counts[kind]}"

    # what cannot stand

    def _standing(self) -> Marks:
        gone: set[str] = set()
        places: set[tuple[Fragments, str]] = set()
        for mark in (*self._marks.mentions, *self._marks.events):
            if not cut_at_line_ends(self._text, fragments_of(mark)):
                gone.add(mark.uid)
                self._note(mark, "line_ends", "it is made of line ends, over which brat cannot mark")
            elif isinstance(mark, Mention) and (mark.fragments, mark.label) in places:
                gone.add(mark.uid)
                self._note(mark, "twice", "it stands twice at one place")
            elif isinstance(mark, Mention):
                places.add((mark.fragments, mark.label))
        return self._marks.without(frozenset(gone))

    def _note(self, mark: Mention | Event, code: str, why: str) -> None:
        said = quote(self._text, fragments_of(mark))
        self._add(code, f"{name_of(mark)}: {why}", mark.uid, said)

    def _add(self, code: str, message: str, mark: str, said: str = "") -> None:
        author = self._marks.author.name
        self._ledger.add(f"{code}.not_carried", message, article=self._article, quote=said, author=author, mark=mark)

    # lines

    def _bound(self, label: str, fragments: Fragments) -> str:
        pieces = cut_at_line_ends(self._text, fragments)
        said = " ".join(self._text[start:end] for start, end in pieces)
        name = self._id("T")
        self._lines.append(f"{name}\t{plain(label)} {_offsets(pieces)}\t{said}")
        if make_fragments(joined_over_line_ends(self._text, pieces)) != fragments:
            self._lines.append(f"{self._id('#')}\t{FRAGMENTS} {name}\t{_offsets(fragments)}")
        return name

    def _event(self, event: Event) -> None:
        """An event; an argument that stands twice says no more than once."""
        roles = self._used.roles(event.type)
        taken: dict[str, int] = {}
        parts = [f"{plain(event.type)}:{self._triggers[event.trigger, event.type]}"]
        for argument in dict.fromkeys(event.arguments):
            if argument.filler == event.uid:
                told = f"the argument {argument.role} with {argument.filler} is left out: an event cannot fill itself"
                self._add("argument", told, event.uid)
                continue
            self._used.role(event.type, argument.role)
            spelled = self._used.spelled_role(event.type, argument.role)
            parts.append(f"{numbered(spelled, taken, roles)}:{self._ids[argument.filler]}")
        self._lines.append(f"{self._ids[event.uid]}\t{' '.join(parts)}")

    def _links(self, links: Iterable[Link]) -> None:
        seen: set[tuple[str, str, str]] = set()
        for link in links:
            if (link.type, link.source, link.target) in seen:
                self._add("twice", f"{link.type}: it joins twice the same two", link.uid)
                continue
            seen.add((link.type, link.source, link.target))
            self._used.link(link.type, between_events=link.between_events)
            source, target = self._ids[link.source], self._ids[link.target]
            self._lines.append(f"{self._id('R')}\t{plain(link.type)} Arg1:{source} Arg2:{target}\t")

    def _attributes(self, event: Event) -> None:
        for name, value in event.attributes.items():
            self._used.attribute(name, value)
            told = "" if value == BINARY and self._used.is_binary(name) else f" {token(value)}"
            self._lines.append(f"{self._id('A')}\t{plain(name)} {self._ids[event.uid]}{told}")


def numbered(role: str, taken: dict[str, int], roles: Mapping[str, object]) -> str:
    """A role as it stands in one event: "Target", then "Target2", "Target3", without numbers that would make it another
    of the roles of its type. taken: the last number of each role in this event."""
    number = taken.get(role, 0) + 1
    while number > 1 and _meant(f"{role}{number}", {*roles, role}) != role:
        number += 1
    taken[role] = number
    return role if number == 1 else f"{role}{number}"


def _meant(role: str, roles: set[str]) -> str:
    """What a numbered role is taken for: itself, or the longest role that it begins with before its digits."""
    while role not in roles and role[-1:].isdecimal():
        role = role[:-1]
    return role


def _offsets(fragments: Fragments) -> str:
    return ";".join(f"{start} {end}" for start, end in fragments)
