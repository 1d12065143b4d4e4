"""Which of many articles go together, found with little in memory: what is compared lies in a temporary file.

Two articles that agree in a band may be alike; of those whose signatures do not rule it out it is asked once, and only
while nothing joins them yet. Which groups come out does not hang on the order in which pairs are asked.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

#: Bytes that stay in memory; 10,000 articles of 400 words have as much.
_IN_MEMORY = 32_000_000
#: Buckets up to this size are taken apart into all their pairs, and what is apart is remembered; larger ones are gone
#: through article by article.
_PAIRED = 1_000
#: Pairs that are asked together, and pairs known to be apart that are remembered (8 bytes each). To forget one only
#: costs asking again.
_AT_ONCE = 500_000
_REMEMBERED = 4_000_000
#: Pairs whose signatures are compared at once (512 bytes each).
_COMPARED = 20_000
#: After so many pairs it is told that it goes on.
_TOLD = 500
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


class ShingleFile:
    """Sorted hashes of one article after the other, read back by its place. Nothing is left when it is closed."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: where what does not stay in memory goes, the system's own where none is named. Raises OSError."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=folder and str(folder))  # noqa: SIM115 - closed by exit
        self._ends = array("Q", [0])

    def __enter__(self) -> ShingleFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, some: Iterable[Hashes]) -> None:
        """Append those of the next articles; not after anything was read."""
        for hashes in some:
            self._file.write(hashes.tobytes())
            self._ends.append(self._ends[-1] + hashes.nbytes)

    def sizes(self) -> NDArray[np.int64]:
        """How many hashes each article has."""
        return np.diff(np.frombuffer(self._ends, np.uint64)).astype(np.int64) // np.dtype(np.uint64).itemsize

    def read(self, place: int) -> Hashes:
        """Those of one article."""
        begin, end = self._ends[place], self._ends[place + 1]
        self._file.seek(begin)
        return np.frombuffer(self._file.read(end - begin), np.uint64)


class Groups:
    """Which articles are joined so far."""

    def __init__(
        self,
        count: int,
        alike: Callable[[int, int], bool],
        *,
        likely: Callable[[Hashes, Hashes], NDArray[np.bool_]],
        tell: Callable[[], None],
    ) -> None:
        """alike: whether two articles, by their places, are copies. likely: the same of many pairs (places of the ones,
        and of the others), wrong only where it says yes, and cheap. tell: called now and then while pairs are asked."""
        self._alike = alike
        self._likely = likely
        self._tell = tell
        self._above = list(range(count))
        self._apart: Hashes = np.empty(0, np.uint64)
        self._asked = 0

    def join_band(self, keys: Hashes) -> None:
        """Join articles that are alike among those whose key is the same; keys: one for each article."""
        roots = self._settled()
        order = np.argsort(keys, kind="stable")
        begins = np.flatnonzero(np.concatenate(([True], keys[order][1:] != keys[order][:-1])))
        sizes = np.diff(np.append(begins, len(order)))
        waiting: list[Hashes] = [_packed(order[begins[sizes == 2]], order[begins[sizes == 2] + 1], roots)]
        number = len(waiting[0])
        for begin, size in zip(begins[sizes > 2].tolist(), sizes[sizes > 2].tolist(), strict=True):
            members = order[begin : begin + size]
            if size > _PAIRED:
                self._join_large(members.tolist())
                continue
            ones, others = np.triu_indices(size, 1)
            waiting.append(_packed(members[ones], members[others], roots))
            number += len(waiting[-1])
            if number > _AT_ONCE:
                self._ask(waiting)
                waiting, number = [], 0
        self._ask(waiting)

    def _ask(self, waiting: Sequence[Hashes]) -> None:
        pairs = np.sort(np.concatenate(waiting)) if waiting else self._apart[:0]
        if len(self._apart):
            at = np.minimum(np.searchsorted(self._apart, pairs), len(self._apart) - 1)
            pairs = pairs[self._apart[at] != pairs]
        apart = array("Q")
        for pair in cast("list[int]", self._worth_asking(pairs).tolist()):
            if self._differ(pair >> 32, pair & 0xFFFFFFFF):
                apart.append(pair)
        if len(self._apart) + len(apart) <= _REMEMBERED:
            self._apart = np.sort(np.concatenate((self._apart, np.frombuffer(apart, np.uint64))))

    def _worth_asking(self, pairs: Hashes) -> Hashes:
        """The pairs that may be alike. Of 100,000 articles millions of pairs agree in a band by chance."""
        kept = [pairs[:0]]
        for first in range(0, len(pairs), _COMPARED):
            if first:
                self._tell()
            some = pairs[first : first + _COMPARED]
            kept.append(some[self._likely(some >> _SHIFT, some & _LOW)])
        return np.concatenate(kept)

    def _differ(self, one: int, other: int) -> bool:
        """Whether two articles are no copies; those that are, are joined. False too where they are joined already."""
        left, right = self._root(one), self._root(other)
        if left == right:
            return False
        self._asked += 1
        if self._asked % _TOLD == 0:
            self._tell()
        if not self._alike(one, other):
            return True
        self._above[right] = left
        return False

    def _join_large(self, bucket: Sequence[int]) -> None:
        """Most of a large bucket are copies of one text: each is asked only until one of a group is like it."""
        met: dict[int, list[int]] = {}
        for place in bucket:
            for root, members in list(met.items()):
                if self._root(root) != self._root(place):
                    any(not self._differ(other, place) for other in members)
            merged: defaultdict[int, list[int]] = defaultdict(list)
            if any(self._root(root) != root for root in met):
                for members in met.values():
                    merged[self._root(members[0])] += members
                met = dict(merged)
            met.setdefault(self._root(place), []).append(place)

    def _root(self, place: int) -> int:
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def _settled(self) -> NDArray[np.int64]:
        """The root of each article; afterwards each points to its own."""
        roots = np.array(self._above, np.int64)
        while not np.array_equal(further := roots[roots], roots):
            roots = further
        self._above = cast("list[int]", roots.tolist())
        return roots

    def found(self) -> list[list[int]]:
        """Groups of two or more, each in order, in the order of their first ones."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for place in range(len(self._above)):
            groups[self._root(place)].append(place)
        return sorted(group for group in groups.values() if len(group) > 1)


def _packed(ones: NDArray[Any], others: NDArray[Any], roots: NDArray[np.int64]) -> Hashes:
    """Pairs as one number each, the lower place first; without those that are joined already."""
    open_ = roots[ones] != roots[others]
    ones, others = ones[open_].astype(np.uint64), others[open_].astype(np.uint64)
    return np.minimum(ones, others) << _SHIFT | np.maximum(ones, others)
