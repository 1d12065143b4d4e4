"""Pairing the items of two authors: equal ones, overlapping ones, as many as possible, or the nearest first."""

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
    """Places in the two lists of items. shared: characters in common over all spans."""

    reference: int
    other: int
    shared: int
    exact: bool


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
