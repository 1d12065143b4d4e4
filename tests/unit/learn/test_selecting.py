"""Ways of choosing: every order is whole, the same again, and begins with what it promises."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.strategies import STRATEGIES, Strategy
from spanloop.learn.selecting.clustering import kmeans, normalised
from spanloop.learn.selecting.diverse import diverse_order
from spanloop.learn.selecting.naming import named_in
from spanloop.learn.selecting.pool import Annotated, Candidate
from spanloop.learn.selecting.rank import rank
from spanloop.learn.selecting.vectors import _bags, lead_of


def some(number: int, *, seed: int = 0) -> list[Candidate]:
    """Candidates of all sorts."""
    source = random.Random(seed)
    vectors = np.random.default_rng(seed).normal(size=(max(number, 1), 6)).astype(np.float32)
    return [
        Candidate(
            f"u{place}",
            words=source.choice([0, 3, 40, 200]),
            date=source.choice(["", "2024-01-02", "2024-05-05"]),
            foreign=source.random() < 0.2,
            cluster=source.choice(["", "", "", "a", "b"]),
            vector=source.choice([vectors[place], vectors[place], np.zeros(6, dtype=np.float32), None]),
            named=source.choice([0, 1, 7]),
            suggested=source.choice([None, (), (("ARM", 0.9),), (("GPE", None), ("ARM", 0.2))]),
        )
        for place in range(number)
    ]


KNOWN = Annotated((np.ones(6, dtype=np.float32),), {"ARM": 30, "GPE": 0}, frozenset({"b"}))


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(number=st.integers(0, 40), seed=st.integers(0, 5), order=st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_an_order_has_all_and_does_not_hang_on_how_they_came(
    strategy: Strategy, number: int, seed: int, order: random.Random
) -> None:
    items = some(number, seed=seed)
    ranked = rank(strategy, items, annotated=KNOWN, seed="p")
    assert sorted(one.uid for one in ranked) == sorted(item.uid for item in items)
    order.shuffle(items)
    assert rank(strategy, items, annotated=KNOWN, seed="p") == ranked


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_of_copies_one_keeps_its_place_and_none_where_one_is_annotated(strategy: Strategy) -> None:
    items = [replace(item, foreign=False) for item in some(30)]
    uids = [one.uid for one in rank(strategy, items, annotated=KNOWN)]
    clusters = {item.uid: item.cluster for item in items}
    first = sum(not cluster for cluster in clusters.values()) + 1
    assert "b" not in {clusters[uid] for uid in uids[:first]}
    assert [clusters[uid] for uid in uids[:first]].count("a") == 1


@pytest.mark.parametrize("strategy", ["diverse", "unsure", "rare", "mixed"])
def test_the_language_of_the_extractor_comes_first(strategy: Strategy) -> None:
    items = [replace(item, cluster="") for item in some(30)]
    foreign = {item.uid for item in items if item.foreign}
    uids = [one.uid for one in rank(strategy, items)]
    assert foreign
    assert set(uids[-len(foreign) :]) == foreign


def test_chance_is_that_of_the_seed_and_stays_when_articles_come_or_go() -> None:
    items = some(30)
    first = [one.uid for one in rank("random", [replace(item, cluster="") for item in items], seed="p")]
    fewer = [one.uid for one in rank("random", [replace(item, cluster="") for item in items[:20]], seed="p")]
    assert [uid for uid in first if uid in set(fewer)] == fewer
    assert [one.uid for one in rank("random", items, seed="q")] != first


def test_what_the_extractor_is_least_sure_of_comes_first_by_words_and_what_nobody_read_last() -> None:
    items = [
        Candidate("sure", words=20, suggested=(("ARM", 0.99),)),
        Candidate("long", words=900, suggested=(("ARM", 0.3),) * 3),
        Candidate("short", words=30, suggested=(("ARM", 0.3),) * 2),
        Candidate("unread", words=10),
        Candidate("nothing", words=10, suggested=()),
    ]
    ranked = rank("unsure", items)
    assert [one.uid for one in ranked] == ["short", "long", "sure", "nothing", "unread"]
    assert ranked[0].score == pytest.approx(1.4 / 30, abs=1e-6)
    assert ranked[-1].score is None
    mixed = [one.uid for one in rank("mixed", items)]
    assert mixed[1] in ("short", "long")
    assert sorted(mixed) == sorted(item.uid for item in items)


def test_labels_with_few_marks_come_first() -> None:
    items = [
        Candidate("common", words=50, suggested=(("ARM", 0.9),) * 3),
        Candidate("rare", words=50, suggested=(("MIL", None),)),
        Candidate("none", words=50, suggested=()),
    ]
    ranked = rank("rare", items, annotated=Annotated(marks={"ARM": 400, "MIL": 0}))
    assert [one.uid for one in ranked] == ["rare", "common", "none"]


def test_newest_is_by_date_and_what_has_none_comes_last() -> None:
    items = [Candidate("old", date="2020-01-01"), Candidate("none"), Candidate("new", date="2024-01-01T10:00")]
    assert [one.uid for one in rank("newest", items)] == ["new", "old", "none"]


def test_differing_texts_come_before_a_second_of_a_kind_and_before_what_is_annotated() -> None:
    kinds = normalised(np.eye(8, dtype=np.float32)[[0, 0, 0, 1, 1, 2, 2, 3]] + np.arange(8)[:, None] * 1e-3)
    words = np.full(8, 20.0)
    rows = [row for row, _ in diverse_order(kinds, words, annotated=kinds[:0], first=4)]
    assert sorted(rows) == list(range(8))
    assert {0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 6: 2, 7: 3}[rows[0]] == 0
    assert len({(0, 0, 0, 1, 1, 2, 2, 3)[row] for row in rows[:4]}) == 4
    after = [row for row, _ in diverse_order(kinds[3:], words[3:], annotated=kinds[:3], first=3)]
    assert len({(1, 1, 2, 2, 3)[row] for row in after[:3]}) == 3


def test_of_a_kind_what_names_more_comes_first_and_length_counts_where_nothing_tells() -> None:
    kinds = normalised(np.eye(4, dtype=np.float32)[[0, 0, 1, 1]] + np.arange(4)[:, None] * 1e-3)
    words = np.array([20.0, 60.0, 20.0, 60.0])
    named = np.array([6.0, 1.0, 5.0, 0.0])
    assert {row for row, _ in diverse_order(kinds, words, annotated=kinds[:0], named=named, first=2)[:2]} == {0, 2}
    for nothing in (None, np.zeros(4)):
        order = diverse_order(kinds, words, annotated=kinds[:0], named=nothing, first=2)
        assert {row for row, _ in order[:2]} == {1, 3}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("The army entered Deir ez-Zor with Russian help .", 2),
        ("Talks in New York failed . Ministers left .", 1),
        ("Rebels Seize Town As Army Flees", 1),
        ("قال الجيش إنه دخل المدينة", 0),
        ("", 0),
    ],
)
def test_runs_of_capitals_that_begin_no_sentence_are_counted(text: str, runs: int) -> None:
    assert named_in(text.split()) == runs


def test_clusters_of_equal_one_and_too_few_texts() -> None:
    same = np.ones((5, 4), dtype=np.float32)
    assert sorted(row for row, _ in diverse_order(same, np.zeros(5), annotated=same[:0])) == [0, 1, 2, 3, 4]
    assert [row for row, _ in diverse_order(same[:1], np.ones(1), annotated=same)] == [0]
    assert diverse_order(same[:0], np.ones(0), annotated=same) == []
    points = normalised(np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], dtype=np.float32))
    centres, assigned = kmeans(points, np.ones(4, dtype=np.float32), 2)
    assert centres.shape == (2, 2)
    assert assigned[0] == assigned[1] != assigned[2] == assigned[3]


def test_bags_of_words_are_alike_where_words_are() -> None:
    one, same, other = _bags([["Rebels", "left", "."], ["rebels", "left"], ["Talks", "began"]])
    assert (one == same).all()
    assert (one != other).any()
    assert lead_of("Ceasefire, he said.")[:3] == ["Ceasefire", ",", "he"]
