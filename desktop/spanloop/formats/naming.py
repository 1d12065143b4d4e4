"""The table of names that a person fills in, as CSV (core.naming says what it means)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.naming import LEAVE_OUT, NAME_KINDS, Name, NameMap, NameRow, Target, target_of
from spanloop.core.verbatim import clean_text
from spanloop.formats.atomic import writing
from spanloop.formats.bounded import unreadable
from spanloop.formats.fields import shown

_COLUMNS = ("kind", "of", "name", "times", "becomes")
#: What nobody has to fill in, for whoever does the rest; tables without it are read too.
_ASIDE = "held as"
_MOST_ROWS = 100_000


def write_names(rows: Iterable[NameRow], path: Path) -> None:
    """Write a table for a person to fill in; what is not answered has an empty last cell."""
    text = io.StringIO()
    writer = csv.writer(text)  # with its own line ends: with others it leaves a carriage return in a cell unquoted
    writer.writerow((*_COLUMNS, _ASIDE))
    for row in rows:
        becomes = row.becomes.words() if row.becomes is not None else ""
        of, name, held = _safe(row.name.of), _safe(row.name.name), _safe(row.held_words())
        writer.writerow((row.name.kind, of, name, row.times, _safe(becomes), held))
    with writing(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def read_names(path: Path) -> NameMap:
    """Read a table that a person filled in. Raises SpanloopError naming the line of what cannot be understood."""
    try:
        text = clean_text(path.read_text(encoding="utf-8-sig"))[0]
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise SpanloopError("it is not UTF-8", where=str(path), way_out="Save it as CSV in UTF-8.") from error
    targets: dict[Name, Target] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, list[str]())
        if tuple(cell.strip().lower() for cell in header) not in (_COLUMNS, (*_COLUMNS, _ASIDE)):
            raise _wrong(path, 1, f"its first line is not {','.join(_COLUMNS)}")
        for cells in reader:
            if len(targets) > _MOST_ROWS:
                raise _wrong(path, reader.line_num, f"it has more than {_MOST_ROWS:,} lines")
            if any(cell.strip() for cell in cells):
                _take(targets, cells, path, reader.line_num)
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"it is no CSV ({error})") from error
    return NameMap(targets)


def _take(targets: dict[Name, Target], cells: list[str], path: Path, line: int) -> None:
    if len(cells) not in (len(_COLUMNS), len(_COLUMNS) + 1):
        raise _wrong(path, line, f"it has {len(cells)} cells, not {len(_COLUMNS)}")
    kind, of, name, _, becomes = (_plain(cell) for cell in cells[: len(_COLUMNS)])
    if kind not in NAME_KINDS:
        raise _wrong(path, line, f"{shown(kind)} is none of {', '.join(NAME_KINDS)}")
    if not becomes.strip():
        return
    try:
        targets[Name(kind, name, of)] = target_of(becomes, kind)
    except ValueError as error:
        raise _wrong(path, line, str(error)) from error


def _wrong(path: Path, line: int, what: str) -> SpanloopError:
    way_out = f'Its column "becomes" says "entity NAME", "event NAME", "role NAME", "link NAME" or "{LEAVE_OUT}".'
    return SpanloopError(what, where=f"{path}, line {line}", way_out=way_out)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "'") else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" else cell
