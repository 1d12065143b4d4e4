"""Word and sentence boundaries."""

from __future__ import annotations

import re
from collections.abc import Generator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.words import (
    on_words,
    sentence_boundaries,
    snap,
    trim,
    word_at,
    word_boundaries,
    word_boundaries_slowly,
)
from tests.unit.core.strategies import texts


def words(text: str) -> list[str]:
    return [text[a:b] for a, b in word_boundaries(text)]


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_boundaries(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\u00a0", []),
        ("Troops moved.", ["Troops", "moved", "."]),
        ("Turkey's army", ["Turkey", "'s", "army"]),
        ("TURKEY\u2019S army", ["TURKEY", "\u2019S", "army"]),
        ("the rebels' base", ["the", "rebels", "'", "base"]),
        ("Sana'a and O\u2019Brien", ["Sana'a", "and", "O\u2019Brien"]),
        ("a T-72, two F-16s, a Kh\u2011101", ["a", "T-72", ",", "two", "F-16s", ",", "a", "Kh\u2011101"]),
        ("north-east", ["north", "-", "east"]),
        ("U.S.-Iraq", ["U.S.", "-", "Iraq"]),
        ("9,000 men at 10:30, 3.5%", ["9,000", "men", "at", "10:30", ",", "3.5", "%"]),
        ("in 2019.", ["in", "2019", "."]),
        ("wait... (what)", ["wait", "...", "(", "what", ")"]),
        ("caf\u0065\u0301 na\u00efve", ["caf\u0065\u0301", "na\u00efve"]),
        (
            "\u0645\u064e\u062d\u0644\u0651\u064a\u0629\u060c \u0664\u066b\u0665",
            ["\u0645\u064e\u062d\u0644\u0651\u064a\u0629", "\u060c", "\u0664\u066b\u0665"],
        ),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"]),
        ('\u05e6\u05d4"\u05dc', ['\u05e6\u05d4"\u05dc']),
        ("\u4fc4\u7f57\u65afABC\u3002", ["\u4fc4", "\u7f57", "\u65af", "ABC", "\u3002"]),
        ("\ud55c\uad6d \uad70\ub300", ["\ud55c\uad6d", "\uad70\ub300"]),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467!", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "!"]),
        ("\U0001f44d\U0001f3fd\U0001f44d", ["\U0001f44d\U0001f3fd", "\U0001f44d"]),
        ("\U0001f1fa\U0001f1e6\U0001f1f7\U0001f1fa", ["\U0001f1fa\U0001f1e6", "\U0001f1f7\U0001f1fa"]),
        ("left\u200e \u200fright\ufeff", ["left", "right"]),
    ],
)
def test_words_are_cut_where_people_see_them(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(texts)
def test_words_cover_every_visible_character_once(text: str) -> None:
    covered: list[int] = []
    for start, end in word_boundaries(text):
        assert start < end
        assert not re.search(r"\s", text[start:end])
        covered += range(start, end)
    assert covered == sorted(set(covered))
    for offset in set(range(len(text))) - set(covered):
        assert trim(text, offset, offset + 1) == (offset + 1, offset + 1)


@given(texts, texts)
def test_white_space_keeps_words_apart(one: str, other: str) -> None:
    joined = one + " " + other
    shift = len(one) + 1
    assert word_boundaries(joined) == word_boundaries(one) + tuple(
        (a + shift, b + shift) for a, b in word_boundaries(other)
    )


def test_word_at_finds_the_word_or_the_next_one() -> None:
    cut = word_boundaries(" ab  cd ")
    assert [word_at(cut, offset) for offset in range(9)] == [0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert word_at((), 3) == -1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (1, 2, "Syrian"),
        (0, 6, "Syrian"),
        (5, 8, "Syrian army"),
        (6, 8, "army"),
        (6, 7, " "),
        (7, 7, "army"),
        (6, 6, "army"),
        (0, 13, "Syrian army ("),
        (11, 12, " "),
        (3, 99, "Syrian army (SAA)"),
    ],
)
def test_snap_grows_to_word_edges(start: int, end: int, expected: str) -> None:
    text = "Syrian army (SAA)"
    a, b = snap(word_boundaries(text), start, end)
    assert text[a:b] == expected


def test_snap_leaves_a_range_alone_where_there_are_no_words() -> None:
    assert snap((), 2, 5) == (2, 5)
    assert snap((), 2, 2) == (2, 2)


@given(texts, st.data())
def test_snapped_ranges_stand_on_words_and_stay(text: str, data: st.DataObject) -> None:
    cut = word_boundaries(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    snapped = snap(cut, start, end)
    touched = [w for w in cut if w[0] < end and start < w[1]]
    if touched:
        assert snapped == (touched[0][0], touched[-1][1])
        assert on_words(cut, *snapped)
    assert snap(cut, *snapped) == snapped


def test_on_words_wants_both_edges() -> None:
    cut = word_boundaries("Syrian army  base")
    assert on_words(cut, 0, 11)
    assert not on_words(cut, 1, 11)
    assert not on_words(cut, 0, 10)
    assert not on_words(cut, 0, 12)
    assert not on_words(cut, 11, 12)
    assert not on_words(cut, 3, 3)
    assert not on_words((), 0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  ab c\u00a0\n", "ab c"), ("\u200eab\ufeff", "ab"), (" \n ", ""), ("", ""), ("ab", "ab"), ("\r\nab\r\n", "ab")],
)
def test_trim_drops_what_cannot_be_seen_at_the_edges(text: str, expected: str) -> None:
    start, end = trim(text, 0, len(text))
    assert text[start:end] == expected
    assert start <= end


@given(texts, st.data())
def test_trim_keeps_every_visible_character(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = trim(text, start, end)
    assert start <= a <= b <= end
    assert trim(text, a, b) == (a, b)
    assert words(text[start:a]) == words(text[b:end]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Troops moved. They fought! Why? Nobody knows", ["Troops moved.", "They fought!", "Why?", "Nobody knows"]),
        ("Gen. Hask met Lt. Col. R. Orm. They spoke.", ["Gen. Hask met Lt. Col. R. Orm.", "They spoke."]),
        ("It cost 3.5 m. in all.", ["It cost 3.5 m. in all."]),
        ('He said: "No." Then he left.', ['He said: "No."', "Then he left."]),
        ("They left at 5 p.m. on foot. It rained.", ["They left at 5 p.m. on foot.", "It rained."]),
        ("Units of the Def. min. moved.", ["Units of the Def. min. moved."]),
        ("A headline\r\nA line", ["A headline", "A line"]),
        ("\u0645\u0627\u0630\u0627\u061f \u0644\u0627\u06d4", ["\u0645\u0627\u0630\u0627\u061f", "\u0644\u0627\u06d4"]),
        ("\u4fc4\u7f57\u65af\u3002\u53d9\u5229\u4e9a\uff01", ["\u4fc4\u7f57\u65af\u3002", "\u53d9\u5229\u4e9a\uff01"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(texts)
def test_sentences_hold_every_word_once(text: str) -> None:
    found = sentence_boundaries(text)
    assert list(found) == sorted(found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    for start, end in word_boundaries(text):
        if text[start:end].isalpha():
            assert any(a <= start and end <= b for a, b in found)
    for start, end in found:
        assert trim(text, start, end) == (start, end)
        assert start < end


@given(texts)
def test_words_found_with_pauses_are_the_same(text: str) -> None:
    def found() -> Generator[None, None, None]:
        assert (yield from word_boundaries_slowly(text, pause=2)) == word_boundaries(text)

    for _ in found():
        pass
