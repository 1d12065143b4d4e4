"""Bins, ranking and calibration error, worked by hand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.reliability import class_name, count_classes, reliability

scored = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def test_worked_by_hand() -> None:
    found = reliability([(0.95, True), (0.95, True), (0.95, False), (0.65, True), (0.25, False), (1.0, True)])
    assert found["n"] == 6
    last = found["bins"][9]
    assert (last["low"], last["high"], last["n"], last["right"]) == (0.9, 1.0, 4, 0.75)
    assert last["score"] == pytest.approx(0.9625)
    # (4 * |.9625 - .75| + 1 * |.65 - 1| + 1 * |.25 - 0|) / 6
    assert found["ece"] == pytest.approx((0.85 + 0.35 + 0.25) / 6, abs=1e-4)
    # Pairs of a right and a wrong one: 1.0 and .65 and two of .95 against .95 and .25; .95 against .95 is half.
    assert found["auroc"] == pytest.approx((2 + 1 + (0.5 + 1) * 2) / 8)
    assert [(one["name"], one["n"], one["right"]) for one in found["classes"]] == [
        ("sure", 4, 0.75), ("likely", 1, 1.0), ("unsure", 1, 0.0),
    ]  # fmt: skip


def test_nothing_and_no_difference_have_no_figures() -> None:
    nothing = reliability([])
    assert (nothing["n"], nothing["right"], nothing["auroc"], nothing["ece"]) == (0, None, None, None)
    assert reliability([(0.2, True), (0.9, True)])["auroc"] is None


@given(scored)
def test_bins_and_classes_hold_everything_once(found: list[tuple[float, bool]]) -> None:
    told = reliability(found)
    assert sum(one["n"] for one in told["bins"]) == sum(one["n"] for one in told["classes"]) == len(found)
    assert told == reliability(found[::-1])
    assert told["auroc"] is None or 0 <= told["auroc"] <= 1


def test_scores_that_keep_their_word_have_a_small_error() -> None:
    random = Random(3)
    drawn = [random.random() for _ in range(20_000)]
    honest = reliability([(score, random.random() < score) for score in drawn])
    boasting = reliability([(score**0.25, random.random() < score) for score in drawn])
    assert honest["ece"] is not None
    assert honest["ece"] < 0.02
    assert boasting["ece"] is not None
    assert boasting["ece"] > 0.2


def test_scores_fall_into_classes_that_have_names() -> None:
    assert [class_name(score) for score in (1.0, 0.9, 0.89, 0.6, 0.59, 0.0)] == [
        "sure", "sure", "likely", "likely", "unsure", "unsure",
    ]  # fmt: skip
    sure, likely, unsure = count_classes([(0.95, True), (0.7, True), (0.8, False), (0.1, False)])
    assert (sure.n, sure.right, likely.n, likely.right, unsure.n, unsure.right) == (1, 1, 2, 1, 1, 0)
    assert likely.score == pytest.approx(1.5)
