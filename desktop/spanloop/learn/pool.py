"""Rows that a component has learned from and comes back to: a step of training meets too few of them by itself."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

#: Rows that are learned from at once; and batches in one step of training.
ROWS, BATCHES = 32, 3
#: How often each row is read at most, and how many batches there are in any case, however few the rows.
PASSES, LEAST = 10, 250


class RowPool:
    """Rows by the text that they come from; batches go through all of them, in another order each time.

    After PASSES, and no fewer than LEAST batches, there is no more to learn from the same rows: None comes then, until
    new ones are added. A row is a place in arrays of the same length: features, targets.
    """

    def __init__(self, seed: int, *, passes: int = PASSES, least: int = LEAST) -> None:
        self._random = np.random.default_rng(seed)
        self._passes, self._least = passes, least
        self._parts: list[tuple[Any, ...]] = []
        self._arrays: tuple[Any, ...] | None = None
        self._known: set[Hashable] = set()
        self._order: list[int] = []
        self._read = 0
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __contains__(self, key: Hashable) -> bool:
        return key in self._known

    def add(self, key: Hashable, arrays: Sequence[Any]) -> None:
        """Take the rows of one text."""
        self._known.add(key)
        if not len(arrays[0]):
            return
        self._parts.append(tuple(arrays))
        self._arrays = None
        self._order += range(self._length, self._length + len(arrays[0]))
        self._length += len(arrays[0])
        self._random.shuffle(self._order)

    def arrays(self) -> tuple[Any, ...] | None:
        """All rows in the order in which they came; None where there are none."""
        if self._arrays is None and self._parts:
            self._arrays = tuple(np.concatenate(column) for column in zip(*self._parts, strict=True))
            self._parts = [self._arrays]
        return self._arrays

    def draw(self) -> tuple[Any, ...] | None:
        """The rows of a batch."""
        if not self._length or self._read >= max(self._passes * self._length, self._least * ROWS):
            return None
        arrays = self.arrays()
        assert arrays is not None
        if not self._order:
            self._order = self._random.permutation(self._length).tolist()
        chosen, self._order = self._order[:ROWS], self._order[ROWS:]
        self._read += len(chosen)
        return tuple(column[chosen] for column in arrays)
