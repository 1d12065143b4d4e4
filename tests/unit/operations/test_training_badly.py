"""Trainings on what is hardly there, or no longer fits: one sentence, and the last good version stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.learn.embedding.weights import SHA256, is_here
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.recipes import RecipeChoice
from spanloop.operations.schema_changing import change_schema, edit_schema, edited
from spanloop.operations.suggesting import suggest
from spanloop.operations.training import train
from spanloop.operations.undoing import undo
from spanloop.operations.versions import extractors
from spanloop.store.project import Project
from tests.small_loop import make_report

Records = list[dict[str, Any]]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create_project(tmp_path / "bad.spanloop") as made:
        yield made


def put(project: Project, records: Records, tmp_path: Path) -> Author:
    """Import reports of Noor's, complete in both layers."""
    noor = sign_in(project, name="Noor")
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    import_paths(project, author=noor, paths=[path])
    return noor


def reports(count: int, change: Callable[[int, dict[str, Any]], object] = lambda _, __: None) -> Records:
    person = {"author": {"name": "Noor", "kind": "human"}, "complete": ["entities", "events"]}
    made = [{"id": f"r{number}", "language": "en", **make_report(number), **person} for number in range(count)]
    for number, record in enumerate(made):
        change(number, record)
    return made


def no_events(_: int, record: dict[str, Any]) -> None:
    record["events"] = []


def nothing_marked(_: int, record: dict[str, Any]) -> None:
    record["events"] = record["spans"] = []


def one_mark(number: int, record: dict[str, Any]) -> None:
    record["events"] = []
    record["spans"] = record["spans"][: 1 if number == 0 else 0]


def one_example(number: int, record: dict[str, Any]) -> None:
    if number:
        record["spans"] = [span for span in record["spans"] if span["label"] != "ARM"]
        record["events"] = []


def sides(_: int, record: dict[str, Any]) -> None:
    for span in record["spans"]:
        span["label"] = {"ARM": "SIDE"}.get(span["label"], span["label"])


@pytest.mark.parametrize(
    ("change", "count", "learns", "leaves"),
    [
        (no_events, 4, "entities", {"events": "none is marked"}),
        (one_example, 4, "entities", {}),
    ],
    ids=["no event anywhere", "a label with one example"],
)
def test_what_little_there_is_trains_and_the_rest_is_named(
    project: Project, tmp_path: Path, change: Any, count: int, learns: str, leaves: dict[str, str]
) -> None:
    noor = put(project, reports(count, change), tmp_path)
    record = train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=2)
    assert sum(record.details["marks"][learns].values())
    not_learned: dict[str, str] = record.details["not_learned"]
    for layer, why in leaves.items():
        assert why in not_learned[layer]
    assert suggest(project, data_dir=tmp_path).extractor == record.name


@pytest.mark.parametrize(
    ("change", "count", "said"),
    [(nothing_marked, 3, "Nothing is marked"), (nothing_marked, 0, "No article is marked")],
    ids=["complete and empty", "nothing at all"],
)
def test_without_marks_one_sentence_says_so(
    project: Project, tmp_path: Path, change: Any, count: int, said: str
) -> None:
    noor = put(project, reports(count, change), tmp_path) if count else sign_in(project, name="Noor")
    with pytest.raises(SpanloopError, match=said) as caught:
        train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=2)
    assert "\n" not in caught.value.what
    assert caught.value.way_out
    # Not a folder of the training that is gone by then.
    assert caught.value.where == str(project.path)
    assert extractors(project) == []


@pytest.mark.parametrize("recipe", ["blank", "embeddings"])
def test_one_mark_in_all_trains(project: Project, tmp_path: Path, recipe: str) -> None:
    if recipe == "embeddings" and not is_here():
        pytest.skip("the language model is not here")
    noor = put(project, reports(1, one_mark), tmp_path)
    record = train(project, author=noor, data_dir=tmp_path, recipe=recipe, max_steps=2)
    assert sum(record.details["marks"]["entities"].values()) == 1


@pytest.mark.parametrize("choice", [RecipeChoice("no_such"), RecipeChoice("vectors", vectors="no_such"),
                                    RecipeChoice("transformer", transformer="no_such"), RecipeChoice("blank", gpu=0)],
                         ids=["recipe", "vectors", "transformer", "gpu"])  # fmt: skip
def test_a_recipe_that_cannot_be_followed_leaves_the_version_before(
    project: Project, tmp_path: Path, choice: RecipeChoice
) -> None:
    noor = put(project, reports(2), tmp_path)
    with pytest.raises(SpanloopError) as caught:
        train(project, author=noor, data_dir=tmp_path, recipe=choice, max_steps=2)
    assert caught.value.way_out
    assert extractors(project) == []
    assert not list((tmp_path / "extractors").iterdir())


def test_a_label_that_was_removed_since_is_left_out_and_named(project: Project, tmp_path: Path) -> None:
    bare = {"id": "bare", "language": "en", "text": make_report(20)["text"]}
    noor = put(project, [*reports(6), bare], tmp_path)
    record = train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=40)
    editing = edit_schema(project)
    editing.delete("GPE")
    schema, mapping = edited(project, editing)
    change_schema(project, author=noor, schema=schema, mapping=mapping, drop_misfits=True)
    assert project.schema.version != record.schema_version
    told = suggest(project, data_dir=tmp_path)
    assert told.extractor == record.name
    made = [marks for _, everyone in project.records() for marks in everyone if marks.author.kind == "extractor"]
    assert "GPE" not in {mention.label for marks in made for mention in marks.mentions}
    assert any(entry.code == "schema.changed" and "GPE" in entry.message for entry in told.ledger.entries)


def test_a_label_of_a_schema_that_was_undone_is_left_out_and_named(project: Project, tmp_path: Path) -> None:
    noor = sign_in(project, name="Noor")
    editing = edit_schema(project)
    editing.add("label", "SIDE")
    schema, mapping = edited(project, editing)
    change_schema(project, author=noor, schema=schema, mapping=mapping)
    put(project, reports(6, sides), tmp_path)
    record = train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=40)
    undo(project, author=noor)
    undo(project, author=noor)
    assert project.schema.entity("SIDE") is None
    put(project, [{"id": "bare", "language": "en", "text": make_report(20)["text"]}], tmp_path)
    told = suggest(project, data_dir=tmp_path)
    made = [marks for _, everyone in project.records() for marks in everyone if marks.author.uid == record.author.uid]
    assert {mention.label for marks in made for mention in marks.mentions} == {"GPE"}
    assert [entry.message.partition(" ")[2] for entry in told.ledger.entries] == [
        "mentions of SIDE left out: the schema has that no more"
    ]


@pytest.mark.skipif(not is_here(), reason="the language model is not here")
def test_the_same_seed_gives_the_same_version(project: Project, tmp_path: Path) -> None:
    noor = put(project, reports(6), tmp_path)
    first, second = (
        train(project, author=noor, data_dir=tmp_path / str(number), recipe="embeddings", seed=7, max_steps=3)
        for number in range(2)
    )
    told = [{**made.metrics, "test": {**made.metrics["test"], "other": ""}} for made in (first, second)]
    assert told[0] == told[1]
    assert (first.files_hash, first.data_hash, first.config) == (second.files_hash, second.data_hash, second.config)
    assert first.details["weights"] == {"name": "minilm-l6-int8-1", "sha256": SHA256}
    assert {"spacy", "thinc", "numpy", "python", "spanloop"} <= first.details["versions"].keys()
    assert first.details["recipe"] == {"name": "embeddings", "vote": 1, "gpu": -1}
    assert first.schema_version == project.schema.version
