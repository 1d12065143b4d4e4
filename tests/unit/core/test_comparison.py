"""The one comparison of two authors."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.comparison import MODES, PARTS, Comparison, Counts, Difference, Mode, Part, compare, confusion, pool
from spanloop.core.marks import Argument, Author, Event, Fragments, Layer, Link, Marks, Mention
from spanloop.core.schema import parse_schema
from tests.unit.core.strategies import author_marks

GOLD = Author("gold", "gold", "gold")
ROBOT = Author("robot", "Extractor v1", "extractor")
# Indices:  0         1         2         3
#           0123456789012345678901234567890123456789
#           Rebels shelled Dolna on Monday at dawn.
REBELS, SHELLED, DOLNA, MONDAY = ((0, 6),), ((7, 14),), ((15, 20),), ((24, 30),)
SCHEMA = parse_schema(
    {
        "name": "small",
        "entities": [{"label": "ARM"}],
        "events": [],
        "attributes": {
            "realis": {"values": ["actual", "planned"], "default": "actual"},
            "kind": {"values": "per event type", "default": None},
        },
    }
)


def gold() -> Marks:
    return Marks(
        GOLD,
        (Mention("g1", REBELS, "ARM"), Mention("g2", DOLNA, "GPE"), Mention("g3", MONDAY, "TIME")),
        (
            Event(
                "gE",
                "STRIKE",
                SHELLED,
                (Argument("attacker", "g1"), Argument("target", "g2"), Argument("time", "g3")),
                {"kind": "shelling"},
            ),
        ),
    )


def robot(*mentions: tuple[str, Fragments, str], events: tuple[Event, ...] = ()) -> Marks:
    return Marks(ROBOT, tuple(Mention(uid, span, label) for uid, span, label in mentions), events)


def counts(comparison: Comparison, part: Part, mode: Mode = "exact", label: str | None = None) -> tuple[int, int, int]:
    found = comparison.scores[part, label, mode]
    return found.tp, found.fp, found.fn


def test_the_same_marks_agree_wholly() -> None:
    comparison = compare(gold(), gold())
    assert comparison.differences == ()
    assert counts(comparison, "mentions") == (3, 0, 0)
    assert counts(comparison, "triggers", label="STRIKE") == (1, 0, 0)
    assert counts(comparison, "arguments") == (3, 0, 0)
    assert counts(comparison, "arguments", "overlap", "STRIKE.target") == (1, 0, 0)
    assert counts(comparison, "attributes", label="kind") == (1, 0, 0)
    assert counts(comparison, "links") == (0, 0, 0)
    assert [(m.part, m.reference, m.other, m.exact) for m in comparison.matches] == [
        ("mentions", "g1", "g1", True),
        ("mentions", "g2", "g2", True),
        ("mentions", "g3", "g3", True),
        ("triggers", "gE", "gE", True),
    ]


def test_each_way_to_be_wrong_has_its_name() -> None:
    other = robot(
        ("r1", ((0, 14),), "ARM"),
        ("r2", DOLNA, "LOC"),
        ("r3", ((34, 38),), "TIME"),
    )
    comparison = compare(gold(), other)
    assert [d for d in comparison.differences if d.part == "mentions"] == [
        Difference("boundary", "mentions", "g1", "r1", "ARM", "ARM", REBELS),
        Difference("label", "mentions", "g2", "r2", "GPE", "LOC", DOLNA),
        Difference("missed", "mentions", "g3", None, "TIME", "", MONDAY),
        Difference("false", "mentions", None, "r3", "", "TIME", ((34, 38),)),
    ]
    assert counts(comparison, "mentions") == (0, 3, 3)
    assert counts(comparison, "mentions", "overlap") == (1, 2, 2)
    assert counts(comparison, "mentions", "overlap", "LOC") == (0, 1, 0)
    assert counts(comparison, "mentions", "overlap", "GPE") == (0, 0, 1)
    assert [(m.reference, m.other, m.exact) for m in comparison.matches] == [("g1", "r1", False)]


def test_another_label_that_only_overlaps_is_a_label_difference_too() -> None:
    comparison = compare(gold(), robot(("r1", ((3, 14),), "ORG")))
    assert comparison.differences[0] == Difference("label", "mentions", "g1", "r1", "ARM", "ORG", REBELS)
    assert counts(comparison, "mentions", "overlap") == (0, 1, 3)
    assert [(m.reference, m.other) for m in comparison.matches] == []


def test_the_same_label_goes_before_the_same_place() -> None:
    """Scores of "overlap" find Rebels in the long ARM, so nobody took it for an organisation."""
    comparison = compare(gold(), robot(("r1", ((0, 14),), "ARM"), ("r2", REBELS, "ORG")))
    assert [(d.kind, d.reference, d.other) for d in comparison.differences if d.part == "mentions"][:2] == [
        ("boundary", "g1", "r1"),
        ("false", None, "r2"),
    ]


def test_confusion_worked_by_hand() -> None:
    other = robot(
        ("r1", ((0, 14),), "ARM"),  # Rebels, too long: the label is right
        ("r2", DOLNA, "LOC"),  # a place, of another kind
        ("r3", ((34, 38),), "TIME"),  # dawn, where the reference has nothing
        events=(Event("rE", "ATTACK", SHELLED),),  # the right word, another type
    )
    compared = [compare(gold(), other), compare(gold(), gold())]
    assert confusion(compared, "mentions") == {
        ("ARM", "ARM"): 2,  # one of them in other boundaries
        ("GPE", "LOC"): 1,
        ("GPE", "GPE"): 1,
        ("TIME", ""): 1,
        ("TIME", "TIME"): 1,
        ("", "TIME"): 1,
    }
    assert confusion(compared, "triggers") == {("STRIKE", "ATTACK"): 1, ("STRIKE", "STRIKE"): 1}
    assert confusion([], "mentions") == {}


def test_arguments_count_against_all_of_the_reference() -> None:
    missed = compare(gold(), robot())
    assert counts(missed, "arguments") == (0, 0, 3)
    assert counts(missed, "attributes") == (0, 0, 0), "attributes count on matched events only"
    event = Event("rE", "STRIKE", ((7, 20),), (Argument("attacker", "r1"), Argument("place", "r2")))
    other = robot(("r1", ((3, 6),), "ORG"), ("r2", DOLNA, "GPE"), events=(event,))
    comparison = compare(gold(), other)
    assert counts(comparison, "arguments") == (0, 2, 3)
    assert counts(comparison, "arguments", "overlap") == (1, 1, 2)
    assert counts(comparison, "arguments", "overlap", "STRIKE.attacker") == (1, 0, 0)


def test_a_role_that_is_wrong_is_a_label_difference() -> None:
    other = replace(gold(), events=(replace(gold().events[0], arguments=(Argument("victim", "g2"),)),))
    found = [d for d in compare(gold(), other).differences if d.kind == "label"]
    assert found == [Difference("label", "arguments", "gE", "gE", "STRIKE.target", "STRIKE.victim", DOLNA)]


def test_an_argument_whose_event_has_another_type_is_wrong() -> None:
    other = replace(gold(), events=(replace(gold().events[0], type="ATTACK"),))
    comparison = compare(gold(), other)
    assert counts(comparison, "triggers") == (0, 1, 1)
    assert counts(comparison, "arguments") == (0, 3, 3)


def test_events_fill_roles_by_their_trigger() -> None:
    def with_saying(marks: Marks, uid: str) -> Marks:
        said = Event("s" + uid, "SAY", ((34, 38),), (Argument("about", uid, filler_is_event=True),))
        return replace(marks, events=(*marks.events, said))

    renamed = replace(gold(), events=(replace(gold().events[0], uid="other"),))
    comparison = compare(with_saying(gold(), "gE"), with_saying(renamed, "other"))
    assert counts(comparison, "arguments", label="SAY.about") == (1, 0, 0)


def test_an_argument_without_its_filler_is_left_out() -> None:
    lost = replace(gold(), events=(replace(gold().events[0], arguments=(Argument("target", "gone"),)),))
    assert counts(compare(gold(), lost), "arguments") == (0, 0, 3)


def test_attributes_fill_in_the_defaults_of_the_schema() -> None:
    other = replace(gold(), events=(replace(gold().events[0], attributes={"realis": "actual"}),))
    plain = compare(gold(), other)
    assert counts(plain, "attributes", label="realis") == (0, 1, 0)
    filled = compare(gold(), other, schema=SCHEMA)
    assert counts(filled, "attributes", label="realis") == (1, 0, 0)
    assert counts(filled, "attributes", label="kind") == (0, 0, 1)
    planned = replace(gold(), events=(replace(gold().events[0], attributes={"realis": "planned", "kind": "shelling"}),))
    assert counts(compare(gold(), planned, schema=SCHEMA), "attributes", label="realis") == (0, 1, 1)
    assert filled.differences == (Difference("missed", "attributes", "gE", "gE", "kind=shelling", "", SHELLED),)


def test_another_value_is_both_missed_and_false() -> None:
    other = replace(gold(), events=(replace(gold().events[0], attributes={"kind": "air"}),))
    comparison = compare(gold(), other)
    assert counts(comparison, "attributes") == (0, 1, 1)
    assert comparison.differences == (
        Difference("label", "attributes", "gE", "gE", "kind=shelling", "kind=air", SHELLED),
    )


def test_attributes_of_events_with_another_trigger_count_for_overlap_only() -> None:
    other = replace(gold(), events=(replace(gold().events[0], trigger=((7, 10),)),))
    comparison = compare(gold(), other)
    assert counts(comparison, "attributes", "exact") == (0, 0, 0)
    assert counts(comparison, "attributes", "overlap") == (1, 0, 0)


def test_links_count_by_type_and_ends() -> None:
    one = replace(gold(), links=(Link("k1", "ALIAS", "g1", "g2", False), Link("k2", "SAME", "gE", "gE", True)))
    other = replace(gold(), links=(Link("k3", "ALIAS", "g1", "g2", False), Link("k4", "ALIAS", "g2", "g1", False)))
    assert counts(compare(one, other), "links") == (1, 1, 1)
    assert counts(compare(one, one), "links", "overlap", "SAME") == (1, 0, 0)


def test_only_what_lies_in_the_complete_ranges_counts() -> None:
    other = robot(("r1", REBELS, "ARM"), ("r2", DOLNA, "LOC"), ("r3", ((18, 23),), "LOC"), events=gold().events)
    inside: dict[Layer, list[tuple[int, int]]] = {"entities": [(0, 10), (10, 20)], "events": [(0, 14)]}
    comparison = compare(gold(), other, ranges=inside)
    assert counts(comparison, "mentions") == (1, 1, 1)
    assert counts(comparison, "triggers") == (1, 0, 0)
    assert counts(comparison, "arguments") == (0, 0, 3), "fillers may stand outside the ranges"
    nothing = compare(gold(), other, ranges={})
    assert set(nothing.scores.values()) == {Counts()}
    assert nothing.differences == ()
    only_entities = compare(gold(), other, ranges={"entities": [(0, 39)]})
    assert counts(only_entities, "mentions") == (1, 2, 2)
    assert counts(only_entities, "triggers") == (0, 0, 0)


def test_links_lie_inside_with_both_ends() -> None:
    one = replace(gold(), links=(Link("k1", "ALIAS", "g1", "g2", False),))
    assert counts(compare(one, one, ranges={"entities": [(0, 20)]}), "links") == (1, 0, 0)
    assert counts(compare(one, one, ranges={"entities": [(0, 19)]}), "links") == (0, 0, 0)


def test_marks_twice_in_one_place_count_twice() -> None:
    twice = robot(("r1", REBELS, "ARM"), ("r2", REBELS, "ARM"))
    once = robot(("r1", REBELS, "ARM"))
    for mode in MODES:
        assert counts(compare(once, twice), "mentions", mode) == (1, 1, 0)
        assert counts(compare(twice, once), "mentions", mode) == (1, 0, 1)


@pytest.mark.parametrize(
    ("found", "precision", "recall", "f1", "n"),
    [
        (Counts(), 0, 0, 0, 0),
        (Counts(3, 1, 2), 0.75, 0.6, 2 / 3, 5),
        (Counts(0, 2, 0), 0, 0, 0, 0),
        (Counts(0, 0, 2), 0, 0, 0, 2),
        (Counts(4, 0, 0), 1, 1, 1, 4),
    ],
)
def test_scores(found: Counts, precision: float, recall: float, f1: float, n: int) -> None:
    assert (found.precision, found.recall, found.n) == (precision, recall, n)
    assert found.f1 == pytest.approx(f1)


def test_pooling_adds_up_texts() -> None:
    first, second = compare(gold(), robot(("r1", REBELS, "ARM"))), compare(gold(), robot(("r1", DOLNA, "LOC")))
    pooled = pool([first, second])
    assert pooled["mentions", None, "exact"] == Counts(1, 1, 5)
    assert pooled["mentions", "LOC", "exact"] == Counts(0, 1, 0)
    assert pooled["mentions", "ARM", "exact"] == Counts(1, 0, 1)
    assert pool([])["links", None, "overlap"] == Counts()


marks_a, marks_b = author_marks("a"), author_marks("b", kind="extractor")


def sizes(marks: Marks) -> dict[Part, int]:
    """How many items there are to count; every filler and every end of a link exists here."""
    return {
        "mentions": len(marks.mentions),
        "triggers": len(marks.events),
        "arguments": sum(len(event.arguments) for event in marks.events),
        "links": len(marks.links),
    }


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_every_item_is_counted_once(a: Marks, b: Marks) -> None:
    scores = compare(a, b).scores
    for mode in MODES:
        for part, size in sizes(a).items():
            found = scores[part, None, mode]
            assert found.tp + found.fn == found.n == size
            assert found.tp + found.fp == sizes(b)[part]


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_swapping_the_authors_swaps_false_and_missed(a: Marks, b: Marks) -> None:
    there, back = compare(a, b, schema=SCHEMA), compare(b, a, schema=SCHEMA)
    assert {key: Counts(c.tp, c.fn, c.fp) for key, c in back.scores.items()} == there.scores
    assert {key: c.f1 for key, c in back.scores.items()} == {key: c.f1 for key, c in there.scores.items()}
    turned = {"missed": "false", "false": "missed"}
    assert Counter((d.part, turned.get(d.kind, d.kind)) for d in back.differences) == Counter(
        (d.part, d.kind) for d in there.differences
    )


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_overlap_finds_at_least_what_exact_finds(a: Marks, b: Marks) -> None:
    scores = compare(a, b, schema=SCHEMA).scores
    for part, label, mode in list(scores):
        if mode == "exact":
            assert scores[part, label, "overlap"].tp >= scores[part, label, "exact"].tp


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_labels_add_up_to_the_whole(a: Marks, b: Marks) -> None:
    scores = compare(a, b).scores
    for part in PARTS:
        for mode in MODES:
            total = Counts()
            for (of, label, how), found in scores.items():
                if of == part and how == mode and label is not None:
                    assert min(found.tp, found.fp, found.fn) >= 0
                    total += found
            assert total == scores[part, None, mode]


@settings(max_examples=60)
@given(marks_a)
def test_an_author_agrees_with_themselves(a: Marks) -> None:
    comparison = compare(a, a, schema=SCHEMA)
    assert comparison.differences == ()
    assert all(found.fp == found.fn == 0 for found in comparison.scores.values())


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_differences_explain_what_exact_lacks(a: Marks, b: Marks) -> None:
    comparison = compare(a, b)
    kinds = Counter((d.part, d.kind) for d in comparison.differences)
    for part in sizes(a):
        both = kinds[part, "boundary"] + kinds[part, "label"]
        assert kinds[part, "missed"] + both == comparison.scores[part, None, "exact"].fn
        assert kinds[part, "false"] + both == comparison.scores[part, None, "exact"].fp
    for difference in comparison.differences:
        assert (difference.reference is None) == (difference.kind == "false" and difference.part != "attributes")
        assert difference.fragments


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_the_same_differences_explain_what_overlap_lacks(a: Marks, b: Marks) -> None:
    comparison = compare(a, b, schema=SCHEMA)
    kinds = Counter((d.part, d.kind) for d in comparison.differences)
    for part in PARTS:
        label = kinds[part, "label"]
        assert kinds[part, "missed"] + label == comparison.scores[part, None, "overlap"].fn
        assert kinds[part, "false"] + label == comparison.scores[part, None, "overlap"].fp


@settings(max_examples=60)
@given(st.lists(st.tuples(marks_a, marks_b), max_size=3))
def test_confusion_adds_up_with_the_scores(pairs: list[tuple[Marks, Marks]]) -> None:
    """Each item of either side is in exactly one cell."""
    made = [compare(a, b) for a, b in pairs]
    pooled = pool(made)
    parts: tuple[Part, ...] = ("mentions", "triggers", "links")
    for part in parts:
        met = confusion(made, part)
        assert ("", "") not in met
        labels = {label for pair in met for label in pair if label}
        assert labels == {label for p, label, _ in pooled if p == part and label is not None}
        for label in labels:
            found = pooled[part, label, "overlap"]
            assert sum(n for (mine, _), n in met.items() if mine == label) == found.n
            assert sum(n for (_, theirs), n in met.items() if theirs == label) == found.tp + found.fp
            assert met[label, label] == found.tp


@settings(max_examples=60)
@given(marks_a, marks_b)
def test_the_order_of_marks_does_not_change_the_counts_of_spans(a: Marks, b: Marks) -> None:
    turned = replace(a, mentions=a.mentions[::-1], events=a.events[::-1], links=a.links[::-1])
    there, again = compare(a, b).scores, compare(turned, b).scores
    for part in sizes(a):
        for mode in MODES:
            assert there[part, None, mode] == again[part, None, mode]


@settings(max_examples=50)
@given(marks_a, marks_b, st.integers(0, 24))
def test_ranges_that_share_out_the_text_count_nothing_twice(a: Marks, b: Marks, cut: int) -> None:
    whole = compare(a, b, ranges={"entities": [(0, 24)], "events": [(0, 24)]})
    assert whole == compare(a, b)
    halves = pool(compare(a, b, ranges={"entities": [half], "events": [half]}) for half in ((0, cut), (cut, 24)))
    for part in ("mentions", "triggers"):
        assert halves[part, None, "exact"].tp <= whole.scores[part, None, "exact"].tp
        assert halves[part, None, "exact"].n <= whole.scores[part, None, "exact"].n


@settings(max_examples=25)
@given(st.lists(st.tuples(marks_a, marks_b), max_size=3))
def test_pooling_is_the_sum(pairs: list[tuple[Marks, Marks]]) -> None:
    made = [compare(a, b) for a, b in pairs]
    pooled = pool(made)
    for key, found in pooled.items():
        expected = Counts()
        for comparison in made:
            expected += comparison.scores.get(key, Counts())
        assert found == expected
