"""Undo and redo: an act that inverts the journal of another one.

An author undoes their own acts, the latest first; redo goes back up until they do something new. Training and promotion
are passed over: they are not undone, and nothing that was marked depends on them. A migration is a barrier.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, select

from spanloop.core.changes import ChangeKind
from spanloop.core.errors import SpanloopError
from spanloop.store import reading
from spanloop.store.acting import ActBase, record_act
from spanloop.store.journal import (
    ChangedSinceError,
    Entry,
    RawRow,
    chunks,
    column_names,
    journaled_tables,
    read_entries,
)
from spanloop.store.records import ActRecord
from spanloop.store.schema_strays import names_in_force, refuse_strays
from spanloop.store.tables import ACT, ACT_ROW, ARTICLE, AUTHOR, EVENT, SCHEMA_VERSION, SPAN

_KINDS: dict[str, ChangeKind] = {
    "schema_version": "schema",
    "article": "articles",
    "article_text": "articles",
    "article_raw": "articles",
    "zone": "zones",
    "span": "mentions",
    "event": "events",
    "argument": "events",
    "attribute": "events",
    "link": "links",
    "removal": "mentions",
    "verdict": "verdicts",
    "completion": "completions",
    "article_state": "states",
    "article_note": "notes",
    "copy_choice": "states",
    "rule": "learning",
    "finding_verdict": "learning",
    "project_setting": "learning",
    "extractor": "extractors",
}


def _barrier(connection: Connection) -> int:
    """The latest act before which nothing is undone."""
    return connection.execute(select(func.max(ACT.c.id)).where(ACT.c.kind == "migration")).scalar() or 0


def next_undo(connection: Connection, author_uid: str, *, barrier: int | None = None) -> tuple[int, str] | None:
    """Key and label of the act that an author would undo now. barrier: the latest migration, where it is known."""
    return _next(connection, _UNDO, author_uid, barrier)


def next_redo(connection: Connection, author_uid: str, *, barrier: int | None = None) -> tuple[int, str] | None:
    """Key and label of the act that an author would redo now."""
    return _next(connection, _REDO, author_uid, barrier)


def _next(
    connection: Connection, query: Select[*tuple[Any, ...]], author_uid: str, barrier: int | None
) -> tuple[int, str] | None:
    after = _barrier(connection) if barrier is None else barrier
    row = connection.execute(query, {"author": author_uid, "barrier": after}).first()
    return None if row is None else (row.id, row.label)


_STANDING = (
    select(ACT.c.id, ACT.c.label)
    .where(
        ACT.c.author_id == select(AUTHOR.c.id).where(AUTHOR.c.uid == bindparam("author")).scalar_subquery(),
        ACT.c.kind == "do",
        ACT.c.undoable == 1,
        ACT.c.id > bindparam("barrier"),
    )
    .limit(1)
)
# Made once, because they are asked with every key. The latest of what stands is undone first; the earliest of what was
# undone is redone first.
_UNDO = _STANDING.where(ACT.c.state == "done").order_by(ACT.c.id.desc())
_REDO = _STANDING.where(ACT.c.state == "undone").order_by(ACT.c.id)


def invert_act(act: ActBase, target: int, *, kind: Literal["undo", "redo"], author_id: int) -> None:
    """Within an open act, take back what last applied the target (undo) or took it back (redo), and record that.

    Raises SpanloopError with the reason when rows are no longer as they were left.
    """
    connection = act.connection
    latest = connection.execute(
        select(func.max(ACT.c.id)).where((ACT.c.id == target) | (ACT.c.target_id == target))
    ).scalar_one()
    try:
        schema = names_in_force(connection) if SCHEMA_VERSION.name in journaled_tables(connection, latest) else None
        for entry in read_entries(connection, latest):
            _note(act, entry, act.rows.invert(entry))
        act.rows.settle_index()
        if schema is not None:
            refuse_strays(connection, act.label, "undone" if kind == "undo" else "redone", before=schema)
    except ChangedSinceError as error:
        raise _refused(connection, act.label, kind, latest, error) from error
    _name_articles(act)
    record_act(act, author_id=author_id, kind=kind, undoable=False, target_id=target)
    state = "undone" if kind == "undo" else "done"
    connection.execute(ACT.update().where(ACT.c.id == target).values(state=state))


def _note(act: ActBase, entry: Entry, rows: list[RawRow]) -> None:
    """Read from inverted rows which articles and marks they are about."""
    table = entry.table
    names = column_names(table)
    article = "id" if table is ARTICLE else "article_id"
    if article in names:
        position = names.index(article)
        for row in rows:
            act.articles.setdefault(row[position], "")
    if table is ARTICLE:
        uid = names.index("uid")
        act.articles.update((row[0], row[uid]) for row in rows)
    if table is SPAN:
        layer, uid = names.index("layer"), names.index("uid")
        act.marks.update(row[uid] for row in rows)
        act.kinds.update("mentions" if row[layer] == "entities" else "events" for row in rows)
        return
    if table is EVENT:
        uid = names.index("uid")
        act.marks.update(row[uid] for row in rows)
    elif "event_id" in names:
        position = names.index("event_id")
        keys = {row[position] for row in rows}
        act.marks.update(_event_uids(act.connection, keys))
    elif "suggestion" in names:
        position = names.index("suggestion")
        act.marks.update(row[position] for row in rows)
    act.kinds.add(_KINDS[table.name])


def _event_uids(connection: Connection, keys: set[int]) -> list[str]:
    return [
        uid for some in chunks(keys) for (uid,) in connection.execute(select(EVENT.c.uid).where(EVENT.c.id.in_(some)))
    ]


def _name_articles(act: ActBase) -> None:
    nameless = [key for key, uid in act.articles.items() if not uid]
    found = reading.article_uids(act.connection, nameless)
    for key in nameless:
        if key in found:
            act.articles[key] = found[key]
        else:
            del act.articles[key]


def _refused(
    connection: Connection, label: str, kind: Literal["undo", "redo"], latest: int, error: ChangedSinceError
) -> SpanloopError:
    """Name the act that changed the same rows later."""
    word = "undone" if kind == "undo" else "redone"
    row = connection.execute(
        select(ACT.c.label, AUTHOR.c.name)
        .join_from(ACT_ROW, ACT, ACT_ROW.c.act_id == ACT.c.id)
        .join(AUTHOR, AUTHOR.c.id == ACT.c.author_id)
        .where(
            ACT_ROW.c.table_name == error.table.name,
            ACT_ROW.c.first_id <= max(error.keys),
            ACT_ROW.c.last_id >= min(error.keys),
            ACT.c.id > latest,
        )
        .order_by(ACT.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return SpanloopError(
            f'"{label}" cannot be {word}: what it wrote was changed since', way_out="Nothing was changed."
        )
    return SpanloopError(
        f'"{label}" cannot be {word}: {row.name} changed the same since ("{row.label}")',
        way_out="That would have to be undone first; nothing was changed.",
    )


def read_history(connection: Connection, *, limit: int) -> list[ActRecord]:
    """The latest acts, newest first."""
    return _records(connection, _HISTORY.order_by(ACT.c.id.desc()).limit(limit))


_HISTORY = select(
    ACT.c.uid, AUTHOR.c.name, ACT.c.label, ACT.c.at, ACT.c.kind, ACT.c.state, ACT.c.articles, ACT.c.article_count
).outerjoin_from(ACT, AUTHOR, AUTHOR.c.id == ACT.c.author_id)


def _records(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[ActRecord]:
    rows = connection.execute(query).all()
    keys = {row.uid: json.loads(row.articles) for row in rows}
    uids = reading.article_uids(connection, sorted({key for some in keys.values() for key in some}))
    return [
        ActRecord(
            uid=row.uid,
            author_name=row.name or "",
            label=row.label,
            at=row.at,
            kind=row.kind,
            undone=row.state != "done",
            articles=tuple(uids[key] for key in keys[row.uid] if key in uids),
            article_count=row.article_count,
        )
        for row in rows
    ]
