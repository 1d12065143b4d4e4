"""What counts as the value of a time, and how it is said."""

from __future__ import annotations

from datetime import date

import pytest

from spanloop.core.time_values import day_of, is_time_value, spoken_value


@pytest.mark.parametrize(
    "value",
    [
        "", "2024", "2024-10", "2024-10-23", "2024-02-29", "199X", "19XX", "2024-W43", "2024-W43-WE", "2024-W01-7",
        "2024-Q3", "2024-H1", "2024-SU", "2024-10-23T20:00", "2024-10-23T20:00:59Z", "2024-10-23TEV", "P3M",
        "P2Y3M", "P1DT12H", "PT45M", "XXXX-WXX-5", "XXXX-WXX-WE", "XXXX-XX-XXTMO", "2024-05-03/2024-05-05",
        "2011/2014", "2024-W01/2024-03",
    ],
)  # fmt: skip
def test_values_of_every_kind_are_taken(value: str) -> None:
    assert is_time_value(value)
    assert spoken_value(value)


@pytest.mark.parametrize(
    "value",
    [
        "yesterday", "2024-13", "2024-02-30", "2023-02-29", "24-10-23", "2024-W54", "2024-W00", "2024-Q5", "P",
        "PT", "P3", "3M", "2024-10-23T24:00", "2024-10-23T", "2024/", "/2024", "2024-05-05/2024-05-03",
        "2024/2023", "2024/2025/2026", " 2024", "2024\n", "٢٠٢٤", "0" * 100, "2024-10-23TXX", "XXXX-WXX-8",
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused(value: str) -> None:
    assert not is_time_value(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2023-10-23", "Monday, 23 October 2023"),
        ("2023-10-23TEV", "Monday, 23 October 2023, evening"),
        ("2023-10-23T20:00", "Monday, 23 October 2023, 20:00"),
        ("2024-W43", "week 43 of 2024"),
        ("2024-W43-WE", "weekend of week 43 of 2024"),
        ("2024-10", "October 2024"),
        ("199X", "the 1990s"),
        ("2024-SU", "summer 2024"),
        ("P1M", "1 month"),
        ("P2Y3M", "2 years 3 months"),
        ("PT24H", "24 hours"),
        ("XXXX-WXX-5", "every Friday"),
        ("2011/2014", "2011 to 2014"),
        ("", "nothing in the calendar"),
    ],
)
def test_a_value_is_said_in_words(value: str, words: str) -> None:
    assert spoken_value(value) == words


def test_only_a_whole_date_can_be_counted_from() -> None:
    assert day_of("2024-10-23") == day_of("2024-10-23T10:00:00Z") == date(2024, 10, 23)
    assert not any(day_of(value) for value in ("", "2024", "2024-10", "23 October", "2024-02-31"))
