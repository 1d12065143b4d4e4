"""The best sequence of tags is the one that counting all sequences gives, and a span is as sure as its tags."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from spanloop.learn.tag_paths import best_paths, span_scores

LABELS = 2


def readings(length: int) -> list[tuple[tuple[int, ...], frozenset[tuple[int, int, int]]]]:
    """Every sequence of columns that can be read as entities, with its entities."""
    found = []
    for columns in product(range(1 + 4 * LABELS), repeat=length):
        spans, opened = set(), None
        for place, column in enumerate(columns):
            kind, label = ("O", -1) if column == 0 else ("BILU"[(column - 1) % 4], (column - 1) // 4)
            if opened is not None and (kind not in "IL" or label != opened[1]):
                break
            if opened is None and kind in "IL":
                break
            if kind == "B":
                opened = (place, label)
            elif kind == "U":
                spans.add((place, place + 1, label))
            elif kind == "L" and opened is not None:
                spans.add((opened[0], place + 1, label))
                opened = None
        else:
            if opened is None:
                found.append((columns, frozenset(spans)))
    return found


@pytest.fixture(scope="module")
def logs() -> list[Any]:
    made = np.random.default_rng(3).normal(size=(3, 4, 1 + 4 * LABELS)) * 2
    documents = [made[0], made[1][:1], made[0][:0], made[2][:3]]
    return [each - np.log(np.exp(each).sum(axis=1, keepdims=True)) for each in documents]


def test_the_best_is_that_of_counting_all_sequences(logs: list[Any]) -> None:
    best = best_paths(logs)
    assert best[2] == []
    for place, each in enumerate(logs):
        if not len(each):
            continue
        ways = readings(len(each))
        chances = np.array([np.exp(each[np.arange(len(each)), columns].sum()) for columns, _ in ways])
        assert frozenset(best[place]) == ways[int(chances.argmax())][1]


def test_a_tagger_without_labels_marks_nothing() -> None:
    assert best_paths([np.zeros((3, 1)), np.zeros((0, 1))]) == [[], []]


def test_a_span_is_as_sure_as_the_weakest_of_its_tags_and_as_all(logs: list[Any]) -> None:
    (first, second, third, *_) = logs[0]
    tags = np.exp([first[5], second[6], third[7]])
    wanted = [np.exp(first[4]), np.sqrt(tags.min() * tags.prod() ** (1 / 3))]
    assert span_scores(logs[0], [(0, 1, 0), (0, 3, 1)]) == pytest.approx(wanted)


def test_a_long_span_of_sure_tags_is_a_sure_one() -> None:
    logs = np.log(np.full((9, 1 + 4 * LABELS), 0.9))
    assert span_scores(logs, [(0, 1, 0), (0, 9, 1)]) == pytest.approx([0.9, 0.9])
    logs[4] = np.log(0.1)
    assert span_scores(logs, [(0, 9, 1)])[0] < 0.3
    assert span_scores(logs, []) == []
