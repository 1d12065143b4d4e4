"""Pairing, against all pairings tried one by one."""

from __future__ import annotations

from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.matching import Item, Pair, most_pairs, nearest_pairs, overlapping_pairs, pair_up
from spanloop.core.ranges import shared
from tests.unit.core.strategies import fragments

lists_of_items = st.lists(
    st.builds(Item, st.sampled_from("XY"), st.tuples(fragments(12), fragments(12, 1)), st.just("u")), max_size=5
)


def item(*edges: int, label: str = "X") -> Item:
    return Item(label, (tuple(zip(edges[::2], edges[1::2], strict=True)),), "u")


def most_by_trying(reference: list[Item], other: list[Item], pairs: list[Pair]) -> int:
    """The size of the largest one-to-one matching, by trying every order of the other side."""
    allowed = {(pair.reference, pair.other) for pair in pairs}
    places = list(range(len(other))) + [-1] * len(reference)
    return max(
        sum((i, j) in allowed for i, j in enumerate(order)) for order in set(permutations(places, len(reference)))
    )


def test_nested_and_touching_spans() -> None:
    reference = [item(0, 20), item(5, 8), item(20, 25)]
    other = [item(4, 6), item(25, 30), item(8, 20), item(5, 8)]
    assert sorted(overlapping_pairs(reference, other)) == [
        (0, 0, 2, False),
        (0, 2, 12, False),
        (0, 3, 3, False),
        (1, 0, 1, False),
        (1, 3, 3, True),
    ]


def test_fragments_count_and_gaps_do_not() -> None:
    assert overlapping_pairs([item(0, 2, 8, 10)], [item(3, 7)]) == []
    assert overlapping_pairs([item(0, 2, 8, 10)], [item(1, 9)]) == [(0, 0, 2, False)]


def test_labels_keep_apart() -> None:
    assert overlapping_pairs([item(0, 2)], [item(0, 2, label="Y")]) == []


def test_equal_spans_come_first_and_then_the_largest_overlap() -> None:
    reference = [item(0, 10), item(0, 3)]
    other = [item(0, 4), item(0, 10), item(2, 10)]
    assert nearest_pairs(overlapping_pairs(reference, other)) == [(0, 1, 10, True), (1, 0, 3, False)]


def test_an_equal_span_goes_before_one_that_holds_it() -> None:
    assert nearest_pairs(overlapping_pairs([item(0, 3)], [item(0, 10), item(0, 3)])) == [(0, 1, 3, True)]
    assert nearest_pairs(overlapping_pairs([item(0, 10), item(0, 3)], [item(0, 3)])) == [(1, 0, 3, True)]


def test_as_many_as_can_match_even_if_equal_ones_part() -> None:
    reference = [item(0, 10), item(0, 3)]
    other = [item(0, 10), item(7, 9)]
    pairs = overlapping_pairs(reference, other)
    assert len(nearest_pairs(pairs)) == 1
    assert most_pairs(pairs) == [(0, 1), (1, 0)]


def test_a_long_chain_is_moved_over() -> None:
    count = 3000
    reference = [item(10 * i, 10 * i + 10) for i in range(count)]
    other = [item(10 * i + 5, 10 * i + 15) for i in range(-1, count - 1) if i >= 0] + [item(0, 5)]
    assert len(most_pairs(overlapping_pairs(reference, other))) == count


@given(lists_of_items, lists_of_items)
def test_all_overlapping_pairs_are_found_once(reference: list[Item], other: list[Item]) -> None:
    expected: list[Pair] = []
    for i, one in enumerate(reference):
        for j, two in enumerate(other):
            common = [shared(a, b) for a, b in zip(one.spans, two.spans, strict=True)]
            if one.label == two.label and all(common):
                expected.append(Pair(i, j, sum(common), one.spans == two.spans))
    assert sorted(overlapping_pairs(reference, other)) == expected


@given(lists_of_items.filter(lambda some: len(some) <= 4), lists_of_items.filter(lambda some: len(some) <= 4))
def test_no_matching_is_larger(reference: list[Item], other: list[Item]) -> None:
    pairs = overlapping_pairs(reference, other)
    found = most_pairs(pairs)
    allowed = {(pair.reference, pair.other) for pair in pairs}
    assert set(found) <= allowed
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    assert len(found) == most_by_trying(reference, other, pairs)


@given(lists_of_items, lists_of_items)
def test_swapping_the_sides_swaps_the_pairs(reference: list[Item], other: list[Item]) -> None:
    there = overlapping_pairs(reference, other)
    back = overlapping_pairs(other, reference)
    assert sorted((j, i, n, e) for i, j, n, e in back) == sorted(there)
    assert sorted((j, i, n, e) for i, j, n, e in nearest_pairs(back)) == nearest_pairs(there)
    assert len(most_pairs(back)) == len(most_pairs(there))


@given(lists_of_items, lists_of_items)
def test_nearest_pairs_are_one_to_one_and_leave_no_pair_open(reference: list[Item], other: list[Item]) -> None:
    pairs = overlapping_pairs(reference, other)
    chosen = nearest_pairs(pairs)
    left, right = {p.reference for p in chosen}, {p.other for p in chosen}
    assert len(left) == len(right) == len(chosen)
    assert all(pair.reference in left or pair.other in right for pair in pairs)


def test_pairing_takes_the_same_first_then_the_overlapping_then_the_unlike() -> None:
    reference = [item(0, 10), item(0, 3), item(20, 25), item(30, 35), item(40, 50)]
    other = [item(7, 9), item(0, 10), item(20, 25, label="Y"), item(34, 40, label="Y"), item(60, 70)]
    # (0, 10) meets its equal, though then neither (0, 3) nor (7, 9) finds anyone (as many as can would be 2 of 2):
    # who marked the very same span has found that one and no other.
    assert pair_up(reference, other) == [(0, 1, 10, True), (2, 2, 5, True), (3, 3, 1, False)]


def test_among_the_overlapping_as_many_as_can_are_paired() -> None:
    # The nearest alone would pair (0, 6) with (0, 8) and leave (6, 9) without: it moves over.
    reference, other = [item(0, 6), item(6, 9)], [item(0, 8), item(0, 2)]
    assert pair_up(reference, other) == [(0, 1, 2, False), (1, 0, 2, False)]


def test_the_unlike_meet_in_the_same_place_before_a_larger_one() -> None:
    reference, other = [item(0, 3)], [item(0, 9, label="Y"), item(0, 3, label="Z")]
    assert pair_up(reference, other) == [(0, 1, 3, True)]


def sorts(pairs: list[Pair], reference: list[Item], other: list[Item]) -> list[tuple[object, ...]]:
    return sorted(
        (reference[p.reference].spans, reference[p.reference].label, other[p.other].spans, other[p.other].label)
        for p in pairs
    )


@given(lists_of_items, lists_of_items)
def test_each_item_has_one_counterpart_at_most(reference: list[Item], other: list[Item]) -> None:
    pairs = pair_up(reference, other)
    assert len({p.reference for p in pairs}) == len({p.other for p in pairs}) == len(pairs)
    for i, j, common, same in pairs:
        parts = [shared(a, b) for a, b in zip(reference[i].spans, other[j].spans, strict=True)]
        assert all(parts)
        assert common == sum(parts)
        assert same == (reference[i].spans == other[j].spans)


@given(lists_of_items, lists_of_items)
def test_nobody_who_could_be_paired_is_left(reference: list[Item], other: list[Item]) -> None:
    pairs = pair_up(reference, other)
    left, right = {p.reference for p in pairs}, {p.other for p in pairs}
    alike = {(p.reference, p.other) for p in pairs if reference[p.reference].label == other[p.other].label}
    for i, one in enumerate(reference):
        for j, two in enumerate(other):
            meets = all(shared(a, b) for a, b in zip(one.spans, two.spans, strict=True))
            assert not meets or i in left or j in right
            if meets and one.label == two.label:
                assert i in {a for a, _ in alike} or j in {b for _, b in alike}


@given(lists_of_items, lists_of_items, st.randoms(use_true_random=False))
def test_pairing_does_not_depend_on_sides_or_order(reference: list[Item], other: list[Item], random: Random) -> None:
    there = sorts(pair_up(reference, other), reference, other)
    back = sorts(pair_up(other, reference), other, reference)
    assert sorted((c, d, a, b) for a, b, c, d in back) == there
    mixed = random.sample(reference, len(reference))
    assert sorts(pair_up(mixed, other), mixed, other) == there
