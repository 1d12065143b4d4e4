"""Which lines of two copies stand beside each other, and which of them are folded because they say the same.

Knows no Qt. Lines are the pieces into which the canvas cuts an article; places are code points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple, Protocol

from spanloop.core.alignment import Alignment, Block
from spanloop.core.article_alignment import ArticleAlignment

#: Equal text of fewer code points puts two lines beside each other only where it is most of one of them.
_TELLING = 12
#: Equal rows that stay open beside a difference, so that one sees where it stands.
_CONTEXT = 1
#: Fewer are not worth a fold: its own line takes as much room.
_LEAST_FOLDED = 3
#: Code points over which a difference is moved to begin and end with a line.
_SLIDE = 200
_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")

Kind = Literal["changed", "added", "missing", "moved"]


class Stretch(Protocol):
    """A line: `[start, end)` in code points of its article. silent: it is boilerplate or a comment."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def silent(self) -> bool: ...


class Gap(NamedTuple):
    """Where two texts differ: `[start, end)` of the one stands where `[other_start, other_end)` of the other does.

    is_moved: the words are the same, but stand elsewhere.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    is_moved: bool = False

    @property
    def kind(self) -> Kind:
        """What the other has: other words, more words, fewer, or the same ones elsewhere."""
        if self.is_moved:
            return "moved"
        if self.start == self.end:
            return "added"
        return "missing" if self.other_start == self.other_end else "changed"

    def side(self, number: int) -> tuple[int, int]:
        """The range on the left (0) or on the right (1)."""
        return self[2 * number], self[2 * number + 1]


class Row(NamedTuple):
    """Lines side by side, by their indices; one side may have none. equal: they say the same.

    silent: all of them are boilerplate or comments, so that nobody asks whether they differ.
    """

    left: range
    right: range
    equal: bool
    silent: bool = False

    def side(self, number: int) -> range:
        """The lines on the left (0) or on the right (1)."""
        return self.right if number else self.left


class Fold(NamedTuple):
    """Equal or silent rows of which only their number is shown: `[first, last)` by the indices of rows."""

    first: int
    last: int
    silent: bool = False


Item = Row | Fold


def gaps_of(alignment: Alignment | ArticleAlignment) -> list[Gap]:
    """The differences of two texts without the white space around them, and what moved, in the order of the first."""
    one, other = alignment.one, alignment.other
    gaps: list[Gap] = []
    for found in alignment.differences:
        start, end, there, there_end = _without_ends(one, other, *found)
        shift = 0
        if start == end:
            shift = _slide(other, there, there_end, beside=one, at=start)
        elif there == there_end:
            shift = _slide(one, start, end, beside=other, at=there)
        here = _trimmed(one, start + shift, end + shift)
        gaps.append(Gap(*here, *_trimmed(other, there + shift, there_end + shift)))
    for start, there, length in alignment.moved:
        first, last = _trimmed(one, start, start + length)
        if first < last:
            gaps.append(Gap(first, last, first - start + there, last - start + there, is_moved=True))
    return sorted(gaps)


def _without_ends(one: str, other: str, start: int, end: int, there: int, there_end: int) -> tuple[int, int, int, int]:
    """The same difference without white space that both have at its ends."""
    while start < end and there < there_end and one[end - 1] == other[there_end - 1] and one[end - 1].isspace():
        end, there_end = end - 1, there_end - 1
    while start < end and there < there_end and one[start] == other[there] and one[start].isspace():
        start, there = start + 1, there + 1
    return start, end, there, there_end


def _slide(text: str, start: int, end: int, *, beside: str, at: int) -> int:
    """By how much words that stand in one text only are moved to be whole lines; 0 where they never are.

    Where a line came in, "lines.\n\nThe new" and "The new lines.\n\n" are the same difference; people see the second.
    """
    if not _BREAK.search(text, start, end):
        return 0
    for step in (1, -1):
        shift = 0
        while abs(shift) <= _SLIDE:
            first, last = _trimmed(text, start + shift, end + shift)
            if _is_edge(text[:first][-40:], end=False) and _is_edge(text[last : last + 40], end=True):
                return shift
            here = shift if step > 0 else shift - 1
            if start + here < 0 or at + here < 0 or end + here >= len(text) or at + here >= len(beside):
                break
            if not text[start + here] == text[end + here] == beside[at + here]:
                break
            shift += step
    return 0


def _is_edge(text: str, *, end: bool) -> bool:
    """Whether a line ends where this begins, or one begins where it ends."""
    blank = text[: len(text) - len(text.lstrip())] if end else text[len(text.rstrip()) :]
    return not text.strip() or _BREAK.search(blank) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at its ends; of white space alone, the place where it begins."""
    words = text[start:end]
    bare = words.strip()
    if not bare:
        return start, start
    first = start + len(words) - len(words.lstrip())
    return first, first + len(bare)


def pair_lines(
    left: Sequence[Stretch], right: Sequence[Stretch], *, blocks: Sequence[Block], gaps: Sequence[Gap]
) -> list[Row]:
    """All lines of both in their order. Lines that share text stand in one row; the others beside what stands there."""
    rows: list[Row] = []
    differs = [_touched(left, gaps, 0), _touched(right, gaps, 1)]
    at, beside = 0, 0

    def between(end: int, other_end: int) -> Iterator[Row]:
        one, other = at, beside
        while one < end or other < other_end:
            quiet = one < end and left[one].silent, other < other_end and right[other].silent
            # Article text stands beside article text; silent lines before it stand alone.
            takes = one < end and not (quiet[1] and not quiet[0]), other < other_end and not (quiet[0] and not quiet[1])
            pair = range(one, one + takes[0]), range(other, other + takes[1])
            yield Row(*pair, equal=False, silent=any(quiet))
            one, other = pair[0].stop, pair[1].stop

    for start, end, other_start, other_end in _joined(left, right, blocks):
        rows += between(start, other_start)
        pair = range(start, end), range(other_start, other_end)
        rows.append(
            Row(
                *pair,
                equal=not any(differs[0][i] for i in pair[0]) and not any(differs[1][i] for i in pair[1]),
                silent=all(left[i].silent for i in pair[0]) and all(right[i].silent for i in pair[1]),
            )
        )
        at, beside = end, other_end
    rows += between(len(left), len(right))
    return rows


def cuts_of(lines: Sequence[Stretch], other: Sequence[Stretch], blocks: Sequence[Block], *, back: bool) -> list[int]:
    """Where lines begin in the other text and none does here: one text has breaks where the other has none.

    back: the lines are those of the second text of the blocks.
    """
    shifted = [(o, s, length) if back else (s, o, length) for s, o, length in blocks]
    ours = {line.start for line in lines}
    starts = [start for _, start, _ in shifted]
    found: list[int] = []
    for line in other:
        index = bisect_right(starts, line.start) - 1
        if index < 0 or line.start >= starts[index] + shifted[index][2]:
            continue
        here = line.start - starts[index] + shifted[index][0]
        if here not in ours:
            found.append(here)
    return found


def fold_rows(rows: Sequence[Row], *, opened: Collection[int], folding: bool = True) -> list[Item]:
    """The rows as they are shown. opened: first rows of the folds that somebody opened."""
    items: list[Item] = []
    groups = [(state, len(list(group))) for state, group in groupby(rows, key=_state)]
    at = 0
    for place, (state, number) in enumerate(groups):
        around = [groups[beside][0] if 0 <= beside < len(groups) else "" for beside in (place - 1, place + 1)]
        context = [_CONTEXT if state == "equal" and beside == "differs" else 0 for beside in around]
        first, last = at + context[0], at + number - context[1]
        least = {"equal": _LEAST_FOLDED, "silent": 1}.get(state)
        if folding and least is not None and last - first >= least and first not in opened:
            items += rows[at:first]
            items.append(Fold(first, last, silent=state == "silent"))
            items += rows[last : at + number]
        else:
            items += rows[at : at + number]
        at += number
    return items


def _state(row: Row) -> str:
    return "silent" if row.silent else "equal" if row.equal else "differs"


def fold_of(items: Sequence[Item], row: int) -> Fold | None:
    """The fold that hides a row, by its index; None where it is shown."""
    return next((item for item in items if isinstance(item, Fold) and item.first <= row < item.last), None)


def line_at(lines: Sequence[Stretch], offset: int) -> int:
    """The line that holds an offset, else the one before it; the first where there is none before; -1 without lines."""
    return max(bisect_right(lines, offset, key=_start) - 1, 0) if lines else -1


def _start(line: Stretch) -> int:
    return line.start


def _touched(lines: Sequence[Stretch], gaps: Sequence[Gap], side: int) -> list[bool]:
    """Of each line, whether it has words that the other text has not."""
    found = [False] * len(lines)
    for gap in gaps:
        start, end = gap.side(side)
        index = line_at(lines, start)
        while 0 <= index < len(lines) and lines[index].start < end:
            found[index] = found[index] or lines[index].end > start
            index += 1
    return found


def _joined(
    left: Sequence[Stretch], right: Sequence[Stretch], blocks: Sequence[Block]
) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of lines that share text with each other and with no others, in order."""
    now: tuple[int, int, int, int] | None = None
    for one, other in _links(left, right, blocks):
        if now is None:
            now = (one, one + 1, other, other + 1)
        elif one < now[1] or other < now[3]:
            now = (now[0], max(now[1], one + 1), now[2], max(now[3], other + 1))
        else:
            yield now
            now = (one, one + 1, other, other + 1)
    if now is not None:
        yield now


def _links(left: Sequence[Stretch], right: Sequence[Stretch], blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """(line of the one, line of the other) that share enough text, in order; blocks do not cross."""
    for start, other, length in blocks:
        one = line_at(left, start)
        two = line_at(right, other)
        while 0 <= one < len(left) and 0 <= two < len(right):
            here, there = left[one], right[two]
            low = max(here.start - start, there.start - other, 0)
            high = min(here.end - start, there.end - other, length)
            if low >= length:
                break
            shared = high - low
            if shared >= _TELLING or 2 * shared >= min(here.end - here.start, there.end - there.start):
                if shared > 0 and here.silent == there.silent:
                    yield one, two
            # On with the line that ends first.
            if here.end - start <= there.end - other:
                one += 1
            else:
                two += 1
