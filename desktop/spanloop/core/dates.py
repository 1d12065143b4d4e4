"""How days and instants are written for people, everywhere alike.

The names are not the system's: a window sets its language for the whole process, and we speak one.
"""

from __future__ import annotations

from datetime import date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def today() -> date:
    """The date where the person sits."""
    return datetime.now().astimezone().date()


def local(at: str) -> datetime:
    """A stored instant in the time of this place. Raises ValueError for what is none."""
    return datetime.fromisoformat(at).astimezone()


def short_date(iso: str, *, today: date) -> str:
    """ "12 Mar", with the year when it is another one than today's; a date that is none stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    text = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return text if day.year == today.year else f"{text} {day.year}"


def long_date(iso: str) -> str:
    """ "12 March 2024"; a date that is none stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def near_day(day: date, *, today: date) -> str:
    """ "today", "yesterday", "4 March", "4 March 2023"."""
    days = (today - day).days
    if days in (0, 1):
        return "yesterday" if days else "today"
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def heading_day(day: date, *, today: date) -> str:
    """ "Today", "Yesterday", "Tuesday, 12 March 2024": above what was done on a day."""
    if day == today or (today - day).days == 1:
        return near_day(day, today=today).capitalize()
    return f"{WEEKDAYS[day.weekday()]}, {long_date(day.isoformat())}"
