"""What the inspector looks up again and again on one desk: marks by uid, in article order, with their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from spanloop.core.article import Article
from spanloop.core.marks import Author, Event, Fragments, Marks, Mention
from spanloop.core.schema import Schema

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


class DeskIndex:
    """Look-ups on one desk. Everything is worked out when first asked for: a desk may hold 20,000 marks."""

    def __init__(self, desk: DeskLike, schema: Schema) -> None:
        self.desk = desk
        self.schema = schema

    @cached_property
    def _mentions(self) -> dict[str, Entry]:
        return {
            mention.uid: Entry(mention, marks.author, suggested)
            for marks, suggested in self._layers()
            for mention in marks.mentions
        }

    @cached_property
    def _events(self) -> dict[str, Entry]:
        return {
            event.uid: Entry(event, marks.author, suggested)
            for marks, suggested in self._layers()
            for event in marks.events
        }

    @cached_property
    def _accepted_from(self) -> dict[str, Entry]:
        """A suggested event goes on naming a mention that was accepted already; this finds what came of it."""
        own = self.desk.marks
        return {
            mark.origin: Entry(mark, own.author, False)
            for mark in (*own.mentions, *own.events)
            if mark.origin is not None
        }

    def _layers(self) -> Iterator[tuple[Marks, bool]]:
        yield self.desk.marks, False
        for marks in self.desk.suggestions:
            yield marks, True

    def find(self, uid: str | None) -> Entry | None:
        """The mark with this uid; where a suggestion was accepted meanwhile, what came of it; else None."""
        if not uid:
            return None
        return self._mentions.get(uid) or self._events.get(uid) or self._accepted_from.get(uid)

    @cached_property
    def events(self) -> tuple[Entry, ...]:
        """All events in article order, suggested ones too."""
        return tuple(sorted(self._events.values(), key=_place))

    @cached_property
    def mentions(self) -> tuple[Entry, ...]:
        """All mentions in article order, the wider first, suggested ones too."""
        return tuple(sorted(self._mentions.values(), key=_place))

    @property
    def event_count(self) -> int:
        return sum(len(marks.events) for marks, _ in self._layers())

    @property
    def mention_count(self) -> int:
        return sum(len(marks.mentions) for marks, _ in self._layers())

    def position(self, uid: str) -> int:
        """The number, from 1, of an event among the events of the article; 0 when it is not there."""
        return self._event_places.get(uid, 0)

    @cached_property
    def _event_places(self) -> dict[str, int]:
        return {entry.uid: number for number, entry in enumerate(self.events, 1)}

    def quote(self, fragments: Fragments) -> str:
        """The text of a span on one line; "…" stands between its fragments."""
        text = self.desk.article.text
        return " … ".join(" ".join(text[start:end].split()) for start, end in fragments)

    def problems(self, uid: str) -> Sequence[Problem]:
        """What validation finds wrong with this mark, the first to be mended first."""
        return [problem for problem in self.desk.problems if problem.mark == uid]

    def uses(self, uid: str) -> list[tuple[Entry, str]]:
        """Events that this mark fills, each with the role."""
        return self._uses.get(uid, [])

    @cached_property
    def _uses(self) -> dict[str, list[tuple[Entry, str]]]:
        found: dict[str, list[tuple[Entry, str]]] = {}
        for entry in self.events:
            assert isinstance(entry.mark, Event)
            for argument in entry.mark.arguments:
                found.setdefault(argument.filler, []).append((entry, argument.role))
        return found


def _place(entry: Entry) -> tuple[int, int, str]:
    mark = entry.mark
    fragments = mark.trigger if isinstance(mark, Event) else mark.fragments
    return fragments[0][0], -fragments[-1][1], mark.uid
