"""The queue."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.unit.store.helpers import ANN, BOB, MACHINE, completion, event, mention, schema, verdict, with_article


def states(project: Project, author: Author = ANN) -> list[str]:
    return [row.state for row in project.queue(author)]


def test_states_as_one_author_sees_them(project: Project) -> None:
    arts = [with_article(project, title=f"T{n}", source="S", date="2025-01-01", language="en") for n in range(7)]
    end = len(arts[0].text)
    with project.act(ANN, "work") as act:
        act.add_mentions(arts[1].uid, ANN, [mention()])
        act.add_completions(arts[2].uid, ANN, [completion(end), completion(end, layer="events")])
        act.add_completions(arts[3].uid, ANN, [completion(end)])
        act.set_state(arts[4].uid, ANN, "skipped", reason="sports")
        act.set_state(arts[5].uid, ANN, "question")
        act.set_state(arts[6].uid, ANN, "started")
    assert states(project) == ["new", "started", "complete", "started", "skipped", "question", "started"]
    assert states(project, BOB) == ["new"] * 7
    rows = project.queue(ANN)
    assert [row.position for row in rows] == list(range(7))
    assert rows[4].reason == "sports"
    assert rows[2].complete_layers == ("entities", "events")
    assert rows[3].complete_layers == ("entities",)
    assert (rows[0].uid, rows[0].title, rows[0].source, rows[0].date, rows[0].language) == (
        arts[0].uid, "T0", "S", "2025-01-01", "en",
    )  # fmt: skip


def test_ranges_make_a_layer_complete_together(project: Project) -> None:
    art = with_article(project)
    end = len(art.text)
    with project.act(ANN, "complete") as act:
        act.add_completions(art.uid, ANN, [completion(end, start=20), completion(end, layer="events")])
    assert states(project) == ["started"]
    with project.act(ANN, "complete") as act:
        act.add_completions(art.uid, ANN, [completion(25)])
    assert states(project) == ["complete"]


def test_a_label_that_is_added_reopens_its_layer(project: Project) -> None:
    art = with_article(project)
    end = len(art.text)
    with project.act(ANN, "complete") as act:
        act.add_completions(art.uid, ANN, [completion(end), completion(end, layer="events")])
    with project.act(BOB, "drop a label") as act:
        act.add_schema(schema("2", labels=("ARM",)))
    assert states(project) == ["complete"]
    with project.act(BOB, "add a label") as act:
        act.add_schema(schema("3", labels=("ARM", "GPE")))
    assert project.queue(ANN)[0].complete_layers == ("events",)
    with project.act(ANN, "complete") as act:
        act.add_completions(art.uid, ANN, [completion(end, version="3")])
    assert states(project) == ["complete"]


def test_a_schema_without_events_has_one_layer(project: Project) -> None:
    art = with_article(project)
    with project.act(BOB, "schema") as act:
        act.add_schema(schema("2", types=()))
    with project.act(ANN, "complete") as act:
        act.add_completions(art.uid, ANN, [completion(len(art.text), version="2")])
    assert states(project) == ["complete"]


def test_suggestions_that_wait(project: Project) -> None:
    art, other = with_article(project), with_article(project)
    marks = [mention(0, 6), mention(7, 11), mention(12, 18, "LOC"), mention(22, 28)]
    move = event()
    with project.act(ANN, "train") as act:
        act.add_extractor(ExtractorRecord(new_uid(), MACHINE, "Extractor v1", 1, "blank", 0, "", "1", state="current"))
    with project.act(MACHINE, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, marks)
        act.add_events(art.uid, MACHINE, [move])
        act.add_mentions(other.uid, MACHINE, [mention()])

    def waiting(author: Author = ANN) -> list[int]:
        return [row.suggestions for row in project.queue(author)]

    assert waiting() == [5, 1]
    with project.act(ANN, "work") as act:
        accepted = replace(marks[0], uid=new_uid(), origin=marks[0].uid)
        act.add_mentions(art.uid, ANN, [accepted, mention(7, 11)])
        act.add_verdicts(art.uid, ANN, [verdict(marks[0].uid, result=accepted.uid), verdict(move.uid, "rejected")])
        act.add_verdicts(art.uid, ANN, [verdict(marks[2].uid, "rejected")])
    assert waiting() == [1, 1]
    assert waiting(BOB) == [5, 1]
    newer = Author(new_uid(), "Extractor v2", "extractor")
    with project.act(ANN, "train") as act:
        act.add_extractor(ExtractorRecord(new_uid(), newer, "Extractor v2", 2, "blank", 0, "", "1", state="current"))
    assert waiting() == [0, 0]
    with project.act(newer, "suggest") as act:
        act.add_mentions(
            art.uid, newer, [replace(marks[2], uid=new_uid()), replace(marks[2], uid=new_uid(), label="GPE")]
        )
        act.add_events(art.uid, newer, [replace(move, uid=new_uid())])
    assert waiting() == [1, 0]
