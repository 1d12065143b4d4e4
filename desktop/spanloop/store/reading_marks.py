"""Rows of marks into objects of core. Plain rows, not mapped objects: 20,000 marks in one article are read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, select

from spanloop.core.article import Article
from spanloop.core.collecting import uncollected
from spanloop.core.marks import (
    Argument,
    Author,
    Completion,
    Event,
    Fragment,
    Fragments,
    Link,
    Marks,
    Mention,
    Removal,
    Verdict,
)
from spanloop.store.journal import chunks
from spanloop.store.packing import pack_fragments, unpack_fragments
from spanloop.store.reading import damaged, read_articles, read_authors
from spanloop.store.tables import (
    ARGUMENT,
    ARTICLE,
    ATTRIBUTE,
    AUTHOR,
    COMPLETION,
    EVENT,
    LINK,
    REMOVAL,
    SPAN,
    VERDICT,
)

#: How many articles are read together when a whole project streams by.
_STREAM = 200


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
        authors: Mapping[int, Author] | None = None,
        among: Sequence[int] | None = None,
    ) -> None:
        """decisions: whether links, verdicts and completions are read too; unless said, where all marks are.

        authors: everybody by key, where the caller knows them. among: of the range only these articles, a few hundred.
        """
        self.connection = connection
        self.first = first
        self.last = last
        self.author_id = author_id
        self.only = only
        self.among = among
        self.decisions = only is None if decisions is None else decisions
        self.authors = read_authors(connection) if authors is None else authors
        self.parts: defaultdict[int, defaultdict[int, dict[str, list[Any]]]] = defaultdict(lambda: defaultdict(dict))

    def read(self) -> dict[int, list[Marks]]:
        """Marks by article key; one for each author who has anything there, in the order of `authors`."""
        try:
            with uncollected():
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
        only = None if every else self.only
        if only is not None and not only:
            return ()  # asked for none of them, SQLite would still go through all of the article
        query = _query(
            table,
            columns,
            order,
            layer=layer,
            one=self.first == self.last,
            of_author=self.author_id is not None,
            only=only is not None,
            among=self.among is not None,
        )
        where: dict[str, Any] = {"first": self.first, "last": self.last, "author": self.author_id, "only": only}
        where["among"] = self.among
        return self.connection.execute(query, where).all()

    def _list(self, article: int, author: int, part: str) -> list[Any]:
        return self.parts[article][author].setdefault(part, [])

    def _mentions(self) -> None:
        rows = self._rows(
            SPAN,
            "article_id author_id uid start end fragments label score origin notes changed earlier value",
            order="article_id author_id start end id",
            layer="entities",
        )
        article = author = -1
        into: list[Mention] = []
        for row in rows:
            (
                new_article,
                new_author,
                uid,
                start,
                end,
                fragments,
                label,
                score,
                origin,
                notes,
                changed,
                earlier,
                value,
            ) = row
            if new_article != article or new_author != author:
                article, author = new_article, new_author
                into = self._list(article, author, "mentions")
            place = unpack_fragments(fragments, start, end) if fragments else ((start, end),)
            into.append(
                Mention(
                    uid, place, label, score, origin, notes, changed, tuple(earlier.split()) if earlier else (), value
                )
            )

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
        rows = self._rows(ARGUMENT, "event_id role span_id filler_event_id score", order="article_id event_id position")
        spans = self._uids(SPAN, {row.span_id for row in rows})
        events = self._uids(EVENT, {row.filler_event_id for row in rows})
        found: defaultdict[int, list[Argument]] = defaultdict(list)
        for event_id, role, span_id, filler_event_id, score in rows:
            is_event = span_id is None
            filler = events[filler_event_id] if is_event else spans[span_id]
            found[event_id].append(Argument(role, filler, is_event, score))
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


_VERDICTS_ON = (
    select(VERDICT.c.uid, VERDICT.c.suggestion, VERDICT.c.outcome, VERDICT.c.result, VERDICT.c.at)
    .where(
        VERDICT.c.author_id == bindparam("author"),
        VERDICT.c.suggestion.in_(bindparam("some", expanding=True)),
        VERDICT.c.article_id == bindparam("article"),
    )
    .order_by(VERDICT.c.id)
)


def read_verdicts_on(
    connection: Connection, article_id: int, author_id: int, suggestions: Collection[str]
) -> tuple[Verdict, ...]:
    """What an author did with these suggestions of an article, in the order in which it was written."""
    found: list[Verdict] = []
    for some in chunks(suggestions):
        rows = connection.execute(_VERDICTS_ON, {"article": article_id, "author": author_id, "some": some})
        found += [Verdict(*row) for row in rows]
    return tuple(found)


@lru_cache(maxsize=64)
def _query(
    table: Table, columns: str, order: str, *, layer: str | None, one: bool, of_author: bool, only: bool, among: bool
) -> Select[*tuple[Any, ...]]:
    """Made once for each kind of question: building one takes longer than asking it of a few rows."""
    query = select(*(table.c[name] for name in columns.split()))
    # Of what hangs on some events no article is named, or SQLite would look for them among all of the article.
    some = only and "uid" not in table.columns
    holder = EVENT if some else table
    first, last = bindparam("first"), bindparam("last")
    within = holder.c.article_id == first if one else holder.c.article_id.between(first, last)
    where = [holder.c.article_id.in_(bindparam("among", expanding=True)) if among else within]
    if of_author:
        where.append(holder.c.author_id == bindparam("author"))
    if layer is not None:
        where.append(holder.c.layer == layer)
    if only:
        where.append(holder.c.uid.in_(bindparam("only", expanding=True)))
    query = query.where(table.c.event_id.in_(select(EVENT.c.id).where(*where)) if some else and_(*where))
    return query.order_by(*(table.c[name] for name in order.split()))


def keys_with_work_of(connection: Connection, authors: Collection[int]) -> list[int]:
    """Keys of the articles in which one of these authors has anything or removed anything, in order of import."""
    found: set[int] = set()
    for table in (SPAN, LINK, VERDICT, COMPLETION, REMOVAL):
        for some in chunks(authors):
            query = select(table.c.article_id).where(table.c.author_id.in_(some)).distinct()
            found.update(connection.execute(query).scalars())
    return sorted(found)


def stream_some(
    connection: Connection, keys: Sequence[int], *, words: bool = True
) -> Iterator[tuple[Article, list[Marks]]]:
    """These articles, in this order, with the marks of all their authors, a few hundred at a time."""
    for some in chunks(keys, _STREAM):
        articles = read_articles(connection, some[0], some[-1], among=some, words=words)
        marks = MarksReader(connection, some[0], some[-1], among=some).read()
        for key in some:
            yield articles[key], marks.get(key, [])


def stream(connection: Connection, *, without: Collection[int] = ()) -> Iterator[tuple[Article, list[Marks]]]:
    """Every article with the marks of all its authors, a few hundred articles at a time. without: keys passed over."""
    after = 0
    while True:
        query = select(ARTICLE.c.id).where(ARTICLE.c.id > after).order_by(ARTICLE.c.id).limit(_STREAM)
        keys = [key for (key,) in connection.execute(query)]
        if not keys:
            return
        articles = read_articles(connection, keys[0], keys[-1])
        marks = MarksReader(connection, keys[0], keys[-1]).read()
        for key, article in articles.items():
            if key not in without:
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
            SPAN.c.value,
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
            uid,
            unpack_fragments(packed, first, last),
            label,
            score,
            origin,
            notes,
            changed,
            tuple(earlier.split()),
            value,
        )
        for uid, first, last, packed, label, score, origin, notes, changed, earlier, value in connection.execute(query)
    )


def uids_beside(connection: Connection, article_id: int, uids: Sequence[str], spans: Collection[Fragment]) -> list[str]:
    """uids of mentions and events, of any author, that begin and end where these marks do, or where `spans` do."""
    places = set(spans)
    if uids:
        places |= {(start, end) for start, end in connection.execute(_EXTENTS, {"article": article_id, "uids": uids})}
    if not places:
        return []
    where = {"starts": list({start for start, _ in places}), "ends": list({end for _, end in places})}
    found = connection.execute(_BESIDE, {"article": article_id, **where})
    return [uid for uid, start, end in found if (start, end) in places]


# Made once, because they are asked with every key.
_EXTENTS = select(SPAN.c.start, SPAN.c.end).where(
    SPAN.c.article_id == bindparam("article"), SPAN.c.uid.in_(bindparam("uids", expanding=True))
)
# Every leading column of the index over articles, authors, layers and places is named, so that it is used.
_BESIDE = select(SPAN.c.uid, SPAN.c.start, SPAN.c.end).where(
    SPAN.c.article_id == bindparam("article"),
    SPAN.c.author_id.in_(select(AUTHOR.c.id)),
    SPAN.c.layer.in_(("entities", "events")),
    SPAN.c.start.in_(bindparam("starts", expanding=True)),
    SPAN.c.end.in_(bindparam("ends", expanding=True)),
)
_ALIKE = select(SPAN.c.uid).where(
    SPAN.c.article_id == bindparam("article"),
    SPAN.c.author_id == bindparam("author"),
    SPAN.c.layer == "entities",
    SPAN.c.start == bindparam("start"),
    SPAN.c.end == bindparam("end"),
    SPAN.c.label == bindparam("label"),
    SPAN.c.fragments == bindparam("fragments"),
)


def find_mention(
    connection: Connection, article_id: int, author_id: int, fragments: Fragments, label: str
) -> str | None:
    """uid of an author's mention with this label and just these fragments, or None."""
    where = {"start": fragments[0][0], "end": fragments[-1][1], "fragments": pack_fragments(fragments), "label": label}
    return connection.execute(_ALIKE, {"article": article_id, "author": author_id, **where}).scalar()
