"""Which part of the data a cluster belongs to, decided once, at first sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, cast

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")
#: The share of clusters that each split is to get, in hundredths.
SHARES: Mapping[Split, int] = {"train": 70, "dev": 15, "test": 15}


def assign_splits(known: Mapping[str, str], clusters: Iterable[str], *, closed: Collection[str] = ()) -> dict[str, str]:
    """The split of each of `clusters`; those in `known` keep theirs, new ones fill up what falls short of its share.

    closed: splits that no new cluster joins.

    Train gets the first cluster, dev the second and test the third, so that dev is never empty where there are two. The
    order of `clusters` does not matter: new ones are taken in the order of a hash of their keys, so that files that
    were sorted by date or source do not fall into splits by it.
    """
    wanted = set(clusters)
    counts = Counter(known.values())
    assigned = {cluster: known[cluster] for cluster in wanted & known.keys()}
    for cluster in sorted(wanted - known.keys(), key=_shuffled):
        split = _next_split(counts, closed)
        assigned[cluster] = split
        counts[split] += 1
    return dict(sorted(assigned.items()))


def _shuffled(cluster: str) -> tuple[bytes, str]:
    return sha256(cluster.encode("utf-8", "surrogatepass")).digest(), cluster


def _next_split(counts: Counter[str], closed: Collection[str]) -> Split:
    offered: list[Split] = [split for split in SPLITS if split not in closed]
    total = 1 + sum(counts[split] for split in SPLITS)
    for least, split in enumerate(offered, start=1):
        if total >= least and not counts[split]:
            return split
    # max keeps the first of equals: train before dev before test.
    return max(offered, key=lambda split: SHARES[split] * total - 100 * counts[split])


@dataclass(frozen=True, slots=True)
class Family:
    """A cluster as splits see it. uid: its own, or that of an article in none.

    members: all its articles in the project. chosen: those of them that are to be shared out now.
    """

    uid: str
    members: frozenset[str]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """splits: of each chosen article; None for one that is left out. fresh: what is to be stored, by article.

    left_out: article -> (the split it had, the split of its cluster). lent: articles of train that stand in for dev
    this time, because nothing else does; that is not stored.
    """

    splits: dict[str, Split | None]
    fresh: dict[str, Split]
    left_out: dict[str, tuple[Split, Split]]
    lent: frozenset[str]


def standing_split(known: Mapping[str, str], family: Family, *, frozen: Collection[str] = ()) -> Split | None:
    """The split of a cluster, from those that it and its articles were given before; None when none was.

    frozen: articles of a frozen test set; a cluster with one of them is in test, and its copies elsewhere are left out.

    Of several (clusters that grew together) train goes before dev and dev before test: what was trained on cannot be
    unlearned by the versions that are there, so its copies may never test, while a test article can be done without.
    """
    if not family.members.isdisjoint(frozen):
        return "test"
    held = {known.get(uid) for uid in (family.uid, *family.members)}
    return next((split for split in SPLITS if split in held), None)


def plan_splits(
    known: Mapping[str, str],
    batches: Iterable[tuple[Collection[Family], Collection[Family]]],
    *,
    frozen: Collection[str] = (),
) -> SplitPlan:
    """Share clusters out among train, dev and test, so that none is in two of them.

    known: splits given before, by article or cluster. batches: the clusters of each language, (complete, partly
    marked); complete ones come first, because the first of them has to train. An article keeps the split it had: it is
    left out where its cluster has another one now. So nothing that was handed out to train is ever handed out to test,
    nor the other way round, and no copy of it either. frozen: the articles of a frozen test set: they stay in test,
    whatever joins their clusters, and no new cluster joins it.
    """
    closed: tuple[Split, ...] = ("test",) if frozen else ()
    standing: dict[str, Split] = {}
    splits: dict[str, Split | None] = {}
    fresh: dict[str, Split] = {}
    left_out: dict[str, tuple[Split, Split]] = {}
    lending: set[str] = set()
    for complete, partial in batches:
        families = {family.uid: family for family in (*partial, *complete)}
        for uid, family in families.items():
            split = standing.get(uid) or standing_split(known, family, frozen=frozen)
            if split is not None:
                standing[uid] = split
        held = {
            uid: standing[uid] for uid, family in families.items() if uid in standing and _gives(family, known, frozen)
        }
        for some in (complete, partial):
            # By their oldest article and not by the cluster: copies of a project name a cluster each in their own way,
            # and one that was shared out in each is to train the same version.
            unseen = {min(family.members): family.uid for family in some if family.uid not in standing}
            for key, split in assign_splits(held, unseen, closed=closed).items():
                uid = unseen[key]
                held[uid] = standing[uid] = cast("Split", split)
        lending |= _lend(held, [family for family in complete if family.uid in held])
        for family in families.values():
            split = standing[family.uid]
            for article in family.members:
                before = known.get(article)
                if before is None:
                    fresh[article] = split
                if article in family.chosen:
                    left = before is not None and before != split
                    splits[article] = None if left else split
                    if left:
                        left_out[article] = cast("Split", before), split
    lent = frozenset(article for article in lending if splits[article] == "train")
    splits.update(dict.fromkeys(lent, "dev"))
    return SplitPlan(splits, dict(sorted(fresh.items())), left_out, lent)


def _gives(family: Family, known: Mapping[str, str], frozen: Collection[str]) -> bool:
    """Whether a cluster with a split has an article that is not left out of it."""
    split = standing_split(known, family, frozen=frozen)
    return any(known.get(article, split) == split for article in family.chosen)


def _lend(held: Mapping[str, str], complete: Collection[Family]) -> frozenset[str]:
    """The chosen articles of one complete cluster of train, where dev would be empty and another is left to train."""
    training = sorted(
        (family for family in complete if held[family.uid] == "train"), key=lambda f: _shuffled(min(f.members))
    )
    return training[-1].chosen if "dev" not in held.values() and len(training) > 1 else frozenset()
