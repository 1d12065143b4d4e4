"""The language model in NumPy alone, for where onnxruntime is not installed: the same numbers, some three times slower.

It rounds as the graph of `build_spec/weights.py` does. Products of rounded numbers are whole, and floats add whole
numbers exactly while they stay below 2 to the 24th; so sums come out the same in whatever order BLAS takes them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from spanloop.learn.embedding.weights import DEPTH, HEADS, LAYERS, LEAST, LIFT, WIDTH, Weights

_NOWHERE = np.float32(-1e9)
#: Rows of the widest arrays that are worked on at a time, so that they stay in the processor's cache.
_ROWS = 64
#: Abramowitz and Stegun 7.1.26: the error function to 1.5e-7, about what a float holds.
_ERF = tuple(np.float32(each) for each in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429))
_ERF_P = np.float32(0.3275911)


class PlainEngine:
    """See Engine."""

    name = "numpy"

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._numbers = weights.numbers()
        # BLAS multiplies no bytes.
        self._matrices = {
            name: self._numbers[name].astype(np.float32)
            for name in (
                f"layer{layer}.{part}" for layer in range(1, DEPTH + 1) for part in ("qkv", "mix", "inner", "outer")
            )
        }

    def run(self, ids: Any, mask: Any) -> list[Any]:
        """See Engine."""
        sentences, pieces = ids.shape
        x = self._words(ids)
        unseen = _unseen(mask)
        outputs: list[Any] = []
        for layer in range(1, max(LAYERS) + 1):
            name = f"layer{layer}"
            x = self._rest(x, name, *self._attend(x, name, unseen, sentences))
            if layer in LAYERS:
                outputs.append(x.reshape(sentences, pieces, WIDTH))
        return outputs

    def attention(self, ids: Any, mask: Any) -> list[Any]:
        """See Engine."""
        x = self._words(ids)
        unseen = _unseen(mask)
        outputs: list[Any] = []
        for layer in range(1, DEPTH + 1):
            name = f"layer{layer}"
            scores, value = self._attend(x, name, unseen, len(ids))
            outputs.append(scores)
            if layer < DEPTH:
                x = self._rest(x, name, scores, value)
        return outputs

    def _words(self, ids: Any) -> Any:
        """What goes into the first layer, all pieces of all sentences in one row."""
        sentences, pieces = ids.shape
        number = self._numbers
        flat = ids.reshape(-1)
        x = number["words"][flat] * number["words.scale"][flat]
        x = (x.reshape(sentences, pieces, WIDTH) + number["places"][:pieces]).reshape(-1, WIDTH)
        return self._norm(x, "words")

    def _attend(self, x: Any, name: str, unseen: Any, sentences: int) -> tuple[Any, Any]:
        """How much each piece looks at each other, and the values that they see."""
        parts = self._times(x, f"{name}.qkv").reshape(sentences, -1, 3, HEADS, WIDTH // HEADS)
        query, key, value = np.ascontiguousarray(parts.transpose(2, 0, 3, 1, 4))
        scores = query @ key.transpose(0, 1, 3, 2)
        scores += unseen
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        return scores, value

    def _rest(self, x: Any, name: str, scores: Any, value: Any) -> Any:
        """A layer after its attention."""
        seen = np.ascontiguousarray((scores @ value).transpose(0, 2, 1, 3)).reshape(-1, WIDTH)
        x = self._norm(self._times(seen, f"{name}.mix") + x, f"{name}.mix")
        inner = self._times(x, f"{name}.inner")
        for first in range(0, len(inner), _ROWS):
            _gelu(inner[first : first + _ROWS])
        return self._norm(self._times(inner, f"{name}.outer", lifted=True) + x, f"{name}.outer")

    def _times(self, x: Any, name: str, *, lifted: bool = False) -> Any:
        steps = np.float32(255 if lifted else 127)
        x = x + np.float32(LIFT) if lifted else x
        largest = (x if lifted else np.abs(x)).max(axis=-1, keepdims=True)
        largest = np.maximum(largest, np.float32(LEAST))
        rounded = np.rint(x * (steps / largest))
        y = rounded @ self._matrices[name]
        y *= self._numbers[f"{name}.scale"]
        y *= largest * (1 / steps)
        y += self._numbers[f"{name}.bias"]
        return y

    def _norm(self, x: Any, name: str) -> Any:
        x = x - x.mean(axis=-1, keepdims=True)
        spread = np.einsum("ij,ij->i", x, x) / np.float32(x.shape[-1])
        x *= (1 / np.sqrt(spread + np.float32(1e-12)))[:, None]
        x *= self._numbers[f"{name}.norm.weight"]
        x += self._numbers[f"{name}.norm.bias"]
        return x


def _unseen(mask: Any) -> Any:
    """What is added to the scores so that nothing looks at what only fills up."""
    return ((1 - mask) * _NOWHERE)[:, None, None, :]


def _gelu(x: Any) -> None:
    """x times the share of a normal distribution below x, in place."""
    size = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + _ERF_P * size)
    tail = _ERF[4] * t
    for factor in reversed(_ERF[:4]):
        tail += factor
        tail *= t
    tail *= np.exp(-size * size)
    share = np.copysign(1 - tail, x)
    share += 1
    share *= np.float32(0.5)
    x *= share
