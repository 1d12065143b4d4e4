"""The directions in which numbers differ most, alike in every library."""

# No `from __future__ import annotations`: packages carry this module beside components that spaCy looks into.

from typing import Any

import numpy as np

#: Share of the greatest variance below which nothing differs: any vector would do then, another one in each library.
_NOTHING = 1e-9


def main_directions(products: Any, *, most: int, only_real: bool = True) -> tuple[Any, Any]:
    """Principal components of centred numbers: how much each differs, greatest first, and (numbers, directions).

    products: (numbers, numbers), the sums or means of their products. only_real: without directions in which nothing
    differs. The sign of a direction is chance: the largest part of each is positive.
    """
    values, vectors = np.linalg.eigh(products)
    count = min(most, int((values > values[-1] * _NOTHING).sum()) if only_real else len(values))
    chosen = vectors[:, ::-1][:, :count]
    return values[::-1][:count], chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(count)])
