"""Clusters keep their names: near-duplicates are found anew each time, what a cluster is called stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from spanloop.core.ids import new_uid
from spanloop.core.splits import SPLITS


def name_clusters(
    groups: Iterable[Sequence[str]],
    *,
    known: Mapping[str, str],
    splits: Mapping[str, str],
    make_uid: Callable[[], str] = new_uid,
) -> dict[str, str | None]:
    """Which cluster articles are in, where that is another one than before: article uid -> cluster uid, None for none.

    groups: uids of articles that are near-duplicates now, each article in at most one group. known: the cluster of
    each article so far. splits: given before, by cluster or article. A group goes on under the name that it had. Where
    it had several (a new article is a copy of articles of both), they become one, under the name whose articles were
    trained on, else dev, else test, else the one that most of its articles bear, else the oldest. Where one cluster
    falls into several groups, the largest keeps the name.
    """
    wanted: dict[str, str | None] = dict.fromkeys(known)
    members = [tuple(group) for group in groups]
    claims: list[tuple[int, int, str, int]] = []
    for place, group in enumerate(members):
        wanted |= dict.fromkeys(group)
        for uid, count in Counter(known[article] for article in group if article in known).items():
            rank = _rank([splits.get(key) for key in (uid, *(a for a in group if known.get(a) == uid))])
            claims.append((rank, -count, uid, place))
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, uid, place in sorted(claims):
        if place not in names and uid not in taken:
            names[place] = uid
            taken.add(uid)
    for place, group in enumerate(members):
        wanted |= dict.fromkeys(group, names.get(place) or make_uid())
    return {article: uid for article, uid in wanted.items() if known.get(article) != uid}


def _rank(held: Sequence[str | None]) -> int:
    return next((rank for rank, split in enumerate(SPLITS) if split in held), len(SPLITS))
