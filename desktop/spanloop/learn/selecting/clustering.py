"""k-means over directions, without chance: the same vectors give the same clusters."""

from __future__ import annotations

from typing import Any

import numpy as np

_ROUNDS = 15
_TINY = 1e-9


def normalised(vectors: Any) -> Any:
    """Rows of length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, _TINY)


def kmeans(vectors: Any, weights: Any, number: int, *, fixed: Any = None) -> tuple[Any, Any]:
    """Centres (number, numbers) and the cluster of each vector (n,), by spherical k-means (Dhillon and Modha 2001).

    vectors: (n, numbers), rows of length 1. weights: (n,), how much each counts. fixed: (m, numbers) centres that stay
    where they are; clusters of these have the numbers from `number` on. The first centres are chosen one after the
    other, each where most weight lies farthest from those before (as k-means++ does by chance, here by the largest).
    """
    number = min(number, len(vectors))
    held = np.zeros((0, vectors.shape[1]), dtype=np.float32) if fixed is None else fixed
    centres = _first_centres(vectors, weights, number, held)
    assigned = np.zeros(len(vectors), dtype=np.int64)
    for round_ in range(_ROUNDS):
        before = assigned
        assigned = (vectors @ np.concatenate([centres, held]).T).argmax(axis=1)
        if round_ and (assigned == before).all():
            break
        for place in range(number):
            mine = assigned == place
            if mine.any():
                centres[place] = (vectors[mine] * weights[mine, None]).sum(axis=0)
        centres = normalised(centres)
    return centres, assigned


def _first_centres(vectors: Any, weights: Any, number: int, held: Any) -> Any:
    if len(held):
        nearest = (vectors @ held.T).max(axis=1)
    else:
        middle = normalised((vectors * weights[:, None]).sum(axis=0, keepdims=True))[0]
        nearest = vectors @ middle
    chosen: list[int] = []
    for _ in range(number):
        best = int((weights * np.maximum(0.0, 1.0 - nearest)).argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return vectors[chosen].copy()
