"""The drawn logistic finds its one greatest value, from wherever it starts and however clear the marks are."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from spanloop.learn.logistic import fit_drawn, logistic


def slope_at(inputs: Any, right: Any, weights: Any, typical: Any, pull: Any) -> Any:
    """How the value changes there; nothing at its greatest."""
    return inputs.T @ (right - logistic(inputs @ weights)) - pull @ (weights - typical)


@pytest.mark.parametrize("wrong", [0, 1, 200])
@pytest.mark.parametrize("start", [(1.0, 0.0), (30.0, -40.0)])
def test_the_greatest_value_is_found_without_overflow(wrong: int, start: tuple[float, float]) -> None:
    made = np.random.default_rng(1)
    # Scores near one for all: whole steps leap over the top here.
    inputs = np.stack([made.normal(9, 3, 400), np.ones(400)], axis=1)
    right = np.ones(400)
    right[:wrong] = 0
    typical, pull = np.asarray(start), np.diag([30.0, 7.5])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        weights = fit_drawn(inputs, right, typical=typical, pull=pull)
    assert np.abs(slope_at(inputs, right, weights, typical, pull)).max() < 1e-4


def test_numbers_of_any_size_are_probabilities() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = logistic([-1e9, 0.0, 2.0, 1e9])
    assert found.tolist() == pytest.approx([0.0, 0.5, 1 / (1 + np.exp(-2.0)), 1.0])
