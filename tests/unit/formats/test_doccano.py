from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from spanloop.core.errors import SpanloopError
from spanloop.formats.doccano import detect_doccano, read_doccano, write_doccano
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats.foreign_files import (
    assert_nothing_is_lost_unsaid,
    interpreted,
    marked,
    projects,
    relations_of,
    spans_of,
)


def read(folder: Path, content: object, *, ledger: Ledger | None = None) -> list[ForeignDocument]:
    path = folder / "admin.jsonl"
    path.write_text(content if isinstance(content, str) else json.dumps(content) + "\n", encoding="utf-8")
    return list(read_doccano(path, ledger=ledger if ledger is not None else Ledger()))


def entity(number: int, start: int, end: int, label: str) -> dict[str, Any]:
    return {"id": number, "label": label, "start_offset": start, "end_offset": end}


TEXT = "🚁 Army\r\nleft سوريا\u00a0e\u0301"
EXAMPLE = {
    "id": 7,
    "text": TEXT,
    "wire": "AB",
    "entities": [entity(20, 2, 6, "ORG"), entity(21, 8, 12, "MOVE"), entity(22, 2, 6, "ARM"),
                 entity(23, 13, 18, "LOC")],
    "relations": [{"id": 3, "from_id": 21, "to_id": 20, "type": "agent"}],
    "Comments": ["is it one army?", "yes"],
}  # fmt: skip


def test_entities_and_relations(tmp_path: Path) -> None:
    ledger = Ledger()
    (document,) = read(tmp_path, EXAMPLE, ledger=ledger)
    assert spans_of(document) == [("Army", "ORG"), ("left", "MOVE"), ("Army", "ARM"), ("سوريا", "LOC")]
    assert relations_of(document) == [("MOVE", "agent", "ORG")]
    assert marked(document).note == "is it one army?\nyes"
    assert document.article.meta == {"wire": "AB"}
    assert document.article.text == TEXT
    assert not ledger


@pytest.mark.parametrize("key", ["label", "labels", "entities", "column_label"])
def test_triples(tmp_path: Path, key: str) -> None:
    (document,) = read(tmp_path, {"text": "Army left", key: [[0, 4, "ORG"], [0, 9, "SAID"], [0, 4, "ORG"]]})
    assert spans_of(document) == [("Army", "ORG"), ("Army left", "SAID"), ("Army", "ORG")]


def test_the_id_is_that_of_the_tool_and_the_text_whatever_the_file_is_called(tmp_path: Path) -> None:
    (one,) = read(tmp_path, EXAMPLE)
    (again,) = read(tmp_path, EXAMPLE)
    (other,) = read(tmp_path, {**EXAMPLE, "text": TEXT + "!"})
    assert one.named
    assert one.article.external_id == again.article.external_id != other.article.external_id
    assert (one.article.external_id or "").startswith("doccano-7-")
    (unnamed,) = read(tmp_path, {"text": "Army left", "label": [[0, 4, "ORG"]]})
    assert (unnamed.named, unnamed.article.external_id) == (False, None)


@pytest.mark.parametrize("as_list", [False, True])
def test_pretty_printed_files(tmp_path: Path, as_list: bool) -> None:
    some = [EXAMPLE, {"text": "Army left", "label": [[0, 4, "ORG"]]}]
    content = json.dumps(some, indent=2) if as_list else "\n".join(json.dumps(one, indent=4) for one in some)
    documents = read(tmp_path, content)
    assert [len(marked(one).spans) for one in documents] == [4, 1]
    assert documents[0].line < documents[1].line
    assert detect_doccano(Path("x"), content.encode()[:300])


def test_the_text_may_stand_in_a_column_of_any_name(tmp_path: Path) -> None:
    ledger = Ledger()
    lines = [{"body": "Army left", "marks": [[0, 4, "ORG"]]}, {"body": "Army", "marks": [[0, 4, "ORG"]]}]
    documents = read(tmp_path, "\n".join(map(json.dumps, lines)), ledger=ledger)
    assert [spans_of(one) for one in documents] == [[("Army", "ORG")]] * 2
    assert ledger.counts() == {"text.taken": 1}


def test_the_first_versions_say_who(tmp_path: Path) -> None:
    given = [{**entity(n, 0, 4, str(n)), "user": n % 2 + 1, "label": n} for n in (1, 2, 3)]
    (document,) = read(tmp_path, {"id": 1, "text": "Army left", "annotations": given, "annotation_approver": None})
    assert [(m.author.name, len(m.spans)) for m in document.marks] == [("user 2", 2), ("user 1", 1)]


def test_a_relation_goes_with_the_user_of_its_first_end_and_one_without_it_comes_once(tmp_path: Path) -> None:
    given = [{**entity(n, 0, 4, "ORG"), "user": n} for n in (1, 2)]
    ends = ((2, 2), (1, 1), (9, 1))
    relations = [{"id": n, "from_id": a, "to_id": b, "type": f"r{n}"} for n, (a, b) in enumerate(ends)]
    (document,) = read(tmp_path, {"id": 1, "text": TEXT, "entities": given, "relations": relations})
    assert [[one.type for one in marks.relations] for marks in document.marks] == [["r1", "r2"], ["r0"]]


def test_categories_are_noted_once(tmp_path: Path) -> None:
    ledger = Ledger()
    lines = [{"text": "Army", "label": ["war"]}, {"text": "left", "label": ["war"]}, {"text": "x", "cats": ["war"]}]
    documents = read(tmp_path, "\n".join(map(json.dumps, lines)), ledger=ledger)
    assert [one.marks for one in documents] == [(), (), ()]
    assert ledger.counts() == {"category.not_read": 2}


def test_offsets_of_the_oldest_versions_count_utf16(tmp_path: Path) -> None:
    ledger = Ledger()
    text = "🚁🚁 hit"
    (document,) = read(tmp_path, {"text": text, "label": [[5, 8, "HIT"]]}, ledger=ledger)
    assert spans_of(document) == [("hit", "HIT")]
    assert ledger.counts() == {"offsets.converted": 1}


def test_what_contradicts_itself_is_left_out_with_its_line(tmp_path: Path) -> None:
    ledger = Ledger()
    bad = [
        entity(1, 0, 4, "ORG"),
        entity(1, 5, 9, "ORG"),
        entity(2, 5, 99, "ORG"),
        entity(3, 4, 4, "ORG"),
        "x",
        {"id": 9},
    ]
    relations = [{"from_id": 1}, 5, {"from_id": 1, "to_id": 77, "type": "agent"}]
    content = '{"text": ""}\n' + json.dumps({"text": "Army left", "entities": bad, "relations": relations})
    (document,) = read(tmp_path, content, ledger=ledger)
    assert spans_of(document) == [("Army", "ORG")]
    assert ledger.counts() == {
        "category.not_read": 1,
        "document.refused": 1,
        "relation.refused": 2,
        "span.refused": 4,
    }
    assert {entry.line for entry in ledger.entries} == {1, 2}
    back = Ledger()
    interpreted(read_doccano, tmp_path / "admin.jsonl", ledger=back)
    assert back.counts()["relation.refused"] == 3


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"text": "a"} x', '{"text": "a", "text": "b"}'])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SpanloopError) as caught:
        read(tmp_path, content)
    assert caught.value.where.startswith("admin.jsonl")


def test_details_have_their_places(tmp_path: Path) -> None:
    line = {"text": "Army left", "label": [], "title": "Left", "date": "2024-05-01", "language": "en", "source": "AB"}
    (document,) = read(tmp_path, {**line, "meta": {"page": 3}})
    article = document.article
    assert (article.title, article.date, article.language, article.source) == ("Left", "2024-05-01", "en", "AB")
    assert article.meta == {"page": 3}


def test_other_files_are_not_taken_for_it() -> None:
    for line in (
        {"text": "Army", "spans": [{"start": 0, "end": 4, "label": "ORG"}]},
        {"text": "Army", "entities": [{"start": 0, "end": 4, "label": "ORG"}]},
        {"title": "a", "body": "b", "Comments": ["c"]},
        {"text": "Army"},
    ):
        assert not detect_doccano(Path("x.jsonl"), json.dumps(line).encode())


@settings(max_examples=20)
@given(projects())
def test_nothing_is_lost_unsaid(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_nothing_is_lost_unsaid(records, Path(folder), write=write_doccano, read=read_doccano, authors=False)


@pytest.mark.parametrize(
    ("name", "texts", "spans", "relations", "noted"),
    [
        ("data_export_pipeline_examples_relation_extraction_example", 1, 4, 3, {}),
        ("data_export_pipeline_examples_sequence_labeling_example", 3, 4, 0, {}),
        ("data_import_pipeline_examples_relation_extraction_example", 1, 4, 3, {}),
        ("data_import_pipeline_examples_sequence_labeling_example", 3, 3, 0, {"text.taken": 1}),
        ("data_import_tests_data_relation_extraction_example", 1, 4, 3, {}),
        ("data_import_tests_data_sequence_labeling_example", 2, 1, 0, {"document.refused": 1}),
        ("data_import_tests_data_sequence_labeling_example_overlapping", 1, 2, 0, {}),
    ],
)
def test_files_of_the_tool(
    shared_dir: Path, name: str, texts: int, spans: int, relations: int, noted: dict[str, int]
) -> None:
    ledger = Ledger()
    path = shared_dir / "data" / "formats" / "doccano" / f"{name}.jsonl"
    documents = list(read_doccano(path, ledger=ledger))
    marks = [one for document in documents for one in document.marks]
    assert len(documents) == texts
    assert sum(len(one.spans) for one in marks) == spans
    assert sum(len(one.relations) for one in marks) == relations
    assert ledger.counts() == noted
