"""Finding the runs of words that two texts have in common; see spanloop.core.alignment."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from spanloop.core.cuts import Cut

#: Place of the first word in one text, place in the other, how many words.
Run = tuple[int, int, int]
Pairs = Sequence[Run]
#: [first, last) of words in one text and in the other.
_Gap = tuple[int, int, int, int]

#: Words in an anchor: long ones first, because the words of one are more surely the same words.
_ANCHORS = (6, 3, 1)
#: A gap is small enough for difflib if it has at most so many pairs of words.
_SMALL = 10_000
#: So many words in a row, with so many letters, are no accident, whatever stands around them.
_SURE_WORDS, _SURE_LETTERS = 5, 16
#: What ends a sentence; and by how many words the beginning of a difference is put further at most.
_ENDS = frozenset(".!?\u2026\u061f\u06d4\u3002\uff01\uff1f")
_LONGEST_STEP = 60
#: Words of the runs by which a paragraph that moved is known.
_MOVED = 5


class Matcher:
    """Matches the words of two texts."""

    def __init__(self, one: Cut, other: Cut) -> None:
        numbers: dict[str, int] = {}
        self._one, self._other = one, other
        self._a = [numbers.setdefault(word, len(numbers)) for word in one.words]
        self._b = [numbers.setdefault(word, len(numbers)) for word in other.words]

    def match(self) -> tuple[list[Run], list[Run]]:
        """Runs in the main order, ascending in both texts; and runs that stand elsewhere in the other text."""
        main = self._slid(self._trusted(self._aligned((0, len(self._a), 0, len(self._b)))))
        return main, self._moved(main)

    # ---- the main order

    def _aligned(self, whole: _Gap) -> list[Run]:
        """Runs that ascend in both, within a gap; none touches the next in both."""
        runs: list[Run] = []
        gaps = [whole]
        while gaps:
            gap = self._trim(gaps.pop(), runs)
            lo, hi, lo_there, hi_there = gap
            if lo == hi or lo_there == hi_there:
                continue
            if (hi - lo) * (hi_there - lo_there) <= _SMALL:
                runs += self._small(gap)
                continue
            gaps += self._between(gap, self._anchors(gap))
        return _joined(runs)

    def _trim(self, gap: _Gap, runs: list[Run]) -> _Gap:
        """The gap without the words that it begins and ends with in both texts; those become runs."""
        lo, hi, lo_there, hi_there = gap
        a, b = self._a, self._b
        size = 0
        most = min(hi - lo, hi_there - lo_there)
        while size < most and a[lo + size] == b[lo_there + size]:
            size += 1
        if size:
            runs.append((lo, lo_there, size))
        lo, lo_there, most = lo + size, lo_there + size, most - size
        size = 0
        while size < most and a[hi - size - 1] == b[hi_there - size - 1]:
            size += 1
        if size:
            runs.append((hi - size, hi_there - size, size))
        return lo, hi - size, lo_there, hi_there - size

    def _small(self, gap: _Gap) -> list[Run]:
        lo, hi, lo_there, hi_there = gap
        matcher = SequenceMatcher(None, self._a[lo:hi], self._b[lo_there:hi_there], autojunk=False)
        return [(lo + a, lo_there + b, size) for a, b, size in matcher.get_matching_blocks() if size]

    def _anchors(self, gap: _Gap) -> list[tuple[int, int]]:
        """Places of the words that begin an anchor, ascending in both; of the longest anchors that there are."""
        lo, hi, lo_there, hi_there = gap
        for size in _ANCHORS:
            here = _unique(self._a, [(lo, hi)], size)
            there = _unique(self._b, [(lo_there, hi_there)], size)
            pairs = [(place, there[key]) for key, place in here.items() if key in there]
            if pairs:
                return _ascending(sorted(pairs))
        return []

    def _between(self, gap: _Gap, anchors: list[tuple[int, int]]) -> list[_Gap]:
        """The gaps that anchors leave; each begins with an anchor, which trimming takes with what follows it."""
        lo, hi, lo_there, hi_there = gap
        if not anchors:
            return []  # the same few words over and over: nothing says which is which
        ends = [(lo, lo_there), *anchors, (hi, hi_there)]
        return [(a, next_a, b, next_b) for (a, b), (next_a, next_b) in pairwise(ends)]

    # ---- what is an accident

    def _trusted(self, runs: list[Run]) -> list[Run]:
        """The runs without those that are shorter than what was changed before them and after them.

        In a sentence that was written anew, "the" and "of" stand in both; a label on one does not belong to the other.
        """
        kept: list[Run] = []
        for run in runs:
            kept.append(run)
            while len(kept) > 1 and not self._is_sure(kept[-2]):
                before = kept[-3] if len(kept) > 2 else (0, 0, 0)
                size = self._letters(kept[-2])
                if size > self._changed(before, kept[-2]) or size > self._changed(kept[-2], kept[-1]):
                    break
                del kept[-2]
        end = (len(self._a), len(self._b), 0)
        while kept and not self._is_sure(kept[-1]):
            before = kept[-2] if len(kept) > 1 else (0, 0, 0)
            size = self._letters(kept[-1])
            if size > self._changed(before, kept[-1]) or size > self._changed(kept[-1], end):
                break
            kept.pop()
        return kept

    def _is_sure(self, run: Run) -> bool:
        return run[2] >= _SURE_WORDS and self._letters(run) >= _SURE_LETTERS

    def _letters(self, run: Run) -> int:
        return self._length(self._one, run[0], run[0] + run[2])

    def _changed(self, this: Run, after: Run) -> int:
        """Characters between two runs, in the text that has more of them there."""
        here = self._length(self._one, this[0] + this[2], after[0])
        return max(here, self._length(self._other, this[1] + this[2], after[1]))

    def _length(self, cut: Cut, first: int, last: int) -> int:
        return cut.ends[last - 1] - cut.starts[first] if first < last else 0

    # ---- where a difference begins

    def _slid(self, runs: list[Run]) -> list[Run]:
        """The same runs, with what stands in one text only beginning where a line or a sentence begins.

        "[. A paragraph] . The next" may as well be ". [A paragraph .] The next", and that is what somebody put there.
        """
        slid: list[list[int]] = [[0, 0, 0], *(list(run) for run in runs), [len(self._a), len(self._b), 0]]
        for before, after in pairwise(slid):
            first, first_there = before[0] + before[2], before[1] + before[2]
            if (first == after[0]) == (first_there == after[1]):
                continue
            here = first < after[0]
            gap = (first, after[0]) if here else (first_there, after[1])
            step = self._step(gap, before[2], after[2], here=here)
            before[2] += step
            after[0], after[1], after[2] = after[0] + step, after[1] + step, after[2] - step
        return [(a, b, size) for a, b, size in slid if size]

    def _step(self, gap: tuple[int, int], before: int, after: int, *, here: bool) -> int:
        """By how many words a gap is best put further; before, after: words of the runs beside it."""
        words, cut = (self._a, self._one) if here else (self._b, self._other)
        first, last = gap
        best, step = self._begins(cut, first), 0
        for way, room in ((1, after), (-1, before)):
            for number in range(1, min(room, _LONGEST_STEP) + 1):
                # Going on, the word that the gap loses at one end has to be the one that it gains at the other.
                lost, gained = (first + number - 1, last + number - 1) if way > 0 else (last - number, first - number)
                if words[lost] != words[gained]:
                    break
                if (found := self._begins(cut, first + way * number)) > best:
                    best, step = found, way * number
        return step

    def _begins(self, cut: Cut, place: int) -> int:
        """2 where a word begins a line, 1 where it begins a sentence, else 0."""
        if place == 0 or "\n" in cut.text[cut.ends[place - 1] : cut.starts[place]]:
            return 2
        return int(cut.words[place - 1] in _ENDS)

    # ---- what moved

    def _moved(self, main: list[Run]) -> list[Run]:
        """Paragraphs, or large parts of them, that are in no run of the main order and stand elsewhere."""
        gaps = _gaps([(a, size) for a, _, size in main], len(self._a))
        gaps_there = _gaps([(b, size) for _, b, size in sorted(main, key=_there)], len(self._b))
        pieces = self._lines(self._one, gaps)
        pieces_there = self._lines(self._other, gaps_there)
        here = _unique(self._a, pieces, _MOVED)
        there = _unique(self._b, pieces_there, _MOVED)
        votes = Counter(
            (_piece_at(pieces, place), _piece_at(pieces_there, there[key]))
            for key, place in here.items()
            if key in there
        )
        found: list[Run] = []
        taken: tuple[set[int], set[int]] = (set(), set())
        for (piece, piece_there), _ in sorted(votes.items(), key=_most_votes):
            if piece in taken[0] or piece_there in taken[1]:
                continue
            runs = self._aligned((*pieces[piece], *pieces_there[piece_there]))
            if any(self._is_sure(run) for run in runs):
                taken[0].add(piece)
                taken[1].add(piece_there)
                found += self._solid(runs)
        return sorted(found)

    def _solid(self, runs: list[Run]) -> list[Run]:
        """Of the runs of a paragraph that moved those that are no accident, and what lies close to them."""
        sure = [place for place, run in enumerate(runs) if self._is_sure(run)]
        kept: list[Run] = []
        for place, run in enumerate(runs):
            near = [other for other in (place - 1, place + 1) if other in sure]
            gaps = [self._changed(*sorted((runs[other], run))) for other in near]
            if place in sure or any(self._letters(run) > gap for gap in gaps):
                kept.append(run)
        return kept

    def _lines(self, cut: Cut, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Gaps cut where a line of the text ends, so that each paragraph can move by itself."""
        pieces: list[tuple[int, int]] = []
        for first, last in gaps:
            begin = first
            for place in range(first + 1, last):
                if "\n" in cut.text[cut.ends[place - 1] : cut.starts[place]]:
                    pieces.append((begin, place))
                    begin = place
            pieces.append((begin, last))
        return pieces


def _unique(words: list[int], pieces: list[tuple[int, int]], size: int) -> dict[tuple[int, ...], int]:
    """Runs of so many words that occur once in all pieces together: the words -> place of the first."""
    places: dict[tuple[int, ...], int] = {}
    for first, last in pieces:
        some = words[first:last]
        for place, key in enumerate(zip(*(some[shift:] for shift in range(size)), strict=False), first):
            places[key] = -1 if key in places else place
    return {key: place for key, place in places.items() if place >= 0}


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs that ascends in the second too; pairs are sorted by the first."""
    tops: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, there) in enumerate(pairs):
        place = bisect_left(tops, there)
        if place:
            before[number] = last[place - 1]
        if place == len(tops):
            tops.append(there)
            last.append(number)
        else:
            tops[place], last[place] = there, number
    chain: list[tuple[int, int]] = []
    number = last[-1]
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _joined(runs: list[Run]) -> list[Run]:
    """Runs in order, those that go on in both texts as one."""
    joined: list[Run] = []
    for a, b, size in sorted(runs):
        if joined and joined[-1][0] + joined[-1][2] == a and joined[-1][1] + joined[-1][2] == b:
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        else:
            joined.append((a, b, size))
    return joined


def _gaps(runs: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """What is in none of some runs (first, how many), in order."""
    gaps: list[tuple[int, int]] = []
    end = 0
    for first, number in (*runs, (size, 0)):
        if first > end:
            gaps.append((end, first))
        end = first + number
    return gaps


def _piece_at(pieces: list[tuple[int, int]], place: int) -> int:
    return bisect_left(pieces, (place + 1,)) - 1


def _there(run: Run) -> int:
    return run[1]


def _most_votes(item: tuple[tuple[int, int], int]) -> tuple[int, tuple[int, int]]:
    return -item[1], item[0]
