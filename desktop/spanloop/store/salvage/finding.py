"""Which page belongs to which table: by walking down from the roots, and for what is cut off, by the rows."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from spanloop.store.salvage.cells import (
    INDEX_INNER,
    INDEX_LEAF,
    INNER,
    LEAF,
    Cell,
    Leaf,
    Record,
    read_leaf,
    read_record,
    whole_payload,
)
from spanloop.store.salvage.pages import Pages
from spanloop.store.salvage.shapes import Shape, shapes_of

_FIRST_OFFSET = 100
#: Deeper than any table of SQLite can be.
_DEEPEST = 20
#: Rows of a page that are looked at to tell its table.
_TELLING = 12
_FAR = 1_000_000_000
_MOST_PAGES = 2**31


class FoundRow(NamedTuple):
    """A row. surely: its page hangs in its table; else it was told by its rows alone, and may be of before.

    trust: of two rows with one number, the one with more of it is right.
    """

    rowid: int
    record: Record
    surely: bool
    trust: int


@dataclass
class Finding:
    """Where rows are. leaves: table -> its leaf pages in order of key; strays: table -> pages that hang nowhere.

    unread_pages: pages of tables that cannot be read; unread_cells: rows in readable pages that cannot.
    """

    shapes: dict[str, Shape]
    leaves: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    strays: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    unread_pages: Counter[str] = field(default_factory=Counter[str])
    unread_cells: Counter[str] = field(default_factory=Counter[str])


class Finder:
    """Goes through the pages once. What it finds is read by `rows`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._seen: set[int] = {1}
        self._free = _free_pages(pages)
        self.found = Finding({})
        roots, statements = self._read_master()
        self.found.shapes = self._choose(shapes_of(statements))
        for table in self.found.shapes:
            self.found.leaves[table] = []
            self.found.strays[table] = []
        self._walk_all(roots)
        self._take_strays()

    def rows(self, table: str) -> Iterator[FoundRow]:
        """Every row of a table that can be read, those of pages in their place first."""
        shape = self.found.shapes[table]
        for pages, surely in ((self.found.leaves[table], True), (self.found.strays[table], False)):
            for number in pages:
                leaf = self._leaf(number, shape)
                if leaf is None:
                    continue
                if surely:
                    self.found.unread_cells[table] += leaf.unread
                middle = leaf.cells[len(leaf.cells) // 2].rowid if leaf.cells else 0
                for cell in leaf.cells:
                    record = self._record(cell)
                    if record is not None and shape.fits(record.kinds):
                        # A number that was hit is far from those beside it, or out of their order.
                        far = _FAR - 1 if cell.doubtful else abs(cell.rowid - middle)
                        trust = (2 * _FAR if surely else _FAR) - min(far, _FAR)
                        yield FoundRow(cell.rowid, record, surely, trust)
                    elif surely:
                        self.found.unread_cells[table] += 1

    def has_gaps(self, table: str) -> bool:
        """Whether rows of a table may be missing: some cannot be read, or its pages hang nowhere."""
        found = self.found
        return bool(found.unread_pages[table] or found.unread_cells[table] or found.strays[table])

    # ---- where tables begin

    def _read_master(self) -> tuple[dict[str, int], dict[str, str]]:
        """The root page of each table, and the statements that made them, as far as the first pages tell."""
        roots: dict[str, int] = {}
        statements: dict[str, str] = {}
        for number in self._descend(1, depth=0, table=""):
            leaf = self._leaf(number)
            for cell in leaf.cells if leaf else ():
                record = self._record(cell)
                if record is None or record.cut or len(record.values) != 5:
                    continue
                kind, name, _, root, sql = record.values
                if kind == "table" and isinstance(name, str) and isinstance(root, int) and root > 1:
                    roots[name] = root
                    statements[name] = sql if isinstance(sql, str) else ""
        return roots, statements

    def _choose(self, shapes: dict[str, tuple[Shape, Shape]]) -> dict[str, Shape]:
        """Where a table is said to be another than it is today, believe what more rows look like."""
        unclear = {name: pair for name, pair in shapes.items() if pair[0].columns != pair[1].columns}
        votes: Counter[tuple[str, int]] = Counter()
        for number in self._pages.numbers() if unclear else ():
            page = self._pages.read(number)
            leaf = self._leaf(number, quick=True) if page is not None and page[0] == LEAF else None
            for record in map(self._record, leaf.cells[:_TELLING] if leaf else ()):
                if record is not None:
                    votes.update(
                        (name, side)
                        for name, pair in unclear.items()
                        for side in (0, 1)
                        if pair[side].fits(record.kinds)
                    )
        return {name: pair[votes[name, 1] > votes[name, 0]] for name, pair in shapes.items()}

    def _walk_all(self, roots: dict[str, int]) -> None:
        """Roots of tables that are not ours (search index, SQLite's own) are walked too, so that they are no strays."""
        for table, root in roots.items():
            leaves = list(self._descend(root, depth=0, table=table))
            if table in self.found.shapes:
                self.found.leaves[table] = leaves

    def _descend(self, number: int, *, depth: int, table: str) -> Iterator[int]:
        """The leaf pages below a page, in order."""
        page = self._pages.read(number)
        offset = _FIRST_OFFSET if number == 1 else 0
        if page is None or depth > _DEEPEST:
            self._lost(table)
            return
        self._seen.add(number)
        if page[offset] == INNER:
            for child in self._children(page, offset):
                if child not in self._seen or child == number:
                    yield from self._descend(child, depth=depth + 1, table=table)
        elif page[offset] == LEAF or self._is_leaf_of(number, table):
            if not table or self._is_leaf_of(number, table, empty=page[offset] == LEAF):
                yield number
            else:
                self._seen.discard(number)
        elif page[offset] not in (INDEX_LEAF, INDEX_INNER):
            self._lost(table)

    def _children(self, page: bytes, offset: int) -> Iterator[int]:
        (number,) = struct.unpack_from(">H", page, offset + 3)
        first = offset + 12
        for at in range(first, min(first + 2 * number, self._pages.usable - 1), 2):
            (pointer,) = struct.unpack_from(">H", page, at)
            if first <= pointer <= self._pages.usable - 5:
                (child,) = struct.unpack_from(">I", page, pointer)
                if 1 < child < _MOST_PAGES:
                    yield child
        (last,) = struct.unpack_from(">I", page, offset + 8)
        if 1 < last < _MOST_PAGES:
            yield last

    def _is_leaf_of(self, number: int, table: str, *, empty: bool = False) -> bool:
        """Whether the rows of a page are such as the table has; for tables that are not ours, whether it is a leaf."""
        shape = self.found.shapes.get(table)
        leaf = self._leaf(number, quick=True)
        if leaf is None:
            return False
        if shape is None:
            # A root that was hit may lead into a table of ours.
            return empty and (not table or self._tell(number) is None)
        if len(leaf.cells) < 2:
            leaf = self._leaf(number, shape)
            assert leaf is not None
        told = [record for record in map(self._record, leaf.cells[:_TELLING]) if record is not None]
        if not told:
            return empty and not leaf.unread
        return sum(shape.fits(record.kinds) for record in told) * 2 > len(told)

    def _lost(self, table: str) -> None:
        if table and table in self.found.shapes:
            self.found.unread_pages[table] += 1

    # ---- pages that hang nowhere

    def _take_strays(self) -> None:
        """Tell the table of every leaf that no table led to. Pages that are free hold only what was deleted."""
        chained = self._chained()
        for number in self._pages.numbers():
            if number in self._seen or number in self._free or number in chained:
                continue
            table = self._tell(number)
            if table is not None:
                self.found.strays[table].append(number)

    def _tell(self, number: int) -> str | None:
        page = self._pages.read(number)
        if page is None or page[0] in (INNER, INDEX_INNER, INDEX_LEAF):
            return None
        leaf = self._leaf(number, quick=True)
        if leaf is None or not leaf.cells:
            return None
        votes: dict[str, float] = {}
        told = 0
        for cell in leaf.cells[:_TELLING]:
            record = self._record(cell)
            if record is None:
                continue
            told += 1
            for shape in self.found.shapes.values():
                votes[shape.table] = votes.get(shape.table, 0.0) + shape.likeness(record)
        if not told:
            return None
        table, most = max(votes.items(), key=lambda vote: vote[1])
        # Bytes that only look like rows seldom look like those of one table.
        sure = page[0] == LEAF or (told > 1 and not leaf.unread)
        return table if sure and most * 2 >= told else None

    def _chained(self) -> set[int]:
        """Pages on which records of the known leaves go on."""
        chained: set[int] = set()
        for leaves in self.found.leaves.values():
            for number in leaves:
                leaf = self._leaf(number, quick=True)
                for cell in leaf.cells if leaf else ():
                    if cell.overflow:
                        chained.update(whole_payload(cell, self._pages.usable, self._pages.read)[1])
        return chained

    # ---- reading

    def _leaf(self, number: int, shape: Shape | None = None, *, quick: bool = False) -> Leaf | None:
        page = self._pages.read(number)
        if page is None:
            return None

        def likely(cell: Cell) -> bool:
            record = self._record(cell)
            return record is not None and (shape is None or shape.fits(record.kinds))

        offset = _FIRST_OFFSET if number == 1 else 0
        return read_leaf(page, offset, self._pages.usable, likely=likely if shape else None, quick=quick)

    def _record(self, cell: Cell) -> Record | None:
        payload, _ = whole_payload(cell, self._pages.usable, self._pages.read)
        try:
            return read_record(payload, cell.size)
        except (ValueError, IndexError, struct.error):
            return None


def _free_pages(pages: Pages) -> set[int]:
    """Pages that the file keeps for later use."""
    free: set[int] = set()
    first = pages.read(1)
    if first is None:
        return free
    (trunk,) = struct.unpack_from(">I", first, 32)
    while 1 < trunk <= pages.count and trunk not in free:
        page = pages.read(trunk)
        if page is None or page[0] == LEAF:
            break
        free.add(trunk)
        following, number = struct.unpack_from(">II", page)
        if number > pages.size // 4 - 2:
            break
        for (leaf,) in struct.iter_unpack(">I", page[8 : 8 + 4 * number]):
            if 1 < leaf <= pages.count:
                free.add(leaf)
        trunk = following
    return free
