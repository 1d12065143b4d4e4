from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Event, Mention
from spanloop.operations.events import (
    accept_at,
    add_event,
    empty_role,
    fill_role,
    fill_with_words,
    move_trigger,
    retype,
    set_attribute,
)
from spanloop.operations.linking import link
from spanloop.operations.marking import mark
from spanloop.operations.undoing import redo, undo
from tests.unit.operations.bench import Bench


@pytest.fixture
def strike(bench: Bench) -> str:
    for words, label in (("Gunners of the 9th Division", "ARM"), ("depot at Tel Shahin", "FAC"), ("Tel Shahin", "GPE")):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label=label)
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    return bench.own().events[0].uid


def mention(bench: Bench, label: str) -> str:
    return next(m.uid for m in bench.own().mentions if m.label == label)


def test_roles_are_filled_and_emptied(bench: Bench, strike: str) -> None:
    for role, label in (("attacker", "ARM"), ("target", "FAC"), ("place", "GPE")):
        fill_role(bench.project, author=bench.author, event=strike, role=role, filler=mention(bench, label))
    assert [a.role for a in bench.own().events[0].arguments] == ["attacker", "target", "place"]
    empty_role(bench.project, author=bench.author, event=strike, role="target")
    assert [a.role for a in bench.own().events[0].arguments] == ["attacker", "place"]
    undo(bench.project, author=bench.author)
    assert [a.role for a in bench.own().events[0].arguments] == ["attacker", "target", "place"]


def test_a_role_for_one_filler_gives_up_the_one_that_it_had(bench: Bench, strike: str) -> None:
    for label in ("FAC", "GPE"):
        fill_role(bench.project, author=bench.author, event=strike, role="target", filler=mention(bench, label))
    assert bench.own().events[0].arguments == (Argument("target", mention(bench, "GPE")),)


def test_a_filler_of_a_label_that_the_role_does_not_take_is_refused(bench: Bench, strike: str) -> None:
    with pytest.raises(SpanloopError, match="does not take GPE"):
        fill_role(bench.project, author=bench.author, event=strike, role="attacker", filler=mention(bench, "GPE"))


def test_a_suggested_filler_is_accepted_in_the_same_act(bench: Bench, strike: str) -> None:
    suggestion = Mention(new_uid(), bench.at("Army"), "ARM", score=0.7)
    bench.suggest([suggestion], [])
    fill_role(bench.project, author=bench.author, event=strike, role="attacker", filler=suggestion.uid)
    own = bench.own()
    accepted = next(m for m in own.mentions if m.origin == suggestion.uid)
    assert own.events[0].arguments == (Argument("attacker", accepted.uid),)
    assert own.verdicts[0].outcome == "accepted"
    undo(bench.project, author=bench.author)
    assert not bench.own().verdicts
    assert not bench.own().events[0].arguments


def test_an_event_can_fill_a_role_but_not_its_own(bench: Bench, strike: str) -> None:
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shells"), type="SAY")
    say = next(e.uid for e in bench.own().events if e.type == "SAY")
    fill_role(bench.project, author=bench.author, event=say, role="about", filler=strike)
    assert next(e for e in bench.own().events if e.uid == say).arguments == (Argument("about", strike, True),)
    with pytest.raises(SpanloopError, match="does not take this event"):
        fill_role(bench.project, author=bench.author, event=say, role="about", filler=say)


def test_attributes_are_set_and_fall_back_to_the_default(bench: Bench, strike: str) -> None:
    set_attribute(bench.project, author=bench.author, event=strike, name="kind", value="air")
    set_attribute(bench.project, author=bench.author, event=strike, name="polarity", value="neg")
    assert dict(bench.own().events[0].attributes) == {"kind": "air", "polarity": "neg"}
    set_attribute(bench.project, author=bench.author, event=strike, name="polarity", value="pos")
    assert dict(bench.own().events[0].attributes) == {"kind": "air"}
    with pytest.raises(SpanloopError, match="cannot be siege"):
        set_attribute(bench.project, author=bench.author, event=strike, name="kind", value="siege")


def test_another_type_keeps_what_it_can(bench: Bench, strike: str) -> None:
    for role, label in (("attacker", "ARM"), ("target", "FAC"), ("place", "GPE")):
        fill_role(bench.project, author=bench.author, event=strike, role=role, filler=mention(bench, label))
    set_attribute(bench.project, author=bench.author, event=strike, name="kind", value="air")
    retype(bench.project, author=bench.author, event=strike, type="SAY")
    event = bench.own().events[0]
    assert (event.type, [a.role for a in event.arguments], dict(event.attributes)) == ("SAY", ["place"], {})


def test_a_trigger_moves_and_comes_back(bench: Bench, strike: str) -> None:
    move_trigger(bench.project, author=bench.author, event=strike, trigger=bench.at("shells"))
    assert bench.own().events[0].trigger == bench.at("shells")
    undo(bench.project, author=bench.author)
    assert bench.own().events[0].trigger == bench.at("shelled")
    redo(bench.project, author=bench.author)
    assert bench.own().events[0].trigger == bench.at("shells")


def test_links_join_two_events_or_two_mentions(bench: Bench, strike: str) -> None:
    link(bench.project, author=bench.author, type="ALIAS", source=mention(bench, "ARM"), target=mention(bench, "GPE"))
    assert len(bench.own().links) == 1
    with pytest.raises(SpanloopError, match="two events"):
        link(bench.project, author=bench.author, type="CAUSE", source=strike, target=mention(bench, "GPE"))


def test_words_are_marked_and_fill_a_role_in_one_act(bench: Bench, strike: str) -> None:
    def fill(words: str, label: str, role: str = "attacker") -> None:
        fill_with_words(
            bench.project, author=bench.author, event=strike, role=role, fragments=bench.at(words), label=label
        )

    before = bench.own()
    fill("9th Division ", "ARM")
    made = next(m for m in bench.own().mentions if m.fragments == bench.at("9th Division"))
    assert bench.own().events[0].arguments == (Argument("attacker", made.uid),)
    undo(bench.project, author=bench.author)
    assert bench.own() == before
    redo(bench.project, author=bench.author)
    fill("Gunners of the 9th Division", "ARM")
    assert len(bench.own().mentions) == len(before.mentions) + 1, "a mention that is there is not made again"
    assert len(bench.own().events[0].arguments) == 2
    fill("Gunners of the 9th Division", "ARM")
    assert len(bench.own().events[0].arguments) == 2
    with pytest.raises(SpanloopError, match="does not take TIME"):
        fill("Tuesday", "TIME")
    with pytest.raises(SpanloopError, match="has no role"):
        fill("Tuesday", "TIME", role="time")
    assert len(bench.own().mentions) == len(before.mentions) + 1


def test_a_suggested_event_is_accepted_with_another_trigger(bench: Bench) -> None:
    filler = Mention(new_uid(), bench.at("Gunners of the 9th Division"), "ARM", score=0.8)
    suggestion = Event(new_uid(), "SAY", bench.at("shelled"), (Argument("attacker", filler.uid),), score=0.6)
    strike = Event(new_uid(), "STRIKE", bench.at("shelled"), (Argument("attacker", filler.uid),), score=0.6)
    bench.suggest([filler], [suggestion, strike])
    wider = bench.at("shelled the depot")
    accept_at(bench.project, author=bench.author, suggestion=strike.uid, trigger=wider, type="STRIKE")
    (made,) = bench.own().events
    assert (made.type, made.trigger, made.origin) == ("STRIKE", wider, strike.uid)
    assert [a.role for a in made.arguments] == ["attacker"]
    assert {v.suggestion: v.outcome for v in bench.own().verdicts} == {
        strike.uid: "corrected",
        filler.uid: "accepted",
    }
    undo(bench.project, author=bench.author)
    assert not bench.own()
