"""Ranking of what may fill a role."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.candidates import Candidate, Habits, learn_habits, rank_candidates, rank_near
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.schema import Role, Schema, parse_schema

NOOR = Author("author-noor", "Noor")
ROBOT = Author("author-robot", "Extractor v1", "extractor")
TEXT = (
    "The Northern Shield Brigade, which holds the eastern edge of the town, fired rockets at an army checkpoint "
    "on the M7 highway. The group said it had destroyed a T-72 tank."
)
SENTENCES = ((0, TEXT.index(" The group")), (TEXT.index("The group"), len(TEXT)))


@pytest.fixture
def schema() -> Schema:
    return parse_schema(
        {
            "name": "small",
            "version": "1",
            "entities": [
                {"label": label, "key": key}
                for label, key in zip(("ARM", "FAC", "LOC", "VEH", "WPN"), "aflvw", strict=True)
            ],
            "events": [
                {
                    "type": "STRIKE",
                    "key": "2",
                    "roles": {
                        "attacker": {"key": "a", "fills": ["ARM"]},
                        "target": {"key": "g", "fills": ["ARM", "FAC", "LOC", "VEH"]},
                    },
                },
                {"type": "SAY", "key": "-", "roles": {"about": {"key": "b", "fills": ["*"], "events": ["*"]}}},
            ],
        }
    )


def role(schema: Schema, event_type: str, name: str) -> Role:
    found = schema.event(event_type)
    assert found is not None
    wanted = found.role(name)
    assert wanted is not None
    return wanted


def span(quote: str) -> tuple[tuple[int, int]]:
    start = TEXT.index(quote)
    return ((start, start + len(quote)),)


def mention(uid: str, quote: str, label: str, score: float | None = None) -> Mention:
    return Mention(uid, span(quote), label, score)


MENTIONS = (
    mention("brigade", "The Northern Shield Brigade", "ARM"),
    mention("edge", "the eastern edge of the town", "LOC"),
    mention("rockets", "rockets", "WPN"),
    mention("checkpoint", "an army checkpoint", "FAC"),
    mention("army", "army", "ARM"),
    mention("highway", "the M7 highway", "LOC"),
    mention("group", "The group", "ARM"),
    mention("tank", "a T-72 tank", "VEH"),
)


def fired(*arguments: Argument) -> Event:
    return Event("fired", "STRIKE", span("fired"), arguments)


def uids(candidates: Iterable[Candidate]) -> list[str]:
    return [candidate.uid for candidate in candidates]


def test_the_nearest_wide_mention_of_an_allowed_label_comes_first(schema: Schema) -> None:
    event = fired(Argument("attacker", "brigade"))
    ranked = rank_candidates(
        event, role=role(schema, "STRIKE", "target"), marks=Marks(NOOR, MENTIONS, (event,)), sentences=SENTENCES
    )
    assert ranked[0].uid in {"checkpoint", "edge"}
    assert "rockets" not in uids(ranked), "a weapon is no target"
    assert uids(ranked).index("army") > uids(ranked).index("checkpoint"), "what lies inside a wider mention comes later"
    assert uids(ranked)[-1] in {"tank", "brigade"}
    assert uids(ranked).index("tank") > uids(ranked).index("highway"), "another sentence comes later"


def test_the_side_of_past_fillers_decides_between_neighbours(schema: Schema) -> None:
    event = fired()
    marks = Marks(NOOR, MENTIONS, (event,))
    target = role(schema, "STRIKE", "target")
    after = Habits(sides={("STRIKE", "target"): (0, 20)})
    before = Habits(sides={("STRIKE", "target"): (20, 0)})
    assert uids(rank_candidates(event, role=target, marks=marks, sentences=SENTENCES, habits=after))[0] == "checkpoint"
    assert uids(rank_candidates(event, role=target, marks=marks, sentences=SENTENCES, habits=before))[0] == "edge"


def test_the_label_of_past_fillers_counts(schema: Schema) -> None:
    event = fired()
    marks = Marks(NOOR, MENTIONS, (event,))
    habits = Habits(labels={("STRIKE", "target"): {"VEH": 10_000_000}})
    ranked = rank_candidates(event, role=role(schema, "STRIKE", "target"), marks=marks, habits=habits)
    assert uids(ranked).index("tank") < uids(ranked).index("highway")


def test_habits_are_counted_from_events_of_the_same_author() -> None:
    event = fired(Argument("attacker", "brigade"), Argument("target", "checkpoint"), Argument("target", "elsewhere"))
    habits = learn_habits([Marks(NOOR, MENTIONS, (event,)), Marks(NOOR, MENTIONS, (event,))])
    assert habits.sides == {("STRIKE", "attacker"): (2, 0), ("STRIKE", "target"): (0, 2)}
    assert habits.labels == {("STRIKE", "attacker"): {"ARM": 2}, ("STRIKE", "target"): {"FAC": 2}}
    assert habits.side_cost("STRIKE", "attacker", before=True) == 0
    assert habits.side_cost("STRIKE", "attacker", before=False) > 0
    assert habits.label_cost("STRIKE", "attacker", "ARM") == 0
    assert habits.label_cost("STRIKE", "attacker", "VEH") > 0
    assert habits.side_cost("HARM", "victim", before=True) == 0, "nothing is known of it"


def test_what_fills_the_role_is_not_offered_and_what_fills_another_comes_later(schema: Schema) -> None:
    target = role(schema, "STRIKE", "target")
    free = fired()
    used = fired(Argument("target", "checkpoint"), Argument("attacker", "edge"))
    ranked = rank_candidates(used, role=target, marks=Marks(NOOR, MENTIONS, (used,)), sentences=SENTENCES)
    assert "checkpoint" not in uids(ranked)
    before = {
        c.uid: c.cost
        for c in rank_candidates(free, role=target, marks=Marks(NOOR, MENTIONS, (free,)), sentences=SENTENCES)
    }
    after = {c.uid: c.cost for c in ranked}
    assert after["edge"] > before["edge"]
    assert after["highway"] == before["highway"]


def test_who_is_free_in_the_next_sentence_goes_before_who_is_in_the_event_already(schema: Schema) -> None:
    group = mention("group", "The group", "ARM")
    brigade = mention("brigade", "The Northern Shield Brigade", "ARM")
    event = fired(Argument("attacker", "brigade"))
    ranked = rank_candidates(
        event,
        role=role(schema, "STRIKE", "target"),
        marks=Marks(NOOR, (brigade, group), (event,)),
        sentences=SENTENCES,
    )
    assert uids(ranked) == ["group", "brigade"]


def test_a_sure_suggestion_beats_an_unsure_one_and_own_marks_hide_equal_ones(schema: Schema) -> None:
    event = fired()
    own = Marks(NOOR, (mention("mine", "an army checkpoint", "FAC"),), (event,))
    offered = Marks(
        ROBOT,
        (
            mention("same", "an army checkpoint", "FAC", 0.99),
            mention("sure", "the M7 highway", "LOC", 0.95),
            mention("unsure", "the M7 highway", "FAC", 0.20),
        ),
    )
    ranked = rank_candidates(
        event, role=role(schema, "STRIKE", "target"), marks=own, suggestions=(offered,), sentences=SENTENCES
    )
    assert uids(ranked) == ["mine", "sure", "unsure"]
    assert [c.suggested for c in ranked] == [False, True, True]
    assert ranked[1].score == 0.95


def test_events_fill_where_the_schema_lets_them_but_not_in_a_circle(schema: Schema) -> None:
    strike = fired()
    about_strike = Event("said", "SAY", span("said"), (Argument("about", "fired", True),))
    marks = Marks(NOOR, (), (strike, about_strike))
    assert uids(rank_candidates(about_strike, role=role(schema, "SAY", "about"), marks=marks)) == []
    other = Event("holds", "SAY", span("holds"))
    ranked = rank_candidates(
        other, role=role(schema, "SAY", "about"), marks=Marks(NOOR, (), (strike, about_strike, other))
    )
    assert set(uids(ranked)) == {"fired", "said"}
    assert all(c.is_event for c in ranked)
    circle = rank_candidates(strike, role=Role("cause", fills_events=frozenset("*")), marks=marks)
    assert uids(circle) == [], "an event that this one already fills would make a circle"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 100).map(lambda n: n * 30),
            st.sampled_from([10, 25, 70]),
            st.sampled_from("ab"),
            st.sampled_from([None, 0.1, 0.9]),
        ),
        max_size=60,
    ),
    st.integers(0, 3000),
    st.integers(1, 6),
)
def test_a_limit_keeps_the_best_and_misses_none(
    spans: list[tuple[int, int, str, float | None]], trigger: int, limit: int
) -> None:
    """Far marks are not looked at when few are wanted; the few are those that looking at all would give."""
    event = Event("e", "STRIKE", ((trigger, trigger + 5),))
    made = [Mention(f"m{i}", ((start, start + n),), label, score) for i, (start, n, label, score) in enumerate(spans)]
    own = Marks(NOOR, tuple(m for m in made if m.score is None), (event,))
    offered = Marks(ROBOT, tuple(m for m in made if m.score is not None))
    target = Role("target", fills=frozenset("ab"))
    sentences = tuple((start, start + 150) for start in range(0, 3150, 150))
    habits = Habits({("STRIKE", "target"): (30, 2)}, {("STRIKE", "target"): {"a": 12}})

    def ranked(limit: int | None) -> tuple[Candidate, ...]:
        return rank_candidates(
            event, role=target, marks=own, suggestions=(offered,), sentences=sentences, habits=habits, limit=limit
        )

    assert [c.uid for c in ranked(limit)] == [c.uid for c in ranked(None)[:limit]]


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(1, 60), st.sampled_from(["ARM", "FAC", "LOC", "VEH", "WPN"])),
        max_size=40,
    ),
    st.integers(0, 400),
)
def test_the_order_does_not_depend_on_the_order_of_marks(spans: list[tuple[int, int, str]], trigger: int) -> None:
    event = Event("e", "STRIKE", ((trigger, trigger + 5),))
    mentions = tuple(Mention(f"m{i}", ((start, start + n),), label) for i, (start, n, label) in enumerate(spans))
    distinct = {(m.label, m.fragments): m for m in mentions}
    ordered = tuple(distinct.values())
    target = Role("target", fills=frozenset({"ARM", "FAC", "LOC", "VEH"}))
    forth = rank_candidates(event, role=target, marks=Marks(NOOR, ordered, (event,)))
    back = rank_candidates(event, role=target, marks=Marks(NOOR, ordered[::-1], (event,)))
    assert forth == back
    assert {c.uid for c in forth} == {m.uid for m in ordered if m.label != "WPN"}
    assert [c.cost for c in forth] == sorted(c.cost for c in forth)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), min_size=1, max_size=30, unique=True))
def test_lying_inside_a_wider_mention_costs_the_same_for_all_that_do(spans: list[tuple[int, int]]) -> None:
    """The sweep finds exactly the mentions that comparing each with each finds."""
    event = Event("e", "STRIKE", ((1000, 1005),))
    mentions = tuple(Mention(f"m{i}", ((start, start + n),), "ARM") for i, (start, n) in enumerate(spans))
    target = Role("target", fills=frozenset({"ARM"}))
    ranked = {c.uid: c for c in rank_candidates(event, role=target, marks=Marks(NOOR, mentions, (event,)))}
    for mention_ in mentions:
        alone = rank_candidates(event, role=target, marks=Marks(NOOR, (mention_,), (event,)))[0]
        wider = any(
            o.start <= mention_.start and mention_.end <= o.end and (o.start, o.end) != (mention_.start, mention_.end)
            for o in mentions
        )
        assert (ranked[mention_.uid].cost > alone.cost) == wider


@settings(max_examples=25)
@given(st.integers(0, 9_000), st.integers(1, 9), st.lists(st.sampled_from([2, 5, 40, 900, 9000]), min_size=1))
def test_looking_near_first_finds_the_same(at: int, limit: int, pattern: list[int]) -> None:
    """More marks than are all looked at; dense, sparse and lopsided."""
    wanted = Role("attacker", "a", frozenset({"ARM", "FAC"}))
    steps = (pattern * 700)[:700]
    mentions: list[Mention] = []
    start = 0
    for number, step in enumerate(steps):
        start += step
        mentions.append(Mention(f"m{number}", ((start, start + 1 + step % 7),), ("ARM", "FAC", "LOC")[number % 3]))
    event = Event("e", "STRIKE", ((at, at + 4),))
    marks = Marks(NOOR, tuple(mentions), (event,))
    sentences = tuple((n, n + 300) for n in range(0, start + 300, 300))
    near = rank_near(event, role=wanted, marks=marks, sentences=sentences, limit=limit)
    assert near == rank_candidates(event, role=wanted, marks=marks, sentences=sentences, limit=limit)
