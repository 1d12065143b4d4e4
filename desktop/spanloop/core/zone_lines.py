"""The lines of a text and what each of them is, edited in memory before anything is written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from spanloop.core.article import SILENT_ZONES, Zone, ZoneKind
from spanloop.core.cuts import count_words
from spanloop.core.ids import new_uid
from spanloop.core.marks import Fragment
from spanloop.core.words import trim
from spanloop.core.zones import clear_range, lines_of

#: First and last row of lines that lie side by side, both included.
Run = tuple[int, int]


class Line(NamedTuple):
    """A line that holds text. number: its place in the whole text, from 1. start, end: without the blanks around it."""

    number: int
    start: int
    end: int


class ZoneLines:
    """The lines of one text that hold something, by row from 0, and the zones over them.

    Every change works on runs of rows and can be taken back. date_of: proposes the date of an item from its line, ISO
    8601 or "". Zones that end within a line belong to each line that they touch; the first one counts there.
    """

    def __init__(self, text: str, zones: Iterable[Zone], *, date_of: Callable[[str], str]) -> None:
        self.text = text
        self.lines: list[Line] = []
        for number, (start, end) in enumerate(lines_of(text), 1):
            first, last = trim(text, start, end)
            if first < last:
                self.lines.append(Line(number, first, last))
        self._starts = [line.start for line in self.lines]
        self._words = [count_words(text[line.start : line.end]) for line in self.lines]
        self._date_of = date_of
        self.before = tuple(sorted(zones, key=_start))
        self._ends_before = [zone.end for zone in self.before]
        self._uids = {(zone.start, zone.end): zone.uid for zone in self.before}
        self._undone: list[tuple[Zone, ...]] = []
        self._done: list[tuple[Zone, ...]] = []
        self._put(self.before)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones as they are now, in order."""
        return self._zones

    def words_of(self, row: int) -> str:
        """The text of a line."""
        line = self.lines[row]
        return self.text[line.start : line.end]

    def zone_of(self, row: int) -> Zone | None:
        """The zone that a line is in."""
        return _touching(self._zones, self._ends, self.lines[row])

    def is_silent(self, row: int) -> bool:
        """Whether nothing of a line is trained on."""
        zone = self.zone_of(row)
        return zone is not None and zone.kind in SILENT_ZONES

    def row_at(self, offset: int) -> int:
        """The row of the line at an offset, or of the last one before it; 0 where there is none."""
        return max(0, bisect_right(self._starts, offset) - 1)

    # changes

    def put(self, zones: Iterable[Zone]) -> None:
        """Go on from zones that were edited before; what they differ in from the first ones is what is changed."""
        self._put(tuple(sorted(zones, key=_start)))

    def set_kind(self, runs: Sequence[Run], kind: ZoneKind | None) -> None:
        """Say what these lines are, confirmed; None: text of the article. Each run becomes one zone.

        It grows together with a confirmed zone of the same kind beside it. An article break gets the date of its line,
        and keeps the one that it has where the run lies within it.
        """
        zones = list(self._zones)
        for first, last in runs:
            start, end = self.lines[first].start, self.lines[last].end
            if kind is None:
                _splice(zones, start, end, (), self.text)
                continue
            around = next((z for z in zones if z.kind == kind and z.start <= start and end <= z.end), None)
            if around is not None:
                zones[zones.index(around)] = replace(around, state="confirmed")
                continue
            if kind != "article_break":
                start, end = self._grown(zones, first, last, kind)
            day = (self._date_of(self.text[start:end]) or None) if kind == "article_break" else None
            uid = self._uids.get((start, end)) or new_uid()
            _splice(zones, start, end, [Zone(uid, start, end, kind, day, "confirmed")], self.text)
        self._change(tuple(zones))

    def confirm(self, runs: Sequence[Run]) -> None:
        """The zones that these lines are in are right."""
        chosen = self._chosen(runs)
        self._change(tuple(replace(z, state="confirmed") if z.uid in chosen else z for z in self._zones))

    def propose(self, runs: Sequence[Run], proposed: Iterable[Zone]) -> None:
        """These lines become what is proposed for them, whoever confirmed what they were."""
        zones = list(self._zones)
        offered = sorted(proposed, key=_start)
        for first, last in runs:
            start, end = self.lines[first].start, self.lines[last].end
            parts: list[Zone] = []
            for zone in offered:
                a, b = trim(self.text, max(start, zone.start), min(end, zone.end)) if zone.start < end else (0, 0)
                if start <= a < b:
                    uid = self._uids.get((a, b)) or new_uid()
                    parts.append(replace(zone, uid=uid, start=a, end=b, state="proposed"))
            _splice(zones, start, end, parts, self.text)
        self._change(tuple(zones))

    def set_date(self, row: int, date: str) -> None:
        """Date the article break that a line is in; "" for no date. Nothing happens to another line."""
        zone = self.zone_of(row)
        if zone is not None and zone.kind == "article_break" and (zone.date or "") != date:
            dated = replace(zone, date=date or None, state="confirmed")
            self._change(tuple(dated if held.uid == zone.uid else held for held in self._zones))

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        return self._step(self._done, self._undone)

    def redo(self) -> bool:
        """Do again what was taken back; False where there is nothing."""
        return self._step(self._undone, self._done)

    # what comes of it

    def changed(self) -> int:
        """How many lines are not what they were at the beginning."""
        return sum(map(self.is_changed, range(len(self.lines))))

    def is_changed(self, row: int) -> bool:
        """Whether a line is not what it was at the beginning."""
        line = self.lines[row]
        return _shape(_touching(self.before, self._ends_before, line)) != _shape(self.zone_of(row))

    def spoken_words(self) -> int:
        """How many words are article text: in no silent zone."""
        return sum(words for row, words in enumerate(self._words) if not self.is_silent(row))

    def all_words(self) -> int:
        """How many words there are."""
        return sum(self._words)

    def newly_silent(self) -> list[Fragment]:
        """The ranges that are silent now and were not at the beginning, in order."""
        return _less(_silent(self._zones), _silent(self.before))

    def next_boundary(self, row: int, *, back: bool = False) -> int | None:
        """The next row, or the one before, at which silence begins or ends; None where none is left."""
        rows = range(row - 1, 0, -1) if back else range(max(row, 0) + 1, len(self.lines))
        return next((at for at in rows if self.is_silent(at) != self.is_silent(at - 1)), None)

    def find(self, words: str, *, after: int, back: bool = False) -> int | None:
        """The next row in which these words stand in any case, going round; None where none has them."""
        wanted, count = words.casefold(), len(self.lines)
        steps = range(count) if not back else range(0, -count, -1)
        rows = ((after + step) % count for step in steps)
        return next((row for row in rows if wanted in self.words_of(row).casefold()), None) if wanted else None

    def _grown(self, zones: list[Zone], first: int, last: int, kind: ZoneKind) -> Fragment:
        """The range of a run with the confirmed zones of its kind that it touches or lies beside."""
        near = self.lines[max(first - 1, 0)], self.lines[min(last + 1, len(self.lines) - 1)]
        start, end = self.lines[first].start, self.lines[last].end
        for zone in zones:
            if (
                zone.kind == kind
                and zone.state == "confirmed"
                and zone.end > near[0].start
                and zone.start < near[1].end
            ):
                start, end = min(start, zone.start), max(end, zone.end)
        return start, end

    def _chosen(self, runs: Sequence[Run]) -> set[str]:
        return {
            zone.uid
            for first, last in runs
            for zone in self._zones
            if zone.start < self.lines[last].end and zone.end > self.lines[first].start
        }

    def _change(self, zones: tuple[Zone, ...]) -> None:
        if zones != self._zones:
            self._done.append(self._zones)
            self._undone.clear()
            self._put(zones)

    def _step(self, source: list[tuple[Zone, ...]], other: list[tuple[Zone, ...]]) -> bool:
        if not source:
            return False
        other.append(self._zones)
        self._put(source.pop())
        return True

    def _put(self, zones: tuple[Zone, ...]) -> None:
        self._zones = zones
        self._ends = [zone.end for zone in zones]


def _touching(zones: Sequence[Zone], ends: Sequence[int], line: Line) -> Zone | None:
    at = bisect_right(ends, line.start)
    return zones[at] if at < len(zones) and zones[at].start < line.end else None


def _splice(zones: list[Zone], start: int, end: int, parts: Iterable[Zone], text: str) -> None:
    """Put zones into a range, with those that reach into it cut."""
    low = bisect_right(zones, start, key=_end)
    high = bisect_left(zones, end, key=_start)
    kept = clear_range(zones[low:high], start, end, text=text)
    zones[low:high] = sorted([*kept, *parts], key=_start)


def _silent(zones: Iterable[Zone]) -> list[Fragment]:
    return [(zone.start, zone.end) for zone in zones if zone.kind in SILENT_ZONES]


def _less(ranges: Sequence[Fragment], others: Sequence[Fragment]) -> list[Fragment]:
    """The parts of sorted ranges that none of the sorted others has."""
    found: list[Fragment] = []
    at = 0
    for start, end in ranges:
        while at < len(others) and others[at][1] <= start:
            at += 1
        here = at
        while here < len(others) and others[here][0] < end:
            if others[here][0] > start:
                found.append((start, others[here][0]))
            start = max(start, others[here][1])
            here += 1
        if start < end:
            found.append((start, end))
    return found


def _shape(zone: Zone | None) -> tuple[str, str | None, str] | None:
    return (zone.kind, zone.date, zone.state) if zone else None


def _start(zone: Zone) -> int:
    return zone.start


def _end(zone: Zone) -> int:
    return zone.end
