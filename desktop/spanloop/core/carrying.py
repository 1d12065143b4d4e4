"""A person's word that a layer is complete, carried to a text that shares stretches with the one it was given on.

What nobody read on the source is not complete on the copy: a sentence in which a word differs is another sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spanloop.core.alignment import Alignment
from spanloop.core.article import SILENT_ZONES, Article
from spanloop.core.cuts import is_trifle
from spanloop.core.ids import new_uid
from spanloop.core.marks import LAYERS, Completion, Fragment, Fragments, Layer
from spanloop.core.ranges import merge_ranges, subtract_ranges
from spanloop.core.words import sentence_boundaries, trim


@dataclass(frozen=True)
class Carried:
    """completions: what the source's are on the copy, with uids of their own. unseen: what nobody looked at there, by
    layer: stretches of visible text outside boilerplate and comments; a layer without any is complete."""

    completions: tuple[Completion, ...]
    unseen: dict[Layer, tuple[Fragment, ...]]


def carry_completions(
    completions: Iterable[Completion],
    alignment: Alignment,
    *,
    source: Article,
    copy: Article,
    left: Iterable[Fragments] = (),
) -> Carried:
    """Carry completions over aligned stretches, sentence by sentence.

    left: places on the source of marks that have no place on the copy; what is aligned of their sentences is not
    complete there, because the mark that belongs to it is missing.
    """
    return _Carrying(alignment, source, copy, left).run(list(completions))


class _Carrying:
    def __init__(self, alignment: Alignment, source: Article, copy: Article, left: Iterable[Fragments]) -> None:
        self._alignment = alignment
        self._copy = copy
        self._silent_source = [(z.start, z.end) for z in source.zones if z.kind in SILENT_ZONES]
        self._silent = [(z.start, z.end) for z in copy.zones if z.kind in SILENT_ZONES]
        whole = alignment.one == alignment.other
        self._sentences = () if whole else sentence_boundaries(alignment.one)
        self._sentences_there = () if whole else sentence_boundaries(alignment.other)
        self._torn = self._torn_sentences(left)

    def run(self, completions: Sequence[Completion]) -> Carried:
        made: list[Completion] = []
        unseen: dict[Layer, tuple[Fragment, ...]] = {}
        for layer in LAYERS:
            mine = [completion for completion in completions if completion.layer == layer]
            seen: list[Fragment] = []
            for version in dict.fromkeys(completion.schema_version for completion in mine):
                some = [completion for completion in mine if completion.schema_version == version]
                latest = max(some, key=_time)
                ranges = self._ranges((c.start, c.end) for c in some)
                made += (replace(latest, uid=new_uid(), start=start, end=end) for start, end in ranges)
                seen += ranges
            if mine:
                unseen[layer] = self._visible(subtract_ranges([(0, len(self._copy.text))], seen))
        return Carried(tuple(made), unseen)

    def _ranges(self, ranges: Iterable[Fragment]) -> tuple[Fragment, ...]:
        """The parts of the copy that ranges of the source stand for; white and silent text does not part them."""
        read = subtract_ranges(ranges, self._silent_source)
        seen = [part for start, end in read for part in self._alignment.map_range(start, end)]
        seen = list(subtract_ranges(seen, self._torn))
        whole = [(0, len(self._copy.text))]
        if not seen:
            return ()
        left = self._visible(subtract_ranges(whole, seen))
        ranges = (trim(self._copy.text, *part) for part in subtract_ranges(whole, left))
        return tuple((start, end) for start, end in ranges if start < end) if left else tuple(whole)

    def _visible(self, ranges: Iterable[Fragment]) -> tuple[Fragment, ...]:
        """Those parts of ranges that a reader would have to look at, without white space at their edges."""
        text = self._copy.text
        parts = [part for part in subtract_ranges(ranges, self._silent) if not is_trifle(text[slice(*part)])]
        return tuple(trim(text, *part) for part in parts)

    def _torn_sentences(self, left: Iterable[Fragments]) -> tuple[Fragment, ...]:
        """Sentences of the copy that are not the same sentence on the source."""
        alignment = self._alignment
        if alignment.one == alignment.other:
            return ()
        torn: set[Fragment] = set()
        for start, end, start_there, end_there in _stretches(alignment):
            if _inside(self._sentences, start) or _inside(self._sentences_there, start_there):
                torn |= self._touched(start_there, start_there + 1)
            if _inside(self._sentences, end) or _inside(self._sentences_there, end_there):
                torn |= self._touched(end_there - 1, end_there)
        for fragments in left:
            for start, end in fragments:
                for part in alignment.map_range(start, end):
                    torn |= self._touched(*part)
        return merge_ranges(torn)

    def _touched(self, start: int, end: int) -> set[Fragment]:
        first = bisect_right(self._sentences_there, start, key=_end)
        last = bisect_left(self._sentences_there, end, key=_start)
        return set(self._sentences_there[first:last])


def _stretches(alignment: Alignment) -> Iterable[tuple[int, int, int, int]]:
    """Blocks between which more than trifles differ: where each begins and ends in both texts."""
    found: list[tuple[int, int, int, int]] = []
    for a, b, length in sorted((*alignment.blocks, *alignment.moved)):
        if found:
            start, end, start_there, end_there = found[-1]
            follows = end_there <= b and is_trifle(alignment.other[end_there:b])
            if follows and is_trifle(alignment.one[end:a]):
                found[-1] = (start, a + length, start_there, b + length)
                continue
        found.append((a, a + length, b, b + length))
    return found


def _inside(sentences: Sequence[Fragment], place: int) -> bool:
    """Whether a place is within a sentence: some of it before and some behind."""
    index = bisect_right(sentences, place, key=_end)
    return index < len(sentences) and sentences[index][0] < place < sentences[index][1]


def _start(sentence: Fragment) -> int:
    return sentence[0]


def _end(sentence: Fragment) -> int:
    return sentence[1]


def _time(completion: Completion) -> str:
    return completion.at
