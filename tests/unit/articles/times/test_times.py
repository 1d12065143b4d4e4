"""Expressions of time in eight languages, and what they may not depend on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.times import LANGUAGES, hijri, time_value
from spanloop.articles.times.lexicon import chinese_number
from spanloop.core.time_values import is_time_value
from tests.unit.articles.times.expressions import EXPRESSIONS, Expression
from tests.unit.articles.times.later_expressions import LATER_EXPRESSIONS

#: What is reached on the expressions; a change that loses one of them says so.
_REACHED = dict.fromkeys(LANGUAGES, 1.0)


def _right(one: Expression) -> bool:
    return time_value(one.words, anchor=one.anchor, language=one.language) == one.value


def test_enough_is_asked_of_every_language() -> None:
    counts = Counter(one.language for one in EXPRESSIONS)
    assert len(EXPRESSIONS) >= 200
    assert set(counts) == LANGUAGES
    assert min(counts.values()) >= 15
    assert all(is_time_value(one.value) for one in EXPRESSIONS)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_is_reached_is_kept(language: str) -> None:
    ours = [one for one in (*EXPRESSIONS, *LATER_EXPRESSIONS) if one.language == language]
    wrong = [one for one in ours if not _right(one)]
    assert 1 - len(wrong) / len(ours) >= _REACHED[language], wrong


@pytest.mark.parametrize(
    ("anchor", "words", "value"),
    [
        ("2024-10-27", "over the weekend", "2024-W43-WE"),
        ("2024-12-20", "October 7", "2024-10-07"),
        ("2024-01-15", "October 7", "2023-10-07"),
        ("2024-03-01", "yesterday", "2024-02-29"),
        ("2024-03-01", "a year ago", "2023"),
        ("2024-10-23", "29 February", "2024-02-29"),
        ("2025-10-23", "29 February", "2024-02-29"),
        ("2020-12-31", "next week", "2021-W01"),
        ("2024-10-23", "from 30 December to 2 January", "2023-12-30/2024-01-02"),
        ("2024-10-23T08:00:00Z", "Monday", "2024-10-21"),
    ],
)
def test_the_turn_of_year_month_and_week(anchor: str, words: str, value: str) -> None:
    assert time_value(words, anchor=anchor, language="en") == value


def test_the_words_that_look_ahead() -> None:
    values = {
        words: time_value(words, anchor="2024-10-23", language="en")
        for words in ("Wednesday", "last Wednesday", "next Wednesday", "until Wednesday", "this Wednesday")
    }
    assert values == {
        "Wednesday": "2024-10-23",
        "last Wednesday": "2024-10-16",
        "next Wednesday": "2024-10-30",
        "until Wednesday": "2024-10-23",
        "this Wednesday": "2024-10-23",
    }


@pytest.mark.parametrize("anchor", ["", "2024", "spring", "2024-02-31", "not a date"])
def test_without_a_whole_anchor_only_absolute_times_have_values(anchor: str) -> None:
    for words in ("Monday", "last week", "May 3", "tonight", "8 p.m.", "summer", "two days ago"):
        assert time_value(words, anchor=anchor, language="en") == ""
    assert time_value("3 May 2021", anchor=anchor, language="en") == "2021-05-03"


def test_other_languages_are_read_by_the_library() -> None:
    assert time_value("24. Februar 2022", anchor="2024-10-23", language="de") == "2022-02-24"
    assert time_value("24 février 2022", anchor="", language="fr-FR") == "2022-02-24"
    assert time_value("whatever", anchor="2024-10-23", language="xx") == ""


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("en", "in the first ten minutes", ""),
        ("en", "the first week", ""),
        ("en", "two hours later", ""),
        ("en", "the ninth of March", "2024-03-09"),
        ("en", "March the twenty-first", "2024-03-21"),
        ("en", "between Tuesday noon and Wednesday morning", "2024-10-22T12:00/2024-10-23TMO"),
        ("en", "at 4.40 this morning", "2024-10-23T04:40"),
        ("en", "by nightfall", "2024-10-23TEV"),
        ("ar", "التاسع من آذار", "2024-03-09"),
        ("ar", "اليوم الأول", ""),
        ("ru", "в первый день", ""),
        ("ru", "девятого марта", "2024-03-09"),
        ("uk", "перший тиждень", ""),
    ],
)
def test_which_one_is_not_how_many(language: str, words: str, value: str) -> None:
    assert time_value(words, anchor="2024-10-23", language=language) == value


def test_words_of_another_script_of_digits() -> None:
    assert time_value("٢٤ شباط ٢٠٢٢", anchor="", language="ar") == "2022-02-24"
    assert time_value("۱۴۰۳/۰۸/۰۲", anchor="", language="fa") == "2024-10-23"
    assert time_value("( 2 / 25 / 1948 )", anchor="", language="ar") == "1948-02-25"
    assert [chinese_number(word) for word in ("十", "二十四", "二〇二二", "一百")] == [10, 24, 2022, 100]


def test_the_solar_calendar() -> None:
    assert hijri.new_year(1403).isoformat() == "2024-03-20"
    assert hijri.new_year(1404).isoformat() == "2025-03-21"
    assert hijri.to_gregorian(1403, 12, 30).isoformat() == "2025-03-20"
    with pytest.raises(ValueError, match="no day"):
        hijri.to_gregorian(1402, 12, 30)
    for year in range(hijri.FIRST_YEAR, hijri.LAST_YEAR):
        first = hijri.new_year(year)
        assert (first.month, first.day) in {(3, 19), (3, 20), (3, 21), (3, 22)}
        assert hijri.year_at(first) == year
        assert (hijri.new_year(year + 1) - first).days in {365, 366} if year < hijri.LAST_YEAR - 1 else True


@given(
    words=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([word for one in EXPRESSIONS for word in one.words.split()]), max_size=7).map(
            " ".join
        ),
    ),
    anchor=st.one_of(st.dates().map(str), st.just("")),
    language=st.sampled_from([*sorted(LANGUAGES), ""]),
)
def test_any_words_give_a_value_or_none(words: str, anchor: str, language: str) -> None:
    assert is_time_value(time_value(words, anchor=anchor, language=language))


_ELSEWHERE = """
from spanloop.articles.times import time_value
said = [("Monday", "en"), ("last night", "en"), ("14:30", "en"), ("24.02.2022", "ru"), ("dün gece", "tr"),
        ("10/7/2023", "en"), ("vorgestern", "de"), ("2 days ago at 5pm", "en")]
print([time_value(words, anchor="2024-10-23", language=language) for words, language in said])
"""


def test_neither_zone_nor_locale_of_the_machine_count() -> None:
    here: dict[str, object] = {}
    exec(_ELSEWHERE.replace("print(", "made = ("), here)
    # Sixteen hours apart: today's date differs between the two, and so would anything that asked for it.
    surroundings = {**os.environ, "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}
    there = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE], env=surroundings, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == str(here["made"])
