"""Days as people write them, in our words and not in those of the system."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from spanloop.core.dates import heading_day, local, long_date, near_day, short_date

DAY = date(2024, 5, 1)


def test_short_and_long() -> None:
    assert short_date("2024-03-12", today=DAY) == "12 Mar"
    assert short_date("2023-03-12", today=DAY) == "12 Mar 2023"
    assert long_date("2024-03-02T08:00") == "2 March 2024"


def test_what_is_no_date_stays_as_it_is() -> None:
    assert short_date("spring", today=DAY) == "spring"
    assert long_date("") == ""
    with pytest.raises(ValueError, match="spring"):
        local("spring")


def test_days_near_today() -> None:
    assert [near_day(DAY - timedelta(days), today=DAY) for days in (0, 1, 2, 400)] == [
        "today", "yesterday", "29 April", "28 March 2023",
    ]  # fmt: skip
    assert [heading_day(DAY - timedelta(days), today=DAY) for days in (0, 1, 2)] == [
        "Today", "Yesterday", "Monday, 29 April 2024",
    ]  # fmt: skip
    assert near_day(DAY + timedelta(1), today=DAY) == "2 May", "a clock that was set back"


def test_instants_are_those_of_this_place() -> None:
    at = local("2024-03-12T14:30:07.000Z")
    assert at == datetime(2024, 3, 12, 14, 30, 7, tzinfo=UTC)
    assert at.utcoffset() == datetime(2024, 3, 12, 14, 30, 7, tzinfo=UTC).astimezone().utcoffset()
