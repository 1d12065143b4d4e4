"""Rows into objects of core. Plain rows, not mapped objects: 20,000 marks in one article are read at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, null, select

from spanloop.core.article import Article, Zone
from spanloop.core.collecting import uncollected
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import (
    Author,
)
from spanloop.core.segments import layout
from spanloop.store.derived_tables import ARTICLE_WORDS
from spanloop.store.journal import chunks
from spanloop.store.packing import MOST_RAW, unpack_bytes, unpack_fragments, unpack_words
from spanloop.store.records import Layout, Raw, Rejected
from spanloop.store.tables import (
    ARTICLE,
    ARTICLE_RAW,
    ARTICLE_STATE,
    ARTICLE_TEXT,
    AUTHOR,
    EVENT,
    LINK,
    SPAN,
    VERDICT,
    ZONE,
)

#: How many articles are read together when a whole project streams by.
_STREAM = 200


class MarkPlace(NamedTuple):
    """Where a mark is stored: table, key, and whose it is. table: span, event or link."""

    table: Table
    key: int
    article_id: int
    author_id: int


def missing_article(uid: str) -> SpanloopError:
    """The article is not in the project."""
    return SpanloopError("There is no such article in the project", where=uid, way_out="It may have been removed.")


def damaged(what: str) -> SpanloopError:
    """What is stored cannot be read."""
    return SpanloopError(
        f"What the project stores of {what} is damaged", way_out="Run `spanloop check` on it, and open a backup."
    )


def article_key(connection: Connection, uid: str) -> int:
    """The integer key of an article. Raises SpanloopError when it is not there."""
    key = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.uid == uid)).scalar()
    if key is None:
        raise missing_article(uid)
    return key


def article_keys(connection: Connection, uids: Iterable[str]) -> list[int]:
    """The integer keys of those articles that are there, in order of import."""
    found: list[int] = []
    for some in chunks(uids):
        found += connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.uid.in_(some))).scalars()
    return sorted(found)


def article_uids(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    """uids by key."""
    found: dict[int, str] = {}
    for some in chunks(keys):
        found.update(
            (key, uid)
            for key, uid in connection.execute(select(ARTICLE.c.id, ARTICLE.c.uid).where(ARTICLE.c.id.in_(some)))
        )
    return found


def read_articles(
    connection: Connection, first: int, last: int, *, among: Sequence[int] | None = None, words: bool = True
) -> dict[int, Article]:
    """Articles whose keys lie between two keys, both included, in order.

    among: only these, a few hundred keys. words: with their stored words, which take more room than all the rest.
    """

    def wanted(key: Any) -> Any:
        return key.between(first, last) if among is None else key.in_(among)

    zones: defaultdict[int, list[Zone]] = defaultdict(list)
    query = (
        select(ZONE.c.article_id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind, ZONE.c.date, ZONE.c.state)
        .where(wanted(ZONE.c.article_id))
        .order_by(ZONE.c.article_id, ZONE.c.start)
    )
    for key, *rest in connection.execute(query):
        zones[key].append(Zone(*rest))
    articles: dict[int, Article] = {}
    columns = ("id", "uid", "title", "source", "date", "language", "external_id", "meta")
    rows = connection.execute(
        select(
            *(ARTICLE.c[name] for name in columns),
            ARTICLE_TEXT.c.text,
            ARTICLE_WORDS.c.boundaries if words else null().label("boundaries"),
        )
        .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
        .outerjoin(ARTICLE_WORDS, ARTICLE.c.id == ARTICLE_WORDS.c.article_id)
        .where(wanted(ARTICLE.c.id))
        .order_by(ARTICLE.c.id)
    )
    for row in rows:
        key, uid, title, source, date, language, external_id, meta, text, boundaries = tuple(row)
        try:
            with uncollected():
                unpacked = None if boundaries is None else unpack_words(boundaries, length=len(text))
            articles[key] = Article(
                uid=uid,
                text=text,
                title=title,
                source=source,
                date=date,
                language=language,
                external_id=external_id,
                meta=json.loads(meta),
                zones=tuple(zones[key]) if key in zones else (),
                words=unpacked,
            )
        except (ValueError, RecursionError) as error:
            raise damaged(f"article {uid}") from error
    return articles


def read_texts(connection: Connection, keys: Sequence[int]) -> Iterator[Article]:
    """Articles with their zones and nothing else that a job over texts does not need, in order of import."""
    for first in range(0, len(keys), _STREAM):
        some = keys[first : first + _STREAM]
        zones: defaultdict[int, list[Zone]] = defaultdict(list)
        columns = (ZONE.c.article_id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind, ZONE.c.date, ZONE.c.state)
        query = select(*columns).where(ZONE.c.article_id.in_(some)).order_by(ZONE.c.article_id, ZONE.c.start)
        for key, *rest in connection.execute(query):
            zones[key].append(Zone(*rest))
        rows = connection.execute(
            select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE_TEXT.c.text, ARTICLE.c.language)
            .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
            .where(ARTICLE.c.id.in_(some))
            .order_by(ARTICLE.c.id)
        )
        for key, uid, text, language in rows.all():
            yield Article(uid, text, language=language, zones=tuple(zones[key]) if key in zones else ())


def read_layouts(connection: Connection) -> list[Layout]:
    """What decides whether words still hold, for every article in order of import."""
    # One article after the other: the zones of a large project are a million.
    columns = (ZONE.c.article_id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind)
    zones = connection.execute(select(*columns).order_by(ZONE.c.article_id).execution_options(yield_per=1000))
    cuts = {
        key: layout(Zone(uid, start, end, kind) for _, uid, start, end, kind in some)
        for key, some in groupby(zones, key=itemgetter(0))
    }
    rows = connection.execute(
        select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.language, ARTICLE_WORDS.c.tokenizer)
        .outerjoin_from(ARTICLE, ARTICLE_WORDS, ARTICLE_WORDS.c.article_id == ARTICLE.c.id)
        .order_by(ARTICLE.c.id)
    )
    return [Layout(uid, language, tokenizer, cuts.get(key) or _WHOLE) for key, uid, language, tokenizer in rows]


_WHOLE = layout(())


def read_raw(connection: Connection, article_id: int) -> Raw | None:
    """What an article was read from, or None when it was not kept."""
    columns = (ARTICLE_RAW.c.content, ARTICLE_RAW.c.path, ARTICLE_RAW.c.kind)
    row = connection.execute(select(*columns).where(ARTICLE_RAW.c.article_id == article_id)).one_or_none()
    if row is None:
        return None
    try:
        return Raw(unpack_bytes(row.content, limit=MOST_RAW), row.path, row.kind)
    except ValueError as error:
        raise damaged("the bytes of an article") from error


def read_raw_kind(connection: Connection, article_id: int) -> str:
    """What the bytes are that came in, "" where they were not kept."""
    return connection.execute(select(ARTICLE_RAW.c.kind).where(ARTICLE_RAW.c.article_id == article_id)).scalar() or ""


def read_authors(connection: Connection) -> dict[int, Author]:
    """All authors by key, in the order in which they were first named."""
    rows = connection.execute(select(AUTHOR.c.id, AUTHOR.c.uid, AUTHOR.c.name, AUTHOR.c.kind).order_by(AUTHOR.c.id))
    return {key: Author(uid, name, kind) for key, uid, name, kind in rows}


def read_rejected(connection: Connection, article_id: int, author_id: int) -> frozenset[Rejected]:
    """What an author rejected in an article, by layer, label and place."""
    query = select(VERDICT.c.layer, VERDICT.c.label, VERDICT.c.start, VERDICT.c.end, VERDICT.c.fragments).where(
        VERDICT.c.article_id == article_id,
        VERDICT.c.author_id == author_id,
        VERDICT.c.outcome == "rejected",
        VERDICT.c.layer.is_not(None),
    )
    return frozenset(
        Rejected(layer, label, unpack_fragments(fragments, start, end))
        for layer, label, start, end, fragments in connection.execute(query)
    )


def read_states(connection: Connection, article_id: int) -> dict[str, tuple[str, str]]:
    """State and reason of an article, by uid of the author."""
    found = connection.execute(_STATES, {"article": article_id})
    return {uid: (state, reason) for uid, state, reason in found}


_STATES = (
    select(AUTHOR.c.uid, ARTICLE_STATE.c.state, ARTICLE_STATE.c.reason)
    .join_from(ARTICLE_STATE, AUTHOR, ARTICLE_STATE.c.author_id == AUTHOR.c.id)
    .where(ARTICLE_STATE.c.article_id == bindparam("article"))
    .order_by(AUTHOR.c.id)
)


def places(connection: Connection, uids: Sequence[str]) -> dict[str, MarkPlace]:
    """Where mentions, events and links are stored, by uid; uids that are nowhere are left out."""
    found: dict[str, MarkPlace] = {}
    for some in chunks(dict.fromkeys(uids)):
        left = some
        for table, query in _PLACES.items():
            for uid, key, article_id, author_id in connection.execute(query, {"some": left}):
                found[uid] = MarkPlace(table, key, article_id, author_id)
            left = [uid for uid in left if uid not in found]
            if not left:
                break
    return found


#: Made once, because every act runs them.
_PLACES = {
    table: select(table.c.uid, table.c.id, table.c.article_id, table.c.author_id).where(
        table.c.uid.in_(bindparam("some", expanding=True)), *([SPAN.c.layer == "entities"] if table is SPAN else ())
    )
    for table in (SPAN, EVENT, LINK)
}
