"""Splits at first sight."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.splits import SPLITS, assign_splits

keys = st.sets(st.text(alphabet="abcdefgh", min_size=1, max_size=6), max_size=40)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, {}), (1, {"train": 1}), (2, {"train": 1, "dev": 1}), (3, {"train": 1, "dev": 1, "test": 1})],
)
def test_the_first_three_go_one_to_each(count: int, expected: dict[str, int]) -> None:
    assert Counter(assign_splits({}, [f"c{i}" for i in range(count)]).values()) == expected


@pytest.mark.parametrize("count", [20, 100, 1000])
def test_many_are_shared_out_70_15_15(count: int) -> None:
    counts = Counter(assign_splits({}, [f"cluster-{i}" for i in range(count)]).values())
    assert counts == {"train": count * 70 // 100, "dev": count * 15 // 100, "test": count * 15 // 100}


@given(keys, keys)
def test_known_clusters_keep_their_split(first: set[str], second: set[str]) -> None:
    known = assign_splits({}, first)
    later = assign_splits(known, first | second)
    assert later.keys() == first | second
    assert {cluster: later[cluster] for cluster in first} == known


@given(keys)
def test_the_order_of_one_batch_does_not_matter(clusters: set[str]) -> None:
    assert assign_splits({}, sorted(clusters)) == assign_splits({}, sorted(clusters, reverse=True))


@given(st.lists(st.text(alphabet="xyz", min_size=1, max_size=5), unique=True, max_size=30))
def test_one_by_one_no_split_that_is_due_stays_empty(clusters: list[str]) -> None:
    known: dict[str, str] = {}
    for cluster in clusters:
        known |= assign_splits(known, [cluster])
        held = set(known.values())
        assert held >= set(SPLITS[: min(3, len(known))])
        counts = Counter(known.values())
        for split, share in (("train", 0.70), ("dev", 0.15), ("test", 0.15)):
            assert abs(counts[split] - share * len(known)) <= 2


def test_dev_is_filled_first_when_an_older_project_has_none() -> None:
    assert assign_splits({"a": "train", "b": "train", "c": "train"}, ["d", "a"]) == {"d": "dev", "a": "train"}


def test_a_split_of_another_name_is_left_alone() -> None:
    assert assign_splits({"a": "left out"}, ["a", "b"]) == {"a": "left out", "b": "train"}
