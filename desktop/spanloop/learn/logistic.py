"""Logistic regression that is drawn to what is typical, so that a few marks are enough to fit it."""

# No `from __future__ import annotations`: packages carry this module beside components that spaCy looks into.

from typing import Any

import numpy as np

_MOST_STEPS = 100
_MOST_HALVINGS = 30
_CLOSE = 1e-8


def logistic(values: Any) -> Any:
    """1 / (1 + exp(-x)), of numbers of any size."""
    return 0.5 * (1 + np.tanh(np.asarray(values, dtype=np.float64) / 2))


def fit_drawn(inputs: Any, right: Any, *, typical: Any, pull: Any) -> Any:
    """The weights with the greatest log-likelihood, less half of the squared distance from what is typical.

    inputs: (marks, weights). right: 1 or 0 of each mark. typical: (weights,). pull: (weights, weights), positive
    definite; so there is one greatest value. By Newton's steps, each halved until it does not lead downhill: where all
    marks are right, or nearly, whole steps leap over the top and never come back.
    """
    weights = np.array(typical, dtype=np.float64)
    held = _value(inputs, right, weights, typical, pull)
    for _ in range(_MOST_STEPS):
        chances = logistic(inputs @ weights)
        slope = inputs.T @ (right - chances) - pull @ (weights - typical)
        curve = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + pull
        step = np.linalg.solve(curve, slope)
        for _ in range(_MOST_HALVINGS):
            value = _value(inputs, right, weights + step, typical, pull)
            if value >= held:
                break
            step = step / 2
        weights, held = weights + step, max(value, held)
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def _value(inputs: Any, right: Any, weights: Any, typical: Any, pull: Any) -> float:
    """What is made as great as can be."""
    margins = inputs @ weights
    likelihood = right * margins - np.logaddexp(0, margins)
    away = weights - typical
    return float(likelihood.sum() - away @ pull @ away / 2)
