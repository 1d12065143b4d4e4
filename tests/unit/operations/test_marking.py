from __future__ import annotations

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations.events import add_event, fill_role
from spanloop.operations.marking import annotate_note, mark, move, relabel, unmark
from spanloop.operations.projects import sign_in
from spanloop.operations.suggestions import accept
from tests.unit.operations.bench import TEXT, Bench


def test_a_mark_is_stored_with_its_uid_and_named_in_the_changes(bench: Bench) -> None:
    changes = mark(
        bench.project, author=bench.author, article=bench.article, fragments=bench.at("9th Division"), label="ARM"
    )
    (mention,) = bench.own().mentions
    assert (mention.label, TEXT[mention.start : mention.end]) == ("ARM", "9th Division")
    assert mention.uid in changes.marks
    assert changes.articles == {bench.article}
    assert changes.act == "mark ARM"


def test_white_space_at_the_edges_is_left_out(bench: Bench) -> None:
    ((start, end),) = bench.at("9th Division")
    mark(bench.project, author=bench.author, article=bench.article, fragments=((start - 1, end + 1),), label="ARM")
    (mention,) = bench.own().mentions
    assert mention.fragments == ((start, end),)


def test_the_same_mark_again_changes_nothing(bench: Bench) -> None:
    for _ in range(2):
        changes = mark(
            bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM"
        )
    assert not changes
    assert len(bench.own().mentions) == 1


def test_nested_crossing_and_discontinuous_marks_live_side_by_side(bench: Bench) -> None:
    for words in ("Gunners of the 9th Division", "9th Division", "Division shelled"):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label="ARM")
    parts = (bench.at("Gunners")[0], bench.at("Division")[0])
    mark(bench.project, author=bench.author, article=bench.article, fragments=parts, label="ARM")
    assert {m.fragments for m in bench.own().mentions} >= {parts, bench.at("9th Division")}
    assert len(bench.own().mentions) == 4


@pytest.mark.parametrize("fragments", [((0, 10_000),), ((5, 5),), ((-3, 4),), ((17, 19),)])
def test_what_is_no_span_is_refused_and_nothing_stored(bench: Bench, fragments: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(SpanloopError):
        mark(bench.project, author=bench.author, article=bench.article, fragments=fragments, label="ARM")
    assert not bench.own().mentions


def test_an_unknown_label_is_refused(bench: Bench) -> None:
    with pytest.raises(SpanloopError, match="no entity label XXX"):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="XXX")


def test_boilerplate_cannot_be_marked(bench: Bench) -> None:
    with bench.project.act(bench.author, "zones") as act:
        act.set_zones(bench.article, [Zone(new_uid(), 0, 17, "boilerplate")])
    with pytest.raises(SpanloopError, match="boilerplate"):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")


def test_removing_a_mention_takes_it_out_of_the_roles_that_it_filled(bench: Bench) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Gunners"), label="ARM")
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    own = bench.own()
    fill_role(bench.project, author=bench.author, event=own.events[0].uid, role="attacker", filler=own.mentions[0].uid)
    unmark(bench.project, author=bench.author, marks=[own.mentions[0].uid])
    assert not bench.own().mentions
    assert bench.own().events[0].arguments == ()


def test_another_persons_mark_is_theirs_to_change(bench: Bench) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    other = sign_in(bench.project, name="Ilya")
    with pytest.raises(SpanloopError, match="Noor's"):
        unmark(bench.project, author=other, marks=[bench.own().mentions[0].uid])


def test_moving_and_relabelling_an_accepted_suggestion_is_a_correction(bench: Bench) -> None:
    suggestion = Mention(new_uid(), bench.at("9th Division"), "GPE", score=0.8)
    bench.suggest([suggestion], [])
    accept(bench.project, author=bench.author, suggestions=[suggestion.uid])
    (mine,) = bench.own().mentions
    relabel(bench.project, author=bench.author, mention=mine.uid, label="ARM")
    move(bench.project, author=bench.author, mention=mine.uid, fragments=bench.at("Gunners of the 9th Division"))
    (verdict,) = bench.own().verdicts
    assert (verdict.outcome, verdict.result) == ("corrected", mine.uid)
    unmark(bench.project, author=bench.author, marks=[mine.uid])
    (verdict,) = bench.own().verdicts
    assert (verdict.outcome, verdict.result) == ("rejected", None)


def test_relabelling_onto_a_mark_that_is_there_leaves_one(bench: Bench) -> None:
    for label in ("ARM", "GPE"):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label=label)
    arm = next(m for m in bench.own().mentions if m.label == "ARM")
    relabel(bench.project, author=bench.author, mention=arm.uid, label="GPE")
    assert [m.label for m in bench.own().mentions] == ["GPE"]


def test_a_note_stays_with_its_mark(bench: Bench) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    annotate_note(bench.project, author=bench.author, mark=bench.own().mentions[0].uid, text="which army?")
    assert bench.own().mentions[0].notes == "which army?"
