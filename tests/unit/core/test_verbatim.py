from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text, fault_words, text_too_long


def test_replaces_what_cannot_be_stored_one_for_one() -> None:
    assert clean_text("a\x00b\ud83dc\udc00") == ("a\ufffdb\ufffdc\ufffd", 3)


def test_keeps_astral_characters_line_ends_and_other_controls() -> None:
    text = "🚁\r\n\u00a0e\u0301 \x07 سوريا"
    assert clean_text(text) == (text, 0)


@given(st.text(st.characters()))
def test_never_moves_an_offset_and_can_always_be_written(text: str) -> None:
    cleaned, count = clean_text(text)
    assert len(cleaned) == len(text)
    assert sum(a != b for a, b in zip(text, cleaned, strict=True)) == count
    cleaned.encode("utf-8")


def test_size_counts_bytes_not_characters() -> None:
    assert not text_too_long("a" * MAX_TEXT_BYTES)
    assert text_too_long("a" * (MAX_TEXT_BYTES + 1))
    assert not text_too_long("ж" * (MAX_TEXT_BYTES // 2))
    assert text_too_long("ж" * (MAX_TEXT_BYTES // 2 + 1))


def test_what_a_library_says_is_one_short_line_and_never_empty() -> None:
    assert fault_words(ValueError("bad\n  stream at \x00 17")) == "bad stream at \ufffd 17"
    assert fault_words(KeyError()) == "KeyError"
    assert len(fault_words(ValueError("long " * 100))) <= 100
