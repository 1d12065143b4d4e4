"""Lengths of time as values, and an anchor moved by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

_LETTERS = {"y": "Y", "m": "M", "w": "W", "d": "D", "h": "H", "min": "M", "s": "S"}
_IN_SMALLER = {
    "cent": (100, "y"),
    "dec": (10, "y"),
    "y": (12, "m"),
    "m": (0, ""),
    "w": (7, "d"),
    "d": (24, "h"),
    "h": (60, "min"),
    "min": (60, "s"),
}
#: Numbers above it are none of a length of time.
_MOST = 100_000


def length(parts: Sequence[tuple[float, str]]) -> str:
    """[(3, "m")] as "P3M", [(1.5, "y")] as "P18M"; "" where a half has no whole number of a smaller unit."""
    large, small = "", ""
    for count, unit in parts:
        if unit in {"cent", "dec"}:
            count, unit = count * _IN_SMALLER[unit][0], "y"
        if count != int(count):
            factor, smaller = _IN_SMALLER.get(unit, (0, ""))
            count, unit = count * factor, smaller
        if not unit or not 0 < count < _MOST or count != int(count):
            return ""
        said = f"{int(count)}{_LETTERS[unit]}"
        if unit in {"h", "min", "s"}:
            small += said
        else:
            large += said
    return f"P{large}{'T' + small if small else ''}"


def shifted(anchor: date | None, count: float, unit: str) -> str:
    """The day, week, month or year that lies so many units from the anchor; "" where the calendar has none."""
    if anchor is None:
        return ""
    if unit in {"dec", "cent"}:
        count, unit = count * (10 if unit == "dec" else 100), "y"
    if count != int(count):
        factor, unit = _IN_SMALLER.get(unit, (0, ""))
        count *= factor
    if not unit or abs(count) > _MOST:
        return ""
    try:
        return _shifted(anchor, int(count), unit)
    except (ValueError, OverflowError):
        return ""


def _shifted(anchor: date, count: int, unit: str) -> str:
    if unit == "y":
        return f"{date(anchor.year + count, 1, 1).year:04d}"
    if unit == "m":
        months = anchor.year * 12 + anchor.month - 1 + count
        return f"{date(months // 12, months % 12 + 1, 1):%Y-%m}"
    if unit == "w":
        return week_of(anchor + timedelta(weeks=count))
    if unit == "d":
        return (anchor + timedelta(days=count)).isoformat()
    # An anchor has no time of day: hours and minutes from it lie in its own day as far as anybody can tell.
    hours = {"h": 1.0, "min": 1 / 60, "s": 1 / 3600}[unit] * count
    return (anchor + timedelta(days=int(hours / 24))).isoformat()


def week_of(day: date) -> str:
    """The ISO week of a day: "2024-W43"."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
