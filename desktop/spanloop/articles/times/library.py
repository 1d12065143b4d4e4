"""What dateparser reads for us: dates in figures in the order of a language, and what our own rules leave over.

It is imported with the first use, because it brings its tables along (a seventh of a second, and for a
third of that nothing else in the process goes on). It never learns today's
date, the time zone or the locale of the machine: a base and a zone are always given. Its guesses are not taken: a
result counts only where the words hold a date to the day, month or year.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from spanloop.articles.times.hijri import to_gregorian

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

#: Longer words are no expression of time, and regular expressions of others are not fed with them.
MOST_CHARACTERS = 80
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
#: The languages of which the rules have a vocabulary.
OURS = frozenset({"en", "ar", "fa", "he", "tr", "ru", "uk", "zh"})
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d:\d\d))?")
_FIGURES = re.compile(r"(\d+)[./-](\d+)[./-](\d+)")


def numeric_date(words: str, *, language: str) -> tuple[date, str] | None:
    """A date in figures, with its time ("" for none): "2024-10-23", "24.02.2022", "10/7/2023" in a language's order."""
    iso = _ISO.match(words)
    if iso is not None:
        try:
            return date(int(iso[1]), int(iso[2]), int(iso[3])), iso[4] or ""
        except ValueError:
            return None
    found = _FIGURES.fullmatch(words)
    if found is None:
        return None
    if language == "fa" and 1250 <= int(found[1]) < 1500:
        try:
            return to_gregorian(int(found[1]), int(found[2]), int(found[3])), ""
        except ValueError:
            return None
    if max(len(part) for part in found.groups()) != 4:
        return None  # two figures for the year: nobody knows which of three it is
    result = _asked(words, language, None)
    if result is None:
        return _month_first(*(int(part) for part in found.groups()))
    return (result[0].date(), "") if result[1] == "day" else None


def _month_first(first: int, second: int, year: int) -> tuple[date, str] | None:
    """ "2/25/1948" can be read in one way only, whatever the order of the language."""
    try:
        return (date(year, first, second), "") if second > 12 else None
    except ValueError:
        return None


def left_over(words: str, *, language: str, anchor: date | None) -> str:
    """What dateparser makes of words that the rules did not understand; "" where it does not either.

    In a language of ours only whole dates are left to it: of what else the rules leave, it makes something far off
    ("48" is 1948, "30 seconds" the day before).
    """
    if len(words) > MOST_CHARACTERS:
        return ""
    result = _asked(words, language, None if language in OURS else anchor)
    if result is None:
        return ""
    moment, period = result
    match period:
        case "year":
            return f"{moment.year:04d}"
        case "month":
            return f"{moment:%Y-%m}"
        case "week":
            year, week, _ = moment.isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "time":
            return f"{moment:%Y-%m-%dT%H:%M}"
        case _:
            return f"{moment:%Y-%m-%d}"


def _asked(words: str, language: str, anchor: date | None) -> tuple[datetime, str] | None:
    parser = _parser(language, anchor)
    if parser is None:
        return None
    try:
        found: Any = parser.get_date_data(words)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, re.error):
        return None  # it is not proof against every text, and a text without a value is nothing unusual
    moment = found.date_obj
    if not isinstance(moment, datetime) or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment.replace(tzinfo=None), str(found.period)


@cache
def _parser(language: str, anchor: date | None) -> DateDataParser | None:
    """A parser that counts from an anchor; without one it takes only dates that are whole."""
    from dateparser.date import DateDataParser

    base = anchor or date(2000, 1, 1)
    settings: dict[str, Any] = {
        "RELATIVE_BASE": datetime.combine(base, time()),
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PREFER_DATES_FROM": "past",
        "RETURN_TIME_AS_PERIOD": True,
        "DEFAULT_LANGUAGES": [],
        "PARSERS": ["relative-time", "absolute-time"],
    }
    if anchor is None:
        settings["STRICT_PARSING"] = True
        settings["PARSERS"] = ["absolute-time"]
    try:
        return DateDataParser(languages=[language], settings=settings)
    except ValueError:
        return None  # a language that it does not know
