"""Going back to a point of the history and forward again, all or nothing."""

from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Mention
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, BOB, MACHINE, content, event, mention, with_article


def four_acts(project: Project) -> list[str]:
    """An import and three mentions as Ann; the uids of these acts, oldest first."""
    article = with_article(project).uid
    for start, end in ((0, 6), (7, 11), (12, 18)):
        with project.act(ANN, f"mark {start}") as act:
            act.add_mentions(article, ANN, [mention(start, end)])
    return [act.uid for act in reversed(project.acts(limit=10)) if act.kind == "do"]


def test_going_back_undoes_what_came_after_and_forward_does_it_again(project: Project) -> None:
    _, first, _, third = four_acts(project)
    before = content(project)
    plan = project.plan_return(ANN, first)
    assert (plan.kind, [act.label for act in plan.acts]) == ("undo", ["mark 12", "mark 7"])
    changes = project.go_to(ANN, first)
    assert [one.act for one in changes] == ["mark 12", "mark 7"]
    article = next(iter(changes[0].articles))
    assert [m.start for m in project.marks(article, ANN).mentions] == [0]
    assert project.redo_label(ANN) == "mark 7"
    assert [act.label for act in project.plan_return(ANN, third).acts] == ["mark 7", "mark 12"]
    assert project.plan_return(ANN, third).kind == "redo"
    project.go_to(ANN, third)
    assert content(project) == before
    assert project.integrity() == []


def test_any_point_is_reached_from_any_other_as_long_as_nothing_new_was_done(project: Project) -> None:
    """Whatever was undone and redone in between, the file is as it was at that moment."""
    article = with_article(project).uid
    moments: dict[str, object] = {}
    for start in range(6):
        with project.act(ANN, f"mark {start}") as act:
            act.add_mentions(article, ANN, [mention(start, start + 1)])
        moments[project.acts(limit=1)[0].uid] = content(project)
    for step in ("undo", "undo", "redo", "undo", "undo"):
        project.undo(ANN) if step == "undo" else project.redo(ANN)
        moments[project.acts(limit=1)[0].uid] = content(project)
    for place in (3, 9, 0, 6, 10, 5, 7, 1, 8, 2, 4):
        uid = list(moments)[place]
        project.go_to(ANN, uid)
        assert content(project) == moments[uid], place
    assert project.integrity() == []


def test_what_a_new_act_gave_up_is_said(project: Project) -> None:
    _, first, second, third = four_acts(project)
    project.undo(ANN)
    project.undo(ANN)
    with project.act(ANN, "mark new") as act:
        act.add_mentions(project.article_uids()[0], ANN, [mention(19, 21)])
    plan = project.plan_return(ANN, second)
    assert ([act.label for act in plan.acts], plan.lost) == (["mark new"], 1)
    assert project.plan_return(ANN, third).lost == 2
    assert project.plan_return(ANN, first).lost == 0


def test_what_others_did_stays_and_is_counted(project: Project) -> None:
    _, first, _, _ = four_acts(project)
    article = project.article_uids()[0]
    with project.act(BOB, "mark as Bob") as act:
        act.add_mentions(article, BOB, [mention(0, 6)])
    with project.act(MACHINE, "suggest") as act:
        act.add_mentions(article, MACHINE, [mention(0, 6), mention(7, 11)])
    plan = project.plan_return(ANN, first)
    assert (plan.others, plan.machines) == (1, 1)
    project.go_to(ANN, first)
    assert len(project.marks(article, BOB).mentions) == 1


def test_nothing_is_done_where_one_of_them_cannot_be(project: Project) -> None:
    """Bob marked in the article that Ann imported last."""
    with_article(project)
    other = with_article(project, "Another text.").uid
    with project.act(BOB, "mark as Bob") as act:
        act.add_mentions(other, BOB, [mention(0, 7)])
    before = content(project)
    with pytest.raises(SpanloopError, match="needs what would be taken back"):
        project.go_to(ANN, project.acts(limit=10)[-1].uid)
    assert content(project) == before


def test_what_changed_since_is_named_and_nothing_is_done(project: Project) -> None:
    article = with_article(project).uid
    one = mention(0, 6)
    with project.act(ANN, "mark ARM") as act:
        act.add_mentions(article, ANN, [one])
    with project.act(ANN, "mark other") as act:
        act.add_mentions(article, ANN, [mention(7, 11)])
    with project.act(BOB, "move it") as act:
        act.change_mention(one.uid, label="LOC")
    before = content(project)
    start = project.acts(limit=10)[-1].uid
    with pytest.raises(SpanloopError, match=r'"mark ARM" cannot be undone: Bob changed the same since \("move it"\)'):
        project.go_to(ANN, start)
    assert content(project) == before
    assert project.undo_label(ANN) == "mark other"


def test_acts_come_page_by_page_with_their_article(project: Project) -> None:
    four_acts(project)
    page = project.acts(limit=2)
    older = project.acts(limit=2, before=page[-1].uid)
    assert [act.label for act in (*page, *older)] == ["mark 12", "mark 7", "mark 0", "import"]
    assert {act.article for act in page} == set(project.article_uids())
    assert page[0].author_name == "Ann"
    assert [act.quote for act in (*page, *older)] == ["Aleppo", "left", "Troops", ""]
    with pytest.raises(SpanloopError, match="not in the history"):
        project.acts(limit=2, before="nothing")


def test_the_words_of_a_mark_that_is_gone_stay_in_the_history(project: Project) -> None:
    article = with_article(project).uid
    one, trigger = Mention(new_uid(), ((0, 6), (12, 18)), "ARM"), event()
    with project.act(ANN, "mark ARM") as act:
        act.add_mentions(article, ANN, [one])
    with project.act(ANN, "new MOVE") as act:
        act.add_events(article, ANN, [trigger])
    with project.act(ANN, "change to STRIKE") as act:
        act.change_event(trigger.uid, type="STRIKE")
    with project.act(ANN, "remove ARM") as act:
        act.remove_marks([one.uid])
    with project.act(ANN, "remove STRIKE") as act:
        act.remove_marks([trigger.uid])
    assert [(act.label, act.quote) for act in project.acts(limit=5)] == [
        ("remove STRIKE", "left"), ("remove ARM", "Troops … Aleppo"), ("change to STRIKE", "left"),
        ("new MOVE", "left"), ("mark ARM", "Troops … Aleppo"),
    ]  # fmt: skip
    project.undo(ANN)
    assert project.acts(limit=1)[0].quote == "left"
    with project.act(ANN, "mark two") as act:
        act.add_mentions(article, ANN, [mention(0, 6), mention(7, 11)])
    with project.act(ANN, "remove two") as act:
        act.remove_marks([m.uid for m in project.marks(article, ANN).mentions])
    assert [act.quote for act in project.acts(limit=2)] == ["", ""], "several"


def test_an_act_leads_to_its_mark_or_to_where_it_stood(project: Project) -> None:
    article = with_article(project).uid
    one, trigger = mention(0, 6), event()
    with project.act(ANN, "mark ARM") as act:
        act.add_mentions(article, ANN, [one])
    with project.act(ANN, "mark MOVE") as act:
        act.add_events(article, ANN, [trigger])
    with project.act(ANN, "fill") as act:
        act.change_event(trigger.uid, arguments=[Argument("who", one.uid)])
    assert [project.act_place(act.uid) for act in project.acts(limit=3)] == [
        (article, trigger.uid, 7), (article, trigger.uid, 7), (article, one.uid, 0),
    ]  # fmt: skip
    with project.act(ANN, "remove ARM") as act:
        act.remove_marks([one.uid])
    assert project.act_place(project.acts(limit=1)[0].uid) in ((article, trigger.uid, 7), (article, "", 0))
    assert project.act_place(project.acts(limit=10)[-1].uid) == (article, "", None)
