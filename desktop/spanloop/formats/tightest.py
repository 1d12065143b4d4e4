"""The shortest of many spans that holds a place, found without looking through all of them for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def tightest(spans: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]) -> list[int | None]:
    """For each place the number of the shortest span that begins and ends around it, the first of equal ones; None
    where there is none.

    In the order of their starts, spans are put under their ends into a binary indexed tree (Fenwick 1994) of the least
    lengths, so that n of each take n log n steps, however they lie.
    """
    ends = sorted({end for _, end in spans})
    least: list[tuple[int, int] | None] = [None] * (len(ends) + 1)
    found: list[int | None] = [None] * len(places)
    waiting = sorted(range(len(spans)), key=lambda number: spans[number][0], reverse=True)
    for at in sorted(range(len(places)), key=lambda at: places[at][0]):
        start, end = places[at]
        while waiting and spans[waiting[-1]][0] <= start:
            number = waiting.pop()
            # The tree is filled from the last end on, so that what it sums up are the spans that end there or later.
            _put(least, len(ends) - bisect_left(ends, spans[number][1]), (_length(spans[number]), number))
        best = _least(least, len(ends) - bisect_left(ends, end))
        found[at] = None if best is None else best[1]
    return found


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _put(least: list[tuple[int, int] | None], at: int, value: tuple[int, int]) -> None:
    while at < len(least):
        held = least[at]
        if held is None or value < held:
            least[at] = value
        at += at & -at


def _least(least: list[tuple[int, int] | None], at: int) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    while at > 0:
        held = least[at]
        if held is not None and (best is None or held < best):
            best = held
        at -= at & -at
    return best
