"""Many zones of one article changed at once: by lines in memory, then written as one act."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from spanloop.articles.guess import guess_date
from spanloop.articles.zones import propose_zones
from spanloop.core.article import Zone
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Fragment, Fragments, Marks
from spanloop.core.zone_lines import ZoneLines
from spanloop.operations.zoning import is_date
from spanloop.store.project import Project


class Silenced(NamedTuple):
    """A mark of a person that stands in a range: its label or type, whose it is, and its words."""

    name: str
    author: str
    quote: str


def lines_to_edit(text: str, zones: Iterable[Zone]) -> ZoneLines:
    """The lines of a text with what they are, for an editor; dates of items are read from their lines."""
    return ZoneLines(text, zones, date_of=guess_date)


def proposed_by_rules(text: str, *, language: str) -> tuple[Zone, ...]:
    """What the rules say of a text, whatever anybody said of it before."""
    return propose_zones(text, language=language)


def change_zones(
    project: Project, *, author: Author, article: str, zones: Sequence[Zone], seen: Sequence[Zone]
) -> Changes:
    """Put these zones in place of those that were seen, as one act.

    Raises SpanloopError when somebody changed the zones meanwhile, for a date that is none, and (the store) for zones
    that overlap or lie outside. Marks in silent zones stay; validation reports them.
    """
    held = project.article(article)
    if set(held.zones) != set(seen):
        raise SpanloopError(
            "The zones of this article were changed meanwhile",
            where=held.title,
            way_out="Open the zone editor again; it shows them as they are now.",
        )
    if set(zones) == set(held.zones):
        return Changes()
    for zone in zones:
        if zone.date and not is_date(zone.date):
            raise SpanloopError(f"{zone.date} is no date", way_out="Write it year first: 2024-03-12.")
    with project.act(author, "change zones") as act:
        act.set_zones(article, zones)
    return act.changes


def silence_check(everyone: Iterable[Marks], text: str) -> Callable[[Sequence[Fragment]], list[Silenced]]:
    """What finds the mentions and events of people that stand in given ranges, in the order of the text.

    everyone: all marks of an article. The ranges are sorted and do not overlap. The marks are gone through once, so
    that it can be asked after every key press.
    """
    people = [marks for marks in everyone if marks.author.kind in {"human", "gold"}]
    held: list[tuple[int, int, Fragments, str, str]] = []
    for marks in people:
        named = chain(((m.label, m.fragments) for m in marks.mentions), ((e.type, e.trigger) for e in marks.events))
        held += [(spans[0][0], spans[-1][1], spans, name, marks.author.name) for name, spans in named]
    held.sort(key=lambda entry: entry[:2])

    def within(ranges: Sequence[Fragment]) -> list[Silenced]:
        starts = [start for start, _ in ranges]
        found: list[Silenced] = []
        for _, _, spans, name, author in held if ranges else ():
            if any(_meets(ranges, starts, a, b) for a, b in spans):
                found.append(Silenced(name, author, " … ".join(text[a:b] for a, b in spans)))
        return found

    return within


def silence_check_of(project: Project, *, article: str) -> Callable[[Sequence[Fragment]], list[Silenced]]:
    """The same for an article of a project, with the marks of all people in it."""
    return silence_check(project.all_marks(article), project.article(article).text)


def _meets(ranges: Sequence[Fragment], starts: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(starts, end) - 1
    return at >= 0 and ranges[at][1] > start
