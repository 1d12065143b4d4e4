from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention, Verdict
from spanloop.formats import jsonl
from spanloop.formats.jsonl import read_jsonl, to_line, write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED, Record
from tests.gold import write_gold
from tests.unit.formats.strategies import records


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
            (Argument("target", a), Argument("target", b)),
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


class TestRoundTrip:
    def test_everything_comes_back(self, tmp_path: Path) -> None:
        record = full_record()
        write_jsonl([record], tmp_path / "out.jsonl")
        assert list(read_jsonl(tmp_path / "out.jsonl")) == [record]

    @settings(max_examples=150)
    @given(st.lists(records(), min_size=1, max_size=3))
    def test_any_records_come_back_equal_and_with_the_same_bytes(
        self, tmp_path_factory: pytest.TempPathFactory, made: list[Record]
    ) -> None:
        path = tmp_path_factory.mktemp("jsonl") / "out.jsonl"
        ledger = Ledger()
        assert write_jsonl(made, path) == len(made)
        back = list(read_jsonl(path, ledger=ledger))
        numbered = [
            Record(r.article, r.marks, r.state, r.reason, r.schema_version, line) for line, r in enumerate(made, 1)
        ]
        assert back == numbered
        assert not ledger
        assert b"".join(to_line(record) for record in back) == path.read_bytes()

    def test_an_author_who_marked_nothing_is_not_an_unmarked_article(self, tmp_path: Path) -> None:
        article = Article(new_uid(), "text")
        nothing = Marks(Author(new_uid(), "Anna"))
        write_jsonl(
            [Record(article), Record(article, nothing), Record(article, Marks(UNNAMED))], tmp_path / "out.jsonl"
        )
        assert [record.marks for record in read_jsonl(tmp_path / "out.jsonl")] == [None, nothing, Marks(UNNAMED)]

    def test_local_ids_follow_from_the_order_of_the_marks(self) -> None:
        line = json.loads(to_line(full_record()))
        assert [span["id"] for span in line["spans"]] == ["s1", "s2"]
        assert [event["id"] for event in line["events"]] == ["e1", "e2"]
        assert line["events"][1]["arguments"] == [{"role": "what", "event": "e1"}]
        assert (line["links"][1]["from"], line["links"][1]["to"]) == ("e2", "e1")

    def test_spans_and_triggers_carry_their_quote(self) -> None:
        line = json.loads(to_line(full_record()))
        assert [span["text"] for span in line["spans"]] == ["Arms depot", "army"]
        assert line["events"][0]["trigger"]["text"] == "hit"


class TestWriting:
    def test_the_order_in_which_a_project_keeps_meta_and_attributes_does_not_show(self) -> None:
        record = full_record()
        assert record.marks is not None
        turned = replace(
            record,
            article=replace(record.article, meta=dict(reversed(record.article.meta.items()))),
            marks=replace(
                record.marks,
                events=tuple(
                    replace(made, attributes=dict(reversed(list(made.attributes.items()))))
                    for made in record.marks.events
                ),
            ),
        )
        assert to_line(turned) == to_line(record)

    def test_refuses_a_span_before_the_text(self) -> None:
        with pytest.raises(SpanloopError, match="outside the text"):
            to_line(Record(Article("u", "text"), Marks(UNNAMED, (Mention(new_uid(), ((-1, 2),), "ARM"),))))

    def test_is_all_or_nothing(self, tmp_path: Path) -> None:
        article = Article("u", "short")
        bad = Marks(Author(new_uid(), "Anna"), (Mention(new_uid(), ((0, 6),), "ARM"),))
        with pytest.raises(SpanloopError, match="outside the text"):
            write_jsonl([Record(article), Record(article, bad)], tmp_path / "out.jsonl")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("is_event", [False, True])
    def test_refuses_a_filler_that_is_not_there(self, is_event: bool) -> None:
        event = Event(new_uid(), "ATTACK", ((0, 1),), (Argument("target", new_uid(), is_event),))
        with pytest.raises(SpanloopError, match="target points to"):
            to_line(Record(Article("u", "text"), Marks(UNNAMED, events=(event,))))

    @pytest.mark.parametrize("meta", [{"n": float("nan")}, {"s": "\ud800"}, {"o": object()}])
    def test_refuses_what_json_cannot_carry(self, meta: dict[str, Any]) -> None:
        with pytest.raises(SpanloopError, match="JSON cannot carry"):
            to_line(Record(Article("u", "text", meta=meta)))


class TestPlainLines:
    def test_text_alone_is_an_unmarked_article(self, tmp_path: Path) -> None:
        record = read_one(tmp_path, {"text": "Shelling hit Kharkiv."})
        assert record.article.text == "Shelling hit Kharkiv."
        assert len(record.article.uid) == 36
        assert (record.marks, record.state, record.line) == (None, None, 1)

    def test_spans_without_ids(self, tmp_path: Path) -> None:
        line = {
            "text": "Army left Badia",
            "spans": [{"start": 0, "end": 4, "label": "ARM", "token_start": 0, "token_end": 0}],
        }
        marks = marks_of(read_one(tmp_path, line))
        assert marks.author == UNNAMED
        assert [(m.fragments, m.label) for m in marks.mentions] == [(((0, 4),), "ARM")]

    def test_entities_are_another_name_for_spans(self, tmp_path: Path) -> None:
        line = {
            "text": "Army left Badia",
            "entities": [{"id": "000.0.a", "start": 0, "end": 4, "label": "ARM", "text": "Army"}],
            "events": [
                {
                    "type": "MOVE",
                    "trigger": {"start": 5, "end": 9},
                    "arguments": [{"role": "force", "entity": "000.0.a"}],
                }
            ],
        }
        marks = marks_of(read_one(tmp_path, line))
        assert marks.events[0].arguments == (Argument("force", marks.mentions[0].uid),)

    def test_a_uid_names_a_mark_where_there_is_no_id(self, tmp_path: Path) -> None:
        uid = new_uid()
        trigger = {"start": 5, "end": 9}
        line = {
            "text": "Army left Badia",
            "spans": [{"uid": uid, "start": 0, "end": 4, "label": "ARM"}],
            "events": [{"type": "MOVE", "trigger": trigger, "arguments": [{"role": "force", "span": uid}]}],
        }
        assert marks_of(read_one(tmp_path, line)).events[0].arguments == (Argument("force", uid),)

    def test_a_list_of_complete_layers(self, tmp_path: Path) -> None:
        marks = marks_of(read_one(tmp_path, {"text": "text", "schema": 2, "complete": ["events", "entities"]}))
        found = [(c.layer, c.start, c.end, c.schema_version) for c in marks.completions]
        assert found == [("events", 0, 4, "2"), ("entities", 0, 4, "2")]

    def test_a_completion_is_of_the_whole_article_by_default(self, tmp_path: Path) -> None:
        marks = marks_of(read_one(tmp_path, {"text": "text", "completions": [{"layer": "events"}]}))
        assert [(c.start, c.end) for c in marks.completions] == [(0, 4)]

    @pytest.mark.parametrize(("author", "kind"), [("Anna", "human"), ("gold", "gold")])
    def test_an_author_may_be_a_bare_name(self, tmp_path: Path, author: str, kind: str) -> None:
        marks = marks_of(read_one(tmp_path, {"text": "text", "author": author}))
        assert (marks.author.name, marks.author.kind) == (author, kind)

    def test_one_name_is_one_author_throughout_a_file(self, tmp_path: Path) -> None:
        lines = [{"text": "a", "author": "Anna"}, {"text": "b", "author": {"name": "Anna", "kind": "human"}}]
        lines.append({"text": "c", "author": {"name": "Anna", "kind": "rules"}})
        authors = [marks_of(record).author for record in read_jsonl(write(tmp_path, *lines))]
        assert authors[0] == authors[1]
        assert authors[0].uid != authors[2].uid

    def test_marks_that_name_nobody_go_to_whom_the_caller_says(self, tmp_path: Path) -> None:
        me = Author(new_uid(), "Me")
        line = {"text": "Army", "spans": [{"start": 0, "end": 4, "label": "ARM"}]}
        (record,) = read_jsonl(write(tmp_path, line), unnamed=me)
        assert marks_of(record).author is me

    def test_zones_may_touch(self, tmp_path: Path) -> None:
        zones = [{"start": 2, "end": 4, "kind": "comment"}, {"start": 0, "end": 2, "kind": "headline"}]
        record = read_one(tmp_path, {"text": "text", "zones": zones})
        assert [(zone.start, zone.end, zone.kind) for zone in record.article.zones] == [
            (2, 4, "comment"),
            (0, 2, "headline"),
        ]

    def test_a_uid_in_capitals_is_the_same_uid(self, tmp_path: Path) -> None:
        uid = new_uid()
        assert read_one(tmp_path, {"text": "text", "uid": uid.upper()}).article.uid == uid

    def test_a_number_is_an_id_too(self, tmp_path: Path) -> None:
        assert read_one(tmp_path, {"text": "text", "id": 17}).article.external_id == "17"

    def test_null_counts_as_absent(self, tmp_path: Path) -> None:
        line = {"text": "text", "id": None, "title": None, "spans": None, "meta": None, "author": None, "state": None}
        record = read_one(tmp_path, line)
        assert record.marks is None
        assert record.article.meta == {}

    @pytest.mark.parametrize(("answer", "state"), [("reject", None), ("ignore", "skipped")])
    def test_what_was_not_accepted_is_not_taken_for_marks(self, tmp_path: Path, answer: str, state: str | None) -> None:
        ledger = Ledger()
        line = {"text": "Army", "answer": answer, "spans": [{"start": 0, "end": 4, "label": "ARM"}]}
        record = read_one(tmp_path, line, ledger=ledger)
        assert (record.marks, record.state) == (None, state)
        assert ledger.counts() == {"answer.not_accepted": 1}

    def test_keys_that_are_not_read_are_in_the_ledger_once(self, tmp_path: Path) -> None:
        ledger = Ledger()
        span = {"start": 0, "end": 4, "label": "ARM", "rank": 1}
        list(read_jsonl(write(tmp_path, *[{"text": "Army", "tokens": [], "spans": [span]}] * 3), ledger=ledger))
        assert [(entry.code, entry.line) for entry in ledger.entries] == [("key.not_read", 1)] * 2
        assert "'tokens'" in ledger.entries[0].message
        assert "'rank'" in ledger.entries[1].message


class TestQuotes:
    def test_offsets_move_to_where_the_quote_stands_once_nearby(self, tmp_path: Path) -> None:
        ledger = Ledger()
        line = {"text": "🚁🚁 the army left", "spans": [{"start": 9, "end": 13, "label": "ARM", "text": "army"}]}
        marks = marks_of(read_one(tmp_path, line, ledger=ledger))
        assert marks.mentions[0].fragments == ((7, 11),)
        assert [(entry.code, entry.quote, entry.line) for entry in ledger.entries] == [("offsets.repaired", "army", 1)]

    @pytest.mark.parametrize("text", ["army army left", "navy navy left", "navy" + " " * 40 + "army"])
    def test_a_quote_that_stands_elsewhere_or_twice_is_refused(self, tmp_path: Path, text: str) -> None:
        line = {"text": text, "spans": [{"start": 1, "end": 5, "label": "ARM", "text": "army"}]}
        assert "is to say 'army'" in str(refused(tmp_path, line))

    def test_the_quote_of_a_trigger_is_checked_too(self, tmp_path: Path) -> None:
        line = {"text": "Army left", "events": [{"type": "MOVE", "trigger": {"start": 0, "end": 4, "text": "gone"}}]}
        assert "the trigger of event 1" in str(refused(tmp_path, line))


SPAN = {"start": 0, "end": 4, "label": "ARM"}
TRIGGER = {"start": 5, "end": 9}


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


class TestSharedFiles:
    def test_the_gold_pages_go_round(self, tmp_path: Path, shared_dir: Path) -> None:
        ledger = Ledger()
        pages = list(read_jsonl(write_gold(shared_dir, tmp_path / "gold.jsonl"), ledger=ledger))
        assert [len(marks_of(page).mentions) for page in pages] == [19, 18, 20]
        assert not ledger
        write_jsonl(pages, tmp_path / "again.jsonl")
        assert list(read_jsonl(tmp_path / "again.jsonl")) == pages

    @pytest.mark.parametrize(
        ("name", "lines", "spans"),
        [("food_data.head200", 200, 1), ("drugs_training.head150", 150, 1), ("fashion_brands_eval.head150", 150, 1)],
    )
    def test_prodigy_files_are_read(self, shared_dir: Path, name: str, lines: int, spans: int) -> None:
        ledger = Ledger()
        found = list(read_jsonl(shared_dir / "data" / "formats" / "prodigy" / f"{name}.jsonl", ledger=ledger))
        assert len(found) == lines
        assert sum(len(record.marks.mentions) for record in found if record.marks) >= spans
        assert ledger.counts()["key.not_read"] >= 1
        assert "offsets.repaired" not in ledger.counts()

    def test_a_file_of_patterns_is_refused(self, shared_dir: Path) -> None:
        with pytest.raises(SpanloopError, match=r"line 1: the line has no text"):
            list(read_jsonl(shared_dir / "data" / "formats" / "prodigy" / "fashion_brands_patterns.jsonl"))
