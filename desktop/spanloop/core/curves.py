"""The learning curve: how F1 grew with the articles that were learned from, and what that says of more of them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spanloop.core.evaluation import ChangeRow, ScoreRow

SHARES: tuple[float, ...] = (0.25, 0.5, 0.75, 1.0)
#: A gain of less than this, in F1, is not worth the marks that it took.
WORTH = 0.01
#: From fewer clusters the four parts of the curve are too much alike, or empty.
LEAST_CLUSTERS = 8


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One training. share: of the training articles. articles: how many. rows: exact scores on the test articles."""

    share: float
    articles: int
    rows: tuple[ScoreRow, ...]

    def row(self, part: str, label: str | None) -> ScoreRow | None:
        """The scores of one line."""
        return next((row for row in self.rows if row["part"] == part and row["label"] == label), None)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"share": self.share, "articles": self.articles, "rows": [dict(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """points: from few articles to all. gains: change of F1 over the last quarter, paired (core.bootstrap).

    recipe, seed: of all trainings; the recipe says where seeds voted. tested: on how many test articles; test_hash: of
    their truth. at: when, ISO 8601.
    """

    points: tuple[CurvePoint, ...]
    gains: tuple[ChangeRow, ...]
    recipe: str
    seed: int
    tested: int
    test_hash: str = ""
    at: str = ""

    def gain(self, part: str, label: str | None) -> ChangeRow | None:
        """What the last quarter of the articles brought to one line."""
        return next((row for row in self.gains if row["part"] == part and row["label"] == label), None)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON, as the record of a version keeps it."""
        return {
            "points": [point.to_dict() for point in self.points],
            "gains": [dict(row) for row in self.gains],
            "recipe": self.recipe,
            "seed": self.seed,
            "tested": self.tested,
            "test_hash": self.test_hash,
            "at": self.at,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> LearningCurve:
        """What `to_dict` wrote."""
        points = (CurvePoint(one["share"], one["articles"], tuple(one["rows"])) for one in document["points"])
        return cls(
            points=tuple(points),
            gains=tuple(document["gains"]),
            recipe=document["recipe"],
            seed=document["seed"],
            tested=document["tested"],
            test_hash=document.get("test_hash", ""),
            at=document.get("at", ""),
        )


def nested_parts(
    clusters: Mapping[str, Sequence[str]], *, seed: int, shares: Iterable[float] = SHARES
) -> list[list[str]]:
    """The articles of each share, each part within the next, a cluster whole in a part or not at all.

    clusters: articles by cluster. The order in which clusters come in is that of a hash of the seed and their oldest
    article, so it is the same on every machine and for every order of the clusters. The last share, 1, is everything.
    """
    ordered = sorted((sorted(articles) for articles in clusters.values()), key=lambda found: _place(seed, found[0]))
    total = sum(len(articles) for articles in ordered)
    parts: list[list[str]] = []
    for share in shares:
        wanted = math.ceil(share * total - 1e-9)
        taken: list[str] = []
        for articles in ordered:
            if len(taken) >= wanted:
                break
            taken += articles
        parts.append(taken)
    return parts


def _place(seed: int, article: str) -> bytes:
    return hashlib.sha256(f"{seed} {article}".encode()).digest()


def more_marks_words(curve: LearningCurve, part: str, label: str | None = None) -> str:
    """Whether more marks will help one line, as far as the last quarter of the articles can say it."""
    name = f"{label} {part}" if label else part
    gain = curve.gain(part, label)
    if gain is None:
        return f"Nothing is known of {name}: the test articles have none."
    points = f"{gain['change'] * 100:+.1f} points".replace("-", "−")
    low, high = gain["low"], gain["high"]
    if low is None or high is None:
        return f"The last quarter of the articles brought {name} {points}, but too few test articles have any to tell."
    said = f"The last quarter of the articles brought {name} {points} ({_signed(low)} to {_signed(high)})"
    if low > 0 and gain["change"] >= WORTH:
        return f"{said}: more articles like these will probably help."
    if high < WORTH:
        return f"{said}: more articles like these will hardly help."
    return f"{said}: that may be chance, so whether more articles help cannot be told."


def _signed(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")
