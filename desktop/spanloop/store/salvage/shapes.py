"""What rows of each table look like, so that a page that lost its place among the others can be told by its rows."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Float, Integer, LargeBinary, Table

from spanloop.store.salvage.cells import Record
from spanloop.store.tables import METADATA

_ONE_OF = re.compile(r"(\w+) IN \((.*)\)")
_WORD = re.compile(r"'(\w+)'")
#: Kinds of value (see cells.Record) that a column of each type may hold.
_KINDS: tuple[tuple[type[object], str], ...] = ((Integer, "I"), (Float, "FI"), (LargeBinary, "B"))
#: Columns that migrations added in place to tables that may have had rows: rows of before end without them.
ADDED: dict[str, tuple[str, ...]] = {
    "span": ("value",),
    "article_raw": ("kind", "reader"),
    "argument": ("score",),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as its rows are stored. columns: their names in the file's order. key: the column that is the row's own
    number, kept outside the record; "" for none. allowed: the kinds of value of each column. late: how many columns at
    the end may be absent, because they were added to a table that had rows. words: columns that hold one of a few."""

    table: str
    columns: tuple[str, ...]
    key: str
    allowed: tuple[str, ...]
    late: int = 0
    words: tuple[tuple[int, frozenset[str]], ...] = ()

    def fits(self, kinds: str) -> bool:
        """Whether a record with these kinds of value (one letter each, see cells.Record) can be a row of the table."""
        if not len(self.columns) - self.late <= len(kinds) <= len(self.columns):
            return False
        return all(kind in may for kind, may in zip(kinds, self.allowed, strict=False))

    def likeness(self, record: Record) -> float:
        """How much a record looks like a row of the table; 0 for not at all."""
        if not self.fits(record.kinds):
            return 0.0
        if not self.words:
            return 1.0
        # Tables may have rows of the same kinds of value; a word that only one of them has tells them apart.
        return 2.0 if all(record.values[place] in words for place, words in self.words) else 0.5


def one_of_columns(table: Table) -> dict[str, tuple[str, ...]]:
    """Columns that hold one of a few words: name -> the words."""
    found: dict[str, tuple[str, ...]] = {}
    for constraint in table.constraints:
        match = _ONE_OF.fullmatch(str(constraint.sqltext)) if isinstance(constraint, CheckConstraint) else None
        if match is not None:
            found[match.group(1)] = tuple(_WORD.findall(match.group(2)))
    return found


def shapes_of(stored: Mapping[str, str]) -> dict[str, tuple[Shape, Shape]]:
    """The shape of each table as the file says it, and as it is in the present format.

    stored: CREATE statements that the file itself has, by table. An older file may have fewer columns, or in another
    order; and a statement that was hit may be one that SQLite understands all the same.
    """
    return {
        table.name: (
            _shape(table, _columns(stored.get(table.name, ""), table)),
            _shape(table, [column.name for column in table.columns]),
        )
        for table in METADATA.sorted_tables
    }


def _columns(statement: str, table: Table) -> list[str]:
    known = [column.name for column in table.columns]
    if statement.lstrip().upper().startswith("CREATE TABLE"):
        memory = sqlite3.connect(":memory:")
        try:
            memory.execute(statement)
            found = [name for (name,) in memory.execute("SELECT name FROM pragma_table_info(?)", (table.name,))]
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return known
        finally:
            memory.close()
        if found and set(found) <= set(known):
            return found
    return known


def _shape(table: Table, columns: Sequence[str]) -> Shape:
    keys = list(table.primary_key.columns)
    key = keys[0].name if len(keys) == 1 and isinstance(keys[0].type, Integer) else ""
    late = 0
    for name in reversed(columns):
        if name not in ADDED.get(table.name, ()):
            break
        late += 1
    allowed = tuple(_allowed(table, name, key) for name in columns)
    words = tuple(
        (columns.index(name), frozenset(some)) for name, some in one_of_columns(table).items() if name in columns
    )
    return Shape(table.name, tuple(columns), key, allowed, late, words)


def _allowed(table: Table, name: str, key: str) -> str:
    column = table.columns[name]
    if name == key:
        return "N"
    kinds = next((kinds for type_, kinds in _KINDS if isinstance(column.type, type_)), "T")
    return kinds + "N" if column.nullable else kinds
