"""Texts as a search reads them, with the way back to the code points of the original.

What counts as alike comes in three strengths; in all of them a run of white space is one space:

- "exact": every character is itself.
- "case": large and small letters are alike (full case folding: "ß" and "SS").
- "reading": also letters with and without their marks ("é", "e"; Arabic with and without vowels, hamza or tatweel), of
  full and half width, and those that Arabic writers use for each other (ة ه, ى ي, ک ك); what shows nothing (soft
  hyphens, joiners) is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, overload

from spanloop.core.marks import Fragment

Strength = Literal["exact", "case", "reading"]

_TATWEEL = "\u0640"
_HANGUL = ("\uac00", "\ud7a3")
_FEW = 24
#: Final letters that are often written one for the other, and Persian ones for Arabic ones.
_ALIKE = {"\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u06c1": "\u0647"}


@lru_cache(maxsize=8192)
def fold_character(char: str, strength: Strength) -> str:
    """What one character is alike to; "" where it is passed over.

    Folding is done character by character, which casefold and compatibility decomposition allow: only the order of
    marks that combine depends on their neighbours, and "reading" leaves these out.
    """
    if char.isspace():
        return " "
    if strength == "exact":
        return char
    if strength == "case":
        return char.casefold()
    # Taken apart, half of a Korean syllable would be found in another one.
    if _HANGUL[0] <= char <= _HANGUL[1]:
        return char
    folded = char
    for _ in range(2):  # some letters have another case only once they were taken apart
        folded = unicodedata.normalize("NFKD", folded.casefold())
    kept = (c for c in folded if unicodedata.category(c) not in ("Mn", "Cf") and c != _TATWEEL)
    return "".join(" " if c.isspace() else _ALIKE.get(c, c) for c in kept)


class Folded:
    """A text folded in one strength. Made in one pass; offsets are mapped back in O(log n).

    text: what is searched. An offset into it is no code point of the original wherever folding made a character longer,
    shorter or nothing; see `range`.
    """

    __slots__ = ("_at", "_delta", "_points", "_widths", "original", "strength", "text")

    def __init__(self, original: str, strength: Strength) -> None:
        self.original = original
        self.strength: Strength = strength
        #: Characters whose folding is not one character: their place in the original and in the folded text, how long
        #: they became, and how much longer than the original the folded text is behind each of them.
        self._points: list[int] = []
        self._at: list[int] = []
        self._widths: list[int] = []
        self._delta: list[int] = []
        self.text = self._fold()

    def _fold(self) -> str:
        original, strength = self.original, self.strength
        folds = {char: fold_character(char, strength) for char in set(original)}
        table = {ord(char): folded for char, folded in folds.items() if len(folded) == 1 and folded != char}
        odd = "".join(re.escape(char) for char, folded in folds.items() if len(folded) != 1)
        pattern = re.compile(rf"(?<=\s)\s|[{odd}]" if odd else r"(?<=\s)\s")
        pieces: list[str] = []
        done = length = 0
        for match in pattern.finditer(original):
            place = match.start()
            char = original[place]
            folded = "" if char.isspace() else folds[char]
            length += place - done
            pieces += (original[done:place], folded)
            done = place + 1
            self._points.append(place)
            self._at.append(length)
            self._widths.append(len(folded))
            length += len(folded)
            self._delta.append(length - done)
        if not pieces:
            return _translated(original, table)
        pieces.append(original[done:])
        # What is odd was folded above; folding it again changes nothing, because folding is idempotent.
        return _translated("".join(pieces), table)

    def _point(self, offset: int) -> int:
        """The character of the original that the one at this place of the folded text came from."""
        run = bisect_right(self._at, offset) - 1
        if run < 0:
            return offset
        if offset < self._at[run] + self._widths[run]:
            return self._points[run]
        return offset - self._delta[run]

    def range(self, start: int, end: int) -> Fragment:
        """The characters of the original that `[start, end)` of the folded text came from, in code points.

        A character that became several is in it whole. In the strength "reading" so are marks that combine with the
        last character. The range must not be empty.
        """
        first, last = self._point(start), self._point(end - 1) + 1
        if self.strength == "reading":
            while last < len(self.original) and unicodedata.category(self.original[last])[0] == "M":
                last += 1
        return first, last

    def find(self, words: str) -> Hits:
        """Every place where these words stand, in order, none overlapping another; whole words are not asked for."""
        needle = Folded(words, self.strength).text
        if not needle.strip():
            return Hits(self, [], 0)
        return Hits(self, [match.start() for match in re.finditer(re.escape(needle), self.text)], len(needle))


def _translated(text: str, table: Mapping[int, str]) -> str:
    """str.translate, which takes 0.1 s for a long text that is not ASCII; replacing a few characters takes none."""
    if text.isascii() or len(table) > _FEW:
        return text.translate(table)
    for point, char in table.items():
        text = text.replace(chr(point), char)
    return text


class Hits(Sequence[Fragment]):
    """Places of a text, as ranges of code points that are mapped back when they are looked at."""

    __slots__ = ("_folded", "_starts", "_width")

    def __init__(self, folded: Folded, starts: list[int], width: int) -> None:
        self._folded = folded
        self._starts = starts
        self._width = width

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Fragment: ...

    @overload
    def __getitem__(self, index: slice) -> list[Fragment]: ...

    def __getitem__(self, index: int | slice) -> Fragment | list[Fragment]:
        if isinstance(index, slice):
            return [self._folded.range(start, start + self._width) for start in self._starts[index]]
        start = self._starts[index]
        return self._folded.range(start, start + self._width)

    def __iter__(self) -> Iterator[Fragment]:
        return (self._folded.range(start, start + self._width) for start in self._starts)
