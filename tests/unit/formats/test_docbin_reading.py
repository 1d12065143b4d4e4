"""DocBins of other people and of our own are read without handing what is hostile to spaCy's loader."""

from __future__ import annotations

import json
import zlib
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
from spacy.tokens import DocBin

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument
from spanloop.core.naming import NameMap
from spanloop.formats.docbin import write_docbin
from spanloop.formats.docbin_reading import detect_spacy, read_spacy
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from tests.unit.formats.truths import CONFIG, ENGLISH, SCHEMA, event, mention, truth_of

#: srsly has no types.
pack: Any = import_module("srsly")
TEXT = "Gunners of the 9th Division shelled the dépôt 😀 at Tel Shahin on Tuesday."


def a_docbin(path: Path, *texts: str, **made: Any) -> Path:
    docs: list[Any] = []
    for text in texts:
        doc: Any = ENGLISH(text)
        doc.set_ents([doc.char_span(0, 7, label="PEOPLE")] if len(text) > 7 else [])
        doc.spans["sc"] = [doc[0:3], doc[0:1]]
        doc.spans["named"] = [doc.char_span(0, 7, label="PEOPLE")]
        docs.append(doc)
    DocBin(store_user_data=True, docs=docs, **made).to_disk(path)
    return path


def opened(path: Path) -> dict[str, Any]:
    """What a DocBin holds, as it is packed."""
    return cast("dict[str, Any]", pack.msgpack_loads(zlib.decompress(path.read_bytes())))


def close(path: Path, message: Any) -> None:
    """Pack it again."""
    path.write_bytes(zlib.compress(pack.msgpack_dumps(message)))


def read(path: Path) -> tuple[list[ForeignDocument], Ledger]:
    ledger = Ledger()
    return list(read_spacy(path, ledger=ledger)), ledger


def test_entities_and_all_groups_of_spans_are_mentions(tmp_path: Path) -> None:
    (document,), ledger = read(a_docbin(tmp_path / "some.spacy", TEXT))
    assert document.article.text == TEXT
    assert document.article.external_id == "some-1"
    (marks,) = document.marks
    said = [(TEXT[span.fragments[0][0] : span.fragments[0][1]], span.label) for span in marks.spans]
    assert said == [("Gunners", "PEOPLE"), ("Gunners of the", "sc"), ("Gunners", "sc")]
    assert "key.not_read" in ledger.counts()


def test_columns_that_hold_no_marks_are_named_and_not_loaded(tmp_path: Path) -> None:
    path = a_docbin(tmp_path / "some.spacy", TEXT, attrs=["ORTH", "HEAD", "TAG", "ENT_IOB", "ENT_TYPE"])
    (document,), ledger = read(path)
    assert len(document.marks[0].spans) == 3
    told = " ".join(entry.message for entry in ledger.entries)
    assert "'HEAD' of a token" in told
    assert "'TAG' of a token" in told


def test_lists_of_texts_with_offsets_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    pairs = [[TEXT, {"entities": [[0, 7, "PEOPLE"], [70, 90, "BAD"]], "cats": {}}], ["Nothing.", {"entities": []}]]
    path.write_text(json.dumps(pairs), encoding="utf-8")
    assert detect_spacy(path, path.read_bytes())
    documents, ledger = read(path)
    assert [len(document.marks[0].spans) for document in documents] == [1, 0]
    assert ledger.counts() == {"key.not_read": 1, "span.refused": 1}


def test_our_own_export_comes_back_with_events_arguments_links_and_what_is_complete(tmp_path: Path) -> None:
    text = "The 9th Division shelled the depot at Tel Shahin."
    unit, depot = mention(text, "9th Division"), mention(text, "depot")
    strike = event(text, "shelled", Argument("force", unit.uid), Argument("to", depot.uid))
    truth = truth_of(text, (unit, depot), (strike,))
    write_docbin([truth], tmp_path / "out", schema=SCHEMA, language="en", config_text=CONFIG)
    (document,), ledger = read(tmp_path / "out" / "train.spacy")
    assert document.article.text == text
    (record,) = interpret(document, schema=SCHEMA, names=NameMap(), ledger=ledger)
    marks = record.marks
    assert marks is not None
    labels = {held.uid: (text[held.start : held.end], held.label) for held in marks.mentions}
    assert sorted(labels.values()) == [("9th Division", "ARM"), ("depot", "ARM")]
    (made,) = marks.events
    assert (made.type, text[made.start : made.end]) == (strike.type, "shelled")
    assert [(argument.role, labels[argument.filler][0]) for argument in made.arguments] == [
        ("force", "9th Division"),
        ("to", "depot"),
    ]
    assert {completion.layer for completion in marks.completions} == {"entities", "events"}
    assert not ledger


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"no zlib at all", "it is no DocBin"),
        (zlib.compress(b"\xc1"), "it is no sound DocBin"),
        (zlib.compress(pack.msgpack_dumps({"attrs": []})), "it is no sound DocBin"),
        (zlib.compress(b"\x91" * 400), "it is no sound DocBin"),
        (zlib.compress(pack.msgpack_dumps({}))[:-3], "its end is missing"),
        (zlib.compress(b"\x00" * 60_000_000), "it unpacks to more than"),
    ],
)
def test_what_is_no_docbin_is_refused(tmp_path: Path, raw: bytes, what: str) -> None:
    path = tmp_path / "bad.spacy"
    path.write_bytes(raw)
    with pytest.raises(SpanloopError) as told:
        read(path)
    assert what in told.value.what
    assert told.value.where == "bad.spacy"


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = a_docbin(tmp_path / "some.spacy", TEXT)
    message = opened(path)
    for key in ("lengths", "tokens", "spaces"):
        close(path, {**message, key: message[key][:-8]})
        with pytest.raises(SpanloopError, match="no sound DocBin"):
            read(path)


def test_spans_past_the_end_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    doc: Any = ENGLISH("Gunners of")
    doc.set_ents([doc.char_span(0, 7, label="PEOPLE")])
    DocBin(docs=[doc]).to_disk(tmp_path / "s.spacy")
    message, theirs = opened(tmp_path / "s.spacy"), opened(a_docbin(tmp_path / "l.spacy", TEXT * 2))
    message["span_groups"], message["strings"] = theirs["span_groups"], [*message["strings"], *theirs["strings"]]
    close(tmp_path / "s.spacy", message)
    (document,), ledger = read(tmp_path / "s.spacy")
    assert [span.label for span in document.marks[0].spans] == ["PEOPLE", "sc"]
    assert ledger.counts()["span.refused"] == 1


def test_the_real_files_are_read(shared_dir: Path) -> None:
    folder = shared_dir / "data" / "formats" / "spacy"
    (document,), _ = read(folder / "demo.spacy")
    assert [(span.label, span.fragments) for span in document.marks[0].spans] == [("PERSON", ((11, 21),))]
    documents, ledger = read(folder / "spancat_demo_train.json")
    assert [len(document.marks[0].spans) for document in documents] == [1, 2, 1]
    assert not ledger
