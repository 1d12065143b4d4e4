"""A point in time as words give it, with what they leave open, and its value beside an anchor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from spanloop.articles.times import hijri
from spanloop.articles.times.lengths import shifted, week_of

Side = Literal["", "last", "next", "this"]
#: A day or month without its year is at most so many days ahead of the anchor; news look back more often than ahead.
AHEAD = timedelta(days=60)
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Point:
    """What words say of one point. 0 and "" are what they leave open.

    solar: year and month are of the Solar Hijri calendar. wd: 1 for Monday. side: where it lies from the anchor; until:
    it is the end of something. rel: days from the anchor; unit and count: units from it, or, with a day, its week.
    inside: a part of a year ("Q3"). softened: by words such as "early". number: a bare number that only the other end
    of a range can explain. back: days to go back after all.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    solar: bool = False
    wd: int = 0
    rel: int | None = None
    side: Side = ""
    until: bool = False
    unit: str = ""
    count: float = 0
    weekend: bool = False
    season: str = ""
    inside: str = ""
    decade: int = -1
    century: int = 0
    part: str = ""
    clock: str = ""
    number: int = 0
    back: int = 0
    softened: bool = False

    def filled_from(self, other: Point) -> Point:
        """What the other end of a range says for both ("3 to 5 May": May)."""
        made = self
        if made.number and other.clock and made.number <= 24:
            afternoon = int(other.clock[:2]) >= 12 and made.number < 12
            made = replace(made, number=0, clock=f"{made.number + 12 * afternoon:02d}:00")
        if made.number and other.month and made.number <= 31:
            made = replace(made, number=0, day=made.number)
        if made.day and not made.month and other.month:
            made = replace(made, month=other.month, solar=other.solar)
        if made.month and not made.year and other.year:
            made = replace(made, year=other.year, solar=other.solar or made.solar)
        if made.clock and other.wd and not made.wd:
            made = replace(made, wd=other.wd)
        return made

    def beside(self, other: Point) -> Point:
        """The same; a place for what the first end takes over once the last is known."""
        return replace(self, side=self.side or other.side) if self.month and other.month else self


def value_of(point: Point, *, anchor: date | None) -> str:
    """The value, "" where the calendar gives none or the anchor is needed and unknown."""
    try:
        head = _head(point, anchor)
    except (ValueError, OverflowError):
        return ""
    if not head:
        return ""
    day = _day(head)
    if point.back and day is not None:
        day -= timedelta(days=point.back)
        head = day.isoformat()
    if day is None:
        return head
    if point.clock:
        return f"{head}T{point.clock}"
    return f"{head}T{point.part}" if point.part else head


def _day(head: str) -> date | None:
    try:
        return date.fromisoformat(head) if len(head) == 10 and head[5] != "W" else None
    except ValueError:
        return None


def _head(point: Point, anchor: date | None) -> str:
    """The day, or what is coarser, without the time of day."""
    whole = _whole(point)
    if whole:
        return whole
    return "" if anchor is None else _from_anchor(point, anchor)


def _whole(point: Point) -> str:
    """What needs no anchor, "" for the rest."""
    if point.decade >= 0:
        return f"{point.decade // 10:03d}X"
    if point.century:
        return f"{point.century - 1:02d}XX"
    if point.day and point.month and point.year:
        day = _date(point, point.year)
        return week_of(day) if point.unit == "w" and not point.count else day.isoformat()
    return _in_year(point) if point.year and not point.day else ""


def _from_anchor(point: Point, anchor: date) -> str:
    if point.unit and not point.month and not point.season:
        return _by_distance(point, anchor)
    if point.rel is not None:
        return (anchor + timedelta(days=point.rel)).isoformat()
    if point.day or point.month:
        return _in_unknown_year(point, anchor)
    if point.weekend:
        return _weekend(point.side, anchor)
    if point.season:
        return _season(point, anchor)
    if point.wd:
        return _weekday(point, anchor).isoformat()
    if point.inside:
        return f"{anchor.year:04d}-{point.inside}"
    return anchor.isoformat() if point.clock or point.part not in {"", "NI"} else ""


def _in_unknown_year(point: Point, anchor: date) -> str:
    if point.day and point.month:
        day = _nearest_day(point, anchor)
        return week_of(day) if point.unit == "w" else day.isoformat()
    if point.day:
        return _day_of_month(point.day, anchor).isoformat()
    return _month(point, anchor)


def _date(point: Point, year: int) -> date:
    if point.solar:
        return hijri.to_gregorian(year, point.month, point.day)
    return date(year, point.month, point.day)


def _in_year(point: Point) -> str:
    year = point.year
    if point.solar:
        first = hijri.to_gregorian(year, point.month or 1, 1)
        last_month = point.month or 12
        last = hijri.to_gregorian(year, last_month, hijri.month_length(year, last_month))
        return f"{first.isoformat()}/{last.isoformat()}"
    head = f"{date(year, point.month or 1, 1).year:04d}"
    if point.month:
        return f"{head}-{point.month:02d}"
    inside = point.season or point.inside
    return f"{head}-{inside}" if inside else head


def _by_distance(point: Point, anchor: date) -> str:
    """ "last week", "this month"; a weekday or month inside of it; "the end of the year" is of this one."""
    whole = shifted(anchor, point.count, point.unit)
    if point.unit == "w" and point.wd:
        monday = date.fromisocalendar(int(whole[:4]), int(whole[6:]), 1)
        return (monday + timedelta(days=point.wd - 1)).isoformat()
    if point.unit == "w" and point.weekend:
        return f"{whole}-WE"
    if point.unit == "m" and point.day:
        return date(int(whole[:4]), int(whole[5:]), point.day).isoformat()
    if point.unit == "y" and point.inside:
        return f"{whole}-{point.inside}"
    return whole


def _candidates(point: Point, anchor: date) -> Iterable[date]:
    middle = hijri.year_at(anchor) if point.solar else anchor.year
    for year in (middle + 1, middle, middle - 1, middle - 2, middle - 3, middle - 4):
        try:
            yield _date(point, year)
        except ValueError:
            continue  # 29 February is not in every year


def _nearest_day(point: Point, anchor: date) -> date:
    found = sorted(_candidates(point, anchor), reverse=True)
    if point.unit == "y":
        year = anchor.year + int(point.count)
        return next(day for day in found if day.year == year)
    if point.wd:
        fitting = [day for day in found if day.isoweekday() == point.wd and day <= anchor + timedelta(days=366)]
        found = fitting or found
    if point.side == "next":
        return min(day for day in found if day > anchor)
    limit = anchor - timedelta(days=1) if point.side == "last" else anchor + AHEAD
    return max(day for day in found if day <= limit) if min(found) <= limit else found[0]


def _day_of_month(day: int, anchor: date) -> date:
    for back in range(12):
        months = anchor.year * 12 + anchor.month - 1 - back
        try:
            found = date(months // 12, months % 12 + 1, day)
        except ValueError:
            continue
        if found <= anchor:
            return found
    raise ValueError(day)


def _month(point: Point, anchor: date) -> str:
    first = replace(point, day=1)
    if point.unit == "y":
        year = anchor.year + int(point.count)
    elif point.side == "this" and not point.solar:
        year = anchor.year
    elif point.side == "next":
        year = min(day for day in _candidates(first, anchor) if day > anchor).year
    elif point.side == "last":
        ended = anchor - timedelta(days=anchor.day)
        year = max(day for day in _candidates(first, anchor) if day <= ended).year
    else:
        year = max(day for day in _candidates(first, anchor) if day <= anchor + AHEAD).year
    if point.solar:
        start = max(day for day in _candidates(first, anchor) if day.year == year)
        last = start + timedelta(days=hijri.month_length(hijri.year_at(start), point.month) - 1)
        return f"{start.isoformat()}/{last.isoformat()}"
    return f"{year:04d}-{point.month:02d}"


def _weekday(point: Point, anchor: date) -> date:
    behind = (anchor.isoweekday() - point.wd) % 7
    if point.side == "this":
        return anchor + timedelta(days=point.wd - anchor.isoweekday())
    if point.side == "next":
        return anchor + timedelta(days=7 - behind)
    if point.until:
        return anchor + timedelta(days=(7 - behind) % 7)
    if point.side == "last" and behind == 0:
        behind = 7
    return anchor - timedelta(days=behind)


def _weekend(side: Side, anchor: date) -> str:
    """The one that has begun last; "this" is of this week and "next" of the coming one."""
    if side == "this":
        return f"{week_of(anchor)}-WE"
    if side == "next":
        return f"{week_of(anchor + timedelta(weeks=1))}-WE"
    begun = anchor.isoweekday() >= 6 and side != "last"
    return f"{week_of(anchor if begun else anchor - timedelta(weeks=1))}-WE"


def _season(point: Point, anchor: date) -> str:
    """The season that began last before the anchor; "last" must have ended, "next" begins after it."""
    if point.unit == "y":
        return f"{anchor.year + int(point.count):04d}-{point.season}"
    month = _SEASON_MONTHS[point.season]
    starts = [date(year, month, 1) for year in (anchor.year + 1, anchor.year, anchor.year - 1, anchor.year - 2)]
    if point.side == "next":
        found = min(start for start in starts if start > anchor)
    else:
        limit = anchor - timedelta(days=91) if point.side == "last" else anchor
        found = max(start for start in starts if start <= limit)
    return f"{found.year:04d}-{point.season}"
