"""What a rule is, what it may match, and how often it was right."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.core.rules import Tally, pattern_json, pattern_words, phrase_pattern, read_pattern, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0, 1), (0, 4, 0, 0.490), (8, 10, 0.490, 0.943), (10, 10, 0.722, 1), (50, 100, 0.404, 0.596)],
)
def test_wilsons_interval(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=0.001)


@given(st.integers(0, 50), st.integers(0, 50))
def test_the_share_lies_in_its_interval(right: int, wrong: int) -> None:
    low, high = wilson(right, right + wrong)
    assert 0 <= low <= high <= 1
    if right + wrong:
        assert low <= right / (right + wrong) <= high + 1e-12


def test_a_rule_is_low_only_where_that_is_sure() -> None:
    assert not Tally(0, 3).is_low
    assert Tally(0, 4).is_low
    assert not Tally(4, 10).is_low
    assert Tally(4, 20).is_low
    assert Tally(12, 14).text == "12 of 14 right, .86 (.60 to .96)"
    assert Tally().text == "nothing decided yet"
    assert Tally(1, 2, 3) | Tally(2, 2, 4) == Tally(3, 4, 7)


def test_equal_patterns_are_equal_texts_and_read_as_words() -> None:
    one = pattern_json([{"lower": "republic", "OP": "?"}, {"IS_TITLE": True}])
    assert one == pattern_json([{"op": "?", "Lower": "republic"}, {"is_title": True}])
    assert read_pattern(one) == [{"LOWER": "republic", "OP": "?"}, {"IS_TITLE": True}]
    assert pattern_words(one) == "[lower republic]? [is title]"
    assert pattern_words(phrase_pattern("  9th   Division ")) == "9th Division"
    assert pattern_words(pattern_json([{}, {"TEXT": {"IN": ["a", "b"]}}])) == "[any word] [in a/b]"
    assert pattern_words(pattern_json([{"IS_DIGIT": False}, {"LENGTH": {">=": 3}}])) == "[is digit no] [length >= 3]"


@pytest.mark.parametrize(
    "pattern",
    [
        "", " \n", [], {}, 3, None, ["x"], [{"POS": "NOUN"}], [{"lemma": "go"}], [{"_": {"x": 1}}], [{"NOTHING": "x"}],
        [{"LOWER": 3}], [{"LOWER": None}], [{"LOWER": {}}], [{"LOWER": {"IN": "abc"}}], [{"LOWER": {"IN": [1]}}],
        [{"TEXT": {"REGEX": "("}}], [{"TEXT": {"LIKE": "x"}}], [{"OP": "x"}], [{"OP": 1}], [{"OP": "{a}"}],
        [{"IS_TITLE": "yes"}], [{"LENGTH": "long"}], [{"LENGTH": {"=": 3}}], "x" * 1001, [{"LOWER": "x"}] * 61,
        [{"LOWER": "x" * 1001}],
    ],
)  # fmt: skip
def test_what_blank_tokens_cannot_match_is_refused(pattern: object) -> None:
    with pytest.raises(SpanloopError):
        pattern_json(pattern)


_KEYS = st.sampled_from(["LOWER", "OP", "TEXT", "REGEX", "IN", "LENGTH", "x"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.text()
_JSON = st.recursive(_LEAVES, lambda each: st.lists(each) | st.dictionaries(_KEYS, each), max_leaves=12)


@given(_JSON)
def test_any_json_is_a_pattern_or_refused(value: object) -> None:
    try:
        made = pattern_json(value)
    except SpanloopError:
        return
    assert pattern_json(json.loads(made)) == made
    pattern_words(made)
