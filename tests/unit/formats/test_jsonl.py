from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.formats.jsonl import read_jsonl, to_line, write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED, Record
from tests.gold import write_gold
from tests.unit.formats.lines import full_record, marks_of, read_one, refused, write
from tests.unit.formats.strategies import records


def aside(marks: Marks | None) -> object:
    """What does not count for equality."""
    marks = marks or Marks(UNNAMED)
    times = [(mark.changed, mark.earlier) for mark in (*marks.mentions, *marks.events)]
    return times, [argument.score for event in marks.events for argument in event.arguments], marks.removed


class TestRoundTrip:
    def test_everything_comes_back(self, tmp_path: Path) -> None:
        record = full_record()
        write_jsonl([record], tmp_path / "out.jsonl")
        (back,) = read_jsonl(tmp_path / "out.jsonl")
        assert back == record
        assert aside(back.marks) == aside(record.marks)

    @settings(max_examples=150)
    @given(st.lists(records(), min_size=1, max_size=3))
    def test_any_records_come_back_equal_and_with_the_same_bytes(
        self, tmp_path_factory: pytest.TempPathFactory, made: list[Record]
    ) -> None:
        path = tmp_path_factory.mktemp("jsonl") / "out.jsonl"
        ledger = Ledger()
        assert write_jsonl(made, path) == len(made)
        back = list(read_jsonl(path, ledger=ledger))
        numbered = [replace(record, line=line) for line, record in enumerate(made, 1)]
        assert back == numbered
        assert [aside(r.marks) for r in back] == [aside(r.marks) for r in made]
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
        assert line["events"][0]["arguments"][0] == {"role": "target", "span": "s1", "score": 0.25}
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


class TestTimes:
    def test_times_of_other_offsets_come_in_as_utc(self, tmp_path: Path) -> None:
        span = {"start": 0, "end": 4, "label": "ARM", "changed": "2024-05-01T12:00:00+02:00", "earlier": ["2024-04-01"]}
        marks = marks_of(read_one(tmp_path, {"text": "Army left", "spans": [span]}))
        (mention,) = marks.mentions
        assert (mention.changed, mention.earlier) == ("2024-05-01T10:00:00.000Z", ("2024-04-01T00:00:00.000Z",))

    def test_marks_without_times_and_lines_without_removals_are_read(self, tmp_path: Path) -> None:
        marks = marks_of(read_one(tmp_path, {"text": "Army left", "spans": [{"start": 0, "end": 4, "label": "ARM"}]}))
        assert (marks.mentions[0].changed, marks.mentions[0].earlier, marks.removed) == ("", (), ())

    def test_the_latest_removal_of_a_mark_counts(self, tmp_path: Path) -> None:
        uid = new_uid()
        removed = [{"uid": uid, "at": f"2024-05-0{day}T00:00:00.000Z"} for day in (2, 3, 1)]
        marks = marks_of(read_one(tmp_path, {"text": "Army left", "removed": removed}))
        assert [(removal.uid, removal.at) for removal in marks.removed] == [(uid, "2024-05-03T00:00:00.000Z")]
