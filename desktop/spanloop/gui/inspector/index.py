"""What the inspector looks up again and again on one desk: marks by uid, in article order, with their text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, overload

from spanloop.core.article import Article
from spanloop.core.lookup import Lookup, Standing, problems_of, row_of
from spanloop.core.marks import Argument, Author, Event, Fragments, Marks, Mention
from spanloop.core.reliability import class_name
from spanloop.core.schema import Schema
from spanloop.operations.viewing import Desk

if TYPE_CHECKING:
    from spanloop.core.validation import Problem


class DeskLike(Protocol):
    """The part of operations.viewing.Desk that the inspector and the composer read."""

    @property
    def article(self) -> Article: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def suggestions(self) -> tuple[Marks, ...]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def classed(self) -> frozenset[tuple[str, str]]: ...


class Entry(NamedTuple):
    """A mention or event with whose it is. suggested: nobody accepted it yet."""

    mark: Mention | Event
    author: Author
    suggested: bool

    @property
    def uid(self) -> str:
        return self.mark.uid

    @property
    def is_event(self) -> bool:
        return isinstance(self.mark, Event)

    @property
    def name(self) -> str:
        """Its label or event type."""
        return self.mark.type if isinstance(self.mark, Event) else self.mark.label

    @property
    def fragments(self) -> Fragments:
        return self.mark.trigger if isinstance(self.mark, Event) else self.mark.fragments


class Entries(Sequence[Entry]):
    """Marks in the order of the text, the wider first, suggested ones too. Each is made when it is asked for: a list
    paints a dozen of 20,000."""

    def __init__(self, lookup: Lookup, order: Sequence[Standing]) -> None:
        self._lookup = lookup
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return Entries(self._lookup, self._order[index])
        found = self._lookup.find(self._order[index][2])
        assert found is not None
        return Entry(*found)

    def row_of(self, uid: str) -> int:
        """The row of a mark, or -1."""
        found = self._lookup.find(uid)
        return row_of(self._order, found[0]) if found is not None and found[0].uid == uid else -1


class DeskIndex:
    """Look-ups on one desk, which may hold 20,000 marks."""

    def __init__(self, desk: DeskLike, schema: Schema) -> None:
        self.desk = desk
        self.schema = schema
        self._lookup = desk.lookup if isinstance(desk, Desk) else Lookup.of(desk.marks, desk.suggestions)

    def find(self, uid: str | None) -> Entry | None:
        """The mark with this uid; where a suggestion was accepted meanwhile, what came of it; else None.

        A suggested event goes on naming a mention that was accepted already.
        """
        found = self._lookup.find(uid) if uid else None
        return None if found is None else Entry(*found)

    @cached_property
    def events(self) -> Entries:
        """All events in article order, suggested ones too."""
        return Entries(self._lookup, self._lookup.event_order)

    @cached_property
    def mentions(self) -> Entries:
        """All mentions in article order, the wider first, suggested ones too."""
        return Entries(self._lookup, self._lookup.mention_order)

    @property
    def event_count(self) -> int:
        return sum(len(marks.events) for marks in (self.desk.marks, *self.desk.suggestions))

    @property
    def mention_count(self) -> int:
        return sum(len(marks.mentions) for marks in (self.desk.marks, *self.desk.suggestions))

    def class_of(self, entry: Entry) -> str:
        """How sure a suggestion is in a word: "sure", "likely" or "unsure"; "" where its score was never calibrated."""
        return self._class(entry, "triggers" if entry.is_event else "mentions", entry.mark.score)

    def class_of_argument(self, event: Entry, argument: Argument) -> str:
        """The same of what fills a role of a suggested event."""
        return self._class(event, "arguments", argument.score)

    def _class(self, entry: Entry, part: str, score: float | None) -> str:
        if score is None or (entry.author.uid, part) not in self.desk.classed:
            return ""
        return class_name(score)

    def position(self, uid: str) -> int:
        """The number, from 1, of an event among the events of the article; 0 when it is not there."""
        return self.events.row_of(uid) + 1

    def quote(self, fragments: Fragments) -> str:
        """The text of a span on one line; "…" stands between its fragments."""
        text = self.desk.article.text
        return " … ".join(" ".join(text[start:end].split()) for start, end in fragments)

    def problems(self, uid: str) -> Sequence[Problem]:
        """What validation finds wrong with this mark, the first to be mended first."""
        found = self._lookup.find(uid)
        if found is None or found[0].uid != uid or found[0].end > len(self.desk.article.text):
            return [problem for problem in self.desk.problems if problem.mark == uid]
        return problems_of(self.desk.problems, found[0])

    def uses(self, uid: str) -> list[tuple[Entry, Argument]]:
        """Events that this mark fills, each with the argument, in article order."""
        found: list[tuple[Entry, Argument]] = []
        for part, suggested in ((self._lookup.own, False), *((part, True) for part in self._lookup.offered)):
            for user in part.users.get(uid, ()):
                event = part.events[user]
                entry = Entry(event, part.marks.author, suggested)
                found += [(entry, argument) for argument in event.arguments if argument.filler == uid]
        return sorted(found, key=lambda use: _place(use[0]))


def _place(entry: Entry) -> tuple[int, int, str]:
    fragments = entry.fragments
    return fragments[0][0], -fragments[-1][1], entry.mark.uid
