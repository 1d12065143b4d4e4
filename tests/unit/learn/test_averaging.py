"""The running average: it forgets where it began, unless that had been learned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import Linear

from spanloop.learn.averaging import LEARNED, RunningAverage


def _moved(steps: int, *, learned: bool) -> float:
    """Where the average is when a weight went from 0 to 1 at once and stayed there."""
    model = Linear(1, 1)
    model.initialize()
    model.set_param("W", model.ops.alloc2f(1, 1))
    average = RunningAverage()
    if learned:
        average.begin_at(model)
    for _ in range(steps):
        model.set_grad("W", model.ops.alloc2f(1, 1) + 1)
        average.move(model, _to_one, pace=1.0)
    with average.used(model):
        return float(np.asarray(model.get_param("W"))[0, 0])


def _to_one(key: Any, weights: Any, gradient: Any, *, lr_scale: float) -> tuple[Any, Any]:
    assert key
    assert lr_scale == 1.0
    return weights * 0 + 1, gradient * 0


def test_a_single_step_hardly_moves_what_was_learned() -> None:
    assert _moved(1, learned=True) == pytest.approx(1 - (1 + LEARNED + 1) / (10 + LEARNED + 1), abs=1e-6)
    assert _moved(1, learned=False) == 1.0
    assert 0.9 < _moved(60, learned=True) < 1.0
