from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.articles.kinds import WANTED_SUFFIXES
from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.registry import FORMATS, find_format


def test_names_and_suffixes_are_unique() -> None:
    names = [known.name for known in FORMATS]
    suffixes = [suffix for known in FORMATS for suffix in known.suffixes]
    assert names == ["page", "text", "table", "pdf", "zip", "jsonl", "spacy"]
    assert len(set(suffixes)) == len(suffixes)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SpanloopError, match=r"no format 'docx'.*zip, jsonl, spacy"):
        find_format("docx")


def test_a_format_that_reads_and_writes_records_does_so(tmp_path: Path) -> None:
    records = [Record(Article(new_uid(), "text"), line=1)]
    for known in FORMATS:
        if known.read is not None and known.write is not None:
            known.write(records, tmp_path / "file")
            assert list(known.read(tmp_path / "file", ledger=Ledger())) == records


def test_what_can_be_read_is_wanted_in_folders() -> None:
    readable = {suffix for known in FORMATS if known.reads for suffix in known.suffixes}
    assert readable <= WANTED_SUFFIXES
