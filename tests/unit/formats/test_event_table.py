from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from openpyxl import load_workbook

from spanloop.core.article import Article
from spanloop.core.marks import Argument, Author, Event, Link, Marks, Mention
from spanloop.core.schema import parse_schema
from spanloop.formats.event_table import safe_cell, write_event_table
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats.strategies import texts

SCHEMA = parse_schema(
    {
        "name": "x", "entities": [{"label": "ORG"}],
        "events": [
            {"type": "Raid", "roles": {"By": {}, "type": {}, "mood": {}}}, {"type": "Move", "roles": {"By": {}}},
        ],
        "attributes": {"mood": {"values": ["real", "planned"], "default": "real"}},
    }
)  # fmt: skip
TEXT = "🚁 =cmd raided\r\nKyiv, Lviv"


def records() -> list[Record]:
    org, kyiv = Mention("m1", ((2, 6),), "ORG"), Mention("m2", ((15, 19),), "ORG")
    lviv = Mention("m3", ((21, 25),), "ORG", notes="n")
    raid = Event(
        "e1", "Raid", ((7, 10), (11, 13)),
        (Argument("By", "m1"), Argument("type", "m2"), Argument("By", "e2", True), Argument("extra", "m2")),
        {"@sum": "1"}, 0.5, notes="+1\nmore",
    )  # fmt: skip
    move = Event("e2", "Move", ((7, 19),), (), {"mood": "planned"})
    link = Link("l", "near", "m1", "m2", False)
    marks = Marks(Author("a", "-Ann"), (org, kyiv, lviv), (raid, move), (link,))
    article = Article("u", TEXT, "=1+1", "wire", "2021-04-07", "en", "\t7")
    return [Record(article, marks), Record(article, Marks(Author("b", "Bob"))), Record(Article("v", "x"))]


EXPECTED = [
    ["article", "title", "date", "source", "language", "type", "trigger", "start", "end", "pieces", "By",
     "type (role)", "mood (role)", "extra", "mood (attribute)", "'@sum", "notes", "author", "score"],
    ["'\t7", "'=1+1", "2021-04-07", "wire", "en", "Raid", "rai ed", 7, 13, "7-10; 11-13", "'=cmd; raided Kyiv",
     "Kyiv", "", "Kyiv", "real", "1", "'+1\nmore", "'-Ann", 0.5],
    ["'\t7", "'=1+1", "2021-04-07", "wire", "en", "Move", "raided Kyiv", 7, 19, "", "", "", "", "", "planned", "",
     "", "'-Ann", None],
]  # fmt: skip


@pytest.mark.parametrize("name", ["events.csv", "events.xlsx"])
def test_one_row_an_event(tmp_path: Path, name: str) -> None:
    ledger = Ledger()
    path = tmp_path / name
    assert write_event_table(records(), path, schema=SCHEMA, ledger=ledger) == 1
    assert ledger.counts() == {"articles.not_carried": 1, "links.not_carried": 1, "mentions.not_carried": 1}
    assert rows(path) == ([list(map(text, row)) for row in EXPECTED] if name.endswith("csv") else EXPECTED)
    before = path.read_bytes()
    write_event_table(records(), path, schema=SCHEMA, ledger=Ledger())
    assert path.read_bytes() == before


def text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def rows(path: Path) -> list[list[Any]]:
    if path.suffix == ".csv":
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    book = load_workbook(path)
    found = [["" if c.value is None and c.column != 19 else c.value for c in row] for row in book["Events"].iter_rows()]
    assert all(cell.data_type != "f" for row in book["Events"].iter_rows() for cell in row)
    book.close()
    return found


@pytest.mark.parametrize(
    "cell",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "\rx",
        "\nx",
        "  =1",
        "\u00a0@x",
        "\ufeff=1",
        "＝1",
        "＠x",
        "\u200b=1",
        "'=1",
        '"=1',
    ],
)
def test_a_cell_that_may_be_a_formula_is_made_safe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Kyiv", "a=1", "1-2", "10:30", "; =x"])
def test_other_cells_stay(cell: str) -> None:
    assert safe_cell(cell) == cell


@settings(max_examples=20)
@given(texts)
@example("=" * 40_000)
@example("\x0b=x")
def test_whatever_the_text_no_cell_is_a_formula(tmp_path_factory: pytest.TempPathFactory, said: str) -> None:
    folder = tmp_path_factory.mktemp("table")
    event = Event("e", said, ((0, len(said)),), (), {said: said}, notes=said)
    given_record = Record(Article("u", said, said, said), Marks(Author("a", said), (), (event,)))
    for name in ("a.csv", "a.xlsx"):
        write_event_table([given_record], folder / name, schema=SCHEMA, ledger=Ledger())
        for row in rows(folder / name):
            for cell in row:
                assert not isinstance(cell, str) or cell.lstrip(" ")[:1] not in ("=", "+", "-", "@", "\t", "\r")
