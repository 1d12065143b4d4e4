"""Marks know when they were changed and removed, and undo knows it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from spanloop.core.marks import Argument, Mention, Removal
from spanloop.store import acting
from spanloop.store.project import Project
from spanloop.store.writing import Act
from tests.unit.store.helpers import ANN, BOB, content, event, link, mention, with_article


def instant(second: int) -> str:
    return f"2025-01-01T00:00:{second:02}.000Z"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act is a second after the one before it."""
    ticks: Iterator[str] = map(instant, range(60))
    monkeypatch.setattr(acting, "now", lambda: next(ticks))


def do(project: Project, work: Callable[[Act], None]) -> str:
    """One act; its time."""
    with project.act(ANN, "act") as act:
        work(act)
    return act.at


def test_a_mark_takes_the_time_of_every_act_that_changes_it_and_undo_takes_it_back(project: Project) -> None:
    art, army, move = with_article(project), mention(), event()

    def add(act: Act) -> None:
        act.add_mentions(art.uid, ANN, [army])
        act.add_events(art.uid, ANN, [move])

    made = do(project, add)
    before = content(project)
    moved = do(project, lambda act: act.change_mention(army.uid, fragments=((0, 11),)))
    steps: list[Callable[[Act], None]] = [
        lambda act: act.change_event(move.uid, arguments=[Argument("who", army.uid)]),
        lambda act: act.change_event(move.uid, attributes={"realis": "actual"}),
        lambda act: act.change_event(move.uid, trigger=((0, 6),)),
    ]
    times = [do(project, step) for step in steps]
    do(project, lambda act: act.change_mention(army.uid, fragments=((0, 11),)))  # which it has already
    marks = project.marks(art.uid, ANN)
    assert (marks.mentions[0].changed, marks.mentions[0].earlier) == (moved, (made,))
    assert (marks.events[0].changed, marks.events[0].earlier) == (times[2], (made, *times[:2]))
    for _ in range(4):
        project.undo(ANN)
    assert content(project) == before


def test_times_that_a_file_gives_are_kept(project: Project) -> None:
    art, old = with_article(project), instant(0)
    army = Mention(mention().uid, ((0, 6),), "ARM", changed=instant(50), earlier=(old,))
    move = event(changed=instant(50), earlier=(old,))

    def add(act: Act) -> None:
        act.add_mentions(art.uid, ANN, [army])
        act.add_events(art.uid, ANN, [move])

    do(project, add)
    marks = project.marks(art.uid, ANN)
    assert [(m.changed, m.earlier) for m in (*marks.mentions, *marks.events)] == [(instant(50), (old,))] * 2
    do(project, lambda act: act.change_mention(army.uid, notes="n", times=(instant(51), (old, instant(50)))))
    (changed,) = project.marks(art.uid, ANN).mentions
    assert (changed.changed, changed.earlier) == (instant(51), (old, instant(50)))


def test_what_is_removed_is_remembered_with_what_used_it_until_that_is_undone(project: Project) -> None:
    art, army, place = with_article(project), mention(), mention(12, 18, "LOC")
    move, alias = event(Argument("who", army.uid)), link(army.uid, place.uid)

    def add(act: Act) -> None:
        act.add_mentions(art.uid, ANN, [army, place])
        act.add_events(art.uid, ANN, [move])
        act.add_links(art.uid, ANN, [alias])

    made = do(project, add)
    before = content(project)
    gone = do(project, lambda act: act.remove_marks([army.uid]))
    marks = project.marks(art.uid, ANN)
    assert marks.removed == tuple(Removal(uid, gone) for uid in sorted([army.uid, alias.uid]))
    assert (marks.events[0].changed, marks.events[0].earlier) == (gone, (made,))
    assert project.marks(art.uid, BOB).removed == ()
    project.undo(ANN)
    assert content(project) == before
    project.redo(ANN)
    assert project.marks(art.uid, ANN).removed == marks.removed
    do(project, lambda act: act.remove_marks([place.uid, move.uid]))
    assert project.all_marks(art.uid) == []
    ((_, (left,)),) = project.records()
    assert {removal.uid for removal in left.removed} == {army.uid, place.uid, move.uid, alias.uid}
    do(project, lambda act: act.remove_article(art.uid))
    project.undo(ANN)
    assert project.marks(art.uid, ANN).removed == left.removed


def test_removals_of_another_copy_are_noted_and_dropped_again(project: Project) -> None:
    art, uid = with_article(project), mention().uid
    before = content(project)
    do(project, lambda act: act.add_removals(art.uid, ANN, [Removal(uid, instant(7))]))
    do(project, lambda act: act.add_removals(art.uid, ANN, [Removal(uid, instant(5))]))
    assert project.marks(art.uid, ANN).removed == (Removal(uid, instant(7)),)
    do(project, lambda act: act.drop_removals(art.uid, ANN, [uid]))
    assert content(project) == before


def test_a_removal_is_never_before_the_last_change(project: Project) -> None:
    """The clock of one machine may be behind that of another."""
    art = with_article(project)
    army = Mention(mention().uid, ((0, 6),), "ARM", changed=instant(59))
    do(project, lambda act: act.add_mentions(art.uid, ANN, [army]))
    do(project, lambda act: act.remove_marks([army.uid]))
    assert project.marks(art.uid, ANN).removed == (Removal(army.uid, instant(59)),)
