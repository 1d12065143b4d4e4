"""Offsets and bytes in one column."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.marks import make_fragments
from spanloop.store.packing import (
    pack_fragments,
    pack_words,
    quote_of,
    unpack_bytes,
    unpack_fragments,
    unpack_words,
)

PAIRS = st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=60).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(words=PAIRS)
def test_words(words: tuple[tuple[int, int], ...]) -> None:
    assert unpack_words(pack_words(words), length=len(words)) == words


@given(pairs=PAIRS.filter(bool))
def test_fragments(pairs: tuple[tuple[int, int], ...]) -> None:
    fragments = make_fragments(pairs)
    assert unpack_fragments(pack_fragments(fragments), fragments[0][0], fragments[-1][1]) == fragments


@pytest.mark.parametrize("content", [b"", b"x", zlib.compress(b"x" * 100)[:-1], zlib.compress(b"x" * 101)])
def test_bombs_and_rubbish(content: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_bytes(content, limit=100)


def test_the_most_that_is_read() -> None:
    assert unpack_bytes(zlib.compress(b"x" * 100), limit=100) == b"x" * 100


@given(text=st.text(min_size=1), start=st.integers(-3, 60), end=st.integers(-3, 60))
def test_quotes(text: str, start: int, end: int) -> None:
    if 0 <= start < end <= len(text):
        assert quote_of(text, ((start, end),)) == text[start:end]
    else:
        with pytest.raises(ValueError):
            quote_of(text, ((start, end),))
