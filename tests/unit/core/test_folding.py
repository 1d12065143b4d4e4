from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.folding import Folded, Strength, fold_character

#: Letters whose folding is longer, shorter or nothing, beside plain ones.
ODD = "aAsSiI ßẞİıŉﬁΐσςΣé\u0301\u0307\u00ad\u200d\u0640كِأا가각ＡﾊﾟÅ\r\n\t\u00a0\u2028😀👨\u200d👩Ⅷ½"


def _found(text: str, words: str, *, strength: Strength = "reading") -> list[str]:
    return [text[start:end] for start, end in Folded(text, strength).find(words)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Straße, STRASSE, strasse", "strasse", ["Straße", "STRASSE", "strasse"]),
        ("İstanbul and ISTANBUL", "istanbul", ["İstanbul", "ISTANBUL"]),
        ("café cafe\u0301 CAFE", "cafe", ["café", "cafe\u0301", "CAFE"]),
        ("😀İ x", "x", ["x"]),
        ("قصف كِتَاب كتـاب", "كتاب", ["كِتَاب", "كتـاب"]),
        ("الأمم الامم", "الامم", ["الأمم", "الامم"]),
        ("الكتيبة الثالثة", "كتيبه", ["كتيبة"]),
        ("على علي", "علی", ["على", "علي"]),
        ("敌军北京北", "北京", ["北京"]),
        ("각 가", "가", ["가"]),
        ("the 9th\r\n  Division", "9th division", ["9th\r\n  Division"]),
        ("ﬁre in ＫＹＩＶ", "fire", ["ﬁre"]),
        ("ﬁre in ＫＹＩＶ", "kyiv", ["ＫＹＩＶ"]),
        ("nor\u00admal", "normal", ["nor\u00admal"]),
        ("ὈΔΥΣΣΕΎΣ", "οδυσσευς", ["ὈΔΥΣΣΕΎΣ"]),
        ("anything", "  ", []),
        ("anything", "\u0301", []),
        ("aaaa", "aa", ["aa", "aa"]),
    ],
)
def test_reading_finds_what_a_reader_takes_for_the_same(text: str, words: str, found: list[str]) -> None:
    assert _found(text, words) == found


def test_what_is_typed_so_far_finds_the_letter_that_it_is_half_of() -> None:
    assert _found("Straße", "stras") == ["Straß"]


def test_case_keeps_the_marks_of_letters_apart() -> None:
    assert _found("Café CAFÉ cafe", "café", strength="case") == ["Café", "CAFÉ"]
    assert _found("Café CAFÉ", "Café", strength="exact") == ["Café"]


@given(st.text(ODD, max_size=30), st.sampled_from(["exact", "case", "reading"]), st.data())
def test_every_piece_of_the_folded_text_comes_from_the_range_that_is_named(
    text: str, strength: Strength, data: st.DataObject
) -> None:
    folded = Folded(text, strength)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.range(start, end)
    assert 0 <= first < last <= len(text)
    assert folded.text[start:end].strip() in Folded(text[first:last], strength).text


@given(st.text(ODD, max_size=30), st.text(ODD, max_size=4))
def test_hits_are_in_order_and_begin_apart(text: str, words: str) -> None:
    hits = Folded(text, "reading").find(words)
    assert list(hits) == [hits[index] for index in range(len(hits))] == hits[:]
    starts = [start for start, _ in hits]
    assert starts == sorted(starts)


@pytest.mark.parametrize("strength", ["case", "reading"])
def test_folding_twice_is_folding_once(strength: Strength) -> None:
    wrong = [
        hex(point)
        for first, last in ((0, 0x3400), (0xA000, 0xAC10), (0xF900, 0x10500), (0x1D400, 0x1D800))
        for point in range(first, last)
        if any(fold_character(c, strength) != c for c in fold_character(chr(point), strength))
    ]
    assert wrong == []
