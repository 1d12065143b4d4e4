"""The promotion gate: what holds a version back, in which words, and that a better version never fares worse."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.evaluation import ChangeRow
from spanloop.core.gate import LEAST_GOLD, GateVerdict, Sides, judge, word_of


def change(
    part: str = "triggers",
    label: str | None = None,
    *,
    by: float,
    within: tuple[float, float] | None = None,
    n: int = 100,
    mode: str = "exact",
) -> ChangeRow:
    """A change of F1 from .5, with its interval."""
    low, high = within or (None, None)
    row = {"part": part, "label": label, "mode": mode, "n": n, "f1_first": 0.5, "f1_second": 0.5 + by}
    return {**row, "change": by, "low": low, "high": high}  # pyright: ignore[reportReturnType]


#: The figures of the drawing: better overall, and DETAIN falls by nine points.
DRAWN = (
    change("triggers", by=0.033, within=(0.008, 0.057)),
    change("mentions", by=0.009, within=(-0.004, 0.021)),
    change("arguments", by=0.029, within=(-0.002, 0.061)),
    change("triggers", "DETAIN", by=-0.091, within=(-0.16, -0.022), n=27),
    change("triggers", "SAY", by=0.02, within=(-0.01, 0.05), n=96),
)
NAMES = Sides("Extractor v8", "Extractor v7", errors={("triggers", "DETAIN"): 20})


def test_one_label_that_falls_far_holds_a_better_version_back() -> None:
    verdict = judge(DRAWN, sides=NAMES)
    assert not verdict.passed
    assert [(row.name, row.word, row.passed) for row in verdict.rows] == [
        ("Triggers", "better", True),
        ("Mentions", "not worse", True),
        ("Arguments", "not worse", True),
        ("DETAIN triggers", "worse", False),
        ("SAY triggers", "not worse", True),
    ]
    assert verdict.words == (
        "Extractor v8 is better overall, but it is worse at DETAIN triggers. Extractor v7 goes on suggesting."
    )
    assert [row.errors for row in verdict.failed] == [20]
    assert GateVerdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


def test_what_is_not_worse_suggests() -> None:
    verdict = judge(DRAWN[:3], sides=NAMES)
    assert verdict.passed
    assert verdict.words == "Extractor v8 is better than Extractor v7. It suggests from now on."
    assert judge(DRAWN[1:3], sides=NAMES).words.startswith("Extractor v8 is not worse than Extractor v7.")


def test_a_part_that_surely_fell_or_fell_far_holds_back() -> None:
    assert not judge([change(by=-0.01, within=(-0.02, -0.001))]).passed, "surely, however little"
    assert not judge([change(by=-0.06, within=(-0.2, 0.05))]).passed, "far, be it chance or not"
    assert judge([change(by=-0.04, within=(-0.2, 0.05))]).passed
    assert judge([change(by=-0.04, within=(-0.2, 0.05))]).rows[0].word == "too few to say"


def test_labels_fall_by_chance_and_a_little() -> None:
    """Of twenty labels one falls in almost every training; only a fall that is both far and sure holds back."""
    part = change(by=0.01, within=(-0.01, 0.03))
    for row in (
        change("triggers", "SAY", by=-0.04, within=(-0.06, -0.02)),
        change("triggers", "SAY", by=-0.2, within=(-0.4, 0.01)),
        change("triggers", "SAY", by=-0.3, within=(-0.4, -0.2), n=LEAST_GOLD - 1),
        change("triggers", "SAY", by=-0.3),
    ):
        assert judge([part, row]).passed
    assert not judge([part, change("triggers", "SAY", by=-0.06, within=(-0.1, -0.01))]).passed


def test_too_few_articles_hold_nothing_back_and_that_is_said() -> None:
    verdict = judge([change(by=-0.12)], sides=NAMES)
    assert verdict.passed
    assert verdict.words == "There are too few test articles to judge Extractor v8. It suggests from now on."
    assert verdict.not_judged == ("Not held back for triggers: too few test articles to say.",)


def test_too_few_articles_still_see_a_version_that_has_learned_nothing() -> None:
    assert not judge([change(by=-0.2, n=20)]).passed
    assert judge([change(by=-0.2, n=19)]).passed
    assert judge([change("triggers", "SAY", by=-0.9)]).passed, "a label alone does not"


def test_other_parts_and_other_labels() -> None:
    lost = judge(DRAWN[:1], sides=Sides("Extractor v8", "Extractor v7", lost=("mentions",)))
    assert not lost.passed
    assert lost.words == "Extractor v8 suggests no mentions, as Extractor v7 does. Extractor v7 goes on suggesting."
    more = judge(DRAWN, sides=Sides("Extractor v8", "Extractor v7", added=("arguments",), unknown=("DETAIN",)))
    assert more.passed, "a label that the version before could not know is not judged"
    assert more.not_judged == (
        "Not judged: arguments, which Extractor v7 does not suggest.",
        "Not judged: DETAIN, which Extractor v7 could not know.",
    )


def test_only_exact_lines_with_gold_are_looked_at() -> None:
    fallen = (change(by=-0.5, within=(-0.6, -0.4), mode="overlap"), change(by=-0.5, within=(-0.6, -0.4), n=0))
    assert judge(fallen).rows == ()


def test_attributes_do_not_hold_back_a_version_that_finds_more_events() -> None:
    verdict = judge([*DRAWN[:3], change("attributes", by=-0.2, within=(-0.3, -0.1))], sides=NAMES)
    assert verdict.passed
    assert verdict.not_judged[-1].startswith("Not judged: attributes")


points = st.floats(-0.5, 0.5)
rows = st.builds(
    lambda label, middle, below, above, n: change(
        "triggers", label, by=middle, within=(middle - below, middle + above), n=n
    ),
    st.sampled_from([None, "SAY", "DETAIN"]),
    points,
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.integers(1, 60),
)


@given(st.lists(rows, max_size=5), st.floats(0, 0.5))
def test_a_version_that_is_better_everywhere_is_never_held_back_for_it(found: list[ChangeRow], more: float) -> None:
    def lifted(row: ChangeRow) -> ChangeRow:
        assert row["low"] is not None
        assert row["high"] is not None
        return {**row, "change": row["change"] + more, "low": row["low"] + more, "high": row["high"] + more}

    if judge(found).passed:
        assert judge([lifted(row) for row in found]).passed
    order = ("worse", "too few to say", "not worse", "better")
    for row in found:
        assert order.index(word_of(lifted(row))) >= order.index(word_of(row))


@given(st.lists(rows, max_size=5), rows)
def test_one_more_line_never_lets_a_version_through(found: list[ChangeRow], another: ChangeRow) -> None:
    if not judge(found).passed:
        assert not judge([*found, another]).passed
