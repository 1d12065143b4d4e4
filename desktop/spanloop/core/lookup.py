"""Marks of one article by uid, by what they fill and in the order of the text; cheap to bring up to date after an act.

What is asked for is worked out when it is first asked for. After an act, what was worked out is copied and patched:
copying a dictionary of 20,000 marks takes a tenth of a millisecond, going through them in Python takes five.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, TypeVar

from spanloop.core.marks import Author, Event, Fragments, Marks, Mention, fragments_of
from spanloop.core.validation import Problem

Mark = Mention | Event
One = TypeVar("One", Mention, Event)
#: Where a mark stands in the order in which it is listed: start, end (the wider first), uid.
Standing = tuple[int, int, str]

_uid = attrgetter("uid")


class Difference(NamedTuple):
    """What one author's marks lost and got: a mark that changed is in both."""

    gone: Sequence[Mark] = ()
    come: Sequence[Mark] = ()

    @property
    def uids(self) -> frozenset[str]:
        """uids of all marks that differ."""
        return frozenset(mark.uid for mark in (*self.gone, *self.come))


class AuthorLookup:
    """The mentions and events of one author. Nothing that it gives out is to be changed."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    @cached_property
    def mentions(self) -> dict[str, Mention]:
        """By uid."""
        return dict(zip(map(_uid, self.marks.mentions), self.marks.mentions, strict=True))

    @cached_property
    def events(self) -> dict[str, Event]:
        """By uid."""
        return dict(zip(map(_uid, self.marks.events), self.marks.events, strict=True))

    @cached_property
    def users(self) -> dict[str, tuple[str, ...]]:
        """By uid of a filler: the events in which it stands, each once."""
        found: dict[str, tuple[str, ...]] = {}
        for event in self.marks.events:
            for filler in {argument.filler: None for argument in event.arguments}:
                found[filler] = (*found.get(filler, ()), event.uid)
        return found

    @cached_property
    def origins(self) -> dict[str, str]:
        """By uid of a suggestion: the mark that it was accepted as."""
        marks = (*self.marks.mentions, *self.marks.events)
        return {mark.origin: mark.uid for mark in marks if mark.origin is not None}

    def find(self, uid: str) -> Mark | None:
        """The mention or event with this uid."""
        return self.mentions.get(uid) or self.events.get(uid)

    def after(self, marks: Marks, difference: Difference) -> AuthorLookup:
        """The look-ups of newer marks of the same author."""
        new = AuthorLookup(marks)
        known = vars(self)
        if "mentions" in known:
            new.mentions = _patched(self.mentions, difference, Mention)
        if "events" in known:
            new.events = _patched(self.events, difference, Event)
        if "users" in known:
            new.users = _patched_users(self.users, difference)
        if "origins" in known:
            new.origins = {**self.origins}
            for mark in difference.gone:
                if mark.origin is not None:
                    new.origins.pop(mark.origin, None)
            new.origins.update((mark.origin, mark.uid) for mark in difference.come if mark.origin is not None)
        return new


class Lookup:
    """A person's own marks and the suggestions that they are shown, in one article."""

    def __init__(self, own: AuthorLookup, offered: Sequence[AuthorLookup], *, log: list[frozenset[str]]) -> None:
        """Use of() or after(). log: what differs from one to the next; shared by all that come of one reading."""
        self.own = own
        self.offered = tuple(offered)
        #: Marks of the suggesting authors as they were read, and those that were offered once: for what is hidden.
        self._of: Sequence[Marks] = ()
        self._withdrawn: dict[str, Mark] = {}
        self._log = log
        self._at = len(log)

    @classmethod
    def of(cls, marks: Marks, suggestions: Iterable[Marks] = (), *, of: Sequence[Marks] = ()) -> Lookup:
        """Look-ups of marks that were just read. of: whence the suggestions are, with those that are not offered."""
        new = cls(AuthorLookup(marks), [AuthorLookup(offered) for offered in suggestions], log=[])
        new._of = of
        return new

    def find(self, uid: str) -> tuple[Mark, Author, bool] | None:
        """A mark with whose it is, and whether it is a suggestion.

        For a suggestion that is not open it is what came of it, or what says the same: an event goes on naming a
        mention that was accepted, that the person marked themselves, or that somebody else suggests too.
        """
        mark = self.own.find(uid)
        if mark is not None:
            return mark, self.own.marks.author, False
        for offered in self.offered:
            mark = offered.find(uid)
            if mark is not None:
                return mark, offered.marks.author, True
        became = self.own.origins.get(uid)
        mark = self.own.find(became) if became else None
        return self._alike(uid) if mark is None else (mark, self.own.marks.author, False)

    def _alike(self, uid: str) -> tuple[Mark, Author, bool] | None:
        """What stands for a suggestion that is not offered: with the same label at the same place."""
        hidden = self._hidden.get(uid) or self._withdrawn.get(uid)
        if hidden is None:
            return None
        for part in (self.own, *self.offered):
            marks = part.marks
            alike = (
                (m for m in exactly_at(marks.mentions, hidden.fragments) if m.label == hidden.label)
                if isinstance(hidden, Mention)
                else (e for e in events_at(marks.events, hidden.trigger) if e.type == hidden.type)
            )
            for mark in alike:
                return mark, marks.author, part is not self.own
        return None

    @cached_property
    def _hidden(self) -> dict[str, Mark]:
        """By uid, all that the suggesting authors had when it was read; what they suggest does not change."""
        return {mark.uid: mark for marks in self._of for mark in (*marks.mentions, *marks.events)}

    def suggested(self, uid: str) -> Mark | None:
        """The open suggestion with this uid."""
        for offered in self.offered:
            mark = offered.find(uid)
            if mark is not None:
                return mark
        return None

    @cached_property
    def mention_order(self) -> list[Standing]:
        """Where all mentions stand, in the order of the text, suggested ones too."""
        return sorted(_standing(m) for part in (self.own, *self.offered) for m in part.marks.mentions)

    @cached_property
    def event_order(self) -> list[Standing]:
        """The same of events."""
        return sorted(_standing(e) for part in (self.own, *self.offered) for e in part.marks.events)

    def warm(self) -> None:
        """Work everything out now, because there is time; the first act of a person would wait for it."""
        for _ in self.warming():
            pass

    def warming(self) -> Iterator[None]:
        """The same with pauses, in which others may work."""
        for part in (self.own, *self.offered):
            _ = part.mentions, part.events
            yield
            _ = part.users, part.origins
            yield
        _ = self.event_order
        yield
        _ = self.mention_order
        yield

    def after(self, marks: Marks, suggestions: Sequence[Marks], differences: Mapping[str, Difference]) -> Lookup:
        """The look-ups of what is shown after an act. differences: by uid of the author; those not named are alike.

        suggestions: of no author of whom there was none before.
        """
        before = {part.marks.author.uid: part for part in self.offered}
        none = Difference()
        log = self._log
        if len(log) != self._at:
            log = []  # another one came of this before: from here on it is a line of its own
        new = Lookup(
            self.own.after(marks, differences.get(marks.author.uid, none)),
            [before[m.author.uid].after(m, differences.get(m.author.uid, none)) for m in suggestions],
            log=log,
        )
        log.append(frozenset(uid for difference in differences.values() for uid in difference.uids))
        new._at = len(log)
        new._of, new._withdrawn = self._of, self._withdrawn
        gone = [mark for uid in before for mark in differences.get(uid, none).gone]
        if gone:
            new._withdrawn = self._withdrawn | {mark.uid: mark for mark in gone}
        known = vars(self)
        if "_hidden" in known:
            new._hidden = self._hidden
        if "mention_order" in known:
            new.mention_order = _reordered(self.mention_order, differences.values(), Mention)
        if "event_order" in known:
            new.event_order = _reordered(self.event_order, differences.values(), Event)
        return new

    def changed_since(self, other: Lookup) -> frozenset[str] | None:
        """uids of all marks in which this differs from an earlier one; None where that is not known."""
        if other._log is not self._log or other._at > self._at:
            return None
        return frozenset(uid for step in self._log[other._at : self._at] for uid in step)


def exactly_at(mentions: Sequence[Mention], fragments: Fragments) -> list[Mention]:
    """Of mentions in the order of the text (start, end), those with just these fragments."""
    extent = (fragments[0][0], fragments[-1][1])
    found: list[Mention] = []
    for place in range(bisect_left(mentions, extent, key=_extent), len(mentions)):
        if _extent(mentions[place]) != extent:
            break
        if mentions[place].fragments == fragments:
            found.append(mentions[place])
    return found


def events_at(events: Sequence[Event], trigger: Fragments) -> list[Event]:
    """Of events in the order of their triggers, those with just this one."""
    found: list[Event] = []
    for place in range(bisect_left(events, trigger, key=_trigger), len(events)):
        if events[place].trigger != trigger:
            break
        found.append(events[place])
    return found


def problems_of(problems: Sequence[Problem], mark: Mark) -> list[Problem]:
    """Of problems in the order of the text, those of one mark, the first to be mended first."""
    found: list[Problem] = []
    for place in range(bisect_left(problems, mark.start, key=_problem_start), len(problems)):
        if problems[place].start != mark.start:
            break
        if problems[place].mark == mark.uid:
            found.append(problems[place])
    return found


def row_of(order: Sequence[Standing], mark: Mark) -> int:
    """The place of a mark in an order, or -1."""
    standing = _standing(mark)
    place = bisect_left(order, standing)
    return place if place < len(order) and order[place] == standing else -1


def _extent(mention: Mention) -> tuple[int, int]:
    return mention.fragments[0][0], mention.fragments[-1][1]


def _problem_start(problem: Problem) -> int:
    return problem.start


def _trigger(event: Event) -> Fragments:
    return event.trigger


def _standing(mark: Mark) -> Standing:
    fragments = fragments_of(mark)
    return fragments[0][0], -fragments[-1][1], mark.uid


def _patched(known: dict[str, One], difference: Difference, kind: type[One]) -> dict[str, One]:
    new = {**known}
    for mark in difference.gone:
        if isinstance(mark, kind):
            new.pop(mark.uid, None)
    new.update((mark.uid, mark) for mark in difference.come if isinstance(mark, kind))
    return new


def _patched_users(known: dict[str, tuple[str, ...]], difference: Difference) -> dict[str, tuple[str, ...]]:
    new = {**known}
    for event in difference.gone:
        for filler in _fillers(event):
            left = tuple(uid for uid in new.get(filler, ()) if uid != event.uid)
            if left:
                new[filler] = left
            else:
                new.pop(filler, None)
    for event in difference.come:
        for filler in _fillers(event):
            new[filler] = (*new.get(filler, ()), event.uid)
    return new


def _fillers(mark: Mark) -> Collection[str]:
    return {argument.filler: None for argument in mark.arguments} if isinstance(mark, Event) else ()


def _reordered(order: list[Standing], differences: Iterable[Difference], kind: type[Mention | Event]) -> list[Standing]:
    new = [*order]
    for difference in differences:
        for mark in difference.gone:
            place = row_of(new, mark) if isinstance(mark, kind) else -1
            if place >= 0:
                del new[place]
        for mark in difference.come:
            if isinstance(mark, kind):
                insort(new, _standing(mark))
    return new
