"""Marks go in and come out as they were, and only where they belong."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Event, Mention
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, BOB, MACHINE, TEXT, content, event, link, mention, with_article


def test_marks_come_back_as_they_were(project: Project) -> None:
    art = with_article(project)
    plain = mention()
    suggested = mention(12, 18, "LOC", score=0.25, origin=new_uid(), notes="a city 👩‍🚒")
    broken = Mention(new_uid(), ((7, 11), (22, 28)), "ARM")
    cause = event(start=40, end=44)
    move = event(
        Argument("who", plain.uid), Argument("cause", cause.uid, True), Argument("who", broken.uid),
        attributes={"realis": "actual", "certainty": "high"}, score=0.5, origin=new_uid(), notes="n",
    )  # fmt: skip
    alias, same = link(plain.uid, broken.uid), link(move.uid, cause.uid, between_events=True)
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [broken, suggested, plain])
        act.add_events(art.uid, ANN, [move, cause])
        act.add_links(art.uid, ANN, [alias, same])
    assert act.changes.kinds == {"mentions", "events", "links"}
    assert act.changes.marks == {plain.uid, suggested.uid, broken.uid, move.uid, cause.uid}
    marks = project.marks(art.uid, ANN)
    assert marks.mentions == (plain, broken, suggested)
    assert marks.events == (move, cause)
    assert marks.links == (alias, same)
    assert project.integrity() == []


def test_every_span_has_its_quote(project: Project) -> None:
    art = with_article(project)
    places = [(start, start + 3) for start in range(0, len(TEXT) - 3, 3)]
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention(*place) for place in places])
        act.add_mentions(art.uid, ANN, [Mention(new_uid(), ((0, 6), (12, 18)), "ARM")])
    quotes = {row[6:8]: row[10] for row in content(project)["span"] if not row[8]}
    assert quotes == {(start, end): TEXT[start:end] for start, end in places}
    assert [row[10] for row in content(project)["span"] if row[8]] == ["Troops Aleppo"]


@pytest.mark.parametrize("fragments", [((0, 0),), ((5, 3),), ((-1, 3),), ((0, 10_000),), (), ((0, 4), (2, 6))])
def test_a_span_outside_the_text_is_refused_and_nothing_is_written(project: Project, fragments: object) -> None:
    art = with_article(project)
    before = content(project)
    bad = Mention(new_uid(), fragments, "ARM")  # pyright: ignore[reportArgumentType]
    with pytest.raises(SpanloopError, match="does not fit"), project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention(), bad])
    assert content(project) == before
    assert not act.changes
    assert project.undo_label(ANN) == "import"


def test_the_same_mention_cannot_stand_twice_but_two_events_can_share_a_word(project: Project) -> None:
    art = with_article(project)
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention(), mention(label="LOC"), Mention(new_uid(), ((0, 6), (7, 11)), "ARM")])
        act.add_mentions(art.uid, BOB, [mention()])
        act.add_events(art.uid, ANN, [event(), event()])
    for again in (mention(), Mention(new_uid(), ((0, 6), (7, 11)), "ARM")):
        with pytest.raises(SpanloopError, match="stands there already"), project.act(ANN, "mark") as act:
            act.add_mentions(art.uid, ANN, [again])


def test_an_uid_is_given_once(project: Project) -> None:
    art = with_article(project)
    first = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [first])
    with pytest.raises(SpanloopError, match="uid"), project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [Mention(first.uid, ((7, 11),), "ARM")])


def test_fillers_and_links_must_be_of_the_same_author_and_article(project: Project) -> None:
    art, other = with_article(project), with_article(project)
    mine, elsewhere, machine = mention(), mention(), mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mine])
        act.add_mentions(other.uid, ANN, [elsewhere])
        act.add_mentions(art.uid, MACHINE, [machine])
    before = content(project)
    for filler in (elsewhere.uid, machine.uid, new_uid()):
        with pytest.raises(SpanloopError), project.act(ANN, "mark") as act:
            act.add_events(art.uid, ANN, [event(Argument("who", filler))])
        with pytest.raises(SpanloopError), project.act(ANN, "link") as act:
            act.add_links(art.uid, ANN, [link(mine.uid, filler)])
    with pytest.raises(SpanloopError, match="not an event"), project.act(ANN, "mark") as act:
        act.add_events(art.uid, ANN, [event(Argument("who", mine.uid, True))])
    assert content(project) == before


def test_a_mention_is_moved_relabelled_and_annotated(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mark])
    with project.act(ANN, "change") as act:
        act.change_mention(mark.uid, fragments=((0, 6), (7, 11)), label="LOC", notes="really")
    assert act.changes.marks == {mark.uid}
    assert act.changes.articles == {art.uid}
    assert project.marks(art.uid, ANN).mentions == (Mention(mark.uid, ((0, 6), (7, 11)), "LOC", notes="really"),)
    with project.act(ANN, "change") as act:
        act.change_mention(mark.uid, label="LOC")
    assert not act.changes
    assert project.undo_label(ANN) == "change"
    assert len(project.history()) == 3
    with pytest.raises(SpanloopError, match="no such mention"), project.act(ANN, "change") as act:
        act.change_mention(new_uid(), label="LOC")
    assert project.integrity() == []


def test_every_part_of_an_event_changes(project: Project) -> None:
    art = with_article(project)
    who, place = mention(), mention(12, 18, "LOC")
    move = event(Argument("who", who.uid), attributes={"realis": "actual", "kind": "x"})
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [who, place])
        act.add_events(art.uid, ANN, [move])
    with project.act(ANN, "change") as act:
        act.change_event(
            move.uid,
            type="LEAVE",
            trigger=((7, 18),),
            arguments=[Argument("from", place.uid), Argument("who", who.uid)],
            attributes={"realis": "planned", "certainty": "low"},
            notes="later",
        )
    wanted = Event(
        move.uid, "LEAVE", ((7, 18),), (Argument("from", place.uid), Argument("who", who.uid)),
        {"realis": "planned", "certainty": "low"}, notes="later",
    )  # fmt: skip
    assert project.marks(art.uid, ANN).events == (wanted,)
    assert act.changes.marks == {move.uid}
    with project.act(ANN, "nothing") as act:
        act.change_event(move.uid, type="LEAVE", arguments=wanted.arguments, attributes=wanted.attributes)
    assert not act.changes
    with project.act(ANN, "empty") as act:
        act.change_event(move.uid, arguments=[], attributes={})
    assert project.marks(art.uid, ANN).events[0].arguments == ()
    assert project.marks(art.uid, ANN).events[0].attributes == {}
    assert project.integrity() == []


def test_arguments_and_links_go_with_what_they_use(project: Project) -> None:
    art = with_article(project)
    who, place = mention(), mention(12, 18, "LOC")
    cause = event(start=40, end=44)
    move = event(Argument("who", who.uid), Argument("where", place.uid), Argument("cause", cause.uid, True))
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [who, place])
        act.add_events(art.uid, ANN, [move, cause])
        act.add_links(art.uid, ANN, [link(who.uid, place.uid), link(cause.uid, move.uid, between_events=True)])
    with project.act(ANN, "unmark") as act:
        act.remove_marks([who.uid])
    assert act.changes.marks == {who.uid, move.uid}
    marks = project.marks(art.uid, ANN)
    assert [argument.filler for argument in marks.events[0].arguments] == [place.uid, cause.uid]
    assert [each.type for each in marks.links] == ["same"]
    with project.act(ANN, "unmark") as act:
        act.remove_marks([cause.uid])
    marks = project.marks(art.uid, ANN)
    assert [each.uid for each in marks.events] == [move.uid]
    assert [argument.filler for argument in marks.events[0].arguments] == [place.uid]
    assert marks.links == ()
    assert project.integrity() == []
    with pytest.raises(SpanloopError, match="no such mark"), project.act(ANN, "unmark") as act:
        act.remove_marks([who.uid])


def test_what_an_act_wrote_is_seen_within_its_block(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mark])
        assert project.marks(art.uid, ANN).mentions == (mark,)
        act.change_mention(mark.uid, label="LOC")
        act.add_events(art.uid, ANN, [event(Argument("who", mark.uid))])
        act.remove_marks([mark.uid])
    marks = project.marks(art.uid, ANN)
    assert marks.mentions == ()
    assert marks.events[0].arguments == ()
    project.undo(ANN)
    assert not project.marks(art.uid, ANN)


def test_mark_owner(project: Project) -> None:
    art = with_article(project)
    mine, theirs, move = mention(), mention(), event()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mine])
        act.add_mentions(art.uid, MACHINE, [theirs])
        act.add_events(art.uid, ANN, [move])
    assert project.mark_owner(mine.uid) == (art.uid, ANN)
    assert project.mark_owner(theirs.uid) == (art.uid, MACHINE)
    assert project.mark_owner(move.uid) == (art.uid, ANN)
    with pytest.raises(SpanloopError, match="no such mark"):
        project.mark_owner(new_uid())
    assert [marks.author for marks in project.all_marks(art.uid)] == [ANN, MACHINE]


def test_scores_of_any_kind_come_back_as_floats_and_can_be_undone(project: Project) -> None:
    art = with_article(project)
    before = content(project)
    marks = [mention(score=1), mention(7, 11, score=np.float32(0.5)), mention(12, 18, score=0.1)]
    with project.act(ANN, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, marks)
        act.add_events(art.uid, MACHINE, [event(score=1)])
    assert [mark.score for mark in project.marks(art.uid, MACHINE).mentions] == [1.0, 0.5, 0.1]
    project.undo(ANN)
    assert content(project) == before
    with pytest.raises(SpanloopError, match="no number"), project.act(ANN, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, [mention(score=float("nan"))])


def test_arguments_keep_their_scores_whatever_comes_and_goes_beside_them(project: Project) -> None:
    art = with_article(project)
    one, two = mention(), mention(12, 18, "LOC")
    cause = event(start=40, end=44)
    scored = (Argument("who", one.uid, score=cast("float", np.float32(0.5))), Argument("cause", cause.uid, True, 1))
    move = event(*scored)

    def scores() -> list[tuple[str, float | None]]:
        (found,) = (each for each in project.marks(art.uid, MACHINE).events if each.uid == move.uid)
        return [(argument.role, argument.score) for argument in found.arguments]

    with project.act(ANN, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, [one, two])
        act.add_events(art.uid, MACHINE, [move, cause])
    written, suggested = [("who", 0.5), ("cause", 1.0)], content(project)
    assert scores() == written
    with project.act(ANN, "say the same") as act:
        act.change_event(move.uid, arguments=[replace(each, score=0.25) for each in scored])
    assert scores() == written, "what differs in its score alone is the same argument"
    with project.act(ANN, "fill") as act:
        act.change_event(
            move.uid, arguments=[*project.marks(art.uid, MACHINE).events[0].arguments[:1], Argument("to", two.uid)]
        )
    assert scores() == [("who", 0.5), ("to", None)]
    project.undo(ANN)
    assert (scores(), content(project)) == (written, suggested)
    project.redo(ANN)
    assert scores() == [("who", 0.5), ("to", None)]
    with pytest.raises(SpanloopError, match="no number"), project.act(ANN, "suggest") as act:
        act.add_events(art.uid, MACHINE, [event(Argument("who", one.uid, score=float("inf")))])
