"""The audit trail of a mark, from the journal and the verdicts."""

from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Event, Mention
from spanloop.operations import events, exporting, importing, marking, suggestions, undoing
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.trail import read_trail
from tests.unit.operations.bench import Bench


def told(bench: Bench, mark: str) -> list[tuple[str, str]]:
    return [(step.who, step.what) for step in read_trail(bench.project, mark=mark)]


def test_a_suggestion_that_was_accepted_and_moved(bench: Bench) -> None:
    suggestion = Mention(new_uid(), bench.at("the depot"), "FAC", score=0.81)
    bench.suggest([suggestion], [])
    suggestions.accept(bench.project, author=bench.author, suggestions=[suggestion.uid])
    (own,) = bench.own().mentions
    marking.move(bench.project, author=bench.author, mention=own.uid, fragments=bench.at("depot at"))
    marking.move(bench.project, author=bench.author, mention=own.uid, fragments=bench.at("depot at Tel Shahin"))
    marking.relabel(bench.project, author=bench.author, mention=own.uid, label="GPE")
    marking.annotate_note(bench.project, author=bench.author, mark=own.uid, text="or a camp?")
    undoing.undo(bench.project, author=bench.author)
    assert told(bench, own.uid) == [
        ("", "suggested by Extractor v1 at .81 as FAC: “the depot”"),
        ("Noor", "accepted"),
        ("Noor", "boundary moved: “the depot” to “depot at”"),
        ("Noor", "boundary moved: “depot at” to “depot at Tel Shahin”"),
        ("Noor", "changed from FAC to GPE"),
        ("Noor", "note: “or a camp?”"),
        ("Noor", "undid “note on GPE”: note taken away"),
    ]
    assert [step.brief for step in read_trail(bench.project, mark=own.uid)][:3] == [
        "suggested by Extractor v1 at .81", "accepted", "boundary moved",
    ]  # fmt: skip
    # The suggestion itself never changed; its trail says what became of it.
    assert told(bench, suggestion.uid)[1] == ("Noor", "accepted with a change")


def test_what_lies_between_fragments_is_left_out_visibly(bench: Bench) -> None:
    (first,), (second,) = bench.at("depot"), bench.at("Tel Shahin")
    marking.mark(bench.project, author=bench.author, article=bench.article, fragments=(first, second), label="FAC")
    (own,) = bench.own().mentions
    marking.move(bench.project, author=bench.author, mention=own.uid, fragments=(first,))
    assert [what for _, what in told(bench, own.uid)] == [
        "marked as FAC: “\u2068depot … Tel Shahin\u2069”",
        "boundary moved: “\u2068depot … Tel Shahin\u2069” to “depot”",
    ]


def test_a_suggestion_that_was_rejected(bench: Bench) -> None:
    suggestion = Mention(new_uid(), bench.at("depot"), "FAC", score=0.4)
    bench.suggest([suggestion], [])
    suggestions.reject(bench.project, author=bench.author, suggestions=[suggestion.uid])
    assert told(bench, suggestion.uid) == [
        ("", "suggested by Extractor v1 at .40 as FAC: “depot”"), ("Noor", "rejected"),
    ]  # fmt: skip


def test_an_own_mark_that_was_taken_away_and_put_back(bench: Bench) -> None:
    marking.mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("depot"), label="FAC")
    (own,) = bench.own().mentions
    marking.unmark(bench.project, author=bench.author, marks=[own.uid])
    with pytest.raises(SpanloopError, match="no such mark"):
        read_trail(bench.project, mark=own.uid)
    undoing.undo(bench.project, author=bench.author)
    assert told(bench, own.uid) == [
        ("Noor", "marked as FAC: “depot”"), ("Noor", "removed"), ("Noor", "undid “remove FAC”: put back"),
    ]  # fmt: skip


def test_an_event_says_what_was_filled_and_set(bench: Bench) -> None:
    project, author = bench.project, bench.author
    depot = Mention(new_uid(), bench.at("the depot"), "FAC")
    army, army_again = (Mention(new_uid(), bench.at(words), "ARM") for words in ("Gunners", "9th Division"))
    shelled = Event(new_uid(), "STRIKE", bench.at("shelled"))
    with project.act(author, "mark three") as act:
        act.add_mentions(bench.article, author, [depot, army, army_again])
    with project.act(author, "mark STRIKE") as act:
        act.add_events(bench.article, author, [shelled])
    for role, filler in (("target", depot), ("attacker", army), ("attacker", army_again)):
        events.fill_role(project, author=author, event=shelled.uid, role=role, filler=filler.uid)
    events.set_attribute(project, author=author, event=shelled.uid, name="kind", value="air")
    events.set_attribute(project, author=author, event=shelled.uid, name="kind", value="shelling")
    events.empty_role(project, author=author, event=shelled.uid, role="attacker", filler=army.uid)
    events.retype(project, author=author, event=shelled.uid, type="SAY")
    steps = [what for _, what in told(bench, shelled.uid)]
    assert steps[:7] == [
        "marked as STRIKE: “shelled”",
        "target filled with “the depot”",
        "attacker filled with “Gunners”",
        "attacker filled with “9th Division”",
        "kind set to air",
        "kind changed from air to shelling",
        "attacker lost “Gunners”",
    ]
    assert steps[7].startswith("changed from STRIKE to SAY")


def test_marks_of_another_copy_keep_their_times(bench: Bench) -> None:
    marking.mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("depot"), label="GPE")
    (own,) = bench.own().mentions
    marking.relabel(bench.project, author=bench.author, mention=own.uid, label="FAC")
    file = bench.project.path.with_name("marks.jsonl")
    schema = bench.project.path.with_name("schema.json")
    exporting.export_jsonl(bench.project, dest=file)
    with create_project(bench.project.path.with_name("other.spanloop"), schema_path=schema) as other:
        importer = sign_in(other, name="Ilya")
        importing.import_paths(other, author=importer, paths=[file])
        steps = read_trail(other, mark=own.uid)
    assert [(step.who, step.what) for step in steps] == [
        ("Noor", "marked in another copy of the project"),
        ("Noor", "changed in another copy of the project"),
        ("Ilya", "came with “import marks.jsonl” as FAC: “depot”"),
    ]
