"""The head-room above one line: in which row each arc runs there, and where the name of its role stands.

Row 0 is nearest the text. A run comes in from the trigger (or from the gutter), goes along its row, and comes down on
an argument (or leaves for the gutter). Names and runs are placed so that no name lies on another one, or on a line or
arrow of another arc.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """Lengths in column pixels. left, right: names stand between these.

    radius: of corners. offset: between an arrow and a name. spare: a run this much longer than its name has it on it.
    arrow, line: half the width that an arrow and a line need. step: between arcs that leave the trigger.
    """

    left: float
    right: float
    radius: float
    offset: float
    spare: float
    arrow: float
    line: float
    step: float


@dataclass(slots=True, eq=False)
class Run:
    """What one arc needs of a head-room, and what it got.

    side: -1 when it goes to the left, 1 to the right. tip: where it comes down; None when it leaves for the gutter.
    name: width of its name, 0 for none. origin: where it comes from; None when it leaves the trigger, among the others.
    row, begin (where it begins) and label (the name's left edge, None without room or name) are what it got.
    """

    side: int
    tip: float | None
    name: float = 0.0
    origin: float | None = None
    row: int = 0
    begin: float = 0.0
    label: float | None = None


@dataclass(frozen=True, slots=True)
class Doors:
    """Where arcs leave the trigger: between low and high. above: its line is above this head-room."""

    low: float
    high: float
    above: bool


def place_runs(runs: Sequence[Run], figures: Figures, doors: Doors | None = None) -> None:
    """Give each run its row, its beginning and the place of its name.

    runs: in the order in which they should be stacked, lowest first. One that would have its name struck through goes
    higher, or lets those in its way go below it. A name for which there is no room at all is left out.
    """
    _Room(runs, figures, doors).fill()


@dataclass(frozen=True, slots=True)
class _Fit:
    begin: float
    label: float | None


class _Room:
    def __init__(self, runs: Sequence[Run], figures: Figures, doors: Doors | None) -> None:
        self.figures = figures
        self.doors = doors
        self.waiting: dict[int, list[Run]] = {side: [run for run in runs if run.side == side] for side in (-1, 1)}
        self.counts = {side: len(waiting) for side, waiting in self.waiting.items()}
        self.placed: list[Run] = []
        self.row = 0

    def fill(self) -> None:
        # Bottom up, at most one run of each side in a row. What is placed comes down no more in the rows above, so a
        # run that fits now would fit later as well, and none that is put off is lost.
        while self.waiting[-1] or self.waiting[1]:
            if sum([self._fill_side(side) for side in (-1, 1)]) == 0 and not any(
                self._any(self.waiting[side]) for side in (-1, 1)
            ):
                self._force()
            self.row += 1

    def _fill_side(self, side: int) -> bool:
        waiting = self.waiting[side]
        if not waiting:
            return False
        if self._any(waiting[:1]):
            return True
        if self._fit(waiting[0], alone=True) is not None:
            # Only the other side is in its way, and that will be done in a row or two.
            return False
        return self._any(waiting[1:])

    def _any(self, runs: Iterable[Run]) -> bool:
        """Place the first of these runs that fits in this row."""
        for run in runs:
            fit = self._fit(run)
            if fit is not None:
                self._take(run, fit)
                return True
        return False

    def _force(self) -> None:
        """Place the first run where its name cannot stand as it should: near it, or not at all."""
        run = (self.waiting[-1] or self.waiting[1])[0]
        begin = self._begin(run, self._next(run.side))
        label: float | None = None
        if run.tip is not None and run.name:
            bounds = (self.figures.left, self.figures.right)
            label = _nearest(bounds, self._obstacles(run, alone=False), run.name, run.tip)
            if label is not None and max(label - run.tip, run.tip - label - run.name) > 2 * self.figures.spare:
                label = None
        self._take(run, _Fit(begin, label))

    def _take(self, run: Run, fit: _Fit) -> None:
        run.row, run.begin, run.label = self.row, fit.begin, fit.label
        self.waiting[run.side].remove(run)
        self.placed.append(run)

    # where runs begin

    def _next(self, side: int) -> int:
        return self.counts[side] - len(self.waiting[side])

    def _begin(self, run: Run, number: int) -> float:
        """Where a run begins when it is the one of this number on its side, from the lowest."""
        if run.origin is not None or self.doors is None:
            return run.origin or 0.0
        low, high = self.doors.low, self.doors.high
        count = self.counts[-1] + self.counts[1]
        step = min(self.figures.step, (high - low) / max(count - 1, 1))
        # Out of the top the lowest turns first, out of the foot last.
        inward = step * (self.counts[run.side] - 1 - number if self.doors.above else number)
        x = low + inward if run.side < 0 else high - inward
        if run.tip is None:
            return x
        room = 2 * self.figures.radius
        return min(max(x, run.tip + room), max(high, x)) if run.side < 0 else max(min(x, run.tip - room), min(low, x))

    def _beginnings(self, side: int, without: Run) -> _Span | None:
        """Between what the runs that wait on a side may begin, once one of them has been placed."""
        waiting = [run for run in self.waiting[side] if run is not without and run.origin is None]
        if not waiting or self.doors is None:
            return None
        first = self._next(side) + (1 if without.side == side else 0)
        places = [self._begin(run, number) for run in waiting for number in (first, self.counts[side] - 1)]
        return min(places) - self.figures.line, max(places) + self.figures.line

    # what is in the way

    def _obstacles(self, run: Run, *, alone: bool) -> list[_Span]:
        """What a name in this row must not touch, were this run in it. alone: as if its own side were all."""
        found: list[_Span] = []
        arrow, line = self.figures.arrow, self.figures.line
        for side in (run.side,) if alone else (-1, 1):
            tips = (other.tip for other in self.waiting[side] if other is not run)
            found += [(tip - arrow, tip + arrow) for tip in tips if tip is not None]
            block = self._beginnings(side, run)
            if block is not None and self.doors is not None and not self.doors.above:
                found.append(block)
        for other in self.placed:
            if alone and other.side != run.side:
                continue
            if other.row == self.row:
                found.append(self._extent(other, other.begin))
                if other.label is not None:
                    found.append((other.label, other.label + other.name))
            elif self.doors is not None and self.doors.above:
                found.append((other.begin - line, other.begin + line))
        return found

    def _extent(self, run: Run, begin: float) -> _Span:
        """From where to where a run lies in its row."""
        if run.tip is None:
            return (float("-inf"), begin) if run.side < 0 else (begin, float("inf"))
        return min(begin, run.tip) - self.figures.arrow, max(begin, run.tip) + self.figures.arrow

    # names

    def _fit(self, run: Run, *, alone: bool = False) -> _Fit | None:
        """How a run would lie in this row; None when it or its name would be in the way of others."""
        begin = self._begin(run, self._next(run.side))
        if not alone and any(_meet(self._extent(run, begin), name) for name in self._names_here()):
            return None
        if run.tip is None or not run.name:
            return _Fit(begin, None)
        label = self._label(run.tip, begin, run.name, self._obstacles(run, alone=alone))
        return None if label is None else _Fit(begin, label)

    def _names_here(self) -> list[_Span]:
        here = [run for run in self.placed if run.row == self.row]
        return [(run.label, run.label + run.name) for run in here if run.label is not None]

    def _label(self, tip: float, begin: float, name: float, obstacles: list[_Span]) -> float | None:
        """The left edge of a name: on the run if that is long enough, else beyond the arrow, else before it."""
        figures = self.figures
        leftward = tip < begin
        near = tip + figures.offset if leftward else tip - figures.offset - name
        beyond = tip - figures.offset - name if leftward else tip + figures.offset
        behind = begin + figures.offset if leftward else begin - figures.offset - name
        low, high = sorted((tip, begin))
        between = _nearest((low + figures.radius, high - figures.radius), obstacles, name, tip)
        long = high - low > name + figures.spare
        for label in (near, between, beyond, behind) if long else (beyond, between, behind):
            if label is None or not figures.left <= label <= figures.right - name:
                continue
            if not any(_meet((label, label + name), obstacle) for obstacle in obstacles):
                return label
        return None


def _meet(one: _Span, other: _Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _nearest(bounds: _Span, obstacles: list[_Span], width: float, to: float) -> float | None:
    """The left edge of a free place of this width within bounds, as near as can be; None when there is none."""
    best: float | None = None
    reached = bounds[0]
    for start, end in [*sorted(obstacles), (bounds[1], bounds[1])]:
        low, high = reached, min(start, bounds[1])
        if high - low >= width:
            place = min(max(to - width / 2, low), high - width)
            if best is None or abs(place + width / 2 - to) < abs(best + width / 2 - to):
                best = place
        reached = max(reached, end)
    return best


def spread(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places moved apart so that neighbours keep a gap, in the same order and between low and high.

    Where there is no room for that, they are as far apart as can be.
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    limit = high
    for index in reversed(order):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - gap
    if order and moved[order[0]] < low:
        # More than fit: even distances are the best that can be done.
        pitch = (high - low) / max(len(order) - 1, 1)
        for number, index in enumerate(order):
            moved[index] = low + number * min(pitch, gap)
    return moved
