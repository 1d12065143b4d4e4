"""Lines of JSONL for tests: written to a file, read back, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention, Verdict
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record

SPAN = {"start": 0, "end": 4, "label": "ARM"}
TRIGGER = {"start": 5, "end": 9}


def write(path: Path, *lines: Any) -> Path:
    file = path / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def read_one(path: Path, line: Any, *, ledger: Ledger | None = None) -> Record:
    (record,) = read_jsonl(write(path, line), ledger=ledger)
    return record


def marks_of(record: Record) -> Marks:
    assert record.marks is not None
    return record.marks


def refused(path: Path, *lines: Any) -> SpanloopError:
    with pytest.raises(SpanloopError) as caught:
        list(read_jsonl(write(path, *lines)))
    assert caught.value.way_out
    return caught.value


def full_record() -> Record:
    """A record with everything in it that a record can have."""
    text = "🚁 Arms\r\ndepot hit; army said سوريا"
    a, b, e1, e2 = (new_uid() for _ in range(4))
    zones = (Zone(new_uid(), 0, 1, "article_break", "2021-04-07", "confirmed"), Zone(new_uid(), 20, 22, "boilerplate"))
    article = Article(
        new_uid(), text, "Depot hit", "Wire", "2021-04-07", "en", "000.txt", {"b": [1, None], "a": "x"}, zones
    )
    mentions = (
        Mention(a, ((2, 6), (8, 13)), "FAC", 0.1 + 0.2, new_uid(), "two parts"),
        Mention(b, ((19, 23),), "ARM"),
    )
    events = (
        Event(
            e1,
            "STRIKE",
            ((14, 17),),
            (Argument("target", a, score=0.25), Argument("target", b)),
            {"realis": "actual", "certainty": "reported"},
            0.5,
        ),
        Event(e2, "SAY", ((24, 28),), (Argument("what", e1, True),), {}, None, new_uid(), "reported"),
    )
    links = (Link(new_uid(), "alias", a, b, False), Link(new_uid(), "cause", e2, e1, True))
    verdicts = (
        Verdict(new_uid(), new_uid(), "corrected", a, "2024-01-01T00:00:00.000Z"),
        Verdict(new_uid(), new_uid(), "rejected", None, "2024-01-01T00:00:01.000Z"),
    )
    completions = (
        Completion(new_uid(), "entities", 0, len(text), "1.0", "2024-01-01T00:00:02.000Z"),
        Completion(new_uid(), "events", 2, 18, "", ""),
    )
    marks = Marks(Author(new_uid(), "Anna", "human"), mentions, events, links, verdicts, completions)
    return Record(article, marks, "question", "is it one depot?", "1.0", 1)
