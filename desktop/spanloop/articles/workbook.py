"""Excel workbooks (.xlsx), sheet by sheet and row by row; no formula is evaluated, and no link followed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from spanloop.articles.delimited import as_rows
from spanloop.articles.draft import Found, Refusal
from spanloop.articles.item import Item, unreadable
from spanloop.articles.tables import read_rows
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import clean_text, fault_words
from spanloop.core.wording import count

#: openpyxl holds all texts of a workbook at once, so those are limited; sheets are streamed.
_MOST_TEXTS = 150_000_000
_MOST_UNPACKED = 1_000_000_000
_MOST_PARTS = 5_000
#: XML of tables packs well, up to some fifty times; zeros pack a thousand times.
_MOST_RATIO, _SMALL = 150, 5_000_000
#: One stray value far below the table makes a million empty rows.
_MOST_EMPTY = 20_000
_MOST_COLUMNS = 500
_LARGEST_PACKED = 64_000_000
_AT_ONCE = 100
_PROLOG = 65_536
_T = TypeVar("_T")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROOT = re.compile(rb"<[A-Za-z_]")
#: A formula and the end of its cell, with no value between them.
_NO_VALUE = re.compile(rb"</f>(?:<v ?/>|<v></v>)?</c>")
_LONGEST_END, _CHUNK = 20, 1 << 20
_CALCULATE = "Open it in a spreadsheet program, save it, and import it again."
_AS_CSV = "Open it in a spreadsheet program, and save the sheet as CSV."


def read_workbook(item: Item) -> Iterator[Found]:
    """Each row of each sheet that is shown; raises SpanloopError where it is no sound workbook, or a dangerous one."""
    try:
        file = _opened(item)
    except OSError as error:
        raise unreadable(error, item.name) from error
    with file:
        _guarded(item.name, lambda: _check(file, item.name))
        file.seek(0)
        yield from _sheets(file, item.name)


def _guarded(name: str, do: Callable[[], _T]) -> _T:
    """What a broken workbook raises inside zipfile, expat and openpyxl has no end; all of it means the same."""
    # openpyxl warns of looks and checks that it does not keep, nor do we; and it prints what it thinks of odd numbers,
    # into the lines in which a child tells its progress.
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            return do()
        except SpanloopError:
            raise
        except Exception as error:
            what = f"it cannot be read as a workbook ({fault_words(error)})"
            raise SpanloopError(what, where=name, way_out=_AS_CSV) from error


def _opened(item: Item) -> BinaryIO:
    if item.path is not None:
        return item.open()
    return io.BytesIO(item.whole(_LARGEST_PACKED, way_out="Take it out of the archive, and import it by itself."))


def _check(file: BinaryIO, name: str) -> None:
    """Refuse what would fill the memory or the disk, and XML that declares things."""

    def fail(what: str) -> SpanloopError:
        return SpanloopError(what, where=name, way_out=_AS_CSV)

    with zipfile.ZipFile(file) as book:
        parts = book.infolist()
        if len(parts) > _MOST_PARTS:
            raise fail(f"the workbook has over {_MOST_PARTS:,} parts")
        if len({part.filename for part in parts}) != len(parts):
            raise fail("the workbook has two parts of one name")
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if unpacked > _MOST_UNPACKED or (unpacked > _SMALL and unpacked > _MOST_RATIO * max(1, packed)):
            raise fail(f"the workbook would unpack to {unpacked // 1_000_000:,} MB")
        for part in parts:
            if part.flag_bits & 1:
                raise fail("the workbook is encrypted; Spanloop asks for no passwords")
            if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > _MOST_TEXTS:
                raise fail(f"the texts of the workbook are over {_MOST_TEXTS // 1_000_000} MB")
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                with book.open(part) as stream:
                    _check_prolog(stream.read(_PROLOG), part.filename, name)


def _check_prolog(head: bytes, part: str, name: str) -> None:
    """An entity that is never declared cannot expand; declarations stand before the first element."""
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    plain = not head[:200].count(0) and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if plain and b"<!" not in prolog.replace(b"<!--", b"") and (root is not None or len(head) < _PROLOG):
        return
    what = f"the part {clean_text(part)[0][:80]} of the workbook declares entities or is no plain XML"
    raise SpanloopError(what, where=name, way_out=_AS_CSV)


def _sheets(file: BinaryIO, name: str) -> Iterator[Found]:
    from openpyxl import load_workbook

    book = _guarded(name, lambda: load_workbook(file, read_only=True, data_only=True, keep_links=False))
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                what = "the sheet is hidden, so it was passed over"
                yield Refusal(f"{name}, sheet {_plain(sheet.title)}", what, "Show it in a spreadsheet program.", True)
        if not shown:
            yield Refusal(name, "the workbook has no sheet with rows that is shown", _AS_CSV)
        empty: list[Refusal] = []
        any_rows = False
        for sheet in shown:
            table = name if len(shown) == 1 else f"{name}, sheet {_plain(sheet.title)}"
            formulas = _guarded(table, lambda sheet=sheet: _never_calculated(file, sheet))
            if formulas:
                what = f"{count(formulas, 'formula')} in it that nobody calculated, read as empty"
                yield Refusal(table, what, _CALCULATE, skipped=True)
            for found in read_rows(as_rows(_records(sheet, table)), table=table):
                if formulas and isinstance(found, Refusal) and "no text" in found.what:
                    told = f"{found.what}; the sheet has formulas that nobody calculated"
                    found = found._replace(what=told, way_out=_CALCULATE)
                if isinstance(found, Refusal) and found.path == table and found.what == "the table is empty":
                    empty.append(found)
                else:
                    any_rows = True
                    yield found
        # New workbooks come with empty sheets, which nobody wants to hear of beside a full one.
        yield from (sheet._replace(skipped=any_rows) for sheet in empty)
    finally:
        book.close()


def _never_calculated(file: BinaryIO, sheet: Any) -> int:
    """How many formulas stand in a sheet without a value: programs that write workbooks leave calculating to others."""
    number, rest = 0, b""
    with zipfile.ZipFile(file) as book, book.open(sheet._worksheet_path.lstrip("/")) as part:
        while chunk := part.read(_CHUNK):
            data = rest + chunk
            ends = [match.end() for match in _NO_VALUE.finditer(data)]
            number += len(ends)
            rest = data[max(ends[-1] if ends else 0, len(data) - _LONGEST_END) :]
    return number


def _plain(title: str) -> str:
    return clean_text(" ".join(title.split()).replace(", ", " "))[0][:60]


def _records(sheet: Any, table: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows with their numbers, empty cells at the end cut off."""
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    rows = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1)
    last = 0
    while some := _guarded(table, lambda: list(islice(rows, _AT_ONCE))):
        for number, cells in some:
            filled = len(cells) if cells.count(None) < len(cells) else 0
            if not filled:
                if number - last > _MOST_EMPTY:
                    what = f"over {_MOST_EMPTY:,} empty rows follow row {last}; the rest was not read"
                    raise SpanloopError(what, where=table, way_out="Delete the empty rows, and what stands below them.")
                continue
            last = number
            while filled and cells[filled - 1] is None:
                filled -= 1
            yield number, [_cell(cell) for cell in cells[:filled]]


def _cell(value: Any) -> Any:
    """A cell as it is meant: errors of formulas ("#REF!") say nothing, and a carriage return is kept as "_x000D_"."""
    if not isinstance(value, str):
        return value
    if value.startswith("#") and value[-1:] in "!?A":
        return None
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
