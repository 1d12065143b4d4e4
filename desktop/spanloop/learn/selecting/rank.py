"""Which article next: one function for all ways of choosing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import zip_longest
from math import sqrt

import numpy as np

from spanloop.core.strategies import Strategy
from spanloop.learn.selecting.diverse import diverse_order
from spanloop.learn.selecting.pool import Annotated, Candidate, Ranked

#: What a suggestion counts that comes without a score.
_NO_SCORE = 0.5
#: A text of fewer words counts as if it had so many: one doubtful word in a line of three says little.
_SHORTEST = 8


def rank(
    strategy: Strategy, candidates: Sequence[Candidate], *, annotated: Annotated | None = None, seed: str = ""
) -> list[Ranked]:
    """Every candidate once, the best one first. The same candidates, seed and annotations give the same order.

    Of copies one keeps its place, and none where one is annotated already; the others come last. Except for newest and
    random, articles in a language that the extractor does not read come after those that it reads. seed: of chance,
    for instance the project's uid. Of equals the one with the smaller hash of seed and uid comes first.
    """
    annotated = annotated or Annotated()
    ordered = sorted(candidates, key=lambda item: (_chance(seed, item.uid), item.uid))
    first, copies = _part_copies(ordered, annotated)
    order = _ORDERS[strategy]
    groups = [first, copies]
    if strategy not in ("newest", "random"):
        groups = [[item for item in group if item.foreign is foreign] for group in groups for foreign in (False, True)]
    ranked: list[Ranked] = []
    for group in groups:
        ranked += order(group, annotated)
    return ranked


def woven(order: Sequence[Ranked], others: Sequence[Ranked]) -> list[Ranked]:
    """Two orders as one, in which each stays as it is and both are spread evenly."""
    places = [((number + 0.5) / len(part), one) for part in (order, others) for number, one in enumerate(part)]
    return [one for _, one in sorted(places, key=lambda pair: pair[0])]


def _part_copies(items: Sequence[Candidate], annotated: Annotated) -> tuple[list[Candidate], list[Candidate]]:
    """One of each cluster, the longest; and the others."""
    best: dict[str, Candidate] = {}
    for item in items:
        if item.cluster and item.cluster not in annotated.clusters:
            before = best.get(item.cluster)
            if before is None or item.words > before.words:
                best[item.cluster] = item
    first = [item for item in items if not item.cluster or best.get(item.cluster) is item]
    return first, [item for item in items if item.cluster and best.get(item.cluster) is not item]


def _newest(items: Sequence[Candidate], _annotated: Annotated) -> list[Ranked]:
    return [Ranked(item.uid, None) for item in sorted(items, key=lambda item: item.date, reverse=True)]


def _random(items: Sequence[Candidate], _annotated: Annotated) -> list[Ranked]:
    return [Ranked(item.uid, None) for item in items]


def _diverse(items: Sequence[Candidate], annotated: Annotated) -> list[Ranked]:
    known = [item for item in items if item.vector is not None]
    rest = [Ranked(item.uid, None) for item in items if item.vector is None]
    if not known:
        return rest
    vectors = np.array([item.vector for item in known], dtype=np.float32)
    words = np.array([item.words for item in known], dtype=np.float32)
    held = np.array(annotated.vectors, dtype=np.float32) if annotated.vectors else vectors[:0]
    named = np.array([item.named for item in known], dtype=np.float32)
    order = diverse_order(vectors, words, annotated=held, named=named)
    taken = {row for row, _ in order}
    others = [Ranked(item.uid, None) for row, item in enumerate(known) if row not in taken]
    return [Ranked(known[row].uid, round(distance, 4)) for row, distance in order] + others + rest


def _unsure(items: Sequence[Candidate], _annotated: Annotated) -> list[Ranked]:
    """By the marks of which so many are expected to be wrong, a word. What nobody read comes after all that is read."""
    return _by_score(items, lambda item: doubt(item) / max(item.words, _SHORTEST))


def _rare(items: Sequence[Candidate], annotated: Annotated) -> list[Ranked]:
    """By expected marks, each counting the more the fewer there are of its label; long texts do not win by length."""
    counts = annotated.marks

    def worth(item: Candidate) -> float:
        found = ((label, _NO_SCORE if score is None else score) for label, score in item.suggested or ())
        return sum(score / sqrt(1 + counts.get(label, 0)) for label, score in found) / sqrt(max(item.words, _SHORTEST))

    return _by_score(items, worth)


def _mixed(items: Sequence[Candidate], annotated: Annotated) -> list[Ranked]:
    """One at random, then one that is unsure, and so on."""
    taken: set[str] = set()
    ranked: list[Ranked] = []
    unsure = {one.uid: one for one in _unsure(items, annotated)}
    for pair in zip_longest((item.uid for item in items), unsure):
        for place, uid in enumerate(pair):
            if uid is not None and uid not in taken:
                taken.add(uid)
                ranked.append(unsure[uid] if place else Ranked(uid, None))
    return ranked


def doubt(item: Candidate) -> float:
    """How many of the suggested marks are expected to be wrong."""
    return sum(1 - (_NO_SCORE if score is None else score) for _, score in item.suggested or ())


def _by_score(items: Sequence[Candidate], score_of: Callable[[Candidate], float]) -> list[Ranked]:
    read = [(item, score_of(item)) for item in items if item.suggested is not None]
    read.sort(key=lambda pair: -pair[1])
    unread = [Ranked(item.uid, None) for item in items if item.suggested is None]
    return [Ranked(item.uid, round(score, 6)) for item, score in read] + unread


def _chance(seed: str, uid: str) -> bytes:
    return blake2b(f"{seed}\n{uid}".encode(), digest_size=8).digest()


_ORDERS: dict[Strategy, Callable[[Sequence[Candidate], Annotated], list[Ranked]]] = {
    "newest": _newest,
    "random": _random,
    "diverse": _diverse,
    "unsure": _unsure,
    "rare": _rare,
    "mixed": _mixed,
}
