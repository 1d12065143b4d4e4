"""Is everything in the file as it should be? Asked by `check` and by tests, and by a job after opening large files."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from spanloop.store import search
from spanloop.store.derived_tables import ARTICLE_WORDS
from spanloop.store.packing import quote_of, unpack_fragments, unpack_words
from spanloop.store.tables import (
    ARTICLE,
    ARTICLE_TEXT,
    AUTHOR,
    COMPLETION,
    SPAN,
    ZONE,
)
from spanloop.store.writing_articles import text_hash

#: A damaged file may have a million faults; nobody reads more than these.
_MOST = 100


def find_faults(connection: Connection) -> list[str]:
    """What is wrong, in sentences; empty when the file is sound."""
    faults: list[str] = []
    for fault in _all_faults(connection):
        faults.append(fault)
        if len(faults) == _MOST:
            faults.append("and more")
            break
    return faults


def _all_faults(connection: Connection) -> Iterator[str]:
    pages = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")]
    yield from (f"The file is damaged: {page}" for page in pages if page != "ok")
    for table, key, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {key} of {table} belongs to a row of {parent} that is not there"
    yield from _texts(connection)
    yield from _events(connection)
    fault = search.is_sound(connection)
    if fault is not None:
        yield f"In the file, {fault}"


def _texts(connection: Connection) -> Iterator[str]:
    """Texts against their length and hash; quotes and ranges against the texts."""
    after = 0
    while True:
        row = connection.execute(
            select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.length, ARTICLE.c.text_hash, ARTICLE_TEXT.c.text)
            .outerjoin_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
            .where(ARTICLE.c.id > after)
            .order_by(ARTICLE.c.id)
            .limit(1)
        ).first()
        if row is None:
            return
        after = row.id
        if row.text is None:
            yield f"Article {row.uid} has lost its text"
            continue
        if len(row.text) != row.length or text_hash(row.text) != row.text_hash:
            yield f"The text of article {row.uid} is not the one that was imported"
        yield from _details(connection, row.id, row.uid, row.text)
        yield from _spans(connection, row.id, row.uid, row.text)
        yield from _ranges(connection, row.id, row.uid, row.text)


def _details(connection: Connection, article_id: int, article_uid: str, text: str) -> Iterator[str]:
    """What is packed into one column can be read."""
    query = (
        select(ARTICLE.c.meta, ARTICLE_WORDS.c.boundaries)
        .outerjoin_from(ARTICLE, ARTICLE_WORDS, ARTICLE.c.id == ARTICLE_WORDS.c.article_id)
        .where(ARTICLE.c.id == article_id)
    )
    meta, boundaries = connection.execute(query).one()
    try:
        json.loads(meta)
    except (ValueError, RecursionError):
        yield f"The details of article {article_uid} cannot be read"
    try:
        words = () if boundaries is None else unpack_words(boundaries, length=len(text))
    except ValueError:
        words = ((-1, -1),)
    if any(not 0 <= start < end <= len(text) for start, end in words):
        yield f"The words of article {article_uid} are not within its text"


def _spans(connection: Connection, article_id: int, article_uid: str, text: str) -> Iterator[str]:
    query = (
        select(SPAN.c.uid, SPAN.c.label, SPAN.c.start, SPAN.c.end, SPAN.c.fragments, SPAN.c.quote, AUTHOR.c.name)
        .join_from(SPAN, AUTHOR, SPAN.c.author_id == AUTHOR.c.id)
        .where(SPAN.c.article_id == article_id)
    )
    for uid, label, start, end, packed, quote, name in connection.execute(query):
        here = f"{label} {uid} by {name} in article {article_uid}"
        try:
            fragments = unpack_fragments(packed, start, end)
            found = quote_of(text, fragments)
        except (ValueError, TypeError, IndexError):
            yield f"The span of {here} lies outside the text"
            continue
        if (fragments[0][0], fragments[-1][1]) != (start, end):
            yield f"The fragments of {here} are not from {start} to {end}"
        if found != quote:
            yield f'{here} says "{quote[:60]}" where the text says "{found[:60]}"'


def _ranges(connection: Connection, article_id: int, article_uid: str, text: str) -> Iterator[str]:
    last = 0
    zones = select(ZONE.c.start, ZONE.c.end, ZONE.c.kind).where(ZONE.c.article_id == article_id)
    for start, end, kind in connection.execute(zones.order_by(ZONE.c.start)):
        if start < last or end > len(text):
            yield f"The {kind} zone {start}-{end} of article {article_uid} overlaps another or lies outside the text"
        last = end
    completions = select(COMPLETION.c.layer, COMPLETION.c.start, COMPLETION.c.end)
    for layer, start, end in connection.execute(completions.where(COMPLETION.c.article_id == article_id)):
        if end > len(text):
            yield f"The completed range {start}-{end} ({layer}) of article {article_uid} lies outside the text"


def _events(connection: Connection) -> Iterator[str]:
    """What foreign keys do not say: a trigger has its event's type and uid, a filler is a mention."""
    for (uid,) in connection.exec_driver_sql(
        "SELECT e.uid FROM event AS e JOIN span AS s ON s.id = e.trigger_id"
        " WHERE s.layer <> 'events' OR s.label <> e.type OR s.uid <> e.uid"
    ):
        yield f"The trigger of event {uid} is not its own"
    for (uid,) in connection.exec_driver_sql(
        "SELECT s.uid FROM span AS s LEFT JOIN event AS e ON e.trigger_id = s.id"
        " WHERE s.layer = 'events' AND e.id IS NULL"
    ):
        yield f"The trigger {uid} has no event"
    for uid, role in connection.exec_driver_sql(
        "SELECT e.uid, a.role FROM argument AS a JOIN span AS s ON s.id = a.span_id"
        " JOIN event AS e ON e.id = a.event_id WHERE s.layer <> 'entities'"
    ):
        yield f"The {role} of event {uid} is no mention"
