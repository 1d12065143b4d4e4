"""Texts are cut into sentences, and overlong sentences at a pause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.learn.embedding.windows import MOST_PIECES, cut_windows


def cut(text: str) -> list[str]:
    tokens = [token.replace("_", " ").replace("|", "\n") for token in text.split(" ")]
    windows = cut_windows(tokens, [1] * len(tokens))
    return [" ".join(text.split(" ")[first:end]) for first, end in windows]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They left .", ["They left ."]),
        ("They left . Others stayed .", ["They left .", "Others stayed ."]),
        ('" Leave ! " he said .', ['" Leave ! "', "he said ."]),
        ("Why ? ? ! Nobody knew .", ["Why ? ? !", "Nobody knew ."]),
        ("Headline || _ The text .", ["Headline || _", "The text ."]),
        ("It fell . _ Then rain .", ["It fell . _", "Then rain ."]),
        ("Where ؟ Here 。 There", ["Where ؟", "Here 。", "There"]),
        ("no end", ["no end"]),
        (".", ["."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_a_text_without_tokens_has_no_windows() -> None:
    assert list(cut_windows([], [])) == []


def test_an_overlong_sentence_is_cut_after_a_comma() -> None:
    tokens = ["word"] * 120 + [","] + ["word"] * 120
    assert list(cut_windows(tokens, [1] * len(tokens))) == [(0, 121), (121, 241)]


def test_without_a_pause_it_is_cut_where_it_is_full() -> None:
    assert [end for _, end in cut_windows(["word"] * 400, [1] * 400)] == [MOST_PIECES, 2 * MOST_PIECES, 400]


def test_a_token_longer_than_a_window_stands_alone() -> None:
    assert list(cut_windows(["a", "b", "c"], [1, 10_000, 1])) == [(0, 1), (1, 2), (2, 3)]


@given(
    st.lists(st.tuples(st.sampled_from(["w", ".", ",", "\n", " ", '"', "!"]), st.integers(0, 200)), max_size=300),
)
def test_windows_are_all_tokens_and_fit(tokens: list[tuple[str, int]]) -> None:
    counts = [count for _, count in tokens]
    windows = list(cut_windows([token for token, _ in tokens], counts))
    assert [place for first, end in windows for place in range(first, end)] == list(range(len(tokens)))
    assert all(sum(min(count, MOST_PIECES) for count in counts[first:end]) <= MOST_PIECES for first, end in windows)
