"""Plain marks are read by the short way, and come to the same as by the long one."""

from __future__ import annotations

import copy
import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from spanloop.core.errors import SpanloopError
from spanloop.formats import record_reader
from spanloop.formats.fields import Place
from spanloop.formats.jsonl import to_line
from spanloop.formats.ledger import Ledger
from spanloop.formats.record_plain import read_plain
from spanloop.formats.record_reader import record_from_json
from tests.unit.formats.strategies import records

TEXT = "Gunners shelled Tel Shahin."
UIDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(5)]
SPANS = [
    {"id": "s1", "uid": UIDS[1], "start": 0, "end": 7, "text": "Gunners", "label": "ARM", "notes": "who"},
    {"id": "s2", "uid": UIDS[2], "start": 16, "end": 26, "label": "GPE", "changed": "2024-05-01T10:00:00.000Z"},
]
EVENTS = [
    {
        "id": "e1", "uid": UIDS[3], "type": "STRIKE", "trigger": {"start": 8, "end": 15, "text": "shelled"},
        "arguments": [{"role": "attacker", "span": "s1"}, {"role": "place", "span": UIDS[2]}],
        "attributes": {"kind": "shelling"},
    },
    {
        "id": "e2", "uid": UIDS[4], "type": "SAY", "trigger": {"start": 8, "end": 15},
        "arguments": [{"role": "content", "event": "e1"}],
    },
]  # fmt: skip
LINE = {"id": "a1", "text": TEXT, "spans": SPANS, "events": EVENTS}
#: What may stand in a line where a plain one has something else.
ODD = [
    None, "", 0, 1, -1, 7, 99, True, 1.5, [], {}, [[0, 2], [3, 4]], "s1", "e1", "Gunners", "2024-05-01", "x", UIDS[1],
    UIDS[1].replace("0", "A"), {"start": 0, "end": 7}, [{"role": "place", "span": "s2"}] * 2, "2024-05-01T10:00:00Z",
]  # fmt: skip
KEYS = [
    "id", "uid", "start", "end", "text", "label", "notes", "changed", "earlier", "score", "origin", "fragments",
    "value", "type", "trigger", "arguments", "attributes", "role", "span", "event", "other", "kind", "spans",
    "entities",
]  # fmt: skip


def read(raw: object) -> tuple[object, list[str]]:
    """The record and its times, or the error; and what the ledger says."""
    ledger = Ledger()
    try:
        record = record_from_json(raw, Place("x.jsonl", line=1, ledger=ledger))
    except SpanloopError as error:
        return str(error), [str(entry) for entry in ledger.entries]
    marks = record.marks
    times = None if marks is None else [(m.changed, m.earlier) for m in (*marks.mentions, *marks.events)]
    return (record.marks, times), [str(entry) for entry in ledger.entries]


def same_by_both_ways(raw: object, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether both ways come to the same; every mark has a uid in what is compared."""
    short = read(copy.deepcopy(raw))
    with monkeypatch.context() as patch:
        patch.setattr(record_reader, "read_plain", lambda *_: None)
        return short == read(copy.deepcopy(raw))


def test_what_spanloop_writes_of_one_piece_is_plain() -> None:
    found = read_plain(SPANS, EVENTS, TEXT)
    assert found is not None
    assert [(m.fragments, m.label, m.notes, m.changed) for m in found.mentions] == [
        (((0, 7),), "ARM", "who", ""), (((16, 26),), "GPE", "", "2024-05-01T10:00:00.000Z"),
    ]  # fmt: skip
    assert [[a.filler for a in event.arguments] for event in found.events] == [UIDS[1:3], UIDS[3:4]]
    assert found.events[1].arguments[0].filler_is_event
    assert found.events[0].attributes == {"kind": "shelling"}


def test_marks_without_uids_get_new_ones() -> None:
    found = read_plain([{"start": 0, "end": 7, "label": "ARM"}] * 2, [], TEXT)
    assert found is not None
    assert len({mention.uid for mention in found.mentions} | {""}) == 3


@pytest.mark.parametrize("part", ["spans", "events", "trigger", "arguments", "attributes"])
def test_whatever_stands_in_a_line_both_ways_read_the_same(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, odd in product(KEYS, ODD):
        if key == "uid" and odd is None:
            continue  # a new one every time
        line: Any = copy.deepcopy(LINE)
        marks = line["spans" if part == "spans" else "events"]
        item = marks[0] if part in ("spans", "events") else marks[0][part]
        (item[1] if part == "arguments" else item)[key] = odd
        assert same_by_both_ways(line, monkeypatch), (part, key, odd)


@pytest.mark.parametrize("key", ["spans", "events"])
def test_whatever_the_marks_are_both_ways_read_the_same(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for odd in (*ODD, [None], ["x"], [{}], SPANS[:1] * 2, EVENTS[:1] * 2):
        assert same_by_both_ways(LINE | {key: odd}, monkeypatch), (key, odd)
        assert same_by_both_ways(LINE | {"entities": odd}, monkeypatch), odd


@settings(max_examples=10)
@given(record=records())
def test_records_read_the_same_both_ways(record: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert same_by_both_ways(json.loads(to_line(record)), patch)
