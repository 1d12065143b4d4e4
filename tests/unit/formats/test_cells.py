"""Every table that is written: no cell of it is taken for a formula by a spreadsheet, whatever texts it holds."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article
from spanloop.core.comparison import Counts
from spanloop.core.evaluation import Evaluation
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.naming import Name, NameMap, NameRow, Target
from spanloop.formats.event_table import write_event_table
from spanloop.formats.ledger import Ledger
from spanloop.formats.naming import read_names, write_names
from spanloop.formats.record import Record
from spanloop.operations.judging import write_tables
from tests.unit.formats.foreign_files import SCHEMA

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '="a"', "-2+3", "@x"]
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def record(said: str) -> Record:
    """A record that says this wherever a text can stand."""
    text = f"{said} fell on Dolna"
    article = Article("u1", text, said, said, "2021-04-07", "en", said)
    mention = Mention("m1", ((0, len(said)),), said)
    event = Event("e1", said, ((0, len(said)),), (Argument(said, "m1"),), {said: said}, notes=said)
    return Record(article, Marks(Author("p", said), (mention,), (event,)))


def texts_of(path: Path) -> list[Any]:
    """The cells of a table."""
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book: Any = load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}, "a cell is a formula"
        return [cell.value for cell in cells]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


def dangerous(path: Path) -> list[Any]:
    return [cell for cell in texts_of(path) if isinstance(cell, str) and cell.startswith(_SIGNS)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_events(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"events{suffix}"
    records = [replace(record(said), article=replace(record(said).article, uid=said)) for said in HOSTILE]
    write_event_table(records, path, schema=SCHEMA, ledger=Ledger())
    assert dangerous(path) == []
    assert "'=1+1" in texts_of(path)


def test_names_and_they_come_back(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    rows = [NameRow(Name("label", said.strip(), ""), 1, Target("entity", said.strip())) for said in HOSTILE]
    rows += [NameRow(Name("value", said, said), 1, None) for said in HOSTILE]
    write_names(rows, path)
    assert dangerous(path) == []
    assert read_names(path) == NameMap({row.name: row.becomes for row in rows if row.becomes})


def test_figures_of_a_judgement(tmp_path: Path) -> None:
    figures: Any = {("mentions", said, "exact"): Counts(3, 1, 2) for said in HOSTILE}
    confusion: Any = {"mentions": tuple({"reference": said, "other": said, "n": 2} for said in HOSTILE)}
    for said in HOSTILE:
        found = Evaluation(said, said, "test", 4, figures, confusion=confusion)
        for path in write_tables(found, dest=tmp_path / "scores.csv"):
            assert dangerous(path) == []
            assert f"'{said}" in texts_of(path)
