"""Cells of table pages and the records in them. Nothing read here is trusted: what cannot be true is left out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from spanloop.store.salvage.numbering import wrong_numbers

LEAF = 13
INNER = 5
INDEX_LEAF = 10
INDEX_INNER = 2
#: The least that a cell of a leaf takes.
_SMALLEST = 4

Value = int | float | str | bytes | None


class Cell(NamedTuple):
    """A row in a leaf. start, end: its place in the page. size: bytes of the record, of which local are in the page.

    overflow: the page on which the record goes on, 0 for none. doubtful: whether its number contradicts its place.
    """

    start: int
    end: int
    rowid: int
    size: int
    local: bytes
    overflow: int
    doubtful: bool = False


class Leaf(NamedTuple):
    """cells: those that can be. unread: how many the page says to have that cannot be."""

    cells: list[Cell]
    unread: int


class Text(NamedTuple):
    """A text of which some bytes are none: what came before the first and after the last of them."""

    head: str
    tail: str


class Record(NamedTuple):
    """The values of a row. cut: whether the end of the last ones is not there. kinds: one letter a value (see shape).

    spoiled: column -> what could be read of a text that has bytes which are no text.
    """

    values: list[Value]
    kinds: str
    cut: bool
    spoiled: dict[int, Text]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of SQLite's variable length and where the next thing begins. Raises IndexError at the end of data."""
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def read_leaf(
    page: bytes, offset: int, usable: int, *, likely: Callable[[Cell], bool] | None = None, quick: bool = False
) -> Leaf:
    """The cells of a leaf whose header stands at `offset` (100 on the first page, else 0).

    Where the page says more cells than can be found through its pointers, cells are sought in the stretches between
    the others: a pointer that was hit leaves its cell as it was. likely: whether such a cell may be a row of the
    table, for bytes may look like a cell by chance. quick: do without that search.
    """
    (number,) = struct.unpack_from(">H", page, offset + 3)
    first = offset + 8
    room = (usable - first) // (2 + _SMALLEST)
    wanted = min(number, room)
    cells: dict[int, Cell] = {}
    bad = number - wanted
    pointers = struct.unpack_from(f">{wanted}H", page, first)
    for pointer in pointers:
        cell = read_cell(page, pointer, usable) if first <= pointer < usable else None
        if cell is None or pointer in cells:
            bad += 1
        else:
            cells[pointer] = cell
    kept, clashing = _apart(list(cells.values()), likely)
    bad += clashing
    if not quick and (bad or not _adds_up(page, offset, kept, usable)):
        between = _between(page, offset, kept, usable, likely=likely)
        kept += between
        bad = max(0, bad - len(between))
    kept = _numbered(kept, {start: place for place, start in enumerate(pointers)})
    kept.sort(key=lambda cell: cell.rowid)
    return Leaf(kept, bad if bad < room else 1)


def _numbered(cells: list[Cell], places: Mapping[int, int]) -> list[Cell]:
    """The cells, with the right number where it was hit and can be told, else marked as doubtful.

    places: where a cell starts -> the place of its pointer, for cells that have one.
    """
    numbers = sorted((places[cell.start], cell.rowid) for cell in cells if cell.start in places)
    wrong = wrong_numbers(numbers)
    if not wrong:
        return cells
    taken = {cell.rowid for cell in cells}

    def mended(cell: Cell, right: int | None) -> Cell:
        # What has that number already was reached without its pointer, and says so itself.
        told = right is not None and right not in taken
        return cell._replace(rowid=right) if told else cell._replace(doubtful=True)

    return [mended(cell, wrong[place]) if (place := places.get(cell.start, -1)) in wrong else cell for cell in cells]


def read_cell(page: bytes, start: int, usable: int) -> Cell | None:
    """The cell that begins at `start`, or None where none can."""
    try:
        size, at = varint(page, start)
        rowid, at = varint(page, at)
    except IndexError:
        return None
    if not 2 <= size < 2**31 or at >= usable:
        return None
    most = usable - 35
    held = size
    if size > most:
        least = (usable - 12) * 32 // 255 - 23
        held = least + (size - least) % (usable - 4)
        held = held if held <= most else least
    end = at + held
    overflow = 0
    if held < size:
        if end + 4 > usable:
            return None
        (overflow,) = struct.unpack_from(">I", page, end)
        end += 4
    if end > usable:
        return None
    rowid = rowid - 2**64 if rowid >= 2**63 else rowid
    cell = Cell(start, max(end, start + _SMALLEST), rowid, size, page[at : at + held], overflow)
    return cell if _has_head(cell) else None


def _has_head(cell: Cell) -> bool:
    """Whether the types at the head of the record add up to its size."""
    try:
        head, at = varint(cell.local, 0)
        if not 1 < head <= min(cell.size, len(cell.local)):
            return False
        body = 0
        while at < head:
            kind, at = varint(cell.local, at)
            body += _length(kind)
    except (IndexError, ValueError):
        return False
    return at == head and head + body == cell.size


def _length(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (10, 11):
        raise ValueError("a type that SQLite does not write")
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]


def _adds_up(page: bytes, offset: int, cells: Sequence[Cell], usable: int) -> bool:
    """Whether cells and what is free fill the page from where it says that cells begin."""
    (begin,) = struct.unpack_from(">H", page, offset + 5)
    begin = begin or 65536
    taken = sum(cell.end - cell.start for cell in cells) + sum(_free_blocks(page, offset, usable).values())
    return taken + page[offset + 7] == usable - begin


def _apart(cells: list[Cell], likely: Callable[[Cell], bool] | None) -> tuple[list[Cell], int]:
    """Those that do not lie over each other; of two that do, the one that is no likely row is let go."""
    kept: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.start, -cell.end)):
        if kept and cell.start < kept[-1].end:
            if likely is None or likely(kept[-1]):
                continue
            kept.pop()
        kept.append(cell)
    return kept, len(cells) - len(kept)


def _between(
    page: bytes, offset: int, cells: list[Cell], usable: int, *, likely: Callable[[Cell], bool] | None
) -> list[Cell]:
    """Cells in the stretches between those that are known."""
    first = offset + 8 + 2 * (len(cells) + 1)
    (begin,) = struct.unpack_from(">H", page, offset + 5)
    begin = begin if first <= begin < usable else first
    begin = min([begin, *(cell.start for cell in cells)])
    found: list[Cell] = []
    free = _free_blocks(page, offset, usable)
    at = begin
    for edge, skip in [*((cell.start, cell.end) for cell in sorted(cells)), (usable, usable)]:
        while at < edge:
            cell = None if at in free else read_cell(page, at, usable)
            if cell is not None and cell.end <= edge and (likely is None or likely(cell)):
                found.append(cell)
                at = cell.end
            else:
                at += free.get(at, 1)
        at = max(at, skip)
    return found


def _free_blocks(page: bytes, offset: int, usable: int) -> dict[int, int]:
    """Where the page keeps room for new cells: start -> bytes."""
    found: dict[int, int] = {}
    (at,) = struct.unpack_from(">H", page, offset + 1)
    while 8 <= at <= usable - 4 and at not in found:
        following, size = struct.unpack_from(">HH", page, at)
        if size < 4 or at + size > usable:
            break
        found[at] = size
        at = following
    return found


def ends_at_edge(cells: Sequence[Cell], usable: int) -> bool:
    """Whether the cells fill the page up to its end, as SQLite writes them."""
    return bool(cells) and max(cell.end for cell in cells) == usable


def whole_payload(cell: Cell, usable: int, read: Callable[[int], bytes | None]) -> tuple[bytes, list[int]]:
    """The record with what stands on other pages, as far as they can be followed, and their numbers."""
    parts = [cell.local]
    missing = cell.size - len(cell.local)
    following = cell.overflow
    chain: list[int] = []
    seen: set[int] = set()
    while missing > 0 and following and following not in seen:
        page = read(following)
        if page is None:
            break
        seen.add(following)
        chain.append(following)
        part = page[4 : min(usable, 4 + missing)]
        parts.append(part)
        missing -= len(part)
        (following,) = struct.unpack_from(">I", page)
    return b"".join(parts), chain


def read_record(payload: bytes, size: int) -> Record:
    """The values of a record of `size` bytes, of which `payload` may be a first part.

    Raises ValueError or IndexError where its head cannot be read.
    """
    head, at = varint(payload, 0)
    values: list[Value] = []
    kinds: list[str] = []
    spoiled: dict[int, Text] = {}
    place = head
    while at < head:
        kind, at = varint(payload, at)
        end = place + _length(kind)
        values.append(_value(kind, payload[place:end], end - place, spoiled, len(values)))
        kinds.append(_letter(kind))
        place = end
    return Record(values, "".join(kinds), len(payload) < size, spoiled)


def _letter(kind: int) -> str:
    if kind == 0:
        return "N"
    if kind == 7:
        return "F"
    if kind < 10:
        return "I"
    return "B" if kind % 2 == 0 else "T"


def _value(kind: int, content: bytes, length: int, spoiled: dict[int, Text], column: int) -> Value:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(content, "big", signed=True) if len(content) == length else None
    if kind == 7:
        return struct.unpack(">d", content)[0] if len(content) == 8 else None
    if kind % 2 == 0:
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        spoiled[column] = _around(content)
        return content.decode("utf-8", "replace")


def _around(content: bytes) -> Text:
    """What is text before the first byte that is none, and after the last one."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        head = content[: error.start].decode()
    else:
        head = ""
    start = len(content)
    # Backwards in steps: the longest end that is text begins after the last byte that is none.
    low, high = 0, len(content)
    while low < high:
        middle = (low + high) // 2
        begin = _begin_of_letter(content, middle)
        try:
            content[begin:].decode()
        except UnicodeDecodeError:
            low = middle + 1
        else:
            start = min(start, begin)
            high = middle
    return Text(head, content[start:].decode())


def _begin_of_letter(content: bytes, at: int) -> int:
    """The first byte from here on that may begin a letter."""
    while at < len(content) and content[at] & 0xC0 == 0x80:
        at += 1
    return at
