"""Which stretches of two texts are the same: copies of a story, or two readings of one page.

Words are compared, places are code points. Runs of words that occur once in each text are the anchors; the longest
chain of them that ascends in both is the main order (patience); what lies between two anchors is aligned in the same
way, and only small gaps go through difflib, so that the work grows with the length of the texts. Paragraphs that stand
elsewhere in the other text are found afterwards among what is left. What is aligned always reads the same in both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from spanloop.core.aligning import Matcher, Pairs
from spanloop.core.cuts import Cut, cut_text, is_trifle
from spanloop.core.marks import Fragment, Fragments
from spanloop.core.ranges import merge_ranges, subtract_ranges

#: Start in one text, start in the other, length; code points.
Block = tuple[int, int, int]
#: Why a span has no place in the other text.
Reason = Literal["missing", "reworded", "spaced", "apart"]


class Difference(NamedTuple):
    """`[start, end)` of one text, and what stands in its place in the other; one of the two may be empty."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class Alignment:
    """What two texts have in common.

    blocks: equal text in the main order, ascending in both. moved: equal text that stands elsewhere in the other one,
    ascending in the first. No two blocks overlap in either text. Two blocks between which only white space or the style
    of quotation marks differs stand for one stretch (see `differences`, `map_range`), but no span reaches over both,
    because its words would be others.
    """

    one: str = field(repr=False)
    other: str = field(repr=False)
    blocks: tuple[Block, ...]
    moved: tuple[Block, ...] = ()

    @cached_property
    def _ordered(self) -> tuple[Block, ...]:
        return tuple(sorted((*self.blocks, *self.moved)))

    @cached_property
    def _starts(self) -> list[int]:
        return [block[0] for block in self._ordered]

    def project(self, fragments: Fragments) -> Fragments | None:
        """The same words in the other text, where each fragment is part of what both have; None else.

        The fragments keep their order and stay apart, so that the quote is the same.
        """
        mapped: list[Fragment] = []
        for start, end in fragments:
            found = self._within(start, end)
            if found is None:
                return None
            if mapped and found[0] <= mapped[-1][1]:
                return None
            mapped.append(found)
        return tuple(mapped)

    def why_not(self, fragments: Fragments) -> Reason:
        """Why a span has no place in the other text.

        "missing": none of its words are aligned; "reworded": not all of them are; "spaced": only white space or
        quotation marks differ; "apart": its fragments stand in another order there, or side by side.
        """
        if all(self._within(start, end) is not None for start, end in fragments):
            return "apart"
        pieces = [self.map_range(start, end) for start, end in fragments]
        if not any(pieces):
            return "missing"
        if all(self._bridged(start, end) for start, end in fragments):
            return "spaced"
        return "reworded"

    def _within(self, start: int, end: int) -> Fragment | None:
        """Where `[start, end)` stands in the other text, None unless one block has all of it."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or not 0 <= start < end:
            return None
        block_start, other_start, length = self._ordered[index]
        if end > block_start + length:
            return None
        shift = other_start - block_start
        if self.one[start:end] != self.other[start + shift : end + shift]:
            return None  # never so; a wrong place would put a label on other words
        return start + shift, end + shift

    def _bridged(self, start: int, end: int) -> bool:
        """Whether nothing but trifles of `[start, end)` is outside the blocks, and the blocks follow each other."""
        some = self._meeting(start, end)
        held = ((a, a + length) for a, _, length in some)
        if not all(is_trifle(self.one[a:b]) for a, b in subtract_ranges([(start, end)], held)):
            return False
        return all(
            this[1] + this[2] <= after[1] and is_trifle(self.other[this[1] + this[2] : after[1]])
            for this, after in pairwise(some)
        )

    def map_range(self, start: int, end: int) -> tuple[Fragment, ...]:
        """The parts of the other text that are aligned with parts of `[start, end)`, sorted.

        Where nothing but trifles (white space, style of quotation marks) lies between two of them in both texts, they
        are one part.
        """
        parts: list[Fragment] = []
        before: Block | None = None
        for a, b, length in self._meeting(start, end):
            first, last = max(a, start), min(a + length, end)
            part = (first - a + b, last - a + b)
            if before is not None and parts and self._is_bridge(before, (a, b, length)):
                part = (parts.pop()[0], part[1])
            parts.append(part)
            before = (a, b, length)
        return merge_ranges(parts)

    def _is_bridge(self, this: Block, after: Block) -> bool:
        (a, b, length), (next_a, next_b, _) = this, after
        if next_b < b + length:
            return False
        return is_trifle(self.one[a + length : next_a]) and is_trifle(self.other[b + length : next_b])

    def _meeting(self, start: int, end: int) -> Sequence[Block]:
        """Blocks that have any of `[start, end)`."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, max(end - 1, 0))
        return [block for block in self._ordered[first:last] if block[0] < end and block[0] + block[2] > start]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What stands in one text only, in the order of the first; trifles and what only moved are left out.

        White space at the edges belongs to none of them.
        """
        found: list[Difference] = []
        moved = merge_ranges((a, a + length) for a, _, length in self.moved)
        moved_there = merge_ranges((b, b + length) for _, b, length in self.moved)
        a = b = 0
        for next_a, next_b, length in (*self.blocks, (len(self.one), len(self.other), 0)):
            here = _parts(self.one, a, next_a, moved)
            there = _parts(self.other, b, next_b, moved_there)
            if len(here) == len(there) == 1:
                found.append(Difference(*here[0], *there[0]))
            else:
                found += (Difference(*part, b, b) for part in here)
                found += (Difference(next_a, next_a, *part) for part in there)
            a, b = next_a + length, next_b + length
        return tuple(found)

    @cached_property
    def share(self) -> float:
        """How much of both texts is the same, 0..1 of all visible characters; 1 for two without any."""
        total = _visible(self.one) + _visible(self.other)
        return 2 * self._common / total if total else 1.0

    @cached_property
    def share_of_other(self) -> float:
        """How much of the other text stands in the first one, 0..1 of its visible characters."""
        total = _visible(self.other)
        return self._common / total if total else 1.0

    @cached_property
    def _common(self) -> int:
        return sum(_visible(self.one[a : a + length]) for a, _, length in self._ordered)


def align(one: str, other: str) -> Alignment:
    """Align two texts. About a second of processor time for 100,000 words each."""
    if one == other:
        return Alignment(one, other, ((0, 0, len(one)),) if one else ())
    cuts = (cut_text(one), cut_text(other))
    matcher = Matcher(cuts[0], cuts[1])
    main, moved = matcher.match()
    return Alignment(one, other, _blocks(cuts, main), tuple(sorted(_blocks(cuts, moved))))


def _blocks(cuts: tuple[Cut, Cut], runs: Pairs) -> tuple[Block, ...]:
    """Equal stretches of text for runs of words (place, place in the other, how many)."""
    one, other = cuts
    blocks: list[Block] = []
    for first, first_there, number in runs:
        last, last_there = first + number - 1, first_there + number - 1
        a, a_end = one.starts[first], one.ends[last]
        b, b_end = other.starts[first_there], other.ends[last_there]
        if one.text[a:a_end] == other.text[b:b_end]:
            _put(blocks, cuts, (a, b, a_end - a))
            continue
        for step in range(number):
            a, a_end = one.starts[first + step], one.ends[first + step]
            b, b_end = other.starts[first_there + step], other.ends[first_there + step]
            if one.text[a:a_end] == other.text[b:b_end]:
                _put(blocks, cuts, (a, b, a_end - a))
    return tuple(blocks)


def _put(blocks: list[Block], cuts: tuple[Cut, Cut], block: Block) -> None:
    """Add a block, as one with the last where the same white space, or nothing, is between them in both."""
    one, other = cuts
    if blocks:
        a, b, length = blocks[-1]
        end, end_there = a + length, b + length
        between, there = one.text[end : block[0]], other.text[end_there : block[1]]
        if end_there <= block[1] and between == there and not between.strip():
            blocks[-1] = (a, b, block[0] + block[2] - a)
            return
    blocks.append(block)


def _parts(text: str, start: int, end: int, moved: tuple[Fragment, ...]) -> list[Fragment]:
    """What of a gap did not move, without white space at the edges; nothing that is but a trifle."""
    parts = subtract_ranges([(start, end)], moved)
    return [_stripped(text, *part) for part in parts if not is_trifle(text[slice(*part)])]


def _stripped(text: str, start: int, end: int) -> Fragment:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _visible(text: str) -> int:
    return sum(map(len, text.split()))
