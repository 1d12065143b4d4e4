"""Rows into objects of core. Plain rows, not mapped objects: 20,000 marks in one article are read at once."""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Completion, Event, Fragment, Link, Marks, Mention, Removal, Verdict
from spanloop.core.segments import layout
from spanloop.store.derived_tables import ARTICLE_WORDS
from spanloop.store.journal import chunks
from spanloop.store.packing import MOST_RAW, unpack_bytes, unpack_fragments, unpack_words
from spanloop.store.records import Layout, Rejected
from spanloop.store.tables import (
    ARGUMENT,
    ARTICLE,
    ARTICLE_RAW,
    ARTICLE_STATE,
    ARTICLE_TEXT,
    ATTRIBUTE,
    AUTHOR,
    COMPLETION,
    EVENT,
    LINK,
    REMOVAL,
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


def article_uids(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    """uids by key."""
    found: dict[int, str] = {}
    for some in chunks(keys):
        found.update(
            (key, uid)
            for key, uid in connection.execute(select(ARTICLE.c.id, ARTICLE.c.uid).where(ARTICLE.c.id.in_(some)))
        )
    return found


def read_articles(connection: Connection, first: int, last: int) -> dict[int, Article]:
    """Articles whose keys lie between two keys, both included, in order."""
    zones: defaultdict[int, list[Zone]] = defaultdict(list)
    query = (
        select(ZONE.c.article_id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind, ZONE.c.date, ZONE.c.state)
        .where(ZONE.c.article_id.between(first, last))
        .order_by(ZONE.c.article_id, ZONE.c.start)
    )
    for key, *rest in connection.execute(query):
        zones[key].append(Zone(*rest))
    articles: dict[int, Article] = {}
    columns = ("id", "uid", "title", "source", "date", "language", "external_id", "meta")
    rows = connection.execute(
        select(*(ARTICLE.c[name] for name in columns), ARTICLE_TEXT.c.text, ARTICLE_WORDS.c.boundaries)
        .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
        .outerjoin(ARTICLE_WORDS, ARTICLE.c.id == ARTICLE_WORDS.c.article_id)
        .where(ARTICLE.c.id.between(first, last))
        .order_by(ARTICLE.c.id)
    )
    for row in rows:
        key, uid, title, source, date, language, external_id, meta, text, boundaries = tuple(row)
        try:
            with _no_collection():
                words = None if boundaries is None else unpack_words(boundaries, length=len(text))
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
                words=words,
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
    zones: defaultdict[int, list[Zone]] = defaultdict(list)
    columns = (ZONE.c.article_id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind)
    for key, *rest in connection.execute(select(*columns)):
        zones[key].append(Zone(*rest))
    rows = connection.execute(
        select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.language, ARTICLE_WORDS.c.tokenizer)
        .outerjoin_from(ARTICLE, ARTICLE_WORDS, ARTICLE_WORDS.c.article_id == ARTICLE.c.id)
        .order_by(ARTICLE.c.id)
    )
    return [Layout(uid, language, tokenizer, layout(zones.get(key, ()))) for key, uid, language, tokenizer in rows]


def read_raw(connection: Connection, article_id: int) -> tuple[bytes, str] | None:
    """The bytes that came in and where they came from, or None when they were not kept."""
    row = connection.execute(
        select(ARTICLE_RAW.c.content, ARTICLE_RAW.c.path).where(ARTICLE_RAW.c.article_id == article_id)
    ).one_or_none()
    if row is None:
        return None
    try:
        return unpack_bytes(row.content, limit=MOST_RAW), row.path
    except ValueError as error:
        raise damaged("the bytes of an article") from error


def read_authors(connection: Connection) -> dict[int, Author]:
    """All authors by key, in the order in which they were first named."""
    rows = connection.execute(select(AUTHOR.c.id, AUTHOR.c.uid, AUTHOR.c.name, AUTHOR.c.kind).order_by(AUTHOR.c.id))
    return {key: Author(uid, name, kind) for key, uid, name, kind in rows}


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python's collector from walking, over and over, through tens of thousands of new objects that all stay.

    It halves the time of reading a long article.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class MarksReader:
    """Reads the marks of a range of articles: of all authors or of one, all of them or mentions and events by uid."""

    def __init__(
        self,
        connection: Connection,
        first: int,
        last: int,
        *,
        author_id: int | None = None,
        only: Sequence[str] | None = None,
        decisions: bool | None = None,
    ) -> None:
        """decisions: whether links, verdicts and completions are read too; unless said, where all marks are."""
        self.connection = connection
        self.first = first
        self.last = last
        self.author_id = author_id
        self.only = only
        self.decisions = only is None if decisions is None else decisions
        self.authors = read_authors(connection)
        self.parts: defaultdict[int, defaultdict[int, dict[str, list[Any]]]] = defaultdict(lambda: defaultdict(dict))

    def read(self) -> dict[int, list[Marks]]:
        """Marks by article key; one for each author who has anything there, in the order of `authors`."""
        try:
            with _no_collection():
                self._mentions()
                self._events()
                if self.decisions:
                    self._links()
                    self._verdicts_and_completions()
                    self._removed()
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise damaged("the marks") from error
        found: dict[int, list[Marks]] = {}
        for article, by_author in self.parts.items():
            found[article] = [
                Marks(self.authors[author], **{name: tuple(values) for name, values in by_author[author].items()})
                for author in sorted(by_author)
            ]
        return found

    def _rows(
        self, table: Table, columns: str, *, order: str, layer: str | None = None, every: bool = False
    ) -> Sequence[Any]:
        """Rows of the range. every: also those that are not of the marks asked for."""
        query = select(*(table.c[name] for name in columns.split())).where(
            table.c.article_id == self.first
            if self.first == self.last
            else table.c.article_id.between(self.first, self.last)
        )
        if self.author_id is not None:
            query = query.where(table.c.author_id == self.author_id)
        if layer is not None:
            query = query.where(table.c.layer == layer)
        only = None if every else self.only
        if only is not None and "uid" in table.columns:
            query = query.where(table.c.uid.in_(only))
        elif only is not None:
            query = query.where(table.c.event_id.in_(select(EVENT.c.id).where(EVENT.c.uid.in_(only))))
        return self.connection.execute(query.order_by(*(table.c[name] for name in order.split()))).all()

    def _list(self, article: int, author: int, part: str) -> list[Any]:
        return self.parts[article][author].setdefault(part, [])

    def _mentions(self) -> None:
        rows = self._rows(
            SPAN,
            "article_id author_id uid start end fragments label score origin notes changed earlier",
            order="article_id author_id start end id",
            layer="entities",
        )
        article = author = -1
        into: list[Mention] = []
        for row in rows:
            new_article, new_author, uid, start, end, fragments, label, score, origin, notes, changed, earlier = row
            if new_article != article or new_author != author:
                article, author = new_article, new_author
                into = self._list(article, author, "mentions")
            place = unpack_fragments(fragments, start, end) if fragments else ((start, end),)
            into.append(Mention(uid, place, label, score, origin, notes, changed, tuple(earlier.split())))

    def _events(self) -> None:
        triggers = {
            key: unpack_fragments(fragments, start, end)
            for key, start, end, fragments in self._rows(SPAN, "id start end fragments", order="id", layer="events")
        }
        if not triggers:
            return
        rows = self._rows(
            EVENT,
            "id article_id author_id uid type trigger_id score origin notes changed earlier",
            order="article_id author_id id",
        )
        arguments = self._arguments()
        attributes: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for event_id, name, value in self._rows(ATTRIBUTE, "event_id name value", order="event_id name"):
            attributes[event_id][name] = value
        for row in sorted(rows, key=lambda row: (triggers[row.trigger_id], row.id)):
            self._list(row.article_id, row.author_id, "events").append(
                Event(
                    row.uid,
                    row.type,
                    triggers[row.trigger_id],
                    tuple(arguments.get(row.id, ())),
                    attributes.get(row.id, {}),
                    row.score,
                    row.origin,
                    row.notes,
                    row.changed,
                    tuple(row.earlier.split()),
                )
            )

    def _arguments(self) -> dict[int, list[Argument]]:
        """Arguments by the key of their event, in order."""
        rows = self._rows(ARGUMENT, "event_id role span_id filler_event_id", order="article_id event_id position")
        spans = self._uids(SPAN, {row.span_id for row in rows})
        events = self._uids(EVENT, {row.filler_event_id for row in rows})
        found: defaultdict[int, list[Argument]] = defaultdict(list)
        for event_id, role, span_id, filler_event_id in rows:
            is_event = span_id is None
            found[event_id].append(Argument(role, events[filler_event_id] if is_event else spans[span_id], is_event))
        return found

    def _links(self) -> None:
        rows = list(
            self._rows(
                LINK,
                "article_id author_id uid type source_span_id target_span_id source_event_id target_event_id",
                order="article_id author_id id",
                every=True,
            )
        )
        if not rows:
            return
        spans = self._uids(SPAN, {key for row in rows for key in (row.source_span_id, row.target_span_id)})
        events = self._uids(EVENT, {key for row in rows for key in (row.source_event_id, row.target_event_id)})
        for row in rows:
            ends = (
                (spans[row.source_span_id], spans[row.target_span_id], False)
                if row.source_event_id is None
                else (events[row.source_event_id], events[row.target_event_id], True)
            )
            self._list(row.article_id, row.author_id, "links").append(Link(row.uid, row.type, *ends))

    def _uids(self, table: Table, keys: set[int | None]) -> dict[int, str]:
        found: dict[int, str] = {}
        for some in chunks(key for key in keys if key is not None):
            query = select(table.c.id, table.c.uid).where(table.c.id.in_(some))
            found.update((key, uid) for key, uid in self.connection.execute(query))
        return found

    def _verdicts_and_completions(self) -> None:
        for article, author, *rest in self._rows(
            VERDICT,
            "article_id author_id uid suggestion outcome result at",
            order="article_id author_id id",
            every=True,
        ):
            self._list(article, author, "verdicts").append(Verdict(*rest))
        for article, author, *rest in self._rows(
            COMPLETION,
            "article_id author_id uid layer start end schema_version at",
            order="article_id author_id id",
            every=True,
        ):
            self._list(article, author, "completions").append(Completion(*rest))

    def _removed(self) -> None:
        for article, author, *rest in self._rows(
            REMOVAL, "article_id author_id uid at", order="article_id author_id at uid"
        ):
            self._list(article, author, "removed").append(Removal(*rest))


def stream(connection: Connection) -> Iterator[tuple[Article, list[Marks]]]:
    """Every article with the marks of all its authors, a few hundred articles at a time."""
    after = 0
    while True:
        query = select(ARTICLE.c.id).where(ARTICLE.c.id > after).order_by(ARTICLE.c.id).limit(_STREAM)
        keys = [key for (key,) in connection.execute(query)]
        if not keys:
            return
        articles = read_articles(connection, keys[0], keys[-1])
        marks = MarksReader(connection, keys[0], keys[-1]).read()
        for key, article in articles.items():
            yield article, marks.get(key, [])
        after = keys[-1]


def read_mentions_over(
    connection: Connection, article_id: int, author_id: int, start: int, end: int
) -> tuple[Mention, ...]:
    """Mentions of an author that reach into a range of the text, in order."""
    query = (
        select(
            SPAN.c.uid,
            SPAN.c.start,
            SPAN.c.end,
            SPAN.c.fragments,
            SPAN.c.label,
            SPAN.c.score,
            SPAN.c.origin,
            SPAN.c.notes,
            SPAN.c.changed,
            SPAN.c.earlier,
        )
        .where(
            SPAN.c.article_id == article_id,
            SPAN.c.author_id == author_id,
            SPAN.c.layer == "entities",
            SPAN.c.start < end,
            SPAN.c.end > start,
        )
        .order_by(SPAN.c.start, SPAN.c.end, SPAN.c.id)
    )
    return tuple(
        Mention(
            uid, unpack_fragments(packed, first, last), label, score, origin, notes, changed, tuple(earlier.split())
        )
        for uid, first, last, packed, label, score, origin, notes, changed, earlier in connection.execute(query)
    )


def uids_beside(connection: Connection, article_id: int, uids: Sequence[str], spans: Collection[Fragment]) -> list[str]:
    """uids of mentions and events, of any author, that begin and end where these marks do, or where `spans` do."""
    query = select(SPAN.c.start, SPAN.c.end).where(SPAN.c.article_id == article_id, SPAN.c.uid.in_(uids))
    places = {(start, end) for start, end in connection.execute(query)} | set(spans)
    # Every leading column of the index over articles, authors, layers and places is named, so that it is used.
    query = select(SPAN.c.uid, SPAN.c.start, SPAN.c.end).where(
        SPAN.c.article_id == article_id,
        SPAN.c.author_id.in_(select(AUTHOR.c.id)),
        SPAN.c.layer.in_(("entities", "events")),
        SPAN.c.start.in_({start for start, _ in places}),
        SPAN.c.end.in_({end for _, end in places}),
    )
    return [uid for uid, start, end in connection.execute(query) if (start, end) in places]


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
    query = (
        select(AUTHOR.c.uid, ARTICLE_STATE.c.state, ARTICLE_STATE.c.reason)
        .join_from(ARTICLE_STATE, AUTHOR, ARTICLE_STATE.c.author_id == AUTHOR.c.id)
        .where(ARTICLE_STATE.c.article_id == article_id)
        .order_by(AUTHOR.c.id)
    )
    return {uid: (state, reason) for uid, state, reason in connection.execute(query)}


def places(connection: Connection, uids: Sequence[str]) -> dict[str, MarkPlace]:
    """Where mentions, events and links are stored, by uid; uids that are nowhere are left out."""
    found: dict[str, MarkPlace] = {}
    for some in chunks(dict.fromkeys(uids)):
        for table in (SPAN, EVENT, LINK):
            query = select(table.c.uid, table.c.id, table.c.article_id, table.c.author_id).where(table.c.uid.in_(some))
            if table is SPAN:
                query = query.where(SPAN.c.layer == "entities")
            for uid, key, article_id, author_id in connection.execute(query):
                found[uid] = MarkPlace(table, key, article_id, author_id)
    return found
