"""Spans that cross: each has characters that the other lacks, and they have some in common."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

from spanloop.core.marks import Fragment, Mention
from spanloop.core.ranges import covers


def crossing(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Those that cross one that begins before them, in the order of the text. All are taken to have the same label.

    Two mentions in one piece cross where one ends inside the other and began before it, so that of those that are still
    open their ends are enough; 100,000 mentions over one sentence would else be compared pair by pair.
    """
    ends: list[int] = []
    whole: list[Mention] = []
    pieces: list[Mention] = []
    ordered = sorted(mentions, key=_outer_first)
    broken = any(len(mention.fragments) > 1 for mention in ordered)
    for mention in ordered:
        start, end = mention.fragments[0][0], mention.fragments[-1][1]
        del ends[: bisect_right(ends, start)]
        if len(mention.fragments) == 1:
            # The first to end behind the start: were it inside, it would have begun before (the wider ones come first).
            still = [other for other in pieces if other.end > start] if pieces else ()
            if (ends and ends[0] < end) or any(cross(other.fragments, mention.fragments) for other in still):
                yield mention
            insort(ends, end)
            if broken:
                whole.append(mention)
            continue
        whole = [other for other in whole if other.end > start]
        pieces = [other for other in pieces if other.end > start]
        if any(cross(other.fragments, mention.fragments) for other in (*whole, *pieces)):
            yield mention
        pieces.append(mention)


def cross(one: Sequence[Fragment], other: Sequence[Fragment]) -> bool:
    """Whether two spans have characters in common, and each some that the other lacks."""
    overlap = any(a < d and c < b for a, b in one for c, d in other)
    return overlap and not covers(one, tuple(other)) and not covers(other, tuple(one))


def _outer_first(mention: Mention) -> tuple[int, int]:
    return mention.fragments[0][0], -mention.fragments[-1][1]
