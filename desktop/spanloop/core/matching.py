"""Pairing the items of two authors.

`pair_up` is the one pairing that scores, errors and confusion rest on; the rest of this page are its steps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spanloop.core.marks import Fragments
from spanloop.core.ranges import shared


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be matched.

    label: what must be the same. spans: what must be equal or overlap, each with its counterpart (a mention's own; an
    argument's trigger and filler); items that share a label have equally many. uid: of the mark it is or belongs to.
    """

    label: str
    spans: tuple[Fragments, ...]
    uid: str


class Pair(NamedTuple):
    """Places in the two lists of items. shared: characters in common over all spans. exact: the spans are the same."""

    reference: int
    other: int
    shared: int
    exact: bool


def pair_up(reference: Sequence[Item], other: Sequence[Item]) -> list[Pair]:
    """Give each item at most one counterpart, in this order:

    1. the same label and the same spans,
    2. the same label and overlapping spans, so that as many as can find one (by moving over, if need be),
    3. another label: the same spans first, then the most characters in common.

    Sorted by place in `reference`. Swapping the sides swaps the pairs and nothing else, and the order of the items
    only decides between equal ones: both sides are sorted, and the smaller is always looked at first.
    """
    mine, theirs = _in_order(reference), _in_order(other)
    if [_content(other[j]) for j in theirs] < [_content(reference[i]) for i in mine]:
        turned = pair_up(other, reference)
        return sorted(Pair(pair.other, pair.reference, pair.shared, pair.exact) for pair in turned)
    ours, others = [reference[i] for i in mine], [other[j] for j in theirs]
    pairs = overlapping_pairs(ours, others)
    chosen = nearest_pairs([pair for pair in pairs if pair.exact])
    open_pairs = _still_open(pairs, chosen)
    by_place = {(pair.reference, pair.other): pair for pair in open_pairs}
    chosen += [by_place[places] for places in most_pairs(open_pairs)]
    taken = {pair.reference for pair in chosen}, {pair.other for pair in chosen}
    left = [i for i in range(len(ours)) if i not in taken[0]]
    right = [j for j in range(len(others)) if j not in taken[1]]
    unlike = overlapping_pairs([_unlabelled(ours[i]) for i in left], [_unlabelled(others[j]) for j in right])
    chosen += [Pair(left[i], right[j], common, same) for i, j, common, same in nearest_pairs(unlike)]
    return sorted(Pair(mine[i], theirs[j], common, same) for i, j, common, same in chosen)


def _in_order(items: Sequence[Item]) -> list[int]:
    return sorted(range(len(items)), key=lambda place: _content(items[place]))


def _content(item: Item) -> tuple[tuple[Fragments, ...], str]:
    return item.spans, item.label


def _unlabelled(item: Item) -> Item:
    return Item("", item.spans, item.uid)


def _still_open(pairs: Sequence[Pair], chosen: Sequence[Pair]) -> list[Pair]:
    """The pairs of which neither side has found its counterpart yet."""
    taken = {pair.reference for pair in chosen}, {pair.other for pair in chosen}
    return [pair for pair in pairs if pair.reference not in taken[0] and pair.other not in taken[1]]


def overlapping_pairs(reference: Sequence[Item], other: Sequence[Item]) -> list[Pair]:
    """All pairs of the same label of which every span has at least one character in common with its counterpart."""
    by_label: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for side, items in enumerate((reference, other)):
        for place, item in enumerate(items):
            by_label[item.label].append((item.spans[0][0][0], side, place))
    pairs: list[Pair] = []
    for entries in by_label.values():
        # A sweep in the order of starts: whoever still lasts on the other side is a candidate.
        open_items: tuple[list[int], list[int]] = ([], [])
        sides = (reference, other)
        for start, side, place in sorted(entries):
            across = 1 - side
            open_items[across][:] = [p for p in open_items[across] if sides[across][p].spans[0][-1][1] > start]
            for candidate in open_items[across]:
                i, j = (place, candidate) if side == 0 else (candidate, place)
                common = _common(reference[i], other[j])
                if common:
                    pairs.append(Pair(i, j, common, reference[i].spans == other[j].spans))
            open_items[side].append(place)
    return pairs


def nearest_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """One-to-one pairs: equal spans first, then the largest overlap.

    The same when the sides are swapped: two pairs that compete share one side, so the order of the lists on the other
    decides between them, whichever side is looked at first.
    """
    taken_reference: set[int] = set()
    taken_other: set[int] = set()
    chosen: list[Pair] = []
    for pair in sorted(pairs, key=_nearness):
        if pair.reference not in taken_reference and pair.other not in taken_other:
            taken_reference.add(pair.reference)
            taken_other.add(pair.other)
            chosen.append(pair)
    return sorted(chosen)


def _nearness(pair: Pair) -> tuple[bool, int, int, int]:
    return not pair.exact, -pair.shared, pair.reference, pair.other


def most_pairs(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    """As many one-to-one pairs (reference, other) as there can be: a maximum bipartite matching.

    Begins with the nearest pairs and grows by augmenting paths (Berge 1957), searched breadth first.
    """
    across: defaultdict[int, list[int]] = defaultdict(list)
    for pair in sorted(pairs):
        across[pair.reference].append(pair.other)
    matching = _Matching(across)
    for pair in nearest_pairs(pairs):
        matching.join(pair.reference, pair.other)
    for root in across:
        if root not in matching.other_of:
            matching.augment(root)
    return sorted(matching.other_of.items())


class _Matching:
    """A one-to-one matching that can be grown."""

    def __init__(self, across: Mapping[int, Sequence[int]]) -> None:
        self.across = across
        self.other_of: dict[int, int] = {}
        self.reference_of: dict[int, int] = {}

    def join(self, reference: int, other: int) -> None:
        self.other_of[reference] = other
        self.reference_of[other] = reference

    def augment(self, root: int) -> None:
        """Give `root` a partner if those who stand in its way can move over."""
        asked_by: dict[int, int] = {}
        waiting = deque([root])
        while waiting:
            reference = waiting.popleft()
            for other in self.across[reference]:
                if other in asked_by:
                    continue
                asked_by[other] = reference
                if other in self.reference_of:
                    waiting.append(self.reference_of[other])
                else:
                    self._move_over(root, other, asked_by)
                    return

    def _move_over(self, root: int, free: int, asked_by: Mapping[int, int]) -> None:
        other = free
        while True:
            reference = asked_by[other]
            left = self.other_of.get(reference)
            self.join(reference, other)
            if reference == root or left is None:
                return
            other = left


def _common(one: Item, other: Item) -> int:
    total = 0
    for mine, theirs in zip(one.spans, other.spans, strict=True):
        common = shared(mine, theirs)
        if not common:
            return 0
        total += common
    return total
