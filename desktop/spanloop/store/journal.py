"""Every write of content goes through `Rows`, which remembers how to take it back.

A journal entry is about rows of one table that were written in one go:

- insert: the keys, and a digest of the rows as they were written. To invert: they must still be so; they are deleted.
- update: payload {"columns": [...], "rows": [[key, before..., after...], ...]}. To invert: the columns must still hold
  what came after; they get what was before.
- delete: payload {"columns": [...], "rows": [[...], ...]} with the whole rows. To invert: they are put back under their
  own keys.

Inverting writes a journal of its own through the same `Rows`; so redo is the inverse of an undo, and nothing else.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal

from sqlalchemy import Connection, LargeBinary, Row, Table, bindparam, select
from sqlalchemy.schema import Column

from spanloop.core.errors import SpanloopError
from spanloop.store.indexing import Indexing
from spanloop.store.packing import unpack_bytes
from spanloop.store.tables import ACT, ACT_ROW, ARTICLE, ARTICLE_RAW, ARTICLE_TEXT, CONTENT

Op = Literal["insert", "update", "delete"]
RawRow = tuple[Any, ...]
#: Rows that are kept back and written together.
_BATCH = 2_000
#: The same in characters or bytes, where a row may have millions of them; and bytes of journal that are kept back.
_AT_HAND = 8_000_000
_DIGESTED = 100
#: One entry holds at most _BATCH rows.
_MOST_PAYLOAD = 1024 * 1024 * 1024
#: SQLite takes at most 32,766 parameters in one statement; this stays far below on all databases.
IN_CHUNK = 500

#: Their second column is a text or the bytes of a page.
_LARGE = frozenset({ARTICLE_TEXT, ARTICLE_RAW})
_TABLES: dict[str, Table] = {table.name: table for table in CONTENT}


class ChangedSinceError(SpanloopError):
    """Rows are not what an act left, so it cannot be taken back. table and keys say which."""

    def __init__(self, table: Table, keys: Sequence[int]) -> None:
        super().__init__("What this act wrote was changed later")
        self.table = table
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table act_row, without its own key and act."""

    table: Table
    op: Op
    first_id: int
    last_id: int
    digest: bytes
    payload: bytes | None

    @property
    def keys(self) -> list[int]:
        """Keys of the rows that it is about."""
        if self.payload is None:
            return list(range(self.first_id, self.last_id + 1))
        content = _unpack(self.payload)
        if self.op == "insert":
            return content["keys"]
        position = 0 if self.op == "update" else content["columns"].index(key_of(self.table).name)
        return [row[position] for row in content["rows"]]

    @property
    def content(self) -> tuple[list[str], list[list[Any]]]:
        """Columns and rows of an update or a delete, as described above."""
        content = _unpack(self.payload or b"")
        return content["columns"], content["rows"]


def column_names(table: Table) -> list[str]:
    """Names of the columns, in the order of raw rows."""
    return list(_column_names(table))


@lru_cache(maxsize=64)
def _column_names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def key_of(table: Table) -> Column[Any]:
    """The one column of the primary key."""
    (column,) = table.primary_key.columns
    return column


def chunks(values: Iterable[Any], size: int = IN_CHUNK) -> Iterator[list[Any]]:
    """The values in lists of at most `size`."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _portions(rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Rows as one entry of the journal holds them: neither more of them nor more text than is written at once."""
    portion: list[Any] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(portion) >= _BATCH or size > _AT_HAND:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


class Rows:
    """Writes rows inside one transaction and journals what it wrote, in order.

    act_key: the key that the row of the act has to get, where its journal was too large to be kept until the end.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.act_key: int | None = None
        self._entries: list[Entry] = []
        self._entries_size = 0
        self._pending: dict[str, list[RawRow]] = {}
        self._pending_size: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self._indexing = Indexing(connection)

    @property
    def wrote(self) -> bool:
        """Whether anything is in the journal; call flush or settle_index before."""
        return self.act_key is not None or bool(self._entries)

    def _note(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._entries_size += len(entry.payload or b"")
        if self._entries_size > _AT_HAND:
            if self.act_key is None:
                self.act_key = self.new_key(ACT)
            self.write_journal(self.act_key)

    def write_journal(self, act_key: int) -> None:
        """Store what is not stored of the journal yet, as that of an act. Its row may follow: keys are checked at the
        commit."""
        _write_entries(self.connection, act_key, self._entries)
        self._entries.clear()
        self._entries_size = 0

    def new_key(self, table: Table) -> int:
        """A key that no row of the table has or ever had."""
        key = self._next.get(table.name)
        if key is None:
            # What SQLite remembers of rows that are gone, and, after a migration made the table anew, those there are.
            remembered = f"(SELECT max(seq) FROM sqlite_sequence WHERE name = '{table.name}')"
            highest = f"(SELECT max({key_of(table).name}) FROM {table.name})"
            query = f"SELECT max(coalesce({remembered}, 0), coalesce({highest}, 0))"
            key = int(self.connection.exec_driver_sql(query).scalar_one()) + 1
        self._next[table.name] = key + 1
        return key

    def new_keys(self, table: Table, number: int) -> range:
        """So many of them, one after the other."""
        first = self.new_key(table)
        self._next[table.name] = first + number
        return range(first, first + number)

    def insert(self, table: Table, values: Mapping[str, Any]) -> None:
        """Write a row, given by all its columns that are not null. Written together with others, see flush."""
        self.insert_raw(table, tuple(map(values.get, _column_names(table))))

    def insert_raw(self, table: Table, row: RawRow) -> None:
        """The same, with the values in the order of the columns."""
        name = table.name
        pending = self._pending.setdefault(name, [])
        pending.append(row)
        if table in _LARGE:
            size = self._pending_size[name] = self._pending_size.get(name, 0) + len(row[1])
            if size > _AT_HAND:
                self._write(table)
                return
        if len(pending) >= _BATCH:
            self._write(table)

    def insert_many(self, table: Table, rows: Sequence[RawRow]) -> None:
        """Many such rows at once, of a table that has no large values."""
        for first in range(0, len(rows), _BATCH):
            pending = self._pending.setdefault(table.name, [])
            pending += rows[first : first + _BATCH]
            if len(pending) >= _BATCH:
                self._write(table)

    def index(self, key: int, title: str, text: str) -> None:
        """Put a new article into the search index."""
        self._indexing.add(key, title, text)

    def flush(self) -> None:
        """Write what was kept back; called before anything is read."""
        for name in [name for name, rows in self._pending.items() if rows]:
            self._write(_TABLES[name])

    def _write(self, table: Table) -> None:
        rows = self._pending.pop(table.name)
        self._pending_size.pop(table.name, None)
        names = column_names(table)
        self.connection.exec_driver_sql(_insert_statement(table), rows)
        position = names.index(key_of(table).name)
        keys = [row[position] for row in rows]
        run = keys[-1] - keys[0] + 1 == len(keys) and keys == sorted(keys)
        if not run:
            rows = sorted(rows, key=lambda row: row[position])
            keys.sort()
        payload = None if run else _pack({"keys": keys})
        self._note(Entry(table, "insert", keys[0], keys[-1], _digest(rows), payload))

    def fetch(self, table: Table, keys: Sequence[int]) -> list[RawRow]:
        """Whole rows by key, in order of key; those that are not there are left out."""
        self.flush()
        column = key_of(table)
        if keys and keys[-1] - keys[0] + 1 == len(keys):
            query = select(*table.columns).where(column.between(keys[0], keys[-1])).order_by(column)
            return [tuple(row) for row in self.connection.execute(query).all()]
        found: list[RawRow] = []
        for some in chunks(sorted(keys)):
            query = select(*table.columns).where(column.in_(some)).order_by(column)
            found += [tuple(row) for row in self.connection.execute(query).all()]
        return found

    def update(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> bool:
        """Change columns of rows; all rows must name the same columns. Returns whether anything became different."""
        self.flush()
        columns = list(next(iter(changes.values())).keys()) if changes else []
        column = key_of(table)
        rows: list[list[Any]] = []
        for some in chunks(sorted(changes)):
            query = select(column, *(table.columns[name] for name in columns)).where(column.in_(some)).order_by(column)
            for key, *before in self.connection.execute(query):
                after = [changes[key][name] for name in columns]
                if before != after:
                    rows.append([key, *before, *after])
        for portion in _portions(rows):
            self._before_change(table, [row[0] for row in portion])
            self._set_columns(table, columns, [(row[0], row[1 + len(columns) :]) for row in portion])
            self._journal(table, "update", [row[0] for row in portion], {"columns": columns, "rows": portion})
        return bool(rows)

    def _set_columns(self, table: Table, columns: list[str], rows: list[tuple[int, list[Any]]]) -> None:
        statement = (
            table.update()
            .where(key_of(table) == bindparam("row_key"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        parameters = [
            {"row_key": key, **{f"new_{name}": value for name, value in zip(columns, values, strict=True)}}
            for key, values in rows
        ]
        self.connection.execute(statement, parameters)

    def delete(self, table: Table, keys: Iterable[int]) -> list[RawRow]:
        """Take rows away; returns them as they were."""
        gone: list[RawRow] = []
        for some in chunks(sorted(set(keys)), _BATCH):
            rows = self.fetch(table, some)
            for portion in _portions(rows):
                self._delete_rows(table, portion)
            gone += rows
        return gone

    def _delete_rows(self, table: Table, rows: list[RawRow]) -> None:
        names = column_names(table)
        position = names.index(key_of(table).name)
        keys = [row[position] for row in rows]
        self._before_change(table, keys)
        if max(keys) - min(keys) + 1 == len(keys):
            self.connection.execute(table.delete().where(key_of(table).between(min(keys), max(keys))))
        else:
            for some in chunks(keys):
                self.connection.execute(table.delete().where(key_of(table).in_(some)))
        self._journal(table, "delete", keys, {"columns": names, "rows": rows})

    def _journal(self, table: Table, op: Op, keys: list[int], content: dict[str, Any]) -> None:
        payload = _pack(content)
        digest = blake2b(payload, digest_size=16).digest()
        self._note(Entry(table, op, min(keys), max(keys), digest, payload))

    def invert(self, entry: Entry) -> list[RawRow]:
        """Take back what an entry wrote; returns the whole rows concerned. Raises ChangedSinceError."""
        if entry.op == "insert":
            return self._invert_insert(entry)
        content = _unpack(entry.payload or b"")
        if entry.op == "delete":
            return self._invert_delete(entry.table, content)
        return self._invert_update(entry.table, content)

    def _invert_insert(self, entry: Entry) -> list[RawRow]:
        keys = entry.keys
        rows = self.fetch(entry.table, keys)
        if len(rows) != len(keys) or _digest(rows) != entry.digest:
            raise ChangedSinceError(entry.table, keys)
        self._delete_rows(entry.table, rows)
        return rows

    def _invert_delete(self, table: Table, content: Any) -> list[RawRow]:
        if content["columns"] != column_names(table):
            raise SpanloopError("This was done before the project was brought to a newer format, and stays as it is")
        rows = [_decode(table, row) for row in content["rows"]]
        position = column_names(table).index(key_of(table).name)
        keys = [row[position] for row in rows]
        if self.fetch(table, keys):
            raise ChangedSinceError(table, keys)
        self._before_change(table, keys)
        for row in rows:
            self.insert_raw(table, row)
        self.flush()
        return rows

    def _invert_update(self, table: Table, content: Any) -> list[RawRow]:
        columns: list[str] = content["columns"]
        width = len(columns)
        before = {row[0]: row[1 : 1 + width] for row in content["rows"]}
        after = {row[0]: row[1 + width :] for row in content["rows"]}
        keys = sorted(before)
        rows = self.fetch(table, keys)
        names = column_names(table)
        positions = [names.index(name) for name in columns]
        if len(rows) != len(keys) or any(
            [row[place] for place in positions] != after[key] for key, row in zip(keys, rows, strict=True)
        ):
            raise ChangedSinceError(table, keys)
        self.update(table, {key: dict(zip(columns, before[key], strict=True)) for key in keys})
        return rows

    def _before_change(self, table: Table, keys: Iterable[int]) -> None:
        if table in (ARTICLE, ARTICLE_TEXT):
            self._indexing.before_change(keys)

    def settle_index(self) -> None:
        """Bring the search index up to what the act left; called once, before the commit."""
        self.flush()
        self._indexing.settle()


@lru_cache(maxsize=64)
def _insert_statement(table: Table) -> str:
    """Takes whole rows as they are: a dictionary for each row would cost as much as the writing itself."""
    names = ", ".join(f'"{name}"' for name in column_names(table))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join("?" * len(table.columns))})'


def _write_entries(connection: Connection, act_id: int, entries: Sequence[Entry]) -> None:
    if entries:
        connection.execute(
            ACT_ROW.insert(),
            [
                {
                    "act_id": act_id,
                    "table_name": entry.table.name,
                    "op": entry.op,
                    "first_id": entry.first_id,
                    "last_id": entry.last_id,
                    "digest": entry.digest,
                    "payload": entry.payload,
                }
                for entry in entries
            ],
        )


def journaled_tables(connection: Connection, act_id: int) -> frozenset[str]:
    """Names of the tables that the journal of an act is about."""
    return frozenset(connection.execute(select(ACT_ROW.c.table_name).where(ACT_ROW.c.act_id == act_id)).scalars())


def read_entries(connection: Connection, act_id: int, *, latest_first: bool = True) -> Iterator[Entry]:
    """The journal of an act, latest first, as it is inverted; one at a time, because a large act has gigabytes of it.

    Raises SpanloopError when it is damaged.
    """
    order = ACT_ROW.c.id.desc() if latest_first else ACT_ROW.c.id
    keys = select(ACT_ROW.c.id).where(ACT_ROW.c.act_id == act_id).order_by(order)
    for key in connection.execute(keys).scalars().all():
        row = connection.execute(_ENTRY, {"key": key}).one()
        table = _TABLES.get(row.table_name)
        damaged = row.op != "insert" and blake2b(row.payload or b"", digest_size=16).digest() != row.digest
        if table is None or damaged:
            raise SpanloopError("The record of what was done is damaged, so it cannot be taken back")
        yield Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)


_ENTRY = select(ACT_ROW).where(ACT_ROW.c.id == bindparam("key"))


def cut_entry(connection: Connection, key: int, gone: Collection[int]) -> Entry | None:
    """The journal entry with this key, without some rows that are to leave no trace; None when nothing is left of it.

    Asked before these rows, and later entries, are changed. What the entry can take back of the other rows, it still
    can; where it could not, because they were changed outside the journal, it still cannot.
    """
    entry = _entry(connection.execute(select(ACT_ROW).where(ACT_ROW.c.id == key)).one())
    keys = [one for one in entry.keys if one not in gone]
    if not keys:
        return None
    if entry.op == "insert":
        written = _as_written(connection, key, entry)
        stands = len(written) == len(entry.keys) and _digest(list(written.values())) == entry.digest
        digest = _digest([written[one] for one in sorted(keys)]) if stands else entry.digest
        return Entry(entry.table, "insert", min(keys), max(keys), digest, _pack({"keys": sorted(keys)}))
    content = _unpack(entry.payload or b"")
    position = 0 if entry.op == "update" else content["columns"].index(key_of(entry.table).name)
    content["rows"] = [row for row in content["rows"] if row[position] not in gone]
    payload = _pack(content)
    return Entry(entry.table, entry.op, min(keys), max(keys), blake2b(payload, digest_size=16).digest(), payload)


def _as_written(connection: Connection, key: int, entry: Entry) -> dict[int, RawRow]:
    """The rows of an insert as it wrote them, in order of key: those of today, with all later entries taken back."""
    table, names = entry.table, column_names(entry.table)
    found = {row[names.index(key_of(table).name)]: row for row in Rows(connection).fetch(table, sorted(entry.keys))}
    wanted = set(entry.keys)
    later = select(ACT_ROW).where(
        ACT_ROW.c.id > key,
        ACT_ROW.c.table_name == table.name,
        ACT_ROW.c.first_id <= entry.last_id,
        ACT_ROW.c.last_id >= entry.first_id,
    )
    for row in connection.execute(later.order_by(ACT_ROW.c.id.desc())):
        step = _entry(row)
        if step.op == "insert":
            for one in wanted.intersection(step.keys):
                found.pop(one, None)
            continue
        columns, rows = step.content
        for values in rows:
            if step.op == "update" and values[0] in found:
                before = dict(zip(names, found[values[0]], strict=True))
                before |= dict(zip(columns, values[1 : 1 + len(columns)], strict=True))
                found[values[0]] = tuple(before[name] for name in names)
            elif step.op == "delete" and columns == names and values[names.index(key_of(table).name)] in wanted:
                whole = _decode(table, values)
                found[whole[names.index(key_of(table).name)]] = whole
    return {one: found[one] for one in sorted(wanted) if one in found}


def _entry(row: Row[Any]) -> Entry:
    return Entry(_TABLES[row.table_name], row.op, row.first_id, row.last_id, row.digest, row.payload)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} does not go into the journal")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _digest(rows: Sequence[RawRow]) -> bytes:
    """Of the rows as one JSON list, made piece by piece: together they may be large."""
    hashed = blake2b(b"[", digest_size=16)
    for first in range(0, len(rows), _DIGESTED):
        hashed.update(b"," if first else b"")
        hashed.update(_json(rows[first : first + _DIGESTED])[1:-1])
    hashed.update(b"]")
    return hashed.digest()


def _pack(content: dict[str, Any]) -> bytes:
    return zlib.compress(_json(content), 1)


def _unpack(payload: bytes) -> Any:
    try:
        return json.loads(unpack_bytes(payload, limit=_MOST_PAYLOAD))
    except (ValueError, RecursionError) as error:
        raise SpanloopError("The record of what was done is damaged, so it cannot be taken back") from error


def _decode(table: Table, row: list[Any]) -> RawRow:
    """Bytes went into JSON as base64."""
    for position, column in enumerate(table.columns):
        if isinstance(column.type, LargeBinary):
            row[position] = base64.b64decode(row[position])
    return tuple(row)
