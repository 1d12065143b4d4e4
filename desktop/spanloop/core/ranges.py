"""Sums and overlaps of ranges of text, in code points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from spanloop.core.marks import Fragment, Fragments


def merge_ranges(ranges: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """The same text in ranges that are sorted and neither overlap nor touch; empty ones fall away."""
    merged: list[Fragment] = []
    for start, end in sorted(ranges):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def clip_ranges(ranges: Iterable[Fragment], start: int, end: int) -> tuple[Fragment, ...]:
    """The parts of sorted ranges that lie in `[start, end)`."""
    clipped = ((max(a, start), min(b, end)) for a, b in ranges)
    return tuple((a, b) for a, b in clipped if a < b)


def subtract_ranges(ranges: Iterable[Fragment], holes: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """The parts of `ranges` that are in none of `holes`, sorted."""
    left: list[Fragment] = []
    gaps = merge_ranges(holes)
    for start, end in merge_ranges(ranges):
        for hole_start, hole_end in gaps:
            if hole_end <= start or hole_start >= end:
                continue
            if start < hole_start:
                left.append((start, hole_start))
            start = hole_end
        if start < end:
            left.append((start, end))
    return tuple(left)


def covers(ranges: Sequence[Fragment], fragments: Fragments) -> bool:
    """Whether merged ranges (see merge_ranges) hold every character of the fragments."""
    for start, end in fragments:
        index = bisect_right(ranges, start, key=_start) - 1
        if index < 0 or end > ranges[index][1]:
            return False
    return True


def shared(one: Fragments, other: Fragments) -> int:
    """How many characters two spans have in common; each is sorted and without overlap in itself."""
    total = i = j = 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return total


def _start(fragment: Fragment) -> int:
    return fragment[0]
