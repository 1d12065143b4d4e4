"""What two articles have in common as articles: their alignment less boilerplate and comments of both.

Pages that print one story differ in menus, teasers and comments. None of that says how much of the story is the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spanloop.core.alignment import Alignment, Block, Difference
from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.cuts import count_words, is_trifle
from spanloop.core.marks import Fragment
from spanloop.core.ranges import merge_ranges, subtract_ranges
from spanloop.core.words import trim


def silent_ranges(zones: Iterable[Zone]) -> tuple[Fragment, ...]:
    """Where zones make boilerplate or comment of an article, sorted."""
    return merge_ranges((zone.start, zone.end) for zone in zones if zone.kind in SILENT_ZONES)


def article_words(article: Article) -> int:
    """How many words an article has outside boilerplate and comments."""
    read = subtract_ranges([(0, len(article.text))], silent_ranges(article.zones))
    return sum(count_words(article.text[start:end]) for start, end in read)


@dataclass(frozen=True)
class ArticleAlignment:
    """The parts of an alignment that are article text in both. silent, silent_there: the ranges that are not.

    What is article text in one and stands in the other only where that is silent is a difference.
    """

    alignment: Alignment
    silent: tuple[Fragment, ...]
    silent_there: tuple[Fragment, ...]

    @classmethod
    def of(cls, alignment: Alignment, one: Article, other: Article) -> ArticleAlignment:
        """The alignment of the texts of two articles, with their zones."""
        return cls(alignment, silent_ranges(one.zones), silent_ranges(other.zones))

    @property
    def one(self) -> str:
        return self.alignment.one

    @property
    def other(self) -> str:
        return self.alignment.other

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Equal article text in the main order."""
        return tuple(part for block in self.alignment.blocks for part in self._read(block))

    @cached_property
    def moved(self) -> tuple[Block, ...]:
        """Equal article text that stands elsewhere in the other one."""
        return tuple(part for block in self.alignment.moved for part in self._read(block))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What of the article text stands in one only, in the order of the first; see Alignment.differences."""
        if not (self.silent or self.silent_there):
            return self.alignment.differences
        found: list[Difference] = []
        for start, end, other_start, other_end in self.alignment.differences:
            here = _visible(self.one, _less(start, end, self.silent))
            there = _visible(self.other, _less(other_start, other_end, self.silent_there))
            if len(here) == len(there) == 1:
                found.append(Difference(*here[0], *there[0]))
            else:
                found += (Difference(*part, other_start, other_start) for part in here)
                found += (Difference(end, end, *part) for part in there)
        for block in (*self.alignment.blocks, *self.alignment.moved):
            here, there = self._sides(block)
            shift = block[1] - block[0]
            for a, b in _visible(self.one, subtract_ranges(here, there)):
                found.append(Difference(a, b, a + shift, a + shift))
            for a, b in _visible(self.one, subtract_ranges(there, here)):
                found.append(Difference(a, a, a + shift, b + shift))
        return tuple(sorted(found))

    @cached_property
    def share_of_other(self) -> float:
        """How much of the other article stands in the first one too, 0..1 of its visible characters."""
        read = subtract_ranges([(0, len(self.other))], self.silent_there)
        total = _size(self.other, read)
        common = _size(self.other, ((b, b + length) for _, b, length in (*self.blocks, *self.moved)))
        return common / total if total else 1.0

    def _sides(self, block: Block) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
        """What of a block is article text in the first and in the other, both as ranges of the first."""
        a, b, length = block
        here = _less(a, a + length, self.silent)
        there = _less(b, b + length, self.silent_there)
        return here, tuple((start - b + a, end - b + a) for start, end in there)

    def _read(self, block: Block) -> list[Block]:
        """The parts of a block that are article text in both."""
        if not (self.silent or self.silent_there):
            return [block]
        a, b, length = block
        here, there = self._sides(block)
        only = subtract_ranges(here, subtract_ranges([(a, a + length)], there))
        return [(start, start - a + b, end - start) for start, end in only]


def _less(start: int, end: int, silent: Sequence[Fragment]) -> tuple[Fragment, ...]:
    """What of `[start, end)` is in none of sorted ranges; only those that meet it are looked at."""
    first = max(bisect_right(silent, (start, start)) - 1, 0)
    return subtract_ranges([(start, end)], silent[first : bisect_right(silent, (end, end))])


def _visible(text: str, ranges: Iterable[Fragment]) -> list[Fragment]:
    return [trim(text, start, end) for start, end in ranges if not is_trifle(text[start:end])]


def _size(text: str, ranges: Iterable[Fragment]) -> int:
    return sum(len(part) for start, end in ranges for part in text[start:end].split())
