"""What comes in where nothing is held is planned by the short way, and comes to the same as by the long one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention
from spanloop.operations import merging
from spanloop.operations.merging import merge_marks
from tests.unit.formats.strategies import marks

ANN = Author("a", "Ann")
ONE, TWO = Mention("m1", ((0, 4),), "ARM"), Mention("m2", ((5, 9),), "GPE")
LATE = Event("e2", "STRIKE", ((10, 12),), (Argument("target", "m2"), Argument("because", "e1", filler_is_event=True)))
EARLY = Event("e1", "SAY", ((10, 12),), (Argument("speaker", "m1"),))
DONE = Completion("c1", "entities", 0, 12, "1")
PLAIN = Marks(ANN, (ONE, TWO), (LATE, EARLY), completions=(DONE,))


def planned(incoming: Marks, *, short: bool) -> object:
    with pytest.MonkeyPatch.context() as patch:
        if not short:
            patch.setattr(merging, "_plan_alone", lambda _marks: None)
        return merge_marks(Marks(ANN), incoming, author=ANN)


def test_plain_marks_are_planned_by_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = planned(PLAIN, short=False)
    monkeypatch.delattr(merging, "_Merge")
    plan = merge_marks(Marks(ANN), PLAIN, author=ANN)
    assert plan == expected
    assert [event.uid for event in plan.events] == ["e1", "e2"]


@pytest.mark.parametrize(
    "other",
    [
        {"mentions": (ONE, replace(ONE, uid="m3"), TWO)},
        {"mentions": (ONE, TWO, replace(TWO, uid="m1"))},
        {"mentions": (ONE,)},
        {"events": (replace(EARLY, uid="m1"), LATE)},
        {"events": (EARLY, replace(LATE, arguments=(LATE.arguments[0], LATE.arguments[0])))},
        {"links": (Link("l1", "alias", "m1", "m2", between_events=False),)},
        {"completions": (DONE, replace(DONE, uid="c2"))},
    ],
)
def test_marks_that_have_to_do_with_each_other_are_planned_the_same(other: dict[str, Any]) -> None:
    incoming = replace(PLAIN, **other)
    assert planned(incoming, short=True) == planned(incoming, short=False)


@settings(max_examples=15)
@given(incoming=marks(30))
def test_any_marks_are_planned_the_same_both_ways(incoming: Marks) -> None:
    for some in (incoming, replace(incoming, links=(), verdicts=(), removed=())):
        assert planned(some, short=True) == planned(some, short=False)
