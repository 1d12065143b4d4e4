"""The learning curve: parts within parts, and what its last quarter allows to say."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.curves import SHARES, CurvePoint, LearningCurve, more_marks_words, nested_parts

clusters = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), st.integers(1, 4), min_size=1, max_size=20).map(
    lambda sizes: {name: [f"{name}-{place}" for place in range(size)] for name, size in sizes.items()}
)


@given(clusters, st.integers(0, 5))
def test_each_part_is_within_the_next_and_no_cluster_is_cut(found: dict[str, list[str]], seed: int) -> None:
    parts = [set(part) for part in nested_parts(found, seed=seed)]
    everything = {article for articles in found.values() for article in articles}
    assert parts[-1] == everything
    for smaller, larger in pairwise(parts):
        assert smaller <= larger
    for part, share in zip(parts, SHARES, strict=True):
        assert len(part) >= share * len(everything) - 1e-9
        assert all(part.isdisjoint(articles) or part >= set(articles) for articles in found.values())
    turned = dict(reversed([(name, articles[::-1]) for name, articles in found.items()]))
    assert [set(part) for part in nested_parts(turned, seed=seed)] == parts


def test_another_seed_takes_others() -> None:
    found = {str(number): [f"a{number}"] for number in range(40)}
    assert nested_parts(found, seed=0)[0] != nested_parts(found, seed=1)[0]
    assert [len(part) for part in nested_parts(found, seed=0)] == [10, 20, 30, 40]


def curve(change: float, within: tuple[float, float] | None) -> LearningCurve:
    low, high = within or (None, None)
    row: Any = {"part": "triggers", "label": None, "mode": "exact", "n": 90, "f1_first": 0.5, "f1_second": 0.5 + change}
    gain: Any = row | {"change": change, "low": low, "high": high, "p": None}
    return LearningCurve((CurvePoint(1.0, 40, ()),), (gain,), "blank", 0, 12, "hash", "2024-03-02T10:00:00Z")


def test_whether_more_marks_help_is_said_carefully() -> None:
    assert more_marks_words(curve(0.03, (0.01, 0.05)), "triggers") == (
        "The last quarter of the articles brought triggers +3.0 points (+1.0 to +5.0): "
        "more articles like these will probably help."
    )
    assert more_marks_words(curve(0.001, (-0.008, 0.009)), "triggers").endswith("will hardly help.")
    assert more_marks_words(curve(0.02, (-0.01, 0.05)), "triggers").endswith("cannot be told.")
    assert more_marks_words(curve(0.004, (0.001, 0.02)), "triggers").endswith("cannot be told.")
    assert more_marks_words(curve(0.2, None), "triggers").endswith("too few test articles have any to tell.")
    assert more_marks_words(curve(0.2, None), "mentions").startswith("Nothing is known")


def test_it_survives_json() -> None:
    found = curve(0.03, (0.01, 0.05))
    assert LearningCurve.from_dict(json.loads(json.dumps(found.to_dict()))) == found
