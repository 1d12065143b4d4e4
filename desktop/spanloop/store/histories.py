"""The history as people read it: acts newest first, page by page, each with where it was done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Select, Table, select

from spanloop.core.errors import SpanloopError
from spanloop.store.act_words import words_of_acts
from spanloop.store.journal import Entry, read_entries
from spanloop.store.records import ActKind
from spanloop.store.tables import ACT, ARGUMENT, ARTICLE, ATTRIBUTE, AUTHOR, EVENT, LINK, SPAN

ActState = Literal["done", "undone", "gone"]


@dataclass(frozen=True, slots=True)
class HistoryAct:
    """One act of the history.

    author: uid of whose act it is, "" for a migration. state: "done" (it holds), "undone" (it can be done again) or
    "gone" (undone, and something new was done since). undoable: False for trainings and promotions.
    quote: the words of the mark that it was about, "" where there were several (see act_words).
    article, title: of the first article that it touched and that is still there; article_count: of how many.
    """

    uid: str
    author: str
    author_name: str
    label: str
    at: str
    kind: ActKind
    state: ActState
    undoable: bool
    article: str = ""
    title: str = ""
    article_count: int = 0
    quote: str = ""


class ActPlace(NamedTuple):
    """Where an act was done: an article, and where known a mark that is still there or else an offset in the text."""

    article: str
    mark: str
    start: int | None


_ACTS = select(
    ACT.c.id,
    ACT.c.uid,
    AUTHOR.c.uid.label("author"),
    AUTHOR.c.name,
    ACT.c.label,
    ACT.c.at,
    ACT.c.kind,
    ACT.c.state,
    ACT.c.undoable,
    ACT.c.articles,
    ACT.c.article_count,
).outerjoin_from(ACT, AUTHOR, AUTHOR.c.id == ACT.c.author_id)


def act_key(connection: Connection, uid: str) -> int:
    """The integer key of an act. Raises SpanloopError when it is not there."""
    key = connection.execute(select(ACT.c.id).where(ACT.c.uid == uid)).scalar()
    if key is None:
        raise SpanloopError(
            "This act is not in the history of the project", where=uid, way_out="Open the history again."
        )
    return int(key)


def read_acts(connection: Connection, *, limit: int, before: str = "") -> list[HistoryAct]:
    """Acts of everybody, newest first. before: uid of an act; only older ones."""
    query = _ACTS.order_by(ACT.c.id.desc()).limit(limit)
    if before:
        query = query.where(ACT.c.id < act_key(connection, before))
    return acts_of(connection, query)


def acts_of(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[HistoryAct]:
    """The acts that a query over the table of acts finds (see act_query)."""
    rows = connection.execute(query).all()
    touched = [json.loads(row.articles) for row in rows]
    firsts = {keys[0] for keys in touched if keys}
    titled = {
        key: (uid, title)
        for some in _some(sorted(firsts))
        for key, uid, title in connection.execute(
            select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.title).where(ARTICLE.c.id.in_(some))
        )
    }
    quotes = words_of_acts(connection, [row.id for row in rows])
    return [
        HistoryAct(
            row.uid, row.author or "", row.name or "", row.label, row.at, row.kind, row.state, bool(row.undoable),
            *titled.get(keys[0] if keys else 0, ("", "")), row.article_count, quotes.get(row.id, ""),
        )
        for row, keys in zip(rows, touched, strict=True)
    ]  # fmt: skip


def act_query() -> Select[*tuple[Any, ...]]:
    """What acts_of reads, to be narrowed and ordered."""
    return _ACTS


def _some(keys: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [keys[first : first + size] for first in range(0, len(keys), size)]


def read_place(connection: Connection, uid: str) -> ActPlace | None:
    """Where an act was done; None for one that was about no article, or one that is gone."""
    key = act_key(connection, uid)
    for entry in read_entries(connection, key, latest_first=False):
        found = _place_of(connection, entry)
        if found is not None:
            return found
    (act,) = acts_of(connection, _ACTS.where(ACT.c.id == key))
    return ActPlace(act.article, "", None) if act.article else None


def _place_of(connection: Connection, entry: Entry) -> ActPlace | None:
    """The place of the first row of an entry, if it is one of marks."""
    table = entry.table
    if table not in (SPAN, EVENT, ARGUMENT, ATTRIBUTE, LINK) or not entry.keys:
        return None
    key = entry.keys[0]
    if table is SPAN:
        row = connection.execute(_PLACES.where(SPAN.c.id == key)).first()
    elif table is EVENT:
        row = connection.execute(_PLACES.join(EVENT, EVENT.c.trigger_id == SPAN.c.id).where(EVENT.c.id == key)).first()
    else:
        row = _user_of(connection, table, key)
    if row is not None:
        return ActPlace(row.article, row.uid, row.start)
    return _place_before(connection, entry) if table is SPAN and entry.op == "delete" else None


_PLACES = select(ARTICLE.c.uid.label("article"), SPAN.c.uid, SPAN.c.start).join_from(
    SPAN, ARTICLE, ARTICLE.c.id == SPAN.c.article_id
)


def _user_of(connection: Connection, table: Table, key: int) -> Any:
    """The trigger or mention by which an argument, attribute or link can be found."""
    if table is LINK:
        query = _PLACES.join(LINK, LINK.c.source_span_id == SPAN.c.id).where(LINK.c.id == key)
        found = connection.execute(query).first()
        if found is not None:
            return found
        query = _PLACES.join(EVENT, EVENT.c.trigger_id == SPAN.c.id).join(LINK, LINK.c.source_event_id == EVENT.c.id)
        return connection.execute(query.where(LINK.c.id == key)).first()
    query = _PLACES.join(EVENT, EVENT.c.trigger_id == SPAN.c.id).join(table, table.c.event_id == EVENT.c.id)
    return connection.execute(query.where(table.c.id == key)).first()


def _place_before(connection: Connection, entry: Entry) -> ActPlace | None:
    """Where a mark stood that the act took away."""
    columns, rows = entry.content
    gone = dict(zip(columns, rows[0], strict=True))
    article = connection.execute(select(ARTICLE.c.uid).where(ARTICLE.c.id == gone["article_id"])).scalar()
    return None if article is None else ActPlace(article, "", gone["start"])
