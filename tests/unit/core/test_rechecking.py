"""Checking what an act changed finds what checking everything finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article, Zone
from spanloop.core.lookup import AuthorLookup, problems_of
from spanloop.core.marks import Author, Event, Link, Marks, Mention
from spanloop.core.rechecking import Checker, SlowCheck
from spanloop.core.schema import parse_schema
from spanloop.core.validation import validate
from tests.unit.core.strategies import author_marks, fragments

TEXT = "Rebels shelled a camp in Dol "
SCHEMA = parse_schema(
    {
        "name": "small",
        "entities": [{"label": label} for label in ("PER", "GPE")],
        "events": [
            {
                "type": "ATTACK",
                "expects": ["place", "attacker"],
                "roles": {"place": {"fills": ["GPE"]}, "attacker": {"fills": ["PER"], "events": ["*"], "many": False}},
            },
        ],
        "attributes": {"realis": {"values": ["actual", "planned"], "default": "actual"}},
        "entity_links": [{"type": "ALIAS"}],
    }
)
ARTICLE = Article("a", TEXT, zones=(Zone("z", 17, 21, "boilerplate"),))


def in_order(marks: Marks) -> Marks:
    """As a project gives them."""
    mentions = sorted(marks.mentions, key=lambda m: (m.start, m.end))
    return replace(
        marks, mentions=tuple(mentions), events=tuple(sorted(marks.events, key=lambda e: (e.trigger, e.uid)))
    )


def differing(one: Marks, other: Marks) -> frozenset[str]:
    old: dict[str, Mention | Event] = {mark.uid: mark for mark in (*one.mentions, *one.events)}
    new: dict[str, Mention | Event] = {mark.uid: mark for mark in (*other.mentions, *other.events)}
    return frozenset(uid for uid in old.keys() | new.keys() if old.get(uid) != new.get(uid))


@st.composite
def changed_marks(draw: st.DrawFn, marks: Marks) -> Marks:
    """The same marks with some of them gone, moved, renamed, given other fillers, or brought back from another draw."""
    other = draw(author_marks("noor"))
    mentions = {m.uid: m for m in (*marks.mentions, *draw(st.sampled_from([other.mentions, ()])))}
    events = {e.uid: e for e in (*marks.events, *draw(st.sampled_from([other.events, ()])))}
    for uid in draw(st.lists(st.sampled_from([*mentions, *events]), max_size=2)) if mentions or events else ():
        if uid not in mentions and uid not in events:
            continue
        how = draw(st.sampled_from(["remove", "move", "rename"]))
        if how == "remove":
            mentions.pop(uid, None)
            events.pop(uid, None)
        elif uid in mentions:
            span, label = draw(fragments(24)), draw(st.sampled_from(["PER", "GPE"]))
            mentions[uid] = replace(mentions[uid], **({"fragments": span} if how == "move" else {"label": label}))
        else:
            span, kind = draw(fragments(24, 1)), draw(st.sampled_from(["ATTACK", "MOVE"]))
            events[uid] = replace(events[uid], **({"trigger": span} if how == "move" else {"type": kind}))
    links: tuple[Link, ...] = draw(st.sampled_from([marks.links, other.links, ()]))
    return in_order(replace(marks, mentions=tuple(mentions.values()), events=tuple(events.values()), links=links))


@given(data=st.data())
def test_again_is_as_in_full(data: st.DataObject) -> None:
    marks = in_order(data.draw(author_marks("noor")))
    checker = Checker(ARTICLE, SCHEMA)
    problems = checker.check(marks)
    assert problems == validate(ARTICLE, marks, SCHEMA)
    for _ in range(3):
        after = data.draw(changed_marks(marks))
        changed = differing(marks, after)
        problems = checker.recheck(after, before=marks, problems=problems, changed=changed)
        assert problems == validate(ARTICLE, after, SCHEMA)
        marks = after


def test_a_neighbour_loses_its_problem_and_another_gets_one() -> None:
    noor = Author("noor", "Noor")
    left, middle, right = (Mention(uid, ((a, b),), "PER") for uid, a, b in (("l", 0, 8), ("m", 7, 16), ("r", 15, 21)))
    before = Marks(noor, (left, middle, right))
    checker = Checker(ARTICLE, SCHEMA)
    problems = checker.check(before)
    assert {p.mark for p in problems if p.code == "crossing"} == {"m", "r"}
    after = Marks(noor, (left, right))
    problems = checker.recheck(after, before=before, problems=problems, changed={"m"})
    assert problems == validate(ARTICLE, after, SCHEMA)
    assert not [p for p in problems if p.code == "crossing"]


def test_many_at_once() -> None:
    noor = Author("noor", "Noor")
    after = Marks(noor, tuple(Mention(str(number), ((0, 6),), "PER") for number in range(200)))
    checker = Checker(ARTICLE, SCHEMA)
    found = checker.recheck(
        after, before=Marks(noor), problems=checker.check(Marks(noor)), changed={m.uid for m in after.mentions}
    )
    assert found == validate(ARTICLE, after, SCHEMA)


class Watched(tuple[Mention, ...]):
    """Mentions that count how often one of them is looked at by its place."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        self.looks += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("act", ["remove", "rename"])
def test_in_a_crowd_no_mark_is_looked_at_again_and_again(act: str) -> None:
    text = "Guns of the Second Corps bombarded the flour mill shortly before sunrise and wounded nine bakers."
    article = Article("a", text)
    places = sorted((start, end) for start in range(0, 90, 3) for end in range(start + 2, 96, 3))
    crowd = tuple(
        Mention(f"{place}-{copy}", (place,), "PER" if copy % 2 else "GPE") for place in places for copy in range(8)
    )
    events = tuple(Event(f"e{number}", "ATTACK", ((25, 34),)) for number in range(200))
    before = Marks(Author("noor", "Noor"), crowd, tuple(sorted(events, key=lambda event: event.uid)))
    victim = crowd[len(crowd) // 3]
    kept = (m if m is not victim else replace(m, label="GPE") for m in crowd if act == "rename" or m is not victim)
    mentions = Watched(kept)
    after = replace(before, mentions=mentions)
    checker = Checker(article, SCHEMA)
    problems = checker.check(before)
    mentions.looks = 0
    assert checker.recheck(after, before=before, problems=problems, changed={victim.uid}) == checker.check(after)
    assert mentions.looks < 8 * len(crowd)


@given(data=st.data())
def test_slowly_while_the_marks_change(data: st.DataObject) -> None:
    marks = in_order(data.draw(author_marks("noor")))
    checker = Checker(ARTICLE, SCHEMA)
    slow = SlowCheck(checker, AuthorLookup(marks))
    found = slow.work(0)
    for _ in range(data.draw(st.integers(0, 3))):
        if found is not None:
            break
        after = data.draw(changed_marks(marks))
        slow.follow(AuthorLookup(after), data.draw(st.sampled_from([None, differing(marks, after)])))
        marks = after
        found = slow.work(0)
    while found is None:
        found = slow.work(0)
    assert found == validate(ARTICLE, marks, SCHEMA)


@given(data=st.data())
def test_the_problems_of_a_mark_are_found_by_its_place(data: st.DataObject) -> None:
    marks = in_order(data.draw(author_marks("noor")))
    problems = validate(ARTICLE, marks, SCHEMA)
    for mark in (*marks.mentions, *marks.events):
        assert problems_of(problems, mark) == [problem for problem in problems if problem.mark == mark.uid]


def test_it_begins_anew_when_much_changed() -> None:
    noor = Author("noor", "Noor")
    slow = SlowCheck(Checker(ARTICLE, SCHEMA), AuthorLookup(Marks(noor)))
    assert slow.work(0) is None
    after = Marks(noor, tuple(Mention(str(number), ((0, 6),), "PER") for number in range(200)))
    slow.follow(AuthorLookup(after), frozenset(m.uid for m in after.mentions))
    assert slow.work(10) == validate(ARTICLE, after, SCHEMA)
