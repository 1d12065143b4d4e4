"""A table of events for analysts, one row an event: CSV (RFC 4180) or a workbook (ECMA-376).

CSV is UTF-8 with a byte order mark, without which Excel takes Arabic for noise. No cell can be taken for a formula: one
that begins, perhaps behind blanks, with = + - @ or their wide forms has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Event, Marks, Mention, fragments_of
from spanloop.core.schema import Schema
from spanloop.core.verbatim import REPLACEMENT
from spanloop.core.wording import count
from spanloop.formats.atomic import needing_room, temporary_file, writing
from spanloop.formats.features import Features, lessened
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote

CARRIES: Features = frozenset(
    {"nested", "fragments", "events", "arguments", "event_fillers", "attributes", "notes", "scores", "authors"}
    | {"details", "ids"}
)
_BEFORE = ("article", "title", "date", "source", "language", "type", "trigger", "start", "end", "pieces")
_AFTER = ("notes", "author", "score")
#: What a spreadsheet may pass over before it looks whether a cell is a formula.
_BLANK = r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff'\"]*"
_FORMULA = re.compile(rf"[\t\r\n]|{_BLANK}[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62-\ufe66\ufe6b]")
_NO_SHEET = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_AS_CSV = "Export it as .csv, or the marks of one author at a time."
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")

Cell = str | int | float | None
_Row = dict[str, Any]


def write_event_table(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write the events of records, as a workbook where `dest` ends in ".xlsx", else as CSV; returns how many articles
    have any.

    Every role and attribute of the schema has a column, and so has each other one that an event has. Several fillers of
    a role are joined by "; ", each as its words stand in the text. An attribute that was not set has its default.
    """
    as_book = dest.suffix.lower() == ".xlsx"
    roles = list(dict.fromkeys(role.name for kind in schema.events for role in kind.roles))
    attributes = [attribute.name for attribute in schema.attributes]
    articles: set[str] = set()
    empty: set[str] = set()
    with temporary_file() as held:
        with needing_room():
            for record in records:
                rows = _rows(record, schema, ledger)
                (articles if rows else empty).add(record.article.uid)
                for row in rows:
                    roles += [name for name in row["roles"] if name not in roles]
                    attributes += [name for name in row["attributes"] if name not in attributes]
                    held.write(json.dumps(row).encode() + b"\n")
            held.seek(0)
        if empty - articles:
            told = f"{count(len(empty - articles), 'article')} without events"
            ledger.add("articles.not_carried", told)
        columns = _Columns(roles, attributes)
        table = (columns.cells(json.loads(line)) for line in held)
        with writing(dest) as file:
            if as_book:
                _write_book(columns.names, table, file, dest=dest, ledger=ledger)
            else:
                _write_csv(columns.names, table, file)
    return len(articles)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what might be one."""
    return f"'{text}" if _FORMULA.match(text) else text


def _rows(record: Record, schema: Schema, ledger: Ledger) -> list[_Row]:
    """What a record says of its events, each as a row without its columns."""
    held = lessened(record, carries=CARRIES | {"mentions"}, ledger=ledger)
    if held.marks is None:
        return []
    marks, article = held.marks, held.article
    _note_mentions(held, marks, ledger)
    by_uid: dict[str, Mention | Event] = {mark.uid: mark for mark in (*marks.mentions, *marks.events)}
    rows: list[_Row] = []
    for event in marks.events:
        fillers: dict[str, list[str]] = {}
        for argument in event.arguments:
            if argument.filler in by_uid:
                said = quote(article.text, fragments_of(by_uid[argument.filler]))
                fillers.setdefault(argument.role, []).append(_flat(said))
        several = len(event.trigger) > 1
        pieces = "; ".join(f"{start}-{end}" for start, end in event.trigger) if several else ""
        rows.append({
            "article": article.external_id or article.uid, "title": article.title, "date": article.date,
            "source": article.source, "language": article.language, "type": event.type,
            "trigger": _flat(quote(article.text, event.trigger)), "start": event.start, "end": event.end,
            "pieces": pieces, "roles": {role: "; ".join(some) for role, some in fillers.items()},
            "attributes": _attributes(event, schema), "notes": event.notes, "author": marks.author.name,
            "score": event.score,
        })  # fmt: skip
    return rows


def _note_mentions(record: Record, marks: Marks, ledger: Ledger) -> None:
    """Labels and notes of mentions have no column; of those that fill a role the words stand there."""
    if marks.mentions:
        fillers = {argument.filler for event in marks.events for argument in event.arguments}
        used = sum(mention.uid in fillers for mention in marks.mentions)
        name = record.article.external_id or record.article.uid
        told = f"{count(len(marks.mentions), 'mention')} not carried; {used} fill roles and give these their words"
        ledger.add("mentions.not_carried", told, article=name, author=marks.author.name)


def _attributes(event: Event, schema: Schema) -> dict[str, str]:
    """Those that were set, and the defaults of the others that events of the type have."""
    found = dict(sorted(event.attributes.items()))
    for attribute in schema.attributes:
        if attribute.default is not None and schema.attribute_values(attribute.name, event.type):
            found.setdefault(attribute.name, attribute.default)
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Columns:
    """The columns of a table whose roles and attributes are all known."""

    def __init__(self, roles: list[str], attributes: list[str]) -> None:
        taken = {*_BEFORE, *_AFTER}
        self._roles = roles
        self._attributes = attributes
        role_names = [f"{name} (role)" if name in taken or name in attributes else name for name in roles]
        attribute_names = [f"{name} (attribute)" if name in taken or name in roles else name for name in attributes]
        self.names = [*_BEFORE, *role_names, *attribute_names, *_AFTER]

    def cells(self, row: _Row) -> list[Cell]:
        """The cells of a row in the order of the columns."""
        return [
            *(row[name] for name in _BEFORE),
            *(row["roles"].get(name, "") for name in self._roles),
            *(row["attributes"].get(name, "") for name in self._attributes),
            *(row[name] for name in _AFTER),
        ]


def _write_csv(names: list[str], table: Iterable[list[Cell]], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(name) for name in names])
    for row in table:
        writer.writerow([safe_cell(cell.replace("\0", REPLACEMENT)) if isinstance(cell, str) else cell for cell in row])
    text.flush()
    text.detach()


def _write_book(names: list[str], table: Iterable[list[Cell]], file: IO[bytes], *, dest: Path, ledger: Ledger) -> None:
    openpyxl: Any = import_module("openpyxl")  # its types are half known
    if len(names) > _MOST_COLUMNS:
        what = f"there are {len(names):,} roles and attributes, and a workbook has {_MOST_COLUMNS:,} columns"
        raise SpanloopError(what, where=str(dest), way_out=_AS_CSV)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.freeze_panes = "A2"
    sheet.append([_sheet_cell(name, ledger) for name in names])
    for number, row in enumerate(table, 2):
        if number > _MOST_ROWS:
            what = f"there are over {_MOST_ROWS - 1:,} events, and a workbook has no room for more"
            raise SpanloopError(what, where=str(dest), way_out=_AS_CSV)
        article = str(row[0])
        sheet.append([_sheet_cell(cell, ledger, article) if isinstance(cell, str) else cell for cell in row])
    with temporary_file() as packed:
        with needing_room():
            book.save(packed)
            packed.seek(0)
        _repack(packed, file)


def _sheet_cell(text: str, ledger: Ledger, article: str = "") -> str:
    cell, replaced = _NO_SHEET.subn(REPLACEMENT, safe_cell(text))
    if replaced:
        told = f"{replaced} characters of a cell that a workbook cannot hold became U+FFFD"
        ledger.add("text.replaced", told, article=article, quote=cell)
    if len(cell) > _MOST_CHARACTERS:
        told = f"a cell of {len(cell):,} characters was cut to the {_MOST_CHARACTERS:,} that a workbook holds"
        ledger.add("cell.cut", told, article=article, quote=cell)
        cell = cell[:_MOST_CHARACTERS]
    return cell


def _repack(packed: IO[bytes], file: IO[bytes]) -> None:
    """The same workbook without the time at which it was made, so that the same events give the same bytes."""
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in _ordered(before.namelist()):
            data = before.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            after.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _ordered(names: Iterable[str]) -> Iterator[str]:
    """The list of parts first, as readers expect it."""
    yield from sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
