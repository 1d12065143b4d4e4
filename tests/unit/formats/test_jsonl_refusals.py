"""What the reader of JSONL refuses, and how it says so."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.formats import jsonl
from spanloop.formats.jsonl import read_jsonl, to_line, write_jsonl
from spanloop.formats.ledger import Ledger
from tests.unit.formats.lines import SPAN, TRIGGER, full_record, read_one, refused, write


class TestRefusals:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ([], "not an object"),
            ("text", "not an object"),
            ({}, "has no text"),
            ({"text": ""}, "empty text"),
            ({"text": 3}, "not a text"),
            ({"id": [1]}, "has no text"),
            ({"id": [1], "text": "Army left"}, "has id a list"),
            ({"id": True, "text": "Army left"}, "has id True"),
            ({"spans": [{**SPAN, "end": 99}]}, "ends at 99, but the text has 9 characters"),
            ({"spans": [{**SPAN, "start": 4}]}, "start 4 and end 4"),
            ({"spans": [{**SPAN, "start": 5}]}, "start 5 and end 4"),
            ({"spans": [{**SPAN, "start": -1}]}, "start -1"),
            ({"spans": [{**SPAN, "start": -(10**400)}]}, "is no span"),
            ({"spans": [{**SPAN, "score": -0.5}]}, "not between 0 and 1"),
            ({"spans": [{**SPAN, "start": True}]}, "not a whole number"),
            ({"spans": [{**SPAN, "end": 4.0}]}, "not a whole number"),
            ({"spans": [{"start": 0, "label": "ARM"}]}, "has no end"),
            ({"spans": [{"start": 0, "end": 4}]}, "has no label"),
            ({"spans": [{**SPAN, "label": ""}]}, "empty label"),
            ({"spans": [{**SPAN, "label": ["ARM"]}]}, "not a text"),
            ({"spans": [{**SPAN, "score": 1.5}]}, "not between 0 and 1"),
            ({"spans": [{**SPAN, "score": "high"}]}, "not a number"),
            ({"spans": [{**SPAN, "uid": "x"}]}, "not a UUID"),
            ({"spans": [{**SPAN, "origin": "x"}]}, "not a UUID"),
            ({"spans": [{**SPAN, "id": "a"}, {**SPAN, "id": "a"}]}, "span 2 has the id 'a'"),
            ({"spans": [{**SPAN, "uid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}] * 2}, "span 2 has the uid"),
            ({"spans": [{**SPAN, "fragments": [[0, 2]]}]}, "its fragments do not"),
            ({"spans": [{**SPAN, "fragments": [[0, 3], [2, 4]]}]}, "overlap"),
            ({"spans": [{**SPAN, "fragments": [[0, "4"]]}]}, "not a pair"),
            ({"spans": [{**SPAN, "fragments": 4}]}, "not a list"),
            ({"spans": {"a": 1}}, "not a list"),
            ({"entities": [[0, 4, "ARM"]]}, "entity 1 is a list"),
            ({"events": [{"type": "MOVE"}]}, "has no trigger"),
            ({"events": [{"trigger": TRIGGER}]}, "has no type"),
            ({"events": [{"type": "MOVE", "trigger": "left"}]}, "the trigger of event 1"),
            ({"events": [{"type": "MOVE", "trigger": TRIGGER, "arguments": [{"role": "force"}]}]}, "no filler"),
            (
                {"events": [{"type": "MOVE", "trigger": TRIGGER, "arguments": [{"role": "force", "score": 2}]}]},
                "an argument of event 1 has score 2, which is not between 0 and 1",
            ),
            ({"events": [{"type": "MOVE", "trigger": TRIGGER, "arguments": [{"span": "s1"}]}]}, "has no role"),
            (
                {"events": [{"type": "MOVE", "trigger": TRIGGER, "arguments": [{"role": "force", "span": "s9"}]}]},
                "fills 'force' with the span 's9'",
            ),
            (
                {
                    "events": [
                        {"type": "M", "trigger": TRIGGER, "arguments": [{"role": "f", "span": "a", "event": "b"}]}
                    ]
                },
                "two fillers",
            ),
            ({"events": [{"type": "MOVE", "trigger": TRIGGER, "attributes": {"realis": 1}}]}, "attribute 'realis'"),
            ({"links": [["ALIAS", "a", "b"]]}, "link 1 is a list"),
            ({"links": [{"type": "alias", "from": "a", "to": "b"}]}, "points to 'a'"),
            (
                {
                    "spans": [{**SPAN, "id": "a"}],
                    "events": [{"id": "b", "type": "M", "trigger": TRIGGER}],
                    "links": [{"type": "alias", "from": "a", "to": "b"}],
                },
                "between a span and an event",
            ),
            ({"zones": [{"start": 0, "end": 4, "kind": "footer"}]}, "none of headline"),
            ({"zones": [{"start": 0, "end": 10, "kind": "headline"}]}, "ends at 10"),
            (
                {"zones": [{"start": 3, "end": 9, "kind": "comment"}, {"start": 0, "end": 4, "kind": "headline"}]},
                "overlap",
            ),
            ({"verdicts": [{"outcome": "accepted"}]}, "has no suggestion"),
            ({"completions": [{"layer": "relations"}]}, "none of entities, events"),
            ({"complete": ["everything"]}, "'everything' complete"),
            ({"complete": True}, "not a list"),
            ({"spans": [{**SPAN, "changed": "yesterday"}]}, "which is not a time"),
            ({"spans": [{**SPAN, "earlier": [17]}]}, "which is not a time"),
            ({"removed": [{"at": "2024-05-01"}]}, "removal 1 has no uid"),
            ({"removed": [{"uid": "00000000-0000-7000-8000-000000000001"}]}, "removal 1 has no at"),
            ({"author": {"kind": "human"}}, "the author has no name"),
            ({"author": {"name": "A", "kind": "robot"}}, "none of human"),
            ({"state": "finished"}, "none of new"),
            ({"answer": "maybe"}, "none of accept"),
            ({"meta": [1]}, "has meta a list"),
            ({"uid": "17"}, "not a UUID"),
        ],
    )
    def test_names_file_and_line(self, tmp_path: Path, line: Any, said: str) -> None:
        if isinstance(line, dict) and line and "id" not in line and "text" not in line:
            line = {"text": "Army left", **line}
        error = refused(tmp_path, {"text": "a good line"}, line)
        assert said in str(error)
        assert len(str(error)) < 400
        assert error.where == "in.jsonl, line 2"

    def test_good_lines_before_a_bad_one_are_given_out(self, tmp_path: Path) -> None:
        reader = read_jsonl(write(tmp_path, {"text": "good"}, {"text": 1}))
        assert next(reader).article.text == "good"
        with pytest.raises(SpanloopError):
            next(reader)


class TestHostileFiles:
    def bad(self, tmp_path: Path, content: bytes) -> SpanloopError:
        path = tmp_path / "in.jsonl"
        path.write_bytes(content)
        with pytest.raises(SpanloopError) as caught:
            list(read_jsonl(path))
        assert caught.value.where
        assert caught.value.way_out
        assert len(str(caught.value)) < 400
        return caught.value

    @pytest.mark.parametrize("content", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
    def test_empty(self, tmp_path: Path, content: bytes) -> None:
        assert "empty" in str(self.bad(tmp_path, content))

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(SpanloopError, match="cannot be read"):
            list(read_jsonl(tmp_path / "missing.jsonl"))
        with pytest.raises(SpanloopError, match="cannot be read"):
            list(read_jsonl(tmp_path))

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_wide_encodings(self, tmp_path: Path, encoding: str) -> None:
        self.bad(tmp_path, '{"text": "Army"}\n'.encode(encoding))
        assert "UTF-16" in str(self.bad(tmp_path, '{"text": "Army"}\n'.encode("utf-16")))

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b'{"text": "caf\xe9"}', "byte 14"),
            (b'{"text": "\xed\xa0\x80"}', "byte 11"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "byte 1 "),
            (b'{"text": "a"', "not JSON"),
            (b'{"text": "a"} {"text": "b"}', "Extra data"),
            (b'{"text": "a\tb"}', "Invalid control character"),
            (b'{\n"text": "a"\n}', "not JSON"),
            (b'{"text": "a", "meta": {"n": NaN}}', "NaN"),
            (b'{"text": "a", "meta": {"n": ' + b"9" * 5000 + b"}}", "holds what cannot be read"),
            (b'{"text": "a", "spans": [{"start": 0, "end": ' + b"9" * 4000 + b"}]}", "ends at"),
            (b'{"text": "a", "spans": [], "spans": []}', "the key 'spans' stands twice"),
            (b'{"text": "a", "meta": {"k": 1, "j": 2, "k": 1}}', "the key 'k' stands twice"),
            (b"[" * 200_000, "nested too deep"),
            (b'{"text": "a", "meta": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, "nested too deep"),
            (b'{"text": "a", "meta": ' + b'{"a":' * 300 + b"1" + b"}" * 301, "nested more than 20 deep"),
            (b'{"text": "a\\u0000", "x": ' + b"[" * 900 + b"]" * 900 + b"}", "nested too deep"),
            (b'{"text": "a", "spans": [' + b"[" * 900 + b"]" * 900 + b"]}", "span 1 is a list"),
        ],
    )
    def test_broken_lines(self, tmp_path: Path, content: bytes, said: str) -> None:
        assert said in str(self.bad(tmp_path, content + b"\n"))

    def test_a_line_without_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jsonl, "MAX_LINE_BYTES", 1_000)
        assert "line is over" in str(self.bad(tmp_path, b'{"text": "' + b"a" * 5_000))
        assert "line 2" in str(self.bad(tmp_path, b'{"text": "a"}\n{"text": "' + b"a" * 5_000))

    def test_a_line_of_endless_values(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jsonl, "MAX_LINE_VALUES", 1_000_000)
        assert "over 1 million values" in str(self.bad(tmp_path, b'{"text": "a", "spans": [' + b"{}," * 500_001))

    def test_a_line_of_endless_keys_does_not_flood_the_ledger(self, tmp_path: Path) -> None:
        ledger = Ledger()
        read_one(tmp_path, {"text": "a", **{f"key {number}": 1 for number in range(1_000)}}, ledger=ledger)
        assert len(ledger) == 101
        assert "more keys" in ledger.entries[-1].message

    def test_a_text_that_is_no_article(self, tmp_path: Path) -> None:
        assert "over 10 MB" in str(self.bad(tmp_path, b'{"text": "' + b"a" * 10_000_001 + b'"}'))

    def test_a_byte_order_mark_is_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "in.jsonl"
        path.write_bytes(b'\xef\xbb\xbf{"text": "Army"}\r\n\r\n{"text": "left\\r\\n"}')
        assert [(record.article.text, record.line) for record in read_jsonl(path)] == [("Army", 1), ("left\r\n", 3)]

    def test_what_cannot_be_stored_is_replaced_one_for_one(self, tmp_path: Path) -> None:
        ledger = Ledger()
        path = tmp_path / "in.jsonl"
        path.write_bytes(
            rb'{"text": "\ud83d\ude81 a\u0000\ud800 army", "title": "\udc00", "meta": {"k\ud800": ["\u0000"]},'
            rb' "spans": [{"start": 6, "end": 10, "label": "ARM", "text": "army"}]}' + b"\n"
        )
        (record,) = read_jsonl(path, ledger=ledger)
        assert record.article.text == "🚁 a\ufffd\ufffd army"
        assert record.article.title == "\ufffd"
        assert record.article.meta == {"k\ufffd": ["\ufffd"]}
        assert [(entry.code, entry.line) for entry in ledger.entries] == [("text.replaced", 1)]
        to_line(record)

    @pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\uDBFF", "\\udc00"])
    def test_each_escape_of_what_cannot_be_stored_is_found(self, tmp_path: Path, escape: str) -> None:
        path = tmp_path / "in.jsonl"
        path.write_text('{"text": "a' + escape + 'b"}', encoding="utf-8")
        assert [record.article.text for record in read_jsonl(path)] == ["a\ufffdb"]

    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused_in_words(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "in.jsonl"
        path.write_bytes(content)
        with suppress(SpanloopError):
            list(read_jsonl(path))


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value inside a JSON value."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in [(*path, key), *places_in(value[key], (*path, key))]]


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 40),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "s1", "e1", "entities", "\x00", "\ud800", "gold", 10**400, [], {}, [[0, 1]], [{}], "x" * 500]),
)


@settings(max_examples=200)
@given(st.data())
def test_a_line_with_one_value_changed_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    line = json.loads(to_line(full_record()))
    *way, last = data.draw(st.sampled_from(places_in(line)))
    holder = line
    for key in way:
        holder = holder[key]
    if data.draw(st.booleans()):
        holder[last] = data.draw(odd_values)
    else:
        del holder[last]
    path = write(tmp_path_factory.mktemp("odd"), line)
    try:
        (record,) = read_jsonl(path)
    except SpanloopError as error:
        refusal = str(error)
        event("refused")
    else:
        refusal = ""
        event("read")
        again = path.with_name("again.jsonl")
        write_jsonl([record], again)
        assert list(read_jsonl(again)) == [record]
    assert len(refusal) < 400
