"""Whether brat's offsets stand where their quotes say, and what they count where they do not.

brat counts code points of the text file as it is, and shows line breaks in quotes as spaces. Files that went through
other hands count otherwise: line ends that were changed after marking, a byte order mark, UTF-16 units, bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from spanloop.formats.brat.lines import Bound
from spanloop.formats.spelling import LINE_ENDS

Pairs = tuple[tuple[int, int], ...]

_BLANK = re.compile(r"\s")
_LINE_END = re.compile(f"[{LINE_ENDS}]+")
_BLANKS = re.compile(r"\s+")


class _Counting(NamedTuple):
    """Another way to count. widths: of each character, in its units."""

    words: str
    widths: Callable[[str], Iterable[int]]


def _long_ends_as_one(text: str) -> Iterable[int]:
    return (0 if char == "\r" and text[at + 1 : at + 2] == "\n" else 1 for at, char in enumerate(text))


def _ends_as_two(text: str) -> Iterable[int]:
    return (2 if char == "\n" else 1 for char in text)


def _no_mark(text: str) -> Iterable[int]:
    return (0 if char == "\ufeff" else 1 for char in text)


def _utf16_units(text: str) -> Iterable[int]:
    return (2 if char > "\uffff" else 1 for char in text)


def _bytes(text: str) -> Iterable[int]:
    return (len(char.encode("utf-8")) for char in text)


_COUNTINGS = (
    _Counting("a line end of two characters as one", _long_ends_as_one),
    _Counting("line ends as two characters", _ends_as_two),
    _Counting("no byte order mark", _no_mark),
    _Counting("UTF-16 units", _utf16_units),
    _Counting("bytes", _bytes),
)


def flat(text: str) -> str:
    """The text with a space for each character that is white space, as long as before."""
    return _BLANK.sub(" ", text)


def agrees(flat_text: str, pairs: Pairs, quote: str) -> bool:
    """Whether the quote of a T is what stands there. A quote that is not there agrees with everything; so does one that
    goes on behind a tab, where brat allows remarks. Spaces at its end are often lost in editors."""
    if not quote.strip():
        return True
    parts = [flat_text[start:end] for start, end in pairs]
    said = flat(quote).rstrip()
    # Before version 1.3 brat joined fragments without a space.
    if said in (" ".join(parts).rstrip(), "".join(parts).rstrip()):
        return True
    head, tab, _ = quote.partition("\t")
    return bool(tab) and flat(head).rstrip() == " ".join(parts).rstrip()


def recounted(flat_text: str, text: str, bounds: Sequence[Bound]) -> tuple[dict[str, Pairs], str]:
    """Offsets by id in code points of the text, and what the file counted; {} and "" where that is code points.

    Asked only where a quote does not agree. Another way of counting is believed where it makes more of the quotes agree
    than code points do.
    """
    best: dict[str, Pairs] = {}
    words, most = "", sum(agrees(flat_text, bound.pairs, bound.quote) for bound in bounds)
    for counting in _COUNTINGS:
        ends = list(accumulate(counting.widths(text)))
        if not ends or ends[-1] == len(text):
            continue
        found = {bound.id: _converted(bound.pairs, ends) for bound in bounds}
        agreeing = sum(agrees(flat_text, found[bound.id], bound.quote) for bound in bounds)
        if agreeing > most:
            best, words, most = found, counting.words, agreeing
    return best, words


def _converted(pairs: Pairs, ends: list[int]) -> Pairs:
    """Offsets in units as code points; ends: units up to behind each character. What is outside stays outside."""
    beyond = len(ends) - ends[-1]
    return tuple(
        (
            bisect_right(ends, start) if start <= ends[-1] else start + beyond,
            # Of characters without width, the first ones behind an end are not in it.
            min(bisect_left(ends, end) + 1, len(ends)) if end <= ends[-1] else end + beyond,
        )
        for start, end in pairs
    )


def cut_at_line_ends(text: str, fragments: Pairs) -> Pairs:
    """The fragments as brat takes them, none over a line end; () where nothing but line ends is left."""
    return tuple((start, end) for first, last in fragments for start, end in _pieces(text, first, last) if start < end)


def _pieces(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    at = first
    for found in _LINE_END.finditer(text, first, last):
        yield at, found.start()
        at = found.end()
    yield at, last


def joined_over_line_ends(text: str, pairs: Pairs) -> Pairs:
    """Fragments that brat had to cut only because a line ended between them, as one; in their order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if joined and joined[-1][1] <= start and _is_line_end(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _is_line_end(text: str, start: int, end: int) -> bool:
    """Whether nothing but white space stands there, with a line end in it."""
    blanks = _BLANKS.match(text, start, end)
    return blanks is not None and blanks.end() == end and _LINE_END.search(text, start, end) is not None
