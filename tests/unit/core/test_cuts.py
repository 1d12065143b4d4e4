"""Words of texts in any script."""

from __future__ import annotations

import pytest

from spanloop.core.cuts import count_words, cut_text


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("Two words", 2), ("他去了 Ostrin", 4), ("كلمة أخرى", 2), ("ไทย", 3), ("a-b, c", 3)]
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_long_text_is_counted_like_its_parts() -> None:
    part = "Zwölf Männer, 他去了 «Ostrin».\n"
    assert count_words(part * 8_000) == 8_000 * count_words(part)


def test_what_is_cut_for_comparing_holds_the_words_that_are_counted() -> None:
    text = "Zwölf Männer, 他去了 «Ostrin»."
    assert len([word for word in cut_text(text).words if word.isalnum()]) == count_words(text)
