"""Clusters keep their names."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.clusters import name_clusters


def name(
    groups: list[list[str]], known: dict[str, str] | None = None, splits: dict[str, str] | None = None
) -> dict[str, str | None]:
    numbers = count(1)
    return name_clusters(groups, known=known or {}, splits=splits or {}, make_uid=lambda: f"new{next(numbers)}")


def test_a_new_group_gets_a_name_and_a_grown_one_keeps_it() -> None:
    assert name([["a", "b"]]) == {"a": "new1", "b": "new1"}
    assert name([["a", "b", "c"]], {"a": "x", "b": "x"}) == {"c": "x"}
    assert name([["a", "b"]], {"a": "x", "b": "x"}) == {}


def test_what_is_no_copy_any_more_is_in_no_cluster() -> None:
    assert name([], {"a": "x", "b": "x"}) == {"a": None, "b": None}
    assert name([["a", "b"]], {"a": "x", "b": "x", "c": "x"}) == {"c": None}


def test_a_cluster_that_falls_apart_leaves_its_name_to_the_largest_part() -> None:
    known = dict.fromkeys("abcde", "x")
    assert name([["a", "b"], ["c", "d", "e"]], known) == {"a": "new1", "b": "new1"}


def test_two_bridged_clusters_become_one() -> None:
    known = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    assert name([["a", "b", "c", "d", "e", "f"]], known) == {"a": "y", "b": "y", "f": "y"}
    trained = {"a": "train", "c": "test"}
    assert name([["a", "b", "c", "d", "e", "f"]], known, trained) == dict.fromkeys("cdef", "x")


groupings = st.permutations("abcdefgh").flatmap(
    lambda letters: st.sets(st.integers(1, 7), max_size=4).map(
        lambda cuts: [letters[i:j] for i, j in zip([0, *sorted(cuts)], [*sorted(cuts), 8], strict=True) if j - i > 1]
    )
)


@given(groupings, groupings)
def test_whatever_was_before_the_clusters_are_the_groups(before: list[list[str]], now: list[list[str]]) -> None:
    known = {article: uid for article, uid in name(before).items() if uid}
    changed = name_clusters(now, known=known, splits={})
    after = {article: uid for article, uid in (known | changed).items() if uid}
    assert {frozenset(a for a in after if after[a] == uid) for uid in after.values()} == set(map(frozenset, now))
