"""A running average of a model's weights, which predicts better than the weights of the last step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thinc.api import Model


#: So many steps stand for what a model learned before; the average then reaches back a dozen steps, not one or two.
LEARNED = 100


class RunningAverage:
    """Follows the weights of one model, each with the weight that thinc's optimizer gives it: (1 + t) / (10 + t) of
    the average stays at step t. So it forgets the beginning, and is of use from the first hundred steps on.
    """

    def __init__(self) -> None:
        self._weights: dict[tuple[int, str], Any] = {}
        self._steps = 0

    def begin_at(self, model: Model[Any, Any]) -> None:
        """Begin at the weights of a model that has learned already: they count as LEARNED steps."""
        self._weights, self._steps = {}, LEARNED - 1
        self._follow(model)

    def move(self, model: Model[Any, Any], sgd: Any, *, pace: float) -> None:
        """Let the optimizer move the weights, `pace` times as far as it says, and follow them."""
        for node in model.walk():
            for name in node.param_names:
                if node.has_grad(name):
                    moved, _ = sgd((node.id, name), node.get_param(name), node.get_grad(name), lr_scale=pace)
                    node.set_param(name, moved)
        self._follow(model)

    def _follow(self, model: Model[Any, Any]) -> None:
        """Take in the weights that a model has after a step."""
        self._steps += 1
        kept = (1 + self._steps) / (10 + self._steps)
        for node in model.walk():
            for name in node.param_names:
                if not node.has_param(name):
                    continue
                key = (node.id, name)
                weights = node.get_param(name)
                if key in self._weights:
                    average = self._weights[key]
                    average *= kept
                    average += (1 - kept) * weights
                else:
                    self._weights[key] = weights.copy()

    @contextmanager
    def used(self, model: Model[Any, Any]) -> Iterator[None]:
        """For as long as the block lasts the model has the average as its weights, where it followed any step."""
        with model.use_params(self._weights):
            yield

    def settle(self, model: Model[Any, Any]) -> None:
        """Make the average the weights of the model for good, and begin anew."""
        for node in model.walk():
            for name in node.param_names:
                if (node.id, name) in self._weights:
                    node.set_param(name, self._weights[node.id, name])
        self._weights, self._steps = {}, 0
