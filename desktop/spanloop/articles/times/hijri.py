"""The Solar Hijri calendar of Iran and Afghanistan, by the arithmetic of K. M. Borkowski, "The Persian calendar for
3000 years" (Earth, Moon, and Planets 74, 1996): right for the years 1178 to 1633, which is 1799 to 2254."""

from __future__ import annotations

from datetime import date, timedelta

#: Years at which the rhythm of leap years (33, or 29 and 37) begins anew.
_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060)
FIRST_YEAR, LAST_YEAR = 1178, 1633


def new_year(year: int) -> date:
    """1 Farvardin. Raises ValueError outside the years for which the arithmetic holds."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no year {year}")
    gregorian = year + 621
    leaps = -14
    start = _BREAKS[0]
    jump = 0
    for after in _BREAKS[1:]:
        jump = after - start
        if year < after:
            break
        leaps += jump // 33 * 8 + jump % 33 // 4
        start = after
    since = year - start
    leaps += since // 33 * 8 + (since % 33 + 3) // 4
    if jump % 33 == 4 and jump - since == 4:
        leaps += 1
    gregorian_leaps = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps - gregorian_leaps)


def to_gregorian(year: int, month: int, day: int) -> date:
    """A day of the Solar Hijri calendar. Raises ValueError for one that it has not."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise ValueError(f"no day {year}-{month}-{day}")
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return new_year(year) + timedelta(days=before + day - 1)


def month_length(year: int, month: int) -> int:
    """Six months of 31 days, five of 30, and one of 29 or 30."""
    if month <= 6:
        return 31
    return 30 if month < 12 else (new_year(year + 1) - new_year(year)).days - 336


def year_at(day: date) -> int:
    """The Solar Hijri year in which a day lies."""
    year = day.year - 621
    return year if new_year(year) <= day else year - 1
