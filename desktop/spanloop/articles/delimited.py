"""Tables as text: values separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from spanloop.articles.columns import is_link, iso_date, role_of
from spanloop.articles.draft import Draft, Found
from spanloop.articles.item import Item
from spanloop.articles.lines import SPLIT, TextStream
from spanloop.articles.tables import Row, read_rows, said
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES

_DELIMITERS = ",;\t|"
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 200, 200_000
MOST_COLUMNS = 1_000
_LONGEST_NAME = 60
_HEADER_WITHIN = 10


def read_delimited(item: Item) -> Iterator[Found]:
    """Each row of a .csv or .tsv as an article or a refusal; raises SpanloopError where it is no text."""
    stream = TextStream(item)
    notes = stream.notes
    for found in read_rows(_rows(stream, item.name), table=item.name):
        if notes and isinstance(found, Draft):
            yield replace(found, notes=notes + found.notes)
        else:
            yield found


class _Lines:
    """Lines that know whether somebody asked for one after the last."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.given = 0
        self.ran_out = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ran_out = True
            raise StopIteration
        self.given += 1
        return line


def _rows(stream: TextStream, table: str) -> Iterator[Row]:
    lines = stream.lines()
    first = list(_sample(lines))
    delimiter = _delimiter(first)
    if first and (match := _SEP.match(first[0])):
        delimiter, first = match[1], first[1:]
    # The limit is one for the whole process; nobody else here reads such tables.
    csv.field_size_limit(2 * MAX_TEXT_BYTES)
    counted = _Lines(chain(first, lines))
    records = _records(csv.reader(counted, delimiter=delimiter), counted, table)
    yield from as_rows(records)


def as_rows(records: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
    """Numbered records as rows by the names in the first; where that has no names, the columns go by letters."""
    first = list(islice(records, _HEADER_WITHIN))
    filled = [one for one in first if any(said(cell).strip() for cell in one[1])]
    while not filled:
        more = next(records, None)
        if more is None:
            return
        filled = [more] if any(said(cell).strip() for cell in more[1]) else []
    # Above the header there may be what the table is about and who made it.
    known = (one for one in filled if sum(role_of(said(cell)) is not None for cell in one[1]) > 1)
    number, cells = header = next(known, filled[0])
    records = chain(filled[filled.index(header) + 1 :], records)
    headers = [said(cell) for cell in cells]
    named = _is_header(headers)
    columns = _names(headers if named else [""] * len(headers))
    if not named:
        yield Row(f"row {number}", dict(zip(columns, cells, strict=True)))
    for number, cells in records:
        if len(cells) > len(columns):
            columns = _names([*columns, *[""] * (len(cells) - len(columns))])
        yield Row(f"row {number}", dict(zip(columns, cells, strict=False)))


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: with a known name, or at least with nothing that is long or a link."""
    if any(role_of(cell) for cell in cells):
        return True
    return not any(len(cell) > _LONGEST_NAME or is_link(cell) or iso_date(cell) for cell in cells)


def _names(headers: Sequence[str]) -> list[str]:
    """A name of its own for each column: "title", "title 2"; the letter of a spreadsheet where it has none."""
    names: dict[str, None] = {}
    for place, header in enumerate(headers):
        name = " ".join(header.split()) or f"column {_letter(place)}"
        number, wanted = 1, name
        while wanted in names:
            number += 1
            wanted = f"{name} {number}"
        names[wanted] = None
    return list(names)


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sample(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    for line in islice(lines, _SAMPLE_LINES):
        size += len(line)
        yield line
        if size > _SAMPLE_CHARACTERS:
            return


def _delimiter(sample: Sequence[str]) -> str:
    """What parts the cells most evenly, and gives the first row names that are known; a comma where nothing does."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: Sequence[str], delimiter: str) -> float:
    try:
        records = list(csv.reader(sample, delimiter=delimiter))
    except csv.Error:
        return 0.0
    # The last record may go on where the sample ends.
    widths = Counter(len(cells) for cells in (records[:-1] or records) if cells)
    width, times = max(widths.items(), key=lambda found: found[1], default=(1, 0))
    if width < 2:
        return 0.0
    return times / widths.total() + sum(role_of(cell) is not None for cell in records[0])


def _records(reader: Iterator[list[str]], lines: _Lines, table: str) -> Iterator[tuple[int, list[str]]]:
    """The records with their numbers as a spreadsheet counts rows, from 1."""
    number = 0
    while True:
        number += 1
        before = lines.given
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "limit" in str(error):
                what = f"a cell is over {2 * MAX_TEXT_BYTES // 1_000_000} million characters long"
                raise SpanloopError(what, where=f"{table}, row {number}", way_out=SPLIT) from None
            raise _broken(table, number, f"it cannot be read ({error})") from None
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS:
            raise _broken(table, number, f"it has over {MOST_COLUMNS:,} columns")
        if lines.ran_out:
            raise _broken(table, number, f"a quote is opened in line {before + 1} of the file that nothing closes")
        yield number, cells


def _broken(table: str, number: int, what: str) -> SpanloopError:
    return SpanloopError(what, where=f"{table}, row {number}", way_out="Save the table anew in a spreadsheet program.")
