from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.jsonl import read_jsonl, to_line
from spanloop.formats.ledger import Ledger
from spanloop.formats.prodigy import detect_prodigy, read_prodigy, write_prodigy
from spanloop.formats.record import UNNAMED, Record
from tests.unit.formats.foreign_files import (
    SCHEMA,
    assert_nothing_is_lost_unsaid,
    marked,
    projects,
    relations_of,
    spans_of,
)
from tests.unit.formats.lines import full_record


def read(folder: Path, *tasks: dict[str, Any], ledger: Ledger | None = None) -> list[ForeignDocument]:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    return list(read_prodigy(path, ledger=ledger if ledger is not None else Ledger()))


def span(first: int, last: int, label: str, *, ends: tuple[int, int] | None = None) -> dict[str, Any]:
    given = {"start": ends[0], "end": ends[1]} if ends else {}
    return {**given, "token_start": first, "token_end": last, "label": label}


TEXT = "🚁 The army left سوريا\u00a0e\u0301"
TOKENS = [
    {"text": TEXT[start:end], "start": start, "end": end, "id": number, "ws": True}
    for number, (start, end) in enumerate([(0, 1), (2, 5), (6, 10), (11, 15), (16, 21), (22, 24)])
]
TASK: dict[str, Any] = {
    "text": TEXT, "tokens": TOKENS, "_view_id": "relations", "answer": "accept", "_input_hash": 5, "_task_hash": -5,
    "meta": {"source": "wire", "page": 3},
    "spans": [span(1, 2, "ORG", ends=(2, 10)), span(3, 3, "MOVE"), span(4, 4, "LOC")],
    "relations": [{"head": 3, "child": 2, "label": "agent", "color": "#fff"}, {"head": 3, "child": 4, "label": "to"}],
}  # fmt: skip


def test_spans_of_characters_and_of_tokens_and_relations_of_last_tokens(tmp_path: Path) -> None:
    ledger = Ledger()
    (document,) = read(tmp_path, TASK, ledger=ledger)
    assert spans_of(document) == [("The army", "ORG"), ("left", "MOVE"), ("سوريا", "LOC")]
    assert relations_of(document) == [("MOVE", "agent", "ORG"), ("MOVE", "to", "LOC")]
    assert (document.article.source, document.article.meta) == ("wire", {"page": 3})
    assert (marked(document).author, document.named) == (UNNAMED, False)
    assert not ledger


def test_the_place_of_a_span_tells_it_where_its_token_does_not(tmp_path: Path) -> None:
    spans = [span(1, 2, "ORG", ends=(2, 10)), span(2, 2, "ARM", ends=(6, 10)), span(3, 3, "MOVE", ends=(11, 15))]
    named = {"head_span": {"start": 2, "end": 10, "token_start": 2, "token_end": 2, "label": "ORG"}}
    same = [span(3, 3, "MOVE", ends=(11, 15)), span(3, 3, "SAY", ends=(11, 15))]
    child = {"child_span": {"start": 11, "end": 15, "label": "SAY"}}
    relation = {"head": 2, "child": 3, "label": "of"}
    (document,) = read(tmp_path, {**TASK, "spans": spans, "relations": [relation | named]})
    assert relations_of(document) == [("ORG", "of", "MOVE")]
    (document,) = read(tmp_path, {**TASK, "spans": spans[:1] + same, "relations": [relation | child]})
    assert relations_of(document) == [("ORG", "of", "SAY")]
    (document,) = read(tmp_path, {**TASK, "spans": [spans[0], same[0]], "relations": [{**relation, "head": 1}]})
    assert relations_of(document) == [("ORG", "of", "MOVE")]


@pytest.mark.parametrize(
    ("answer", "view", "state", "spans"),
    [
        ("accept", "ner_manual", None, 3),
        ("reject", "ner_manual", "question", 0),
        ("ignore", "spans_manual", "skipped", 0),
        ("reject", "ner", None, 0),
        ("ignore", "ner", None, 0),
        ("maybe", "ner_manual", "skipped", 0),
    ],
)
def test_answers(tmp_path: Path, answer: str, view: str, state: str | None, spans: int) -> None:
    ledger = Ledger()
    (document,) = read(tmp_path, {**TASK, "answer": answer, "_view_id": view}, ledger=ledger)
    assert (marked(document).state, len(marked(document).spans)) == (state, spans)
    assert ("answer.not_accepted" in ledger.counts()) == (spans == 0)


def test_tasks_of_several_people_about_one_text(tmp_path: Path) -> None:
    who = [{"_annotator_id": "news-anna"}, {"_session_id": "news-ben"}, {"_annotator_id": "news-2024-05-01_10-00-00"}]
    documents = read(tmp_path, *({**TASK, **one} for one in who), {**TASK, "_annotator_id": "news-anna"})
    assert [marked(one).author.name for one in documents] == ["news-anna", "news-ben", "", "news-anna"]
    assert marked(documents[0]).author is marked(documents[3]).author
    assert {one.named for one in documents} == {False}


def test_spans_that_nobody_was_asked_about_are_suggestions_of_their_source(tmp_path: Path) -> None:
    ledger = Ledger()
    given = {"start": 2, "end": 10, "label": "ORG", "source": "core_web", "score": 0.75}
    task = {
        "text": TEXT,
        "_view_id": "choice",
        "spans": [given],
        "options": [{"id": 1}],
        "accept": [1],
        "answer": "accept",
    }
    (document,) = read(tmp_path, task, ledger=ledger)
    assert [(m.author.name, m.author.kind, m.spans[0].score) for m in document.marks] == [
        ("core_web", "extractor", 0.75)
    ]
    (document,) = read(tmp_path, {**task, "_view_id": "ner_manual", "accept": None}, ledger=ledger)
    assert (marked(document).author, marked(document).spans[0].score) == (UNNAMED, None)
    assert ledger.counts() == {"choice.not_read": 1}


def test_quotes_are_checked(tmp_path: Path) -> None:
    ledger = Ledger()
    spans = [
        {"start": 3, "end": 11, "label": "ORG", "text": "The army"},
        {"start": 0, "end": 4, "label": "ORG", "text": "navy"},
        {"start": 2, "end": 99, "label": "ORG"},
        {"start": 2, "end": 5},
        {"token_start": 4, "token_end": 9, "label": "ORG"},
        7,
    ]
    relations = [{"head": 0, "child": 2, "label": "of"}, {"head": 99, "child": 2, "label": "of"}, {"head": 2}]
    (document,) = read(tmp_path, {**TASK, "spans": spans, "relations": relations}, ledger=ledger)
    assert spans_of(document) == [("The army", "ORG")]
    assert ledger.counts() == {
        "offsets.repaired": 1, "relation.refused": 3, "span.no_label": 1, "span.refused": 4
    }  # fmt: skip


@pytest.mark.parametrize(
    ("task", "match"),
    [
        (
            {"image": "data:image/png;base64,AA", "spans": [], "answer": "accept"},
            "line 1: it holds annotations of images",
        ),
        ({"audio": "a.mp3", "text": "x", "answer": "accept"}, "line 1: it holds annotations of audio"),
        ({"label": "ORG", "pattern": [{"lower": "un"}]}, "line 1: it is a file of patterns"),
        ({"text": 5, "answer": "accept"}, "line 1: the task has text 5"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, task: dict[str, Any], match: str) -> None:
    with pytest.raises(SpanloopError, match=match):
        read(tmp_path, task)


def test_a_task_that_nobody_answered_is_an_article(tmp_path: Path) -> None:
    (bare, said) = read(tmp_path, {"text": TEXT, "tokens": TOKENS}, {"text": TEXT, "answer": "accept"})
    assert (bare.marks, len(said.marks)) == ((), 1)


def test_our_own_lines_and_plain_ones_are_not_taken_for_it(tmp_path: Path) -> None:
    plain = {"text": "Army", "spans": [{"start": 0, "end": 4, "label": "ORG"}]}
    for head in (to_line(full_record()), json.dumps(plain).encode(), b'{"text": "q", "answer": "42"}', b"Army left"):
        assert not detect_prodigy(Path("x.jsonl"), head)
    for task in (TASK, {**plain, "answer": "reject"}, {**plain, "_task_hash": 1}, {**plain, "tokens": [], **TASK}):
        assert detect_prodigy(Path("x.jsonl"), json.dumps(task).encode())
    assert detect_prodigy(Path("x.jsonl"), json.dumps(TASK).encode()[:-200])


def test_the_reader_of_our_own_files_still_understands_tasks(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    spans = [{**one, "start": 2, "end": 10} for one in TASK["spans"][:1]]
    path.write_text(json.dumps({**TASK, "spans": spans, "relations": []}), encoding="utf-8")
    (record,) = read_jsonl(path)
    assert record.marks is not None
    assert [(m.fragments, m.label) for m in record.marks.mentions] == [(((2, 10),), "ORG")]


def test_what_is_written_is_a_task_that_the_tool_can_load(tmp_path: Path) -> None:
    army, left = Mention(new_uid(), ((2, 6),), "ORG"), new_uid()
    event = Event(left, "STRIKE", ((7, 11),), (Argument("agent", army.uid),))
    off = Mention(new_uid(), ((3, 6),), "LOC")
    article = Article(new_uid(), "🚁 Army left", title="Left", external_id="000.txt", meta={"page": 1})
    record = Record(article, Marks(Author(new_uid(), "Anna"), (army, off), (event,)))
    ledger, path = Ledger(), tmp_path / "out.jsonl"
    assert write_prodigy([record, Record(Article(new_uid(), "Unmarked"))], path, schema=SCHEMA, ledger=ledger) == 2
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first["tokens"][1] == {"text": "Army", "start": 2, "end": 6, "id": 1, "ws": True}
    assert first["spans"][0] == {
        "text": "Army", "start": 2, "end": 6, "token_start": 1, "token_end": 1, "type": "span", "label": "ORG"
    }  # fmt: skip
    (relation,) = first["relations"]
    assert (relation["head"], relation["child"], relation["label"]) == (2, 1, "agent")
    assert relation["head_span"] == {"start": 7, "end": 11, "token_start": 2, "token_end": 2, "label": "STRIKE"}
    assert (first["_view_id"], first["answer"], first["_annotator_id"]) == ("relations", "accept", "Anna")
    assert (first["meta"], first["article"]["id"]) == ({"page": 1}, "000.txt")
    assert "answer" not in second
    assert ledger.counts() == {"words.crossed": 1}
    back = list(read_prodigy(path, ledger=Ledger()))
    assert [one.article.uid for one in back] == [article.uid, second["article"]["uid"]]
    assert detect_prodigy(path, path.read_bytes())


@settings(max_examples=20)
@given(projects(authors=2))
def test_nothing_is_lost_unsaid(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_nothing_is_lost_unsaid(records, Path(folder), write=write_prodigy, read=read_prodigy, authors=True)


@pytest.mark.parametrize(
    ("name", "tasks", "spans", "relations", "noted"),
    [
        ("prodigy/drugs_training.head150", 150, 89, 0, {}),
        ("prodigy/emerson_annotated_text", 30, 30, 0, {"choice.not_read": 1}),
        ("prodigy/fashion_brands_eval.head150", 150, 71, 0, {}),
        ("prodigy/food_data.head200", 200, 416, 0, {}),
        ("prodigy/rel_component_annotations", 149, 466, 267, {}),
        ("spacy/demo", 1, 1, 0, {}),
    ],
)
def test_files_of_the_tool(
    shared_dir: Path, name: str, tasks: int, spans: int, relations: int, noted: dict[str, int]
) -> None:
    ledger = Ledger()
    documents = list(read_prodigy(shared_dir / "data" / "formats" / f"{name}.jsonl", ledger=ledger))
    marks = [one for document in documents for one in document.marks]
    assert len(documents) == tasks
    assert sum(len(one.spans) for one in marks) == spans
    assert sum(len(one.relations) for one in marks) == relations
    assert all(end in {s.id for s in one.spans} for one in marks for r in one.relations for end in (r.source, r.target))
    assert ledger.counts() == noted
