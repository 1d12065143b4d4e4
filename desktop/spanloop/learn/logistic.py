"""Logistic regression that is drawn to what is typical, so that a few marks are enough to fit it."""

# No `from __future__ import annotations`: packages carry this module beside components that spaCy looks into.

from dataclasses import dataclass
from typing import Any

import numpy as np

_MOST_STEPS = 100
_MOST_HALVINGS = 30
_CLOSE = 1e-8
#: How strongly weights are drawn to the typical ones: chosen on re3d's training articles, where 10 to 300 were alike.
_PULL, _PULL_OF_CONSTANT = 30.0, 6.0
_DECIMALS = 6
_EDGE = 1e-4


@dataclass(frozen=True)
class Scale:
    """How several numbers of a mark become the probability that it is right.

    centre, spread: of the numbers, about as they are everywhere. typical: where little or nothing is known, the
    weight of each number so scaled and, at the end, of the constant.
    """

    centre: Any
    spread: Any
    typical: Any

    @property
    def width(self) -> int:
        """How many numbers a mark has."""
        return len(self.centre)

    def probabilities(self, numbers: Any, weights: Any) -> Any:
        """Of each row of numbers, (marks, width), the probability that the mark is right."""
        return logistic(self._inputs(numbers) @ np.asarray(weights))

    def fit(self, numbers: Any, right: Any) -> Any:
        """The weights that marks show, drawn to the typical ones. right: 1 or 0 of each row of numbers."""
        pull = np.diag([*[_PULL] * self.width, _PULL_OF_CONSTANT])
        found = fit_drawn(self._inputs(numbers), right, typical=np.asarray(self.typical), pull=pull)
        return np.round(found, _DECIMALS)

    def _inputs(self, numbers: Any) -> Any:
        plain = np.asarray(numbers, dtype=np.float64).reshape(-1, self.width)
        scaled = (plain - np.asarray(self.centre)) / np.asarray(self.spread)
        return np.concatenate([scaled, np.ones((len(scaled), 1))], axis=1)


def logistic(values: Any) -> Any:
    """1 / (1 + exp(-x)), of numbers of any size."""
    return 0.5 * (1 + np.tanh(np.asarray(values, dtype=np.float64) / 2))


def log_odds(chances: Any) -> Any:
    """log(p / (1 - p)); chances nearer to 0 or 1 than a ten thousandth count as so near."""
    held = np.clip(np.asarray(chances, dtype=np.float64), _EDGE, 1 - _EDGE)
    return np.log(held / (1 - held))


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
