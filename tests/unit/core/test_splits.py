"""Splits at first sight."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.splits import SPLITS, Family, assign_splits, plan_splits

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


def family(uid: str, *articles: str, chosen: str | None = None) -> Family:
    members = frozenset(articles or (uid,))
    return Family(uid, members, members if chosen is None else frozenset(chosen.split()))


def test_all_of_a_cluster_goes_into_one_split_and_is_remembered_article_by_article() -> None:
    plan = plan_splits({}, [([family("c", "a", "b", chosen="a")], [])])
    assert plan.splits == {"a": "train"}
    assert plan.fresh == {"a": "train", "b": "train"}


def test_what_a_cluster_is_called_decides_nothing() -> None:
    """Copies of one project name their clusters each in their own way, and share them out alike."""

    def shared(name: str) -> tuple[tuple[str, str | None], ...]:
        families = [family(name, "a", "f"), *(family(uid, uid) for uid in "bcdeghij")]
        return tuple(sorted(plan_splits({}, [(families, [])]).splits.items()))

    assert {shared(f"cluster {n}") for n in range(30)} == {shared("x")}


def test_a_new_copy_takes_the_split_of_its_cluster() -> None:
    plan = plan_splits({"a": "test"}, [([family("c", "a", "b")], [])])
    assert plan.splits == {"a": "test", "b": "test"}
    assert plan.fresh == {"b": "test"}
    assert not plan.left_out


def test_clusters_that_grow_together_keep_what_was_trained_on_and_leave_out_the_rest() -> None:
    known = {"a": "test", "b": "dev", "c": "train", "d": "train", "e": "dev"}
    plan = plan_splits(known, [([family("x", "a", "b", "c", "n"), family("d"), family("e")], [])])
    assert plan.splits == {"a": None, "b": None, "c": "train", "n": "train", "d": "train", "e": "dev"}
    assert plan.left_out == {"a": ("test", "train"), "b": ("dev", "train")}
    assert plan.fresh == {"n": "train"}


def test_dev_is_lent_a_cluster_of_train_when_nothing_else_is_in_it() -> None:
    known = {"a": "train", "b": "dev", "c": "train", "d": "train"}
    joined = [family("x", "a", "b"), family("c"), family("d")]
    plan = plan_splits(known, [(joined, [])])
    assert Counter(plan.splits.values()) == {"train": 2, "dev": 1, None: 1}
    assert plan.splits["b"] is None
    assert plan.fresh == {}
    assert plan.lent
    # The only cluster that trains is not lent.
    assert not plan_splits(known, [([family("x", "a", "b")], [])]).lent


def test_each_language_is_shared_out_by_itself_complete_articles_first() -> None:
    english = [family(f"e{number}") for number in range(3)]
    plan = plan_splits({}, [([english[0]], english[1:]), ([family("a1")], [])])
    assert plan.splits["e0"] == "train"
    assert plan.splits["a1"] == "train"
    assert set(plan.splits.values()) == {"train", "dev", "test"}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[list[str]], set[str]]]:
    """Steps: how articles are clustered then, and which of them are asked for. Clusters only grow, as copies do."""
    groups = [[name] for name in "abcdefghijkl"]
    steps: list[tuple[list[list[str]], set[str]]] = []
    for _ in range(draw(st.integers(1, 8))):
        for _ in range(draw(st.integers(0, 3))):
            if len(groups) > 2:
                one = groups.pop(draw(st.integers(0, len(groups) - 1)))
                groups[draw(st.integers(0, len(groups) - 1))] += one
        steps.append(([list(group) for group in groups], draw(st.sets(st.sampled_from("abcdefghijkl"), min_size=1))))
    return steps


@settings(max_examples=400)
@given(histories(), st.data())
def test_nothing_leaks_however_clusters_grow(
    steps: list[tuple[list[list[str]], set[str]]], data: st.DataObject
) -> None:
    known: dict[str, str] = {}
    trained: set[str] = set()
    tested: set[str] = set()
    for groups, asked in steps:
        families = [
            Family(min(group), frozenset(group), frozenset(group) & asked) for group in groups if asked & set(group)
        ]
        whole = data.draw(st.sets(st.sampled_from([f.uid for f in families])))
        plan = plan_splits(
            known, [([f for f in families if f.uid in whole], [f for f in families if f.uid not in whole])]
        )
        assert plan.splits.keys() == asked
        assert not plan.fresh.keys() & known.keys()
        known |= plan.fresh
        for group in groups:
            assert len({plan.splits[a] for a in group if plan.splits.get(a)}) <= 1
        trained |= {a for a, split in plan.splits.items() if split == "train"}
        tested |= {a for a, split in plan.splits.items() if split == "test"}
        assert not trained & tested
        now = {a for a, split in plan.splits.items() if split == "test"}
        assert not any(trained & set(group) and now & set(group) for group in groups)
        training = [f for f in families if f.uid in whole and any(plan.splits[a] == "train" for a in f.chosen)]
        assert len(training) < 2 or "dev" in plan.splits.values()
