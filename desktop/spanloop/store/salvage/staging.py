"""All rows that were found, kept aside in a file without rules, and set against the journal and the backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from sqlalchemy import DefaultClause, Table

from spanloop.core.errors import SpanloopError
from spanloop.store.engine import connect
from spanloop.store.journal import Entry, Op, chunks
from spanloop.store.salvage.cells import Record, Text
from spanloop.store.salvage.finding import Finder
from spanloop.store.salvage.shapes import Shape
from spanloop.store.tables import CONTENT, METADATA
from spanloop.store.writing_articles import text_hash

#: Rows are only added to these, and never changed in what matters.
_APPENDED = ("project", "author", "schema_version", "act", "act_row")
_CONTENT = {table.name: table for table in CONTENT}
#: How much a row is to be trusted, and from where on its page hung in its table.
_TRUST = "_trust"
_SURE = 1_000_000_000


class Staging:
    """sqlite: a connection to the file aside, whose tables have the columns of the present format.

    spoiled: article key -> what could be read of a text that has bytes which are no text. filled: (table, key) of rows
    that came out of a backup. gone: rows that were found, but which the journal says were deleted.
    """

    def __init__(self, path: Path) -> None:
        self.sqlite = sqlite3.connect(path, isolation_level=None)
        self.sqlite.execute("PRAGMA journal_mode = OFF")
        self.sqlite.execute("PRAGMA synchronous = OFF")
        self.sqlite.execute("BEGIN")
        self.spoiled: dict[int, Text] = {}
        self.filled: list[tuple[str, int]] = []
        self.gone = 0
        for table in METADATA.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
            self.sqlite.execute(f'CREATE TABLE "{table.name}" ({names}, {_TRUST}, PRIMARY KEY ({keys}))')

    def close(self) -> None:
        """Let go of the file; it is to be deleted then."""
        self.sqlite.close()

    # ---- taking rows in

    def take(self, finder: Finder) -> None:
        """Every row that was found. Of two with one key, that of a page in its place stays."""
        for table in METADATA.sorted_tables:
            shape = finder.found.shapes[table.name]
            rows = ((*self._values(table, shape, row.rowid, row.record), row.trust) for row in finder.rows(table.name))
            self._insert(table, rows)

    def _values(self, table: Table, shape: Shape, rowid: int, record: Record) -> tuple[Any, ...]:
        found: dict[str, Any] = dict(zip(shape.columns, record.values, strict=False))
        if shape.key:
            found[shape.key] = rowid
        if table.name == "article_text" and 1 in record.spoiled:
            self.spoiled.setdefault(rowid, record.spoiled[1])
        return tuple(
            found[column.name] if column.name in found else _absent(table, column.name) for column in table.columns
        )

    def _insert(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        names = [f'"{column.name}"' for column in table.columns] + [_TRUST]
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        better = ", ".join(f"{name} = excluded.{name}" for name in names)
        statement = (
            f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(names))})'
            f" ON CONFLICT ({keys}) DO UPDATE SET {better} WHERE excluded.{_TRUST} > {_TRUST}"
        )
        for some in chunks(rows, 2_000):
            self.sqlite.executemany(statement, some)

    # ---- the journal

    def last_acts(self) -> dict[str, dict[int, tuple[Op, int]]]:
        """What the journal says was done last to each row: table -> key -> (what, key of the act)."""
        last: dict[str, dict[int, tuple[Op, int]]] = {name: {} for name in _CONTENT}
        query = "SELECT act_id, table_name, op, first_id, last_id, digest, payload FROM act_row ORDER BY id"
        for act, name, op, first, end, digest, payload in self.sqlite.execute(query):
            table = _CONTENT.get(name)
            if table is None or op not in ("insert", "update", "delete") or not isinstance(act, int):
                continue
            if payload is not None and op != "insert" and blake2b(payload, digest_size=16).digest() != digest:
                continue
            try:
                keys = Entry(table, cast("Op", op), first, end, digest, payload).keys
            except (SpanloopError, KeyError, TypeError, ValueError, IndexError):
                continue
            if len(keys) > 10_000_000:
                continue
            last[name].update(dict.fromkeys(keys, (cast("Op", op), act)))
        return last

    def drop_deleted(self, last: dict[str, dict[int, tuple[Op, int]]]) -> None:
        """Rows of pages that hang nowhere may be of before: those that the journal says were deleted go."""
        for name, acts in last.items():
            key = _key(_CONTENT[name])
            strays = [row for (row,) in self.sqlite.execute(f'SELECT "{key}" FROM "{name}" WHERE {_TRUST} <= {_SURE}')]
            dead = [row for row in strays if acts.get(row, ("insert", 0))[0] == "delete"]
            self.sqlite.executemany(f'DELETE FROM "{name}" WHERE "{key}" = ?', [(row,) for row in dead])
            self.gone += len(dead)

    def missing(self, last: dict[str, dict[int, tuple[Op, int]]]) -> Iterator[tuple[str, int, int]]:
        """(table, key, act) of the rows that the journal says there are, and which were not found."""
        for name, acts in last.items():
            key = _key(_CONTENT[name])
            there = {row for (row,) in self.sqlite.execute(f'SELECT "{key}" FROM "{name}"')}
            for row, (op, act) in sorted(acts.items()):
                if op != "delete" and row not in there:
                    yield name, row, act

    # ---- backups

    def take_history(self, backup: sqlite3.Connection) -> None:
        """What is only ever added to: the journal, authors and schemas that the backup still has."""
        for name in _APPENDED:
            table = METADATA.tables[name]
            self._insert(table, ((*row, 1) for row in _rows(backup, table)))

    def fill(self, backup: sqlite3.Connection, missing: Sequence[tuple[str, int, int]]) -> None:
        """Rows that are missing, under their own keys, as they are in the backup."""
        for name, table in _CONTENT.items():
            keys = [key for of, key, _ in missing if of == name]
            for some in chunks(keys):
                rows = list(_rows(backup, table, some))
                self._insert(table, ((*row, 1) for row in rows))
                place = [column.name for column in table.columns].index(_key(table))
                self.filled += [(name, row[place]) for row in rows]

    def mend_texts(self, backup: sqlite3.Connection) -> int:
        """Texts that are not the ones that were imported, out of a backup that has them; returns how many."""
        wrong = dict(self._wrong_texts())
        mended = 0
        for some in chunks(wrong):
            for key, text in _rows(backup, METADATA.tables["article_text"], some):
                if isinstance(text, str) and text_hash(text) == wrong[key]:
                    self.sqlite.execute("UPDATE article_text SET text = ? WHERE article_id = ?", (text, key))
                    self.spoiled.pop(key, None)
                    mended += 1
        return mended

    def _wrong_texts(self) -> Iterator[tuple[int, str]]:
        query = "SELECT a.id, a.text_hash, t.text FROM article AS a JOIN article_text AS t ON t.article_id = a.id"
        for key, expected, text in self.sqlite.execute(query):
            if not isinstance(text, str) or text_hash(_storable(text)) != expected:
                yield key, expected


def open_backup(path: Path) -> sqlite3.Connection | None:
    """A backup to read from; None where it cannot be read."""
    connection = None
    try:
        connection = connect(path, read_only=True)
        connection.execute("SELECT count(*) FROM act").fetchone()
    except sqlite3.Error:
        if connection is not None:
            connection.close()
        return None
    return connection


def is_earlier(backup: sqlite3.Connection, staging: Staging) -> bool:
    """Whether the backup is an earlier state of the same file: what both know of acts agrees, and there is some.

    A project that was set back to a backup and worked on gives the same keys to other rows from then on.
    """
    known = dict(staging.sqlite.execute("SELECT id, uid FROM act"))
    of_backup = dict(backup.execute("SELECT id, uid FROM act"))
    common = known.keys() & of_backup.keys()
    agreeing = sum(known[key] == of_backup[key] for key in common)
    # A single uid that was hit by the damage must not make a stranger of it.
    return bool(common) and agreeing >= len(common) * 0.9


def _rows(backup: sqlite3.Connection, table: Table, keys: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
    """Rows of a backup with the columns of the present format."""
    there = {name for (name,) in backup.execute("SELECT name FROM pragma_table_info(?)", (table.name,))}
    if not there:
        return
    names = [column.name for column in table.columns if column.name in there]
    query = "SELECT " + ", ".join(f'"{name}"' for name in names) + f' FROM "{table.name}"'
    if keys is not None:
        query += f' WHERE "{_key(table)}" IN ({", ".join("?" * len(keys))})'
    try:
        for row in backup.execute(query, keys or ()):
            found = dict(zip(names, row, strict=True))
            yield tuple(
                found[column.name] if column.name in found else _absent(table, column.name) for column in table.columns
            )
    except sqlite3.Error:
        return  # a backup that is damaged itself gives what it can


def _absent(table: Table, name: str) -> Any:
    """What stands in a column that an older format had not, or whose value is not there."""
    column = table.columns[name]
    if isinstance(column.server_default, DefaultClause):
        return str(column.server_default.arg)
    if column.nullable:
        return None
    try:
        return column.type.python_type()
    except NotImplementedError:  # pragma: no cover - all our types have one
        return ""


def _key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
