"""Taking times and showing them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple


@dataclass
class Samples:
    """Milliseconds of one kind of work: by the clock on the wall, and of this thread's processor time."""

    wall: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])

    @contextmanager
    def take(self) -> Iterator[None]:
        """Time a block."""
        wall, cpu = time.perf_counter(), time.thread_time()
        yield
        self.cpu.append((time.thread_time() - cpu) * 1e3)
        self.wall.append((time.perf_counter() - wall) * 1e3)

    def less(self, others: Sequence[float]) -> Samples:
        """The same with these wall times taken off, one by one; processor times stay."""
        return Samples([mine - other for mine, other in zip(self.wall, others, strict=True)], list(self.cpu))

    @property
    def p50(self) -> float:
        return median(self.wall)

    @property
    def p95(self) -> float:
        return percentile(self.wall, 0.95)

    @property
    def cpu_p50(self) -> float:
        return median(self.cpu)

    @property
    def cpu_p95(self) -> float:
        return percentile(self.cpu, 0.95)


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


class Row(NamedTuple):
    """One line of a benchmark's table: the name of a number, what it is, and at most how much it should be.

    beside: names of other numbers, for the columns that stand behind.
    """

    key: str
    words: str
    most: float | None = None
    beside: tuple[str, ...] = ()


def held_against(
    rows: Sequence[Row], found: Mapping[str, Any], *, number: Callable[[float], str], heads: Sequence[str] = ()
) -> str:
    """Numbers with what they may be at most; a row that was not measured is left out.

    heads: of the columns for what stands beside. number: writes one.
    """
    lines: list[Sequence[str]] = [("", "measured", "at most", "", *heads)]
    wide = max(len(row.key) for row in rows) + 2
    for row in rows:
        value = found.get(row.key)
        if value is None:
            continue
        most = "" if row.most is None else f"{row.most:g}"
        over = "over" if row.most is not None and value > row.most else ""
        others = [found.get(name) for name in row.beside] + [None] * (len(heads) - len(row.beside))
        beside = ["" if other is None else number(other) for other in others]
        lines.append((f"{row.key:{wide}}{row.words}", number(value), most, over, *beside))
    return table(lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other, the first one to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
