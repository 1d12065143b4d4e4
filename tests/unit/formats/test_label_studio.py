from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.core.schema import Attribute, EntityLabel
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.label_studio.reading import detect_label_studio, read_label_studio
from spanloop.formats.label_studio.writing import label_config, write_label_studio
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats.foreign_files import (
    SCHEMA,
    assert_nothing_is_lost_unsaid,
    interpreted,
    marked,
    projects,
    relations_of,
    spans_of,
)

TEXT = "Army left\nسوريا\u00a0e\u0301 again"


def read(folder: Path, *tasks: dict[str, Any], ledger: Ledger | None = None) -> list[ForeignDocument]:
    path = folder / "project-1.json"
    path.write_text(json.dumps(tasks, indent=1), encoding="utf-8")
    return list(read_label_studio(path, ledger=ledger if ledger is not None else Ledger()))


def region(id_: str, start: int, end: int, *labels: str, **more: Any) -> dict[str, Any]:
    value: dict[str, Any] = {"start": start, "end": end, "labels": list(labels)}
    value |= {"text": more.pop("text")} if "text" in more else {}
    return {"id": id_, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def relation(source: str, target: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": direction, "labels": list(labels)}


def task(*result: dict[str, Any], text: str = TEXT, **more: Any) -> dict[str, Any]:
    annotation = {"id": 1, "completed_by": 10, "result": list(result), "was_cancelled": False, "ground_truth": False}
    given = {"id": 5, "data": {"text": text}, "annotations": [annotation], "predictions": []}
    return {**given, **more}


def test_regions_labels_and_relations(tmp_path: Path) -> None:
    ledger = Ledger()
    given = [
        region("a", 0, 4, "ORG", "ARM", "ORG", text="Army"),
        region("b", 5, 9, "MOVE", meta={"text": ["why?"]}, score=0.5),
        region("c", 5, 15, "WHAT", text="left\\nسوريا"),
        relation("b", "a", "agent", "subject"),
        relation("c", "b", "to", direction="left"),
        relation("a", "b"),
    ]
    (document,) = read(tmp_path, task(*given), ledger=ledger)
    assert spans_of(document) == [("Army", "ORG"), ("Army", "ARM"), ("left", "MOVE"), ("left\nسوريا", "WHAT")]
    assert relations_of(document) == [
        ("MOVE", "agent", "ORG"), ("MOVE", "subject", "ORG"), ("MOVE", "to", "WHAT"), ("ORG", "relation", "MOVE")
    ]  # fmt: skip
    assert marked(document).author.name == "user 10"
    assert [(s.notes, s.score) for s in marked(document).spans][2] == ("why?", None)
    assert ledger.counts() == {"relation.first_label": 1}


def test_each_person_is_an_author_and_each_model(tmp_path: Path) -> None:
    ledger = Ledger()
    who: list[Any] = [10, "ben@x.org", {"id": 3, "email": "c@x.org"}, {"first_name": "Dora", "last_name": "B"}, None]
    annotations = [{"completed_by": one, "result": [region("a", 0, 4, "ORG")]} for one in who]
    annotations[1]["was_cancelled"] = True
    annotations[2]["ground_truth"] = True
    annotations.append({"completed_by": 10, "result": [], "updated_at": "2024-01-02"})
    predictions = [{"model_version": v, "result": [region("a", 5, 9, "MOVE", score=0.5)]} for v in ("m1", None)]
    (document,) = read(tmp_path, task(annotations=annotations, predictions=predictions), ledger=ledger)
    found = {(m.author.name, m.author.kind): (len(m.spans), m.state) for m in document.marks}
    assert found == {
        ("user 10", "human"): (0, None), ("ben@x.org", "human"): (1, "skipped"), ("gold", "gold"): (1, None),
        ("Dora B", "human"): (1, None), ("", "human"): (1, None),
        ("m1", "extractor"): (1, None), ("predictions", "extractor"): (1, None),
    }  # fmt: skip
    assert [s.score for m in document.marks if m.author.kind == "extractor" for s in m.spans] == [0.5, 0.5]
    assert ledger.counts() == {"annotation.not_read": 1, "ground_truth.taken": 1}


def test_a_prediction_may_stand_where_somebody_started_from_it(tmp_path: Path) -> None:
    ledger = Ledger()
    held = {"id": 499, "model_version": "m1", "result": [region("a", 0, 4, "ORG")]}
    annotations = [{"completed_by": n, "result": [], "prediction": held} for n in (1, 2)]
    (document,) = read(tmp_path, task(annotations=annotations, predictions=[499, 7, 8]), ledger=ledger)
    assert [m.author.name for m in document.marks] == ["user 1", "user 2", "m1"]
    assert spans_of(document) == [("Army", "ORG")]
    assert ledger.counts() == {"prediction.not_read": 1}


@pytest.mark.parametrize(("start", "end"), [(6, 10), (8, 12)])
def test_offsets_count_code_points_or_utf16_as_the_quotes_say(tmp_path: Path, start: int, end: int) -> None:
    ledger = Ledger()
    given = [region("a", start, end, "ORG", text="Army"), region("b", start, end, "ARM")]
    (document,) = read(tmp_path, task(*given, text="🚁🚁 by Army left"), ledger=ledger)
    assert spans_of(document) == [("Army", "ORG"), ("Army", "ARM")]
    assert ledger.counts() == ({"offsets.converted": 1} if start == 8 else {})


def test_quotes_differ_in_white_space_and_are_checked_else(tmp_path: Path) -> None:
    ledger = Ledger()
    given = [
        region("a", 5, 12, "X", text="left \\nb"),
        region("b", 2, 6, "ORG", text="Army"),
        region("c", 0, 4, "ORG", text="Navy"),
        region("d", 0, 99, "ORG"),
        region("e", 0, 4),
    ]
    (document,) = read(tmp_path, task(*given, text="Army left\r\nb"), ledger=ledger)
    assert spans_of(document) == [("left\r\nb", "X"), ("Army", "ORG")]
    assert ledger.counts() == {"offsets.repaired": 1, "span.no_label": 1, "span.refused": 2}


def test_what_is_said_of_a_region_and_of_the_whole_text(tmp_path: Path) -> None:
    ledger = Ledger()
    value = {"start": 5, "end": 9}
    given = [
        region("b", 5, 9, "SAY"),
        {"id": "b", "from_name": "realis", "type": "choices", "value": {**value, "choices": ["actual"]}},
        {"id": "b", "from_name": "kind", "type": "choices", "value": {**value, "choices": ["x", "y"]}},
        {"id": "b", "from_name": "remark", "type": "textarea", "value": {**value, "text": ["unsure"]}},
        {"id": "z", "from_name": "topic", "type": "choices", "value": {"choices": ["war"]}},
        {"id": "y", "from_name": "stars", "type": "rating", "value": {"rating": 3}},
        {"id": "x", "from_name": "say", "type": "textarea", "value": {"text": ["to be", "checked"]}},
    ]
    (document,) = read(tmp_path, task(*given), ledger=ledger)
    (span,) = marked(document).spans
    assert (dict(span.attributes), span.notes) == ({"realis": "actual"}, "unsure")
    assert marked(document).note == "to be\nchecked"
    assert ledger.counts() == {"choices.not_read": 2, "rating.not_read": 1}
    (record,) = interpreted(read_label_studio, tmp_path / "project-1.json", ledger=Ledger())
    assert record.marks is not None
    assert record.marks.events[0].attributes == {"realis": "actual"}


def test_json_min(tmp_path: Path) -> None:
    ledger = Ledger()
    small = {
        "id": 5, "body": TEXT, "page": 3, "topic": "war",
        "label": [{"start": 0, "end": 4, "text": "Army", "labels": ["ORG"]}],
        "annotator": 10, "annotation_id": 2, "created_at": "2024", "updated_at": "2024", "lead_time": 3.5,
    }  # fmt: skip
    (document, other) = read(tmp_path, small, {**small, "annotator": 11}, ledger=ledger)
    assert spans_of(document) == [("Army", "ORG")]
    assert document.article.external_id == other.article.external_id
    assert [marked(one).author.name for one in (document, other)] == ["user 10", "user 11"]
    assert document.article.meta == {"page": 3, "topic": "war"}
    assert detect_label_studio(Path("x"), json.dumps([small]).encode())
    assert ledger.counts() == {"text.taken": 1}


@pytest.mark.parametrize(
    ("item", "data", "match"),
    [
        ({"type": "rectanglelabels", "value": {"x": 1}}, {"image": "https://x.org/1.jpg"}, "images"),
        ({"type": "labels", "value": {"start": 1.5, "end": 2.5, "labels": ["A"]}}, {"audio": "/data/a.mp3"}, "audio"),
        (
            {"type": "hypertextlabels", "value": {"start": "/div[1]/text()[1]", "startOffset": 3}},
            {"text": "<b>a"},
            "HTML",
        ),
        ({"type": "paragraphlabels", "value": {"start": "0", "startOffset": 3}}, {"dialogue": []}, "dialogues"),
        (relation("a", "b"), {"image": "https://x.org/1.jpg"}, "images"),
    ],
)
def test_what_is_not_about_texts_is_refused(tmp_path: Path, item: Any, data: Any, match: str) -> None:
    with pytest.raises(SpanloopError, match=rf"line 2: it holds annotations of .*{match}"):
        read(tmp_path, task(item, data=data))


def test_what_contradicts_itself_is_left_out(tmp_path: Path) -> None:
    ledger = Ledger()
    bad = [{"type": "relation", "from_id": "a"}, 7, {"value": 5}, {"type": ["x"]}, region("a", 0, 4, "ORG", score=7)]
    (document,) = read(
        tmp_path, task(*bad, drafts=[{"result": []}]), task(text="https://x.org/a.txt"), task(text=""), ledger=ledger
    )
    assert spans_of(document) == [("Army", "ORG")]
    assert ledger.counts() == {
        "document.refused": 2, "draft.not_read": 1, "relation.refused": 1, "something_unnamed.not_read": 2
    }  # fmt: skip


def test_the_id_is_that_of_the_task_and_its_text(tmp_path: Path) -> None:
    one, other = read(tmp_path, task(), task(text="Army"))
    assert one.named
    assert one.article.external_id != other.article.external_id


def test_what_is_written_can_be_imported_there(tmp_path: Path) -> None:
    text = "🚁 Army\nleft"
    marks = Marks(
        Author(new_uid(), "Anna"),
        (Mention(new_uid(), ((2, 6),), "ORG", notes="big"),),
        (Event(new_uid(), "STRIKE", ((2, 11),), (), {"realis": "actual"}),),
    )
    gold, guess = Author(new_uid(), "gold", "gold"), Author(new_uid(), "v3", "extractor")
    article = Article(new_uid(), text, title="Left", meta={"page": 1})
    records = [Record(article, marks, "skipped", "too long"), Record(article, replace(marks, author=gold))]
    records.append(Record(article, Marks(guess, (Mention(new_uid(), ((2, 6),), "ORG", 0.25),))))
    path = tmp_path / "out.json"
    schema = replace(
        SCHEMA,
        entities=(*SCHEMA.entities, EntityLabel('a<"&\n')),
        attributes=(Attribute("realis", values=("actual",)),),
    )
    assert write_label_studio(records, path, schema=schema, ledger=Ledger()) == 1
    (made,) = json.loads(path.read_text(encoding="utf-8"))
    first, second = made["annotations"]
    assert [item["type"] for item in first["result"]] == ["labels", "labels", "choices"]
    assert first["result"][0]["value"] == {"start": 2, "end": 6, "text": "Army", "labels": ["ORG"]}
    assert first["result"][0]["meta"] == {"text": ["big"]}
    assert (first["was_cancelled"], second["ground_truth"]) == (True, True)
    assert "completed_by" not in first
    assert (made["predictions"][0]["model_version"], made["predictions"][0]["result"][0]["score"]) == ("v3", 0.25)
    assert detect_label_studio(path, path.read_bytes())
    config = ET.fromstring((tmp_path / "out.config.xml").read_text(encoding="utf-8"))
    assert [one.get("value") for one in config.iter("Label")][-3:] == ['a<"&\n', "STRIKE", "SAY"]
    assert [one.get("value") for one in config.iter("Relation")] == ["agent", "what", "cause", "alias"]
    assert config.find("Choices") is not None
    assert label_config(schema) == (tmp_path / "out.config.xml").read_text(encoding="utf-8")


def test_a_task_longer_than_what_is_looked_at_is_known() -> None:
    long = json.dumps(
        [{"id": 1, "annotations": [{"result": [region(str(n), 0, 4, "ORG") for n in range(200)]}], "data": {}}]
    )
    assert detect_label_studio(Path("x"), long.encode()[:5_000])
    assert not detect_label_studio(Path("x"), b'[{"id": 1, "data": {"a": 1}, "annotations": 5}]')
    assert not detect_label_studio(Path("x"), b'{"text": "Army", "spans": []}')


@settings(max_examples=20)
@given(projects(authors=3, suggestions=True))
def test_nothing_is_lost_unsaid(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_nothing_is_lost_unsaid(
            records, Path(folder), write=write_label_studio, read=read_label_studio, authors=True
        )


def test_a_file_of_the_tool(shared_dir: Path) -> None:
    ledger = Ledger()
    path = shared_dir / "data" / "label_studio" / "muc_triggers_export.json"
    documents = list(read_label_studio(path, ledger=ledger))
    counts: dict[str, tuple[int, int]] = {}
    for marks in (one for document in documents for one in document.marks):
        before = counts.get(marks.author.name, (0, 0))
        counts[marks.author.name] = (before[0] + 1, before[1] + len(marks.spans))
    assert len(documents) == len({one.article.external_id for one in documents}) == 307
    assert {name: number for name, (number, _) in counts.items()} == {
        "user 10": 304,
        "user 11": 23,
        "consolidation": 265,
    }
    assert sum(number for _, number in counts.values()) == 4107
    assert {name: number for name, (_, number) in counts.items()} == _counted_apart(path)
    assert ledger.counts() == {"choices.not_read": 14, "draft.not_read": 69, "prediction.not_read": 1}


def _counted_apart(path: Path) -> dict[str, int]:
    """The labels of regions by who set them, each once in its region, counted without any reader. Predictions stand in
    the annotations that began with them, and several may have begun with one."""
    found: Counter[str] = Counter()
    predicted: dict[tuple[int, int], int] = {}
    for task in json.loads(path.read_text("utf-8")):
        for annotation in task["annotations"]:
            found[f"user {annotation['completed_by']}"] += _labels_in(annotation)
            held = annotation.get("prediction")
            if isinstance(held, dict) and held:
                predicted[task["id"], held["id"]] = _labels_in(held)
    return {**found, "consolidation": sum(predicted.values())}


def _labels_in(held: Any) -> int:
    return sum(len(set(item["value"]["labels"])) for item in held["result"] if item["type"] == "labels")


def test_a_detail_that_is_called_as_our_card_is_kept(tmp_path: Path) -> None:
    meta = {"article": {"page": 3}, "text": "x"}
    given = Record(Article(new_uid(), TEXT, meta=meta))
    write_label_studio([given], tmp_path / "out.json", schema=SCHEMA, ledger=Ledger())
    (back,) = read_label_studio(tmp_path / "out.json", ledger=Ledger())
    assert (back.article.uid, back.article.meta) == (given.article.uid, meta)
    (foreign,) = read(tmp_path, task(data={"text": TEXT, "article": {"page": 3}}))
    assert foreign.article.meta == {"article": {"page": 3}}
