from __future__ import annotations

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Event, Mention
from spanloop.operations import undoing
from spanloop.operations.events import add_event, fill_role
from spanloop.operations.marking import mark
from spanloop.operations.projects import sign_in
from spanloop.operations.resizing import reshape
from spanloop.operations.suggestions import accept
from tests.unit.operations.bench import TEXT, Bench


def _mark(bench: Bench, words: str, *, label: str = "ARM") -> str:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label=label)
    return next(m.uid for m in bench.own().mentions if m.fragments == bench.at(words))


def test_a_mention_keeps_its_uid_its_roles_and_takes_the_quote_of_its_new_place(bench: Bench) -> None:
    uid = _mark(bench, "9th")
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    event = bench.own().events[0].uid
    fill_role(bench.project, author=bench.author, event=event, role="attacker", filler=uid)
    changes = reshape(bench.project, author=bench.author, mark=uid, fragments=bench.at("9th Division"))
    assert (changes.act, changes.marks) == ("move ARM", {uid})
    (mention,) = bench.own().mentions
    assert (mention.uid, TEXT[mention.start : mention.end]) == (uid, "9th Division")
    assert bench.own().events[0].arguments == (Argument("attacker", uid),)
    assert bench.project.integrity() == []
    undoing.undo(bench.project, author=bench.author)
    assert bench.own().mentions[0].fragments == bench.at("9th")


def test_a_trigger_moves_with_its_event(bench: Bench) -> None:
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    uid = bench.own().events[0].uid
    reshape(bench.project, author=bench.author, mark=uid, fragments=bench.at("shelled the"))
    assert [(e.uid, e.trigger) for e in bench.own().events] == [(uid, bench.at("shelled the"))]


def test_a_suggestion_becomes_a_corrected_mark_and_stays_as_it_was_itself(bench: Bench) -> None:
    suggestion = Mention(new_uid(), bench.at("9th"), "ARM", score=0.8)
    rules = bench.suggest([suggestion], [])
    changes = reshape(bench.project, author=bench.author, mark=suggestion.uid, fragments=bench.at("9th Division"))
    (mine,) = bench.own().mentions
    assert (mine.fragments, mine.origin) == (bench.at("9th Division"), suggestion.uid)
    assert mine.uid in changes.marks
    (verdict,) = bench.own().verdicts
    assert (verdict.outcome, verdict.suggestion, verdict.result) == ("corrected", suggestion.uid, mine.uid)
    assert bench.project.marks(bench.article, rules).mentions[0].fragments == bench.at("9th")
    undoing.undo(bench.project, author=bench.author)
    assert not bench.own().mentions
    assert not bench.own().verdicts
    undoing.redo(bench.project, author=bench.author)
    assert bench.own().mentions[0].fragments == bench.at("9th Division")


def test_a_suggested_event_brings_its_fillers_when_its_trigger_is_corrected(bench: Bench) -> None:
    filler = Mention(new_uid(), bench.at("9th Division"), "ARM")
    event = Event(new_uid(), "STRIKE", bench.at("shelled"), (Argument("attacker", filler.uid),))
    bench.suggest([filler], [event])
    reshape(bench.project, author=bench.author, mark=event.uid, fragments=bench.at("shelled the depot"))
    own = bench.own()
    assert own.events[0].trigger == bench.at("shelled the depot")
    assert [a.filler for a in own.events[0].arguments] == [own.mentions[0].uid]
    assert {v.suggestion: v.outcome for v in own.verdicts} == {filler.uid: "accepted", event.uid: "corrected"}


def test_an_accepted_suggestion_that_is_moved_later_counts_as_corrected(bench: Bench) -> None:
    suggestion = Mention(new_uid(), bench.at("9th"), "ARM")
    bench.suggest([suggestion], [])
    accept(bench.project, author=bench.author, suggestions=[suggestion.uid])
    reshape(bench.project, author=bench.author, mark=bench.own().mentions[0].uid, fragments=bench.at("9th Division"))
    assert [v.outcome for v in bench.own().verdicts] == ["corrected"]


def test_the_same_place_again_is_no_act(bench: Bench) -> None:
    uid = _mark(bench, "9th")
    assert not reshape(bench.project, author=bench.author, mark=uid, fragments=bench.at("9th"))


def test_what_cannot_be_is_refused_and_nothing_changes(bench: Bench) -> None:
    uid = _mark(bench, "9th")
    _mark(bench, "9th Division")
    with bench.project.act(bench.author, "zones") as act:
        act.set_zones(bench.article, [Zone(new_uid(), 0, 17, "boilerplate")])
    with pytest.raises(SpanloopError, match="already a ARM"):
        reshape(bench.project, author=bench.author, mark=uid, fragments=bench.at("9th Division"))
    with pytest.raises(SpanloopError, match="boilerplate"):
        reshape(bench.project, author=bench.author, mark=uid, fragments=((10, 30),))
    other = sign_in(bench.project, name="Ilya")
    with pytest.raises(SpanloopError, match="Noor's"):
        reshape(bench.project, author=other, mark=uid, fragments=bench.at("Division"))
    assert {m.fragments for m in bench.own().mentions} == {bench.at("9th"), bench.at("9th Division")}
    assert not bench.project.marks(bench.article, other).mentions
