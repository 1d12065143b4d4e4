"""Rows that were found and mended go into a new project file, in an order in which each finds what it refers to."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.schema import parse_schema
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.store.salvage.staging import Staging
from spanloop.store.search import FTS_TABLE, indexable
from spanloop.store.tables import METADATA

#: What a row of a table is to a person.
NAMES: dict[str, str] = {
    "project": "project row", "author": "author", "schema_version": "schema", "article": "article",
    "article_text": "text", "article_raw": "imported page", "zone": "zone", "span": "span",
    "event": "event", "argument": "argument", "attribute": "attribute", "link": "link", "removal": "removal",
    "verdict": "verdict", "completion": "completion", "article_state": "state", "extractor": "version",
    "act": "act", "act_row": "journal row", "article_note": "note", "copy_choice": "choice on a copy",
    "rule": "rule", "finding_verdict": "word on a finding", "project_setting": "setting",
}  # fmt: skip
#: What is worked out again when it is needed: its loss is no loss.
_DERIVED = {"article_words", "cluster", "cluster_member", "article_rank"}
#: Rows that say nothing to a person: only their number is told.
_COUNTED = {"act", "act_row", "article_raw", "article_text"}
_INDEX_AT_ONCE = 200


class Placing:
    """Fills a project file that was just made, from the rows aside."""

    def __init__(self, target: sqlite3.Connection, staging: Staging, ledger: Ledger, *, history_is_whole: bool) -> None:
        self._target = target
        self._history_is_whole = history_is_whole
        self._staging = staging
        self._ledger = ledger
        self.placed: Counter[str] = Counter()

    def place(self) -> None:
        """All tables, then what is worked out from them. The caller commits."""
        self._drop_bad_schemas()
        for table in METADATA.sorted_tables:
            self._make_room(table)
            self._place_table(table)
            if table.name == "event":
                self._drop_lone_triggers()
        self._index()
        self._set_sequences()
        if not self._history_is_whole or self._history_has_gaps():
            self._end_undo()

    # ---- rows

    def _drop_bad_schemas(self) -> None:
        """A schema that cannot be read would keep the whole project shut."""
        for key, version, document in self._staging.sqlite.execute(
            "SELECT id, version, document FROM schema_version"
        ).fetchall():
            try:
                parse_schema(json.loads(document), where="")
            except (SpanloopError, ValueError, TypeError, RecursionError) as error:
                self._staging.sqlite.execute("DELETE FROM schema_version WHERE id = ?", (key,))
                self._ledger.add("schema.lost", f"Version {version} of the schema cannot be read ({error})")

    def _make_room(self, table: Table) -> None:
        """A new file has a row about the project and a schema of its own: they stand where nothing better was found."""
        if table.name not in ("project", "schema_version"):
            return
        found = self._staging.sqlite.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
        if found:
            self._target.execute(f"DELETE FROM {table.name}")
        elif table.name == "project":
            self._ledger.add("project.lost", "The name and the uid of the project were lost; it has new ones")
        else:
            self._ledger.add("schema.lost", "The schema was lost; the one that Spanloop brings stands in its place")

    def _place_table(self, table: Table) -> None:
        names = [column.name for column in table.columns]
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        insert = f'INSERT OR IGNORE INTO "{table.name}" ({columns}) VALUES ({marks})'
        references = [_Reference(constraint) for constraint in table.foreign_key_constraints]
        if table.name == "argument":
            self._drop_bad_fillers()
        lost: list[tuple[Any, ...]] = []
        for row in self._staging.sqlite.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY _trust DESC, 1'):
            values = dict(zip(names, row, strict=True))
            if all(reference.holds(self._target, values) for reference in references):
                if self._target.execute(insert, row).rowcount == 1:
                    self.placed[table.name] += 1
                    continue
            lost.append(row)
        self._tell_lost(table, names, lost)

    def _drop_bad_fillers(self) -> None:
        """Only a mention fills a role as a span."""
        for key, role, quote in self._staging.sqlite.execute(
            "SELECT a.id, a.role, s.quote FROM argument AS a JOIN span AS s ON s.id = a.span_id"
            " WHERE s.layer <> 'entities'"
        ).fetchall():
            self._staging.sqlite.execute("DELETE FROM argument WHERE id = ?", (key,))
            self._ledger.add("argument.lost", f"What filled the role {role} is no mention", quote=str(quote))

    def _drop_lone_triggers(self) -> None:
        """A trigger is nothing without its event, which could not be placed."""
        alone = " FROM span WHERE layer = 'events' AND id NOT IN (SELECT trigger_id FROM event)"
        for label, quote in self._target.execute(f"SELECT label, quote{alone} ORDER BY id").fetchall():
            self._ledger.add("event.lost", f"The {label} event of a trigger could not be read", quote=quote)
        self.placed["span"] -= self._target.execute(f"DELETE{alone}").rowcount

    def _tell_lost(self, table: Table, names: Sequence[str], lost: Sequence[tuple[Any, ...]]) -> None:
        if not lost or table.name in _DERIVED:
            return
        name = NAMES.get(table.name, table.name.replace("_", " "))
        if table.name in _COUNTED:
            self._ledger.add(f"{table.name}.unplaced", f"{count(len(lost), name)} could be read but belong to nothing")
            return
        for row in lost:
            said = {key: value for key, value in zip(names, row, strict=True) if value not in (None, "")}
            shown = json.dumps(said, ensure_ascii=False, default=repr)
            words = f"A row could be read ({name}) but what it belongs to is gone: {shown}"
            self._ledger.add(f"{table.name}.unplaced", words, quote=str(said.get("quote", "")))

    # ---- what is worked out

    def _index(self) -> None:
        after = 0
        while True:
            rows = self._target.execute(
                "SELECT a.id, a.title, t.text FROM article AS a JOIN article_text AS t ON t.article_id = a.id"
                " WHERE a.id > ? ORDER BY a.id LIMIT ?",
                (after, _INDEX_AT_ONCE),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            self._target.executemany(
                f"INSERT INTO {FTS_TABLE}(rowid, title, text) VALUES (?, ?, ?)",
                [(key, indexable(title), indexable(text)) for key, title, text in rows],
            )

    def _set_sequences(self) -> None:
        """Keys are never given twice, not even those of rows that are gone."""
        highest: defaultdict[str, int] = defaultdict(int)
        for name, last in self._target.execute("SELECT table_name, max(last_id) FROM act_row GROUP BY table_name"):
            highest[name] = last
        for (name,) in self._target.execute("SELECT name FROM sqlite_sequence").fetchall():
            key = next(iter(METADATA.tables[name].primary_key.columns)).name if name in METADATA.tables else None
            if key is None:
                continue
            there = self._staging.sqlite.execute(f'SELECT max("{key}") FROM "{name}"').fetchone()[0]
            top = max(highest[name], there if isinstance(there, int) else 0)
            self._target.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (top, name))

    def _history_has_gaps(self) -> bool:
        """Whether steps of the history are missing: an act of which a part is known must not be undone by halves."""
        lowest, highest, number = self._target.execute("SELECT min(id), max(id), count(*) FROM act_row").fetchone()
        empty = self._target.execute(
            "SELECT count(*) FROM act WHERE kind = 'do' AND undoable = 1 AND id NOT IN (SELECT act_id FROM act_row)"
        ).fetchone()[0]
        return bool(empty) or (number > 0 and (lowest != 1 or highest != number))

    def _end_undo(self) -> None:
        self._target.execute(
            "INSERT INTO act (uid, author_id, label, at, kind, state, undoable, target_id, schema_version,"
            " articles, article_count)"
            " VALUES (?, NULL, 'recover what can be read', ?, 'migration', 'done', 0, NULL, '', '[]', 0)",
            (new_uid(), now()),
        )
        self._ledger.add("history.gaps", "Parts of the history are missing: what was done before cannot be undone")


class _Reference:
    """A foreign key of a table, asked row by row."""

    def __init__(self, constraint: ForeignKeyConstraint) -> None:
        self._columns = [element.parent.name for element in constraint.elements]
        referred = [element.column.name for element in constraint.elements]
        table = constraint.elements[0].column.table.name
        where = " AND ".join(f'"{name}" = ?' for name in referred)
        self._query = f'SELECT 1 FROM "{table}" WHERE {where}'

    def holds(self, target: sqlite3.Connection, values: dict[str, Any]) -> bool:
        """Whether what the row refers to is there; a row that refers to nothing holds."""
        named = [values[name] for name in self._columns]
        if any(value is None for value in named):
            return True
        return target.execute(self._query, named).fetchone() is not None
