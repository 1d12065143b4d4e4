"""Moving one edge of a mark by a word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal

from spanloop.core.marks import Fragment, Fragments, make_fragments
from spanloop.core.words import trim

Edge = Literal["start", "end"]


def grown(text: str, words: Sequence[Fragment], fragments: Fragments, *, edge: Edge) -> Fragments | None:
    """A mark with one word more at an edge: the rest of a word that is cut there, else the next one; None at the end of
    the text. Words that show nothing, such as line breaks, are passed over."""
    start, end = fragments[0][0], fragments[-1][1]
    if edge == "end":
        index = bisect_right(words, end, key=_end)
        while index < len(words) and _is_blank(text, words[index]):
            index += 1
        if index == len(words):
            return None
        return make_fragments([*fragments[:-1], (fragments[-1][0], words[index][1])])
    index = bisect_left(words, start, key=_start) - 1
    while index >= 0 and _is_blank(text, words[index]):
        index -= 1
    if index < 0:
        return None
    return make_fragments([(words[index][0], fragments[0][1]), *fragments[1:]])


def shrunk(text: str, words: Sequence[Fragment], fragments: Fragments, *, edge: Edge) -> Fragments | None:
    """A mark with one word less at an edge, without white space there; None where no word would be left.

    A mark of several fragments loses the outermost one with its last word.
    """
    if edge == "end":
        first, last = fragments[-1]
        index = bisect_left(words, last, key=_start) - 1
        cut = max(words[index][0], first) if index >= 0 else first
        kept = trim(text, first, cut)
        left = [*fragments[:-1], kept]
    else:
        first, last = fragments[0]
        index = bisect_right(words, first, key=_end)
        cut = min(words[index][1], last) if index < len(words) else last
        kept = trim(text, cut, last)
        left = [kept, *fragments[1:]]
    left = [(a, b) for a, b in left if a < b]
    return make_fragments(left) if left else None


def moved(
    text: str, words: Sequence[Fragment], fragments: Fragments, number: int, *, edge: Edge, grow: bool
) -> Fragments | None:
    """A mark with an edge of one of its fragments moved by a word, the others left alone.

    A fragment that reaches the next one becomes one with it; one that has no word left goes. None as above.
    """
    rest = [*fragments[:number], *fragments[number + 1 :]]
    span = (grown if grow else shrunk)(text, words, (fragments[number],), edge=edge)
    if span is None:
        return make_fragments(rest) if rest and not grow else None
    start, end = span[0]
    met = [other for other in rest if other[0] < end and start < other[1]]
    joined = (min([start, *(other[0] for other in met)]), max([end, *(other[1] for other in met)]))
    return make_fragments([*(other for other in rest if other not in met), joined])


def _is_blank(text: str, word: Fragment) -> bool:
    start, end = trim(text, *word)
    return start == end


def _start(word: Fragment) -> int:
    return word[0]


def _end(word: Fragment) -> int:
    return word[1]
