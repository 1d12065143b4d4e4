"""In which lane below the text each mention's underline runs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence

Interval = tuple[int, int]


class _Lane:
    """The intervals that run in one lane: sorted, and none overlaps another."""

    __slots__ = ("intervals",)

    def __init__(self) -> None:
        self.intervals: list[Interval] = []

    def touched(self, start: int, end: int) -> Sequence[Interval]:
        """Those that overlap `[start, end)`."""
        low = bisect_right(self.intervals, start, key=_end)
        high = bisect_left(self.intervals, end, key=_start)
        return self.intervals[low:high]


def assign_lanes(spans: Mapping[str, Iterable[Interval]], *, most: int | None = None) -> dict[str, int]:
    """The lane of each span, 0 nearest the text, given its intervals in code points.

    A span that contains none is in lane 0 if it is free there; a container lies below all that it contains; spans that
    cross or cover each other never share a lane. Shorter spans choose first, so the result does not depend on order.
    most: how many lanes there are; a span that would need another one gets none.
    """
    lanes: list[_Lane] = []
    chosen: dict[str, int] = {}
    ordered = sorted(
        ((sum(end - start for start, end in intervals), tuple(intervals), uid) for uid, intervals in _tuples(spans)),
        key=lambda item: (item[0], item[1], item[2]),
    )
    for _, intervals, uid in ordered:
        lane = _first_free(lanes, intervals)
        if most is not None and lane >= most:
            continue
        if lane == len(lanes):
            lanes.append(_Lane())
        for interval in intervals:
            insort(lanes[lane].intervals, interval)
        chosen[uid] = lane
    return chosen


def _tuples(spans: Mapping[str, Iterable[Interval]]) -> Iterable[tuple[str, tuple[Interval, ...]]]:
    return ((uid, tuple(intervals)) for uid, intervals in spans.items())


def _first_free(lanes: Sequence[_Lane], intervals: Sequence[Interval]) -> int:
    taken: set[int] = set()
    lowest = 0
    for number, lane in enumerate(lanes):
        for start, end in intervals:
            touched = lane.touched(start, end)
            if touched:
                taken.add(number)
                if any(start <= a and b <= end for a, b in touched):
                    lowest = number + 1
    lane_number = lowest
    while lane_number in taken:
        lane_number += 1
    return lane_number


def _start(interval: Interval) -> int:
    return interval[0]


def _end(interval: Interval) -> int:
    return interval[1]
