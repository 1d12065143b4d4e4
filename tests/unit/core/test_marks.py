"""Fragments and marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention, Verdict, make_fragments
from tests.unit.core.strategies import author_marks

NOOR = Author("noor", "Noor")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(3, 5)], ((3, 5),)),
        ([(8, 9), (3, 5)], ((3, 5), (8, 9))),
        ([(5, 8), (3, 5)], ((3, 8),)),
        ([[0, 1], [1, 2], [2, 3], [5, 6]], ((0, 3), (5, 6))),
    ],
)
def test_fragments_are_sorted_and_joined(pairs: list[tuple[int, int]], expected: object) -> None:
    assert make_fragments(pairs) == expected


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(5, 3)], [(-1, 3)], [(0, 4), (3, 5)], [(0, 4), (0, 4)]])
def test_what_is_no_span_is_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match=r"span|overlap"):
        make_fragments(pairs)


@given(st.sets(st.integers(0, 30), min_size=1))
def test_fragments_hold_the_same_characters(characters: set[int]) -> None:
    made = make_fragments((offset, offset + 1) for offset in characters)
    assert {offset for a, b in made for offset in range(a, b)} == characters
    assert make_fragments(made) == made


def test_start_and_end_span_all_fragments() -> None:
    mention = Mention("m", ((3, 5), (8, 9)), "ARM")
    event = Event("e", "MOVE", ((3, 5), (8, 9)))
    assert (mention.start, mention.end) == (event.start, event.end) == (3, 9)


def test_marks_are_true_when_there_is_anything() -> None:
    assert not Marks(NOOR)
    assert Marks(NOOR, mentions=(Mention("m", ((0, 1),), "ARM"),))
    assert Marks(NOOR, events=(Event("e", "MOVE", ((0, 1),)),))
    assert Marks(NOOR, links=(Link("k", "ALIAS", "a", "b", False),))
    assert Marks(NOOR, verdicts=(Verdict("v", "s", "rejected", None, "2026-01-01T00:00:00.000Z"),))
    assert Marks(NOOR, completions=(Completion("c", "events", 0, 1, "1"),))


def test_leaving_out_a_mention_empties_its_roles_and_links() -> None:
    marks = Marks(
        NOOR,
        (Mention("m1", ((0, 1),), "ARM"), Mention("m2", ((2, 3),), "GPE")),
        (
            Event("e1", "MOVE", ((4, 5),), (Argument("force", "m1"), Argument("place", "m2"))),
            Event("e2", "SAY", ((6, 7),), (Argument("about", "e1", True),)),
        ),
        (Link("k1", "ALIAS", "m1", "m2", False), Link("k2", "CAUSE", "e1", "e2", True)),
    )
    left = marks.without(frozenset({"m1"}))
    assert [m.uid for m in left.mentions] == ["m2"]
    assert left.events[0].arguments == (Argument("place", "m2"),)
    assert [k.uid for k in left.links] == ["k2"]
    left = marks.without(frozenset({"e1"}))
    assert [e.uid for e in left.events] == ["e2"]
    assert left.events[0].arguments == ()
    assert [k.uid for k in left.links] == ["k1"]


@given(author_marks("a"), st.data())
def test_nothing_points_at_what_was_left_out(marks: Marks, data: st.DataObject) -> None:
    uids = sorted(m.uid for m in (*marks.mentions, *marks.events))
    gone = frozenset(data.draw(st.sets(st.sampled_from(uids)))) if uids else frozenset[str]()
    left = marks.without(gone)
    there = {m.uid for m in (*left.mentions, *left.events)}
    assert there == set(uids) - gone
    assert all(argument.filler in there for event in left.events for argument in event.arguments)
    assert all({link.source, link.target} <= there for link in left.links)
    assert marks.without(frozenset()) == marks
