"""Sums and overlaps of ranges, against sets of characters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.marks import Fragment
from spanloop.core.ranges import clip_ranges, covers, merge_ranges, shared, subtract_ranges
from tests.unit.core.strategies import fragments

ranges = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6)


def characters(of: Iterable[Fragment]) -> set[int]:
    return {offset for start, end in of for offset in range(start, end)}


def check_apart(found: tuple[Fragment, ...]) -> None:
    assert all(start < end for start, end in found)
    assert all(a[1] < b[0] for a, b in pairwise(found))


@given(ranges)
def test_merging_keeps_the_characters(some: list[Fragment]) -> None:
    merged = merge_ranges(some)
    assert characters(merged) == characters(some)
    check_apart(merged)


@given(ranges, ranges)
def test_subtracting_takes_the_holes_out(some: list[Fragment], holes: list[Fragment]) -> None:
    left = subtract_ranges(some, holes)
    assert characters(left) == characters(some) - characters(holes)
    check_apart(left)


@given(ranges, st.integers(0, 20), st.integers(0, 20))
def test_clipping_keeps_what_lies_inside(some: list[Fragment], start: int, end: int) -> None:
    clipped = clip_ranges(merge_ranges(some), start, end)
    assert characters(clipped) == characters(some) & set(range(start, end))


@given(ranges, fragments(20))
def test_covering_means_every_character(some: list[Fragment], span: tuple[Fragment, ...]) -> None:
    assert covers(merge_ranges(some), span) == (characters(span) <= characters(some))


def test_a_range_covers_up_to_its_edges_and_no_gap() -> None:
    assert covers(((2, 5), (6, 9)), ((2, 5),))
    assert covers(((2, 5), (6, 9)), ((3, 5), (6, 7)))
    assert not covers(((2, 5), (6, 9)), ((1, 5),))
    assert not covers(((2, 5), (6, 9)), ((4, 6),))
    assert not covers(((2, 5), (6, 9)), ((4, 7),))
    assert not covers((), ((0, 1),))


@given(fragments(20, 3), fragments(20, 3))
def test_shared_counts_common_characters(one: tuple[Fragment, ...], other: tuple[Fragment, ...]) -> None:
    assert shared(one, other) == shared(other, one) == len(characters(one) & characters(other))
