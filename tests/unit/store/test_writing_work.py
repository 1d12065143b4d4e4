"""Verdicts, completions, states, schema versions and extractors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Mention
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord, Rejected
from tests.unit.store.helpers import (
    ANN,
    BOB,
    MACHINE,
    article,
    completion,
    event,
    mention,
    schema,
    verdict,
    with_article,
)


def test_verdicts_and_completions_come_back(project: Project) -> None:
    art = with_article(project)
    first, second = verdict(new_uid(), result=new_uid()), verdict(new_uid(), "rejected")
    whole = completion(len(art.text))
    with project.act(ANN, "work") as act:
        act.add_verdicts(art.uid, ANN, [first, second])
        act.add_completions(art.uid, ANN, [whole])
    assert act.changes.kinds == {"verdicts", "completions"}
    marks = project.marks(art.uid, ANN)
    assert marks.verdicts == (first, second)
    assert marks.completions == (whole,)
    with project.act(ANN, "take back") as act:
        act.remove_verdicts([first.uid])
        act.remove_completions([whole.uid])
    assert act.changes.marks == {first.suggestion}
    assert project.marks(art.uid, ANN).verdicts == (second,)
    with pytest.raises(SpanloopError, match="not in the project"), project.act(ANN, "take back") as act:
        act.remove_verdicts([first.uid])
    for bad in (completion(10_000), completion(3, start=3)):
        with pytest.raises(SpanloopError, match="lies outside"), project.act(ANN, "complete") as act:
            act.add_completions(art.uid, ANN, [bad])


def test_what_was_rejected_stays_known_when_the_suggestion_is_gone(project: Project) -> None:
    art = with_article(project)
    wrong, broken, right, move = mention(), Mention(new_uid(), ((0, 2), (3, 4)), "LOC"), mention(7, 11), event()
    with project.act(MACHINE, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, [wrong, broken, right])
        act.add_events(art.uid, MACHINE, [move])
    with project.act(ANN, "reject") as act:
        act.add_verdicts(art.uid, ANN, [verdict(each.uid, "rejected") for each in (wrong, broken, move)])
        act.add_verdicts(art.uid, ANN, [verdict(right.uid, result=new_uid()), verdict(new_uid(), "rejected")])
    wanted = {
        Rejected("entities", "ARM", ((0, 6),)),
        Rejected("entities", "LOC", ((0, 2), (3, 4))),
        Rejected("events", "MOVE", ((7, 11),)),
    }
    assert project.rejected(art.uid, ANN) == wanted
    assert project.rejected(art.uid, BOB) == frozenset()
    with project.act(MACHINE, "suggest anew") as act:
        act.remove_marks([wrong.uid, broken.uid, right.uid, move.uid])
    assert project.rejected(art.uid, ANN) == wanted


def test_states(project: Project) -> None:
    art = with_article(project)
    assert project.state(art.uid, ANN) == (None, "")
    with project.act(ANN, "skip") as act:
        act.set_state(art.uid, ANN, "skipped", reason="sports")
        act.set_state(art.uid, BOB, "question")
    assert project.state(art.uid, ANN) == ("skipped", "sports")
    assert project.states(art.uid) == {ANN.uid: ("skipped", "sports"), BOB.uid: ("question", "")}
    with project.act(ANN, "skip") as act:
        act.set_state(art.uid, ANN, "skipped", reason="sports")
    assert not act.changes
    with project.act(ANN, "take up") as act:
        act.set_state(art.uid, ANN, None)
    assert project.states(art.uid) == {BOB.uid: ("question", "")}
    assert act.changes.kinds == {"states"}
    with project.act(ANN, "take up") as act:
        act.set_state(art.uid, ANN, None)
    assert not act.changes


def test_schema_versions(project: Project) -> None:
    second = schema("2", labels=("ARM", "LOC", "GPE"))
    with project.act(ANN, "change the schema") as act:
        act.add_schema(second)
    assert act.changes.kinds >= {"schema"}
    assert project.schema == second
    assert list(project.schemas) == ["1", "2"]
    with project.act(ANN, "same") as act:
        act.add_schema(second)
    assert not act.changes
    with pytest.raises(SpanloopError, match="another schema of version 2"), project.act(ANN, "other") as act:
        act.add_schema(schema("2"))
    project.undo(ANN)
    assert project.schema.version == "1"
    with Project.open(project.path) as other:
        project.redo(ANN)
        assert other.schema == second


def test_authors(project: Project) -> None:
    assert project.authors() == []
    with project.act(ANN, "sign in") as act:
        assert act.add_author(ANN) == ANN
    assert act.changes.kinds == {"authors"}
    assert project.history() == []
    with project.act(ANN, "again") as act:
        assert act.add_author(Author(new_uid(), "Ann")) == ANN
        assert act.add_author(Author(new_uid(), "Ann", "gold")).kind == "gold"
    assert [(each.name, each.kind) for each in project.authors()] == [("Ann", "human"), ("Ann", "gold")]
    assert project.find_author("Ann") == ANN
    found = project.find_author("Ann", kind="gold")
    assert found is not None
    assert found.kind == "gold"
    assert project.find_author("Bob") is None
    assert project.known_author(Author(new_uid(), "Ann")) == ANN
    with pytest.raises(SpanloopError, match="needs a name"), project.act(Author(new_uid(), " "), "sign in"):
        pass


def test_the_same_person_from_another_copy_is_the_same_author(project: Project) -> None:
    """Two copies of a project know Ann under two uids."""
    art = with_article(project)
    twin = Author(new_uid(), "Ann")
    mark = mention()
    with project.act(twin, "mark") as act:
        act.add_mentions(art.uid, twin, [mark])
    assert project.marks(art.uid, ANN).mentions == (mark,)
    assert project.marks(art.uid, twin).author == ANN
    assert project.undo_label(twin) == "mark"
    project.undo(ANN)
    project.redo(twin)


def record(number: int, state: str) -> ExtractorRecord:
    return ExtractorRecord(
        uid=new_uid(), author=Author(new_uid(), f"Extractor v{number}", "extractor"), name=f"Extractor v{number}",
        number=number, recipe="blank", seed=7, data_hash="abc", schema_version="1", config="[nlp]", metrics={"f": 0.5},
        files_hash="def", policy="gold", created_at="2025-03-01T10:00:00.000Z",
        state=state, details={"spacy": "3.8"},  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def test_extractors(project: Project) -> None:
    first, second = record(1, "current"), record(2, "current")
    with project.act(ANN, "train") as act:
        act.add_extractor(first)
    assert project.extractors() == [first]
    assert first.author in project.authors()
    with project.act(ANN, "train") as act:
        act.add_extractor(second)
    assert project.extractors() == [replace(first, state="replaced"), second]
    with project.act(ANN, "roll back") as act:
        act.set_extractor_state(first.uid, "current")
        act.set_extractor_metrics(first.uid, {"f": 0.75, "n": 12}, details={"override": "Ann"})
    assert project.extractors() == [
        replace(first, metrics={"f": 0.75, "n": 12}, details={"override": "Ann"}),
        replace(second, state="replaced"),
    ]
    with pytest.raises(SpanloopError, match="number"), project.act(ANN, "train") as act:
        act.add_extractor(record(2, "candidate"))
    with pytest.raises(SpanloopError, match="no such extractor"), project.act(ANN, "promote") as act:
        act.set_extractor_state(new_uid(), "current")
    assert project.integrity() == []


def test_an_act_that_raises_leaves_no_trace(project: Project) -> None:
    with pytest.raises(ZeroDivisionError), project.act(ANN, "import") as act:  # noqa: PT012
        act.add_article(article())
        raise ZeroDivisionError
    assert project.article_uids() == []
    assert project.history() == []
    assert project.authors() == []


def test_acts_are_not_nested(project: Project) -> None:
    with project.act(ANN, "import") as act:
        act.add_article(article())
        with pytest.raises(RuntimeError, match="nested"), project.act(ANN, "inner"):
            pass
        with pytest.raises(RuntimeError, match="nested"):
            project.undo(ANN)
    assert len(project.article_uids()) == 1
