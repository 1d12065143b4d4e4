"""Validation after an act: only what it may have changed is checked; the outcome is that of checking all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable

from spanloop.core.article import Article
from spanloop.core.marks import Event, Fragment, Marks, Mention
from spanloop.core.schema import Schema
from spanloop.core.validation import Problem, WordEdges, in_text_order, validate

#: With more changed marks than this, checking all is quicker than finding out what they touch.
_MANY = 100


class Checker:
    """Checks one author's marks on one article under one schema, at first all of them, then those that changed.

    It holds no marks: any two states of them may be compared. Mentions have to be in the order of their starts, as a
    project gives them.
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

    def recheck(
        self, marks: Marks, *, before: Marks, problems: tuple[Problem, ...], changed: Collection[str]
    ) -> tuple[Problem, ...]:
        """All problems of `marks`, given those of the marks `before`; equal to check(marks).

        changed: uids of all mentions and events in which the two differ; links are always compared.
        """
        if len(changed) > _MANY:
            return self.check(marks)
        mentions = [m for m in (*before.mentions, *marks.mentions) if m.uid in changed]
        events = [e for e in (*before.events, *marks.events) if e.uid in changed]
        self._measure(mentions)
        return self._merge(marks, before, problems, frozenset(changed), mentions, events)

    def _merge(
        self,
        marks: Marks,
        before: Marks,
        problems: tuple[Problem, ...],
        changed: frozenset[str],
        mentions: list[Mention],
        events: list[Event],
    ) -> tuple[Problem, ...]:
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
        triggers = {event.trigger for event in events}
        again = [
            event
            for event in marks.events
            if event.uid in changed or event.trigger in triggers or any(a.filler in hot for a in event.arguments)
        ]
        part = self._part(marks, alike | beside, again)
        affected = changed.union((marks.mentions[place].uid for place in alike), (event.uid for event in again))
        affected = affected.union(link.uid for link in (*before.links, *marks.links))
        fresh = validate(self.article, part, self.schema, edges=self._edges)
        kept = [problem for problem in problems if problem.mark not in affected]
        kept += [problem for problem in fresh if problem.mark in affected]
        return tuple(sorted(kept, key=in_text_order))

    def _part(self, marks: Marks, places: set[int], again: list[Event]) -> Marks:
        """The mentions at these places and these events, in order, with all that their checks look at."""
        wanted = {argument.filler for event in again for argument in event.arguments}
        for link in marks.links:
            wanted |= {link.source, link.target}
        mentions = marks.mentions if wanted else ()
        fillers = {place for place, mention in enumerate(mentions) if mention.uid in wanted}
        inside = self._over(marks, (_extent(marks.mentions[place]) for place in fillers))
        triggers = {event.trigger for event in again}
        return Marks(
            marks.author,
            tuple(marks.mentions[place] for place in sorted(places | fillers | inside)),
            tuple(event for event in marks.events if event.trigger in triggers or event.uid in wanted),
            marks.links,
        )

    def _over(self, marks: Marks, ranges: Iterable[Fragment]) -> set[int]:
        """Places, among the mentions, of those that reach into one of the ranges."""
        found: set[int] = set()
        for start, end in ranges:
            first = bisect_left(marks.mentions, start - self._longest, key=_start)
            last = bisect_left(marks.mentions, end, lo=first, key=_start)
            found.update(place for place in range(first, last) if marks.mentions[place].end > start)
        return found

    def _measure(self, mentions: Iterable[Mention]) -> None:
        self._longest = max(self._longest, max((m.end - m.start for m in mentions), default=0))


def _start(mention: Mention) -> int:
    return mention.fragments[0][0]


def _extent(mention: Mention) -> Fragment:
    return mention.start, mention.end
