"""Validation after an act: only what it may have changed is checked; the outcome is that of checking all."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Generator, Iterable, Sequence
from time import perf_counter

from spanloop.core.article import Article
from spanloop.core.lookup import AuthorLookup, events_at
from spanloop.core.marks import Event, Fragment, Marks, Mention
from spanloop.core.schema import Schema
from spanloop.core.validation import Problem, WordEdges, in_text_order, validate, validate_slowly

#: With more changed marks than this, checking all is quicker than finding out what they touch.
MANY = 100


class Checker:
    """Checks one author's marks on one article under one schema, at first all of them, then those that changed.

    It holds no marks: any two states of them may be compared. Mentions have to be in the order of their extents and
    events in that of their triggers, as a project gives them.
    """

    def __init__(self, article: Article, schema: Schema) -> None:
        self.article = article
        self.schema = schema
        self._edges = WordEdges(article)
        #: No mention that was seen reaches further than this; so whatever overlaps a place begins near it.
        self._longest = 0

    def check(self, marks: Marks) -> tuple[Problem, ...]:
        """All problems, as validate() finds them."""
        self._measure(marks.mentions)
        return validate(self.article, marks, self.schema, edges=self._edges)

    def check_slowly(self, marks: Marks) -> Generator[None, None, tuple[Problem, ...]]:
        """The same with pauses."""
        self._measure(marks.mentions)
        yield
        return (yield from validate_slowly(self.article, marks, self.schema, edges=self._edges))

    def recheck(
        self,
        marks: Marks,
        *,
        before: Marks,
        problems: tuple[Problem, ...],
        changed: Collection[str],
        lookups: tuple[AuthorLookup, AuthorLookup] | None = None,
    ) -> tuple[Problem, ...]:
        """All problems of `marks`, given those of the marks `before`; equal to check(marks).

        changed: uids of all mentions and events in which the two differ; links are always compared. lookups: of
        `before` and of `marks`, where the caller holds them, so that the cost does not grow with the article.
        """
        if len(changed) > MANY:
            return self.check(marks)
        was, now = lookups or (AuthorLookup(before), AuthorLookup(marks))
        mentions = [m for look in (was, now) for uid in changed if (m := look.mentions.get(uid)) is not None]
        events = [e for look in (was, now) for uid in changed if (e := look.events.get(uid)) is not None]
        self._measure(mentions)
        return self._merge(now, before, problems, frozenset(changed), mentions, events)

    def _merge(
        self,
        now: AuthorLookup,
        before: Marks,
        problems: tuple[Problem, ...],
        changed: frozenset[str],
        mentions: list[Mention],
        events: list[Event],
    ) -> tuple[Problem, ...]:
        marks = now.marks
        labels = {mention.label for mention in mentions}
        near = self._over(marks, (_extent(mention) for mention in mentions))
        # What crosses or repeats a changed mention, or did; and what those cross or repeat themselves.
        alike = {place for place in near if marks.mentions[place].label in labels}
        beside = {
            place
            for place in self._over(marks, (_extent(marks.mentions[place]) for place in alike))
            if marks.mentions[place].label in labels
        }
        # An event hangs on its fillers, on what lies inside these, and on other events with its trigger.
        hot = changed | {marks.mentions[place].uid for place in near}
        again = {event.uid: event for uid in changed if (event := now.events.get(uid)) is not None}
        for trigger in {event.trigger for event in events}:
            again |= {other.uid: other for other in events_at(marks.events, trigger)}
        for filler in hot:
            again |= {uid: now.events[uid] for uid in now.users.get(filler, ())}
        part = self._part(now, alike | beside, list(again.values()))
        affected = changed.union((marks.mentions[place].uid for place in alike), again)
        affected = affected.union(link.uid for link in (*before.links, *marks.links))
        fresh = validate(self.article, part, self.schema, edges=self._edges)
        found = [problem for problem in problems if problem.mark not in affected]
        for problem in fresh:
            if problem.mark in affected:
                insort(found, problem, key=in_text_order)
        return tuple(found)

    def _part(self, now: AuthorLookup, places: set[int], again: Sequence[Event]) -> Marks:
        """The mentions at these places and these events, in order, with all that their checks look at."""
        marks = now.marks
        wanted = {argument.filler for event in again for argument in event.arguments}
        for link in marks.links:
            wanted |= {link.source, link.target}
        mentions = [mention for uid in wanted if (mention := now.mentions.get(uid)) is not None]
        fillers = {_place_of(marks.mentions, mention) for mention in mentions}
        inside = self._over(marks, (_extent(mention) for mention in mentions))
        events = {uid: event for uid in wanted if (event := now.events.get(uid)) is not None}
        for trigger in {event.trigger for event in again}:
            events |= {other.uid: other for other in events_at(marks.events, trigger)}
        triggers = sorted({event.trigger for event in events.values()})
        twins = {trigger: events_at(marks.events, trigger) for trigger in triggers}
        return Marks(
            marks.author,
            tuple(marks.mentions[place] for place in sorted(places | fillers | inside)),
            tuple(event for there in twins.values() for event in there if event.uid in events),
            marks.links,
        )

    def _over(self, marks: Marks, ranges: Iterable[Fragment]) -> set[int]:
        """Places, among the mentions, of those that reach into one of the ranges; none is looked at twice."""
        found: set[int] = set()
        seen = 0
        for start, end in _joined(ranges):
            # What was looked at before and reaches into this range reached into the one before it too.
            first = bisect_left(marks.mentions, start - self._longest, lo=seen, key=_start)
            seen = bisect_left(marks.mentions, end, lo=first, key=_start)
            found.update(place for place in range(first, seen) if marks.mentions[place].end > start)
        return found

    def _measure(self, mentions: Iterable[Mention]) -> None:
        longest = max((m.fragments[-1][1] - m.fragments[0][0] for m in mentions), default=0)
        self._longest = max(self._longest, longest)


class SlowCheck:
    """A check of many marks that is done piece by piece, while their author goes on changing them.

    What is changed in between is checked again at the end, so that the outcome is that of checking the latest marks.
    """

    def __init__(self, checker: Checker, marks: AuthorLookup) -> None:
        self._checker = checker
        self._begin(marks)

    def _begin(self, marks: AuthorLookup) -> None:
        self._from = self._now = marks
        self._changed: frozenset[str] = frozenset()
        self._work = self._checker.check_slowly(marks.marks)

    def follow(self, marks: AuthorLookup, changed: frozenset[str] | None) -> None:
        """The marks are these now. changed: what differs from those before; None where that is not known."""
        self._now = marks
        self._changed |= changed or frozenset()
        if changed is None or len(self._changed) > MANY:
            self._begin(marks)

    def work(self, seconds: float) -> tuple[Problem, ...] | None:
        """Check for about so long; all problems of the latest marks when that was the last of it."""
        until = perf_counter() + seconds
        while True:
            try:
                next(self._work)
            except StopIteration as done:
                return self._finish(done.value)
            if perf_counter() >= until:
                return None

    def _finish(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        if self._now is self._from:
            return problems
        return self._checker.recheck(
            self._now.marks,
            before=self._from.marks,
            problems=problems,
            changed=self._changed,
            lookups=(self._from, self._now),
        )


def _joined(ranges: Iterable[Fragment]) -> list[Fragment]:
    """The same ranges in order, those that overlap as one. Marks on one sentence overlap by thousands."""
    joined: list[Fragment] = []
    for start, end in sorted(set(ranges)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _place_of(mentions: Sequence[Mention], mention: Mention) -> int:
    """The place of a mention that is among these."""
    place = bisect_left(mentions, _extent(mention), key=_extent)
    while mentions[place].uid != mention.uid:
        place += 1
    return place


def _start(mention: Mention) -> int:
    return mention.fragments[0][0]


def _extent(mention: Mention) -> Fragment:
    return mention.start, mention.end
