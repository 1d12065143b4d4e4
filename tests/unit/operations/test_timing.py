"""What times mean: by rules, by a person, in files and between copies."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks, Mention
from spanloop.core.schema import parse_schema
from spanloop.core.validation import validate
from spanloop.operations import schema_changing, timing, zoning
from spanloop.operations.details import change_details
from spanloop.operations.exporting import export_jsonl
from spanloop.operations.importing import import_paths
from spanloop.operations.marking import annotate_note, mark
from spanloop.operations.merging import merge_marks
from spanloop.operations.projects import open_project, sign_in
from spanloop.operations.suggestions import accept
from spanloop.operations.timing import set_time_value
from spanloop.operations.trail import read_trail
from spanloop.operations.undoing import redo, undo
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench

#: A Wednesday; the Tuesday of the bench's report is the 22nd then.
_DATE = "2024-10-23"


@pytest.fixture
def time(bench: Bench) -> str:
    """The uid of the mark on "Tuesday", in an article of 23 October 2024."""
    change_details(bench.project, author=bench.author, article=bench.article, date=_DATE, language="en")
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Tuesday"), label="TIME")
    return bench.own().mentions[0].uid


def reading(bench: Bench, uid: str) -> timing.TimeReading:
    article = bench.project.article(bench.article)
    return timing.times_of(article, bench.own().mentions, labels=bench.project.schema.time_labels)[uid]


def test_rules_speak_until_a_person_does_and_again_when_asked(bench: Bench, time: str) -> None:
    found = reading(bench, time)
    assert (found.value, found.by_rules) == ("2024-10-22", True)
    assert timing.date_words(found.question) == "from Wed 23 October 2024"
    changes = set_time_value(bench.project, author=bench.author, mention=time, value=" 2024-10-15tev ")
    assert changes.act == "set a time to 2024-10-15TEV"
    assert changes.marks == {time}
    found = reading(bench, time)
    assert (found.value, found.by_rules) == ("2024-10-15TEV", False)
    assert not set_time_value(bench.project, author=bench.author, mention=time, value="2024-10-15TEV")
    set_time_value(bench.project, author=bench.author, mention=time, value="")
    assert (reading(bench, time).value, reading(bench, time).by_rules) == ("", False)
    set_time_value(bench.project, author=bench.author, mention=time, value=None)
    assert reading(bench, time).by_rules
    for value in ("", "2024-10-15TEV", None):
        undo(bench.project, author=bench.author)
        assert bench.own().mentions[0].value == value
    redo(bench.project, author=bench.author)
    assert bench.own().mentions[0].value == "2024-10-15TEV"


def test_a_corrected_date_corrects_what_was_counted_from_it(bench: Bench, time: str) -> None:
    change_details(bench.project, author=bench.author, article=bench.article, date="2023-01-05")
    assert reading(bench, time).value == "2023-01-03"
    zoning.set_zone(
        bench.project,
        author=bench.author,
        article=bench.article,
        kind="article_break",
        start=0,
        end=1,
        date="2022-05-16",
    )
    assert reading(bench, time).question.anchor == "2022-05-16"
    assert reading(bench, time).value == "2022-05-10"


def test_the_trail_tells_what_was_said(bench: Bench, time: str) -> None:
    for value in ("2024-10-15", "", None):
        set_time_value(bench.project, author=bench.author, mention=time, value=value)
    undo(bench.project, author=bench.author)
    assert [step.what for step in read_trail(bench.project, mark=time)][1:] == [
        "time set to 2024-10-15",
        "time set to nothing in the calendar",
        "time left to the rules",
        "undid \u201cleave a time to the rules\u201d: time set to nothing in the calendar",
    ]


def test_every_item_of_a_digest_has_its_own_date() -> None:
    zones = tuple(Zone(new_uid(), at, at + 5, "article_break", date) for at, date in ((7, "2024-10-22"), (21, None)))
    article = Article(new_uid(), "Monday\nbreak Monday.\nbreak Monday", date="2024-10-23", language="en", zones=zones)
    places = [((at, at + 6),) for at in (0, 13, 27)]
    mentions = [Mention(str(at), place, "TIME") for at, place in enumerate(places)]
    found = timing.times_of(article, mentions, labels={"TIME"})
    assert [reading.question.anchor for reading in found.values()] == ["2024-10-23", "2024-10-22", "2024-10-23"]
    assert {reading.value for reading in found.values()} == {"2024-10-21"}


@pytest.mark.parametrize("typed", ["yesterday", "23.10.2024", "2024-02-30", "P", "2024-05-05/2024-05-01"])
def test_what_is_no_value_is_refused_kindly(bench: Bench, time: str, typed: str) -> None:
    with pytest.raises(SpanloopError, match="is no time") as refused:
        set_time_value(bench.project, author=bench.author, mention=time, value=typed)
    assert "2024-10-23" in refused.value.way_out
    assert bench.own().mentions[0].value is None


def test_only_own_times_have_values(bench: Bench, time: str) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    army = next(m.uid for m in bench.own().mentions if m.label == "ARM")
    with pytest.raises(SpanloopError, match="ARM is no label of times"):
        set_time_value(bench.project, author=bench.author, mention=army, value="2024")
    with pytest.raises(SpanloopError, match="is Noor's"):
        set_time_value(bench.project, author=sign_in(bench.project, name="Ilya"), mention=time, value="2024")


def test_a_value_that_is_none_is_a_problem(bench: Bench, time: str) -> None:
    article, schema = bench.project.article(bench.article), bench.project.schema
    marks = bench.own()
    broken = replace(marks, mentions=(replace(marks.mentions[0], value="soon"),))
    (problem,) = validate(article, broken, schema)
    assert (problem.code, problem.message, problem.mark) == ("no_time", "\u201csoon\u201d is no time.", time)
    assert problem.why
    assert not validate(article, marks, schema)


def test_a_suggestion_brings_its_value_along(bench: Bench) -> None:
    bench.suggest(
        [Mention("00000000-0000-7000-8000-00000000000a", bench.at("Tuesday"), "TIME", value="2024-10-22")], []
    )
    accept(bench.project, author=bench.author, suggestions=["00000000-0000-7000-8000-00000000000a"])
    assert bench.own().mentions[0].value == "2024-10-22"


# files


def only_span(path: Path) -> dict[str, Any]:
    (line,) = path.read_text(encoding="utf-8").splitlines()
    (span,) = json.loads(line)["spans"]
    return span


def test_files_carry_both_and_only_what_a_person_said_comes_back(bench: Bench, time: str, tmp_path: Path) -> None:
    export_jsonl(bench.project, dest=tmp_path / "a.jsonl")
    span = only_span(tmp_path / "a.jsonl")
    assert (span["value"], span["value_by"]) == ("2024-10-22", "rules")
    export_jsonl(bench.project, dest=tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    with Project.create(tmp_path / "other.spanloop", name="other", schema=bench.project.schema) as other:
        noor = sign_in(other, name="Noor")
        import_paths(other, author=noor, paths=[tmp_path / "a.jsonl"])
        assert [m.value for marks in other.all_marks(bench.article) for m in marks.mentions] == [None]
        set_time_value(bench.project, author=bench.author, mention=time, value="P1D")
        export_jsonl(bench.project, dest=tmp_path / "a.jsonl")
        span = only_span(tmp_path / "a.jsonl")
        assert span["value"] == "P1D"
        assert "value_by" not in span
        import_paths(other, author=noor, paths=[tmp_path / "a.jsonl"])
        assert [m.value for marks in other.all_marks(bench.article) for m in marks.mentions] == ["P1D"]
        export_jsonl(other, dest=tmp_path / "c.jsonl")
        assert only_span(tmp_path / "c.jsonl") == span


def test_of_two_copies_the_later_value_holds(bench: Bench, time: str, tmp_path: Path) -> None:
    bench.project.backup(tmp_path / "copy.spanloop")
    with open_project(tmp_path / "copy.spanloop") as copy:
        noor = sign_in(copy, name="Noor")
        set_time_value(copy, author=noor, mention=time, value="2024-10-15")
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")
    annotate_note(bench.project, author=bench.author, mark=time, text="sure?")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert bench.own().mentions[0].value == "2024-10-15"
    assert bench.own().mentions[0].notes == "sure?"
    assert not report.ledger.entries
    undo(bench.project, author=bench.author)
    assert bench.own().mentions[0].value is None


_EARLY, _LATE = (f"2024-01-0{day}T00:00:00.000Z" for day in (2, 3))
_NOOR = Author("00000000-0000-7000-8000-000000000001", "Noor")


@pytest.mark.parametrize("twins", [False, True])
@pytest.mark.parametrize(
    ("ours", "theirs", "kept", "said"),
    [
        ("2024", "2025", "2025", 1),
        (None, "2025", "2025", 0),
        ("2024", None, "2024", 0),
        ("2024", "2024", "2024", 0),
        ("2024", "", "", 1),
    ],
)
def test_values_of_both_sides(ours: str | None, theirs: str | None, kept: str, said: int, twins: bool) -> None:
    old = () if twins else ("2024-01-01T00:00:00.000Z",)
    here = Mention("m", ((0, 4),), "TIME", value=ours, changed=_EARLY, earlier=old)
    there = Mention("n" if twins else "m", ((0, 4),), "TIME", value=theirs, changed=_LATE, earlier=old)
    for held, incoming in ((here, there), (there, here)):
        plan = merge_marks(Marks(_NOOR, (held,)), Marks(_NOOR, (incoming,)), author=_NOOR)
        after = {m.uid: m for m in (held, *plan.mentions, *plan.changed_mentions) if m.uid not in plan.gone}
        assert after["m"].value == kept
        assert len(plan.conflicts) == said


# the schema


def test_a_renamed_or_merged_label_keeps_what_was_said_of_its_times(bench: Bench, time: str) -> None:
    set_time_value(bench.project, author=bench.author, mention=time, value="2024-10-22")
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Tuesday"), label="FAC")
    editing = schema_changing.edit_schema(bench.project)
    editing.merge("TIME", "FAC")
    schema, mapping = schema_changing.edited(bench.project, editing)
    schema_changing.change_schema(bench.project, author=bench.author, schema=schema, mapping=mapping)
    (left,) = bench.own().mentions
    assert (left.label, left.value) == ("FAC", "2024-10-22")
    undo(bench.project, author=bench.author)
    assert [m.value for m in bench.own().mentions if m.uid == time] == ["2024-10-22"]
    editing = schema_changing.edit_schema(bench.project)
    editing.rename("TIME", "WHEN")
    schema, mapping = schema_changing.edited(bench.project, editing)
    schema_changing.change_schema(bench.project, author=bench.author, schema=schema, mapping=mapping)
    assert bench.project.schema.time_labels == {"WHEN"}
    assert reading(bench, time).value == "2024-10-22"


def test_the_schema_says_which_labels_are_times() -> None:
    def labels(*entities: dict[str, str]) -> frozenset[str]:
        return parse_schema({"name": "n", "version": "1", "entities": list(entities), "events": []}).time_labels

    assert labels({"label": "WHEN", "value": "time"}, {"label": "TIME"}) == {"WHEN"}
    assert labels({"label": "Temporal"}, {"label": "DATE"}, {"label": "PER"}) == {"Temporal", "DATE"}
    assert labels({"label": "PER"}) == frozenset()
    with pytest.raises(SpanloopError, match="can only be 'time'"):
        labels({"label": "SUM", "value": "money"})
