from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.registry import FORMATS, detect, find_format


def test_names_and_suffixes_are_unique() -> None:
    names = [known.name for known in FORMATS]
    suffixes = [suffix for known in FORMATS for suffix in known.suffixes]
    assert names == ["text", "jsonl", "spacy"]
    assert len(set(suffixes)) == len(suffixes)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SpanloopError, match=r"no format 'docx'.*text, jsonl, spacy"):
        find_format("docx")


def test_a_format_that_reads_and_writes_records_does_so(tmp_path: Path) -> None:
    records = [Record(Article(new_uid(), "text"), line=1)]
    for known in FORMATS:
        if known.read is not None and known.write is not None:
            known.write(records, tmp_path / "file")
            assert list(known.read(tmp_path / "file", ledger=Ledger())) == records


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", "Convoy enters the port", "text"),
        ("a.md", "# {curly}", "text"),
        ("article", "Convoy", "text"),
        ("a.html", "<p>", "text"),
        ("a.jsonl", "", "jsonl"),
        ("a.JSONL", "not JSON", "jsonl"),
        ("a.json", "[]", "jsonl"),
        ("a.txt", '{"id": 1, "text": "Convoy"}', "jsonl"),
        ("a.txt", '\ufeff\n {"text" : "Convoy"}', "jsonl"),
        ("a.txt", '{not JSON, but a "text"}', "text"),
    ],
)
def test_content_tells_first_and_the_suffix_then(tmp_path: Path, name: str, content: str, found: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert detect(tmp_path / name) == found


def test_a_long_first_line_is_told_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.data").write_text('{"text": "' + "a" * 200_000, encoding="utf-8")
    assert detect(tmp_path / "a.data") == "jsonl"


def test_folders_hold_texts(tmp_path: Path) -> None:
    assert detect(tmp_path) == "text"


def test_what_is_only_written_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.spacy").write_bytes(b"x\x9c")
    with pytest.raises(SpanloopError, match="written but not read"):
        detect(tmp_path / "train.spacy")
    with pytest.raises(SpanloopError, match="cannot be read"):
        detect(tmp_path / "missing.txt")
