"""What an import is measured against: the same rows into the same tables by SQLite alone, nothing else."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from spanloop.store.engine import connect
from spanloop.store.search import FTS_TABLE, indexable

#: The tables of a project that an import of texts fills, and those of marks.
_TABLES = (
    "article", "article_text", "article_raw", "zone", "span", "event", "argument", "attribute", "link", "completion",
)  # fmt: skip


class RawWriter:
    """Writes the rows of a finished project into a new database, some articles at a time, in one transaction.

    The rows are read and made ready outside the time that is taken, also for the index. Foreign keys are declared and
    not looked after, as SQLite does where nobody asks for it: to look after them, as an import does, takes 5% more. All
    rows of articles and marks are written; the one for every 2,000 of them by which an import is taken back is not.
    """

    def __init__(self, finished: Path, target: Path) -> None:
        self.wall = self.cpu = 0.0
        self._source = connect(finished, read_only=True)
        target.touch()
        self._target = connect(target)
        for pragma in ("journal_mode = WAL", "foreign_keys = OFF"):
            self._target.execute(f"PRAGMA {pragma}")
        marks = ", ".join("?" * len(_TABLES))
        statements = self._source.execute(
            f"SELECT sql FROM sqlite_master WHERE sql <> '' AND (tbl_name IN ({marks}) OR name = ?) ORDER BY type DESC",
            (*_TABLES, FTS_TABLE),
        ).fetchall()
        for (statement,) in statements:
            self._target.execute(statement)
        self._inserts = {table: _insert(self._source, table) for table in _TABLES}
        self._target.execute("BEGIN IMMEDIATE")
        self._done = 0

    def write(self, number: int) -> None:
        """The next so many articles."""
        first, last = self._done + 1, self._done + number
        self._done = last
        rows: dict[str, list[Any]] = {
            table: self._source.execute(
                f"SELECT * FROM {table} WHERE {'id' if table == 'article' else 'article_id'} BETWEEN ? AND ?",
                (first, last),
            ).fetchall()
            for table in _TABLES
        }
        words = [
            (key, indexable(title), indexable(text))
            for key, title, text in self._source.execute(
                "SELECT a.id, a.title, t.text FROM article AS a JOIN article_text AS t ON t.article_id = a.id"
                " WHERE a.id BETWEEN ? AND ?",
                (first, last),
            )
        ]
        wall, cpu = time.perf_counter(), time.process_time()
        for table, some in rows.items():
            if some:
                self._target.executemany(self._inserts[table], some)
        self._target.executemany(f"INSERT INTO {FTS_TABLE}(rowid, title, text) VALUES (?, ?, ?)", words)
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu

    def finish(self) -> None:
        """Commit, and let go of the files."""
        wall, cpu = time.perf_counter(), time.process_time()
        self._target.execute("COMMIT")
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        for table in _TABLES:
            written, there = (
                each.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for each in (self._target, self._source)
            )
            if written != there:
                raise RuntimeError(f"{written} rows of {table} were written, the project has {there}")
        with closing(self._source), closing(self._target):
            pass


def _insert(source: sqlite3.Connection, table: str) -> str:
    columns = source.execute("SELECT count(*) FROM pragma_table_info(?)", (table,)).fetchone()[0]
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"
