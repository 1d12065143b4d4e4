"""Which part of the data a cluster belongs to, decided once, at first sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")
#: The share of clusters that each split is to get, in hundredths.
SHARES: Mapping[Split, int] = {"train": 70, "dev": 15, "test": 15}


def assign_splits(known: Mapping[str, str], clusters: Iterable[str]) -> dict[str, str]:
    """The split of each of `clusters`; those in `known` keep theirs, new ones fill up what falls short of its share.

    Train gets the first cluster, dev the second and test the third, so that dev is never empty where there are two. The
    order of `clusters` does not matter: new ones are taken in the order of a hash of their keys, so that files that
    were sorted by date or source do not fall into splits by it.
    """
    wanted = set(clusters)
    counts = Counter(known.values())
    assigned = {cluster: known[cluster] for cluster in wanted & known.keys()}
    for cluster in sorted(wanted - known.keys(), key=_shuffled):
        split = _next_split(counts)
        assigned[cluster] = split
        counts[split] += 1
    return dict(sorted(assigned.items()))


def _shuffled(cluster: str) -> tuple[bytes, str]:
    return sha256(cluster.encode("utf-8", "surrogatepass")).digest(), cluster


def _next_split(counts: Counter[str]) -> Split:
    total = 1 + sum(counts[split] for split in SPLITS)
    for least, split in enumerate(SPLITS, start=1):
        if total >= least and not counts[split]:
            return split
    # max keeps the first of equals: train before dev before test.
    return max(SPLITS, key=lambda split: SHARES[split] * total - 100 * counts[split])
