"""How lists of offsets and bytes are kept in one column, and read back without trusting them."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from itertools import chain

from spanloop.core.marks import Fragments

Words = tuple[tuple[int, int], ...]
#: The same as anybody may give them.
Edges = Sequence[tuple[int, int]]
#: No page that anybody brought is larger than this.
MOST_RAW = 256 * 1024 * 1024


def unpack_bytes(content: bytes, *, limit: int) -> bytes:
    """Decompress at most `limit` bytes. Raises ValueError for more (a bomb) and for what is no compressed data."""
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(content, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(plain) > limit or not reader.eof:
        raise ValueError(f"more than {limit} bytes, or cut short")
    return plain


def pack_words(words: Edges) -> bytes:
    """Word boundaries as compressed 32-bit little-endian numbers."""
    numbers = array("I", chain.from_iterable(words))
    if _big_endian():
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 1)


def unpack_words(content: bytes, *, length: int) -> Words:
    """The inverse of pack_words, for a text of `length` code points. Raises ValueError for damaged data."""
    numbers = array("I")
    numbers.frombytes(unpack_bytes(content, limit=8 * length))
    if _big_endian():
        numbers.byteswap()
    edges = iter(numbers)
    return tuple(zip(edges, edges, strict=True))


def _big_endian() -> bool:
    return array("I", [1]).tobytes()[0] != 1


def pack_fragments(fragments: Fragments) -> str:
    """The column for several fragments; "" for one, whose start and end are columns."""
    return "" if len(fragments) == 1 else json.dumps(fragments, separators=(",", ":"))


def unpack_fragments(stored: str, start: int, end: int) -> Fragments:
    """The inverse of pack_fragments. Raises ValueError or TypeError for damaged data."""
    return tuple((first, last) for first, last in json.loads(stored)) if stored else ((start, end),)


def shown_quote(quote: str, stored: str) -> str:
    """The words of a mark as people read them, from its columns: what lies between its fragments is left out visibly.

    stored: as of pack_fragments. Raises ValueError or TypeError for damaged data.
    """
    if not stored:
        return quote
    parts: list[str] = []
    at = 0
    for start, end in json.loads(stored):
        parts.append(quote[at : at + end - start])
        at += end - start + 1
    return " … ".join(parts)


def quote_of(text: str, fragments: Fragments) -> str:
    """The text of the fragments, apart by one space.

    Raises ValueError when they do not lie inside the text, or are not in order.
    """
    last = 0
    for start, end in fragments:
        if not last <= start < end <= len(text):
            raise ValueError(f"start {start} and end {end} are not in order within 0 and {len(text)}")
        last = end
    return " ".join(text[start:end] for start, end in fragments)
