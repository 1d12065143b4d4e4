"""How far the scores of suggestions can be taken at their word: bins, ranking and calibration error.

A score of .8 means what it says where eight of ten such suggestions are right. ECE: the mean distance between score and
share of right ones over ten bins of equal width, weighted by how many fall into each (Naeini et al. 2015). AUROC: how
often a right one has a higher score than a wrong one, ties counting half (Hanley and McNeil 1982).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypedDict

BINS = 10
_DECIMALS = 4
#: Classes of scores as suggestions show them, best first, with the least score of each.
CLASSES: Mapping[str, float] = {"sure": 0.9, "likely": 0.6, "unsure": 0.0}


class Bin(TypedDict):
    """Suggestions with scores from low to high (the last bin holds 1 too). score: their mean score. right: their share
    of right ones. Both None where n is 0."""

    low: float
    high: float
    n: int
    score: float | None
    right: float | None


class ScoreClass(TypedDict):
    """A class of scores: its name, its least score, how many suggestions are in it and the share of right ones."""

    name: str
    low: float
    n: int
    right: float | None


class ClassCount(NamedTuple):
    """What fell into a class of scores. score: their sum. right: how many were right."""

    name: str
    low: float
    n: int
    score: float
    right: int


class Reliability(TypedDict):
    """n: how many suggestions with a score. right: the share of right ones. auroc: None where all are right or all are
    wrong. ece: None where there is none."""

    n: int
    right: float | None
    auroc: float | None
    ece: float | None
    bins: list[Bin]
    classes: list[ScoreClass]


Scored = tuple[float, bool]


def reliability(scored: Iterable[Scored], *, classes: Mapping[str, float] = CLASSES) -> Reliability:
    """What became of suggestions with scores. scored: score 0..1 and whether it was right, in any order."""
    found = sorted(scored)
    bins = [_bin(found, at / BINS, (at + 1) / BINS) for at in range(BINS)]
    n = len(found)
    gaps = [_gap(one) for one in bins]
    return {
        "n": n,
        "right": _share([right for _, right in found]),
        "auroc": auroc(found),
        "ece": round(sum(gaps) / n, _DECIMALS) if n else None,
        "bins": bins,
        "classes": _classes(found, classes),
    }


def class_name(score: float) -> str:
    """The class of a score that means what it says: "sure", "likely" or "unsure"."""
    return next((name for name, low in CLASSES.items() if score >= low), min(CLASSES, key=lambda name: CLASSES[name]))


def _gap(one: Bin) -> float:
    """How far the scores of a bin are from the share of right ones in it, counted for each of them."""
    if one["score"] is None or one["right"] is None:
        return 0.0
    return one["n"] * abs(one["score"] - one["right"])


def _bin(found: Sequence[Scored], low: float, high: float) -> Bin:
    inside = [one for one in found if low <= one[0] < high or (high >= 1 and one[0] >= 1)]
    mean = sum(score for score, _ in inside) / len(inside) if inside else None
    return {
        "low": round(low, 2),
        "high": round(high, 2),
        "n": len(inside),
        "score": None if mean is None else round(mean, _DECIMALS),
        "right": _share([right for _, right in inside]),
    }


def count_classes(scored: Iterable[Scored], classes: Mapping[str, float] = CLASSES) -> list[ClassCount]:
    """What falls into each class, best first. classes: the least score of each, by name."""
    found = list(scored)
    counts: list[ClassCount] = []
    above = float("inf")
    for name, low in sorted(classes.items(), key=lambda item: -item[1]):
        inside = [one for one in found if low <= one[0] < above]
        score, right = sum(score for score, _ in inside), sum(right for _, right in inside)
        counts.append(ClassCount(name, low, len(inside), score, right))
        above = low
    return counts


def _classes(found: Sequence[Scored], classes: Mapping[str, float]) -> list[ScoreClass]:
    return [
        {"name": one.name, "low": one.low, "n": one.n, "right": round(one.right / one.n, _DECIMALS) if one.n else None}
        for one in count_classes(found, classes)
    ]


def _share(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), _DECIMALS) if right else None


def auroc(scored: Iterable[Scored]) -> float | None:
    """By the sum of ranks, those of equal scores sharing theirs; None where all are right or all are wrong."""
    found = sorted(scored)
    good = sum(right for _, right in found)
    bad = len(found) - good
    if not good or not bad:
        return None
    ranks = 0.0
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end][0] == found[at][0]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(right for _, right in found[at:end])
        at = end
    return round((ranks - good * (good + 1) / 2) / (good * bad), _DECIMALS)
