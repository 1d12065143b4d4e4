"""A desk that is patched after an act is the desk that reading everything gives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.lookup import Lookup
from spanloop.core.marks import Link, Marks
from spanloop.core.rechecking import SlowCheck
from spanloop.operations import marking, notes, suggestions, undoing
from spanloop.operations.refreshing import refresh_article
from spanloop.operations.viewing import Desk, view_article
from tests.e2e.random_acts import ADDING, CHANGING, DrawnAct, Hand, drawn_acts, make_template

STEPS = (*ADDING, *CHANGING, "undo", "undo", "undo", "redo", "redo")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports with suggestions; in the first the rule set links two of its mentions."""
    path = make_template(tmp_path_factory.mktemp("refreshing"))
    with Hand(path, "Noor") as hand:
        article = hand.project.article_uids()[0]
        rules = next(marks for marks in hand.project.all_marks(article) if marks.author.kind == "rules")
        first, second = rules.mentions
        with hand.project.act(rules.author, "link") as act:
            act.add_links(article, rules.author, [Link(new_uid(), "ALIAS", first.uid, second.uid, False)])
    return path


@pytest.fixture
def hand(template: Path, tmp_path: Path) -> Iterator[Hand]:
    with Hand(Path(shutil.copy(template, tmp_path)), "Noor") as hand:
        yield hand


def desks(hand: Hand) -> dict[str, Desk]:
    return {uid: view_article(hand.project, author=hand.author, article=uid) for uid in hand.project.article_uids()}


def follow(hand: Hand, held: dict[str, Desk], changes: Changes) -> dict[str, Desk]:
    """Patch every desk and hold it against reading all; articles that are gone or new are read."""
    now = desks(hand)
    for uid in now.keys() & held.keys():
        known = contents(held[uid].lookup)
        patched = refresh_article(hand.project, desk=held[uid], changes=changes)
        assert patched == now[uid]
        assert contents(patched.lookup) == contents(now[uid].lookup)
        differing = patched.lookup.changed_since(held[uid].lookup)
        if differing is not None:
            there = contents(patched.lookup)[0]
            other = {uid for uid in known[0].keys() | there.keys() if known[0].get(uid) != there.get(uid)}
            assert other <= differing
        now[uid] = patched
    return now


def contents(lookup: Lookup) -> list[dict[str, object]]:
    """All that can be looked up."""
    own: dict[str, object] = {**lookup.own.mentions, **lookup.own.events}
    offered = {uid: mark for look in lookup.offered for uid, mark in (look.mentions | look.events).items()}
    users = {filler: sorted(events) for look in (lookup.own, *lookup.offered) for filler, events in look.users.items()}
    orders = {"mentions": lookup.mention_order, "events": lookup.event_order}
    return [{**own, **offered}, dict(users), dict(lookup.own.origins), dict(orders), own]


def step(hand: Hand, drawn: DrawnAct) -> Changes:
    try:
        match drawn[0]:
            case "undo":
                return hand.undo()
            case "redo":
                return hand.redo()
            case _:
                return hand.do(drawn)
    except SpanloopError:
        return Changes()


@settings(max_examples=12)
@given(drawn=st.lists(drawn_acts(STEPS), min_size=4, max_size=14))
def test_patched_is_as_read(template: Path, drawn: list[DrawnAct]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="spanloop-desk-") as folder,
        Hand(Path(shutil.copy(template, folder)), "Noor") as hand,
    ):
        held = desks(hand)
        for act in drawn:
            held = follow(hand, held, step(hand, act))


def first(hand: Hand) -> tuple[str, Marks]:
    """An article and what the rule set suggests in it."""
    article = hand.project.article_uids()[0]
    return article, next(marks for marks in hand.project.all_marks(article) if marks.author.kind == "rules")


def test_a_suggestion_that_is_marked_alike_goes_and_comes_back(hand: Hand) -> None:
    article, rules = first(hand)
    held = desks(hand)
    same = rules.mentions[0]
    changes = marking.mark(
        hand.project, author=hand.author, article=article, fragments=same.fragments, label=same.label
    )
    held = follow(hand, held, changes)
    assert not held[article].is_suggestion(same.uid)
    assert not any(marks.links for marks in held[article].suggestions)
    for desk in (held[article], view_article(hand.project, author=hand.author, article=article)):
        found = desk.lookup.find(same.uid)
        assert found is not None
        assert (found[0].uid in changes.marks, found[2]) == (True, False)
    held = follow(hand, held, undoing.undo(hand.project, author=hand.author))
    assert held[article].is_suggestion(same.uid)
    assert any(marks.links for marks in held[article].suggestions)


def test_the_only_suggestions_go_and_come_back(hand: Hand) -> None:
    article, rules = first(hand)
    held = desks(hand)
    every = [mark.uid for mark in (*rules.mentions, *rules.events)]
    held = follow(hand, held, suggestions.reject(hand.project, author=hand.author, suggestions=every))
    assert held[article].suggestions == ()
    held = follow(hand, held, undoing.undo(hand.project, author=hand.author))
    assert held[article].is_suggestion(every[0])


def test_what_is_not_checked_stays_so(hand: Hand) -> None:
    article, _ = first(hand)
    marking.mark(hand.project, author=hand.author, article=article, fragments=((0, 7),), label="ARM")
    before = view_article(hand.project, author=hand.author, article=article, at_once=0)
    assert not before.checked
    changes = marking.mark(hand.project, author=hand.author, article=article, fragments=((1, 7),), label="ARM")
    after = refresh_article(hand.project, desk=before, changes=changes)
    assert (after.checked, after.problems) == (False, ())
    slow = SlowCheck(before.checker, before.lookup.own)
    slow.follow(after.lookup.own, after.lookup.changed_since(before.lookup))
    found = slow.work(10)
    assert found == view_article(hand.project, author=hand.author, article=article).problems
    assert found


def test_what_did_not_change_stays_the_same_object(hand: Hand) -> None:
    article, _ = first(hand)
    before = view_article(hand.project, author=hand.author, article=article)
    changes = marking.mark(hand.project, author=hand.author, article=article, fragments=((0, 7),), label="ARM")
    after = refresh_article(hand.project, desk=before, changes=changes)
    assert len(after.marks.mentions) == 1
    assert after.suggestions is before.suggestions
    assert after.article is before.article
    other = hand.project.article_uids()[1]
    elsewhere = marking.mark(hand.project, author=hand.author, article=other, fragments=((0, 6),), label="ARM")
    assert refresh_article(hand.project, desk=after, changes=elsewhere) is after


def test_a_note_on_an_article_leaves_its_desk(hand: Hand) -> None:
    article = hand.project.article_uids()[0]
    held = desks(hand)
    changes = notes.note_article(hand.project, author=hand.author, article=article, text="Ask about the date.")
    assert follow(hand, held, changes) == held
    assert refresh_article(hand.project, desk=held[article], changes=changes) is held[article]
