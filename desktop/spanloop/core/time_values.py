"""What a time means, as a value: ISO 8601 with the parts that TIMEX3 adds (Pustejovsky et al., TimeML 1.2.1).

Day "2024-10-23", week "2024-W43", weekend "2024-W43-WE", month "2024-10", year "2024", decade "199X", century "19XX",
quarter "2024-Q3", half "2024-H1", season "2024-SP" (SU, FA, WI; a winter has the year of its December), time of day
"2024-10-23T20:00", part of a day "2024-10-23TMO" (TAF, TEV, TNI; a night has the date of its evening), length "P3M",
"P2W", "PT45M", what comes again "XXXX-WXX-5" (every Friday) or a length (every two weeks: "P2W"), and a range of two
points "2024-05-03/2024-05-05". "" is nothing in the calendar.
"""

from __future__ import annotations

import re
from datetime import date

from spanloop.core.dates import MONTHS, WEEKDAYS

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_POINT = re.compile(
    r"""\d{3}X | \d\dXX
    | \d{4}(?: -(?:0[1-9]|1[0-2]) | -W(?:0[1-9]|[1-4]\d|5[0-3])(?:-WE|-[1-7])? | -Q[1-4] | -H[12] | -(?:SP|SU|FA|WI) )?
    | (?P<day>\d{4}-\d\d-\d\d)(?:T(?:(?:[01]\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?)?Z? | MO|AF|EV|NI))?""",
    re.VERBOSE,
)
_SET = re.compile(r"XXXX-WXX-(?:[1-7]|WE) | XXXX-XX-XXT(?:MO|AF|EV|NI)", re.VERBOSE)
_LENGTH = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
#: What people are shown when something else is no value.
EXAMPLES = "2024-10-23, 2024-W43, 2024-10, P3M or 2024-05-03/2024-05-05"
#: No value is longer; what is read from files is held to it.
MOST_CHARACTERS = 64

_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_PARTS = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night"}
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_SMALL_UNITS = {"H": "hour", "M": "minute", "S": "second"}


def is_time_value(value: str) -> bool:
    """Whether a value is one that a time can have; "" is. Days must be in the calendar, ranges may not run back."""
    if not value:
        return True
    if len(value) > MOST_CHARACTERS or not value.isascii():
        return False
    if "/" in value:
        first, _, last = value.partition("/")
        return _is_point(first) and _is_point(last) and _in_order(first, last)
    return _is_point(value) or bool(_SET.fullmatch(value) or _LENGTH.fullmatch(value))


def tidy_value(words: str) -> str:
    """What a person typed, as it would be written: without white space around it, in capitals; not checked."""
    return "".join(words.split()).upper()


def day_of(value: str) -> date | None:
    """The day at the head of an ISO 8601 date, None for anything else ("2024", "spring")."""
    found = _DATE.match(value)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def spoken_value(value: str) -> str:
    """A value in words: "Monday, 23 October 2023", "week 43 of 2024", "3 months"; itself where there are none."""
    if not value:
        return "nothing in the calendar"
    if "/" in value:
        return " to ".join(spoken_value(part) for part in value.split("/"))
    if value.startswith("P") and _LENGTH.fullmatch(value):
        return _spoken_length(value)
    if value.startswith("XXXX-WXX-"):
        return f"every {WEEKDAYS[int(value[9:]) - 1] if value[9:].isdigit() else 'weekend'}"
    if value.startswith("XXXX"):
        return f"every {_PARTS.get(value[-2:], '')}".rstrip()
    return _spoken_point(value)


def _is_point(value: str) -> bool:
    found = _POINT.fullmatch(value)
    return found is not None and (found["day"] is None or day_of(value) is not None)


def _in_order(first: str, last: str) -> bool:
    """Ends that are written alike can be compared as text."""
    size = min(len(first), len(last))
    return re.sub(r"\d", "0", first) != re.sub(r"\d", "0", last) or first[:size] <= last[:size]


def _spoken_length(value: str) -> str:
    large, _, small = value[1:].partition("T")
    said: list[str] = []
    for text, units in ((large, _UNITS), (small, _SMALL_UNITS)):
        for number, unit in re.findall(r"(\d+)([A-Z])", text):
            said.append(f"{number} {units[unit]}{'' if number == '1' else 's'}")
    return " ".join(said)


def _spoken_point(value: str) -> str:
    day = day_of(value)
    if day is not None:
        said = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
        tail = value[10:].removeprefix("T")
        return f"{said}, {_PARTS.get(tail, tail)}" if tail else said
    year, _, rest = value.partition("-")
    if year.endswith("XX"):
        return f"the years {year[:2]}00 to {year[:2]}99"
    if year.endswith("X"):
        return f"the {year[:3]}0s"
    if rest.isdigit():
        return f"{MONTHS[int(rest) - 1]} {year}"
    if rest.startswith("W"):
        week, _, inside = rest[1:].partition("-")
        head = "weekend of " if inside == "WE" else f"{WEEKDAYS[int(inside) - 1]} of " if inside else ""
        return f"{head}week {int(week)} of {year}"
    if rest[:1] in {"Q", "H"}:
        return f"{'quarter' if rest[0] == 'Q' else 'half'} {rest[1]} of {year}"
    return f"{_SEASONS[rest]} {year}" if rest in _SEASONS else year
