"""Writing articles, their zones and words, clusters and splits."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b, sha256
from itertools import chain
from operator import le, lt
from typing import Any, Literal

from sqlalchemy import select

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.store import reading
from spanloop.store.acting import ActBase, ArticlePlace, new_key, to_json
from spanloop.store.derived_tables import ARTICLE_WORDS, CLUSTER, CLUSTER_MEMBER, SPLIT
from spanloop.store.journal import chunks
from spanloop.store.packing import Edges, pack_words
from spanloop.store.tables import (
    ARGUMENT,
    ARTICLE,
    ARTICLE_NOTE,
    ARTICLE_RAW,
    ARTICLE_STATE,
    ARTICLE_TEXT,
    ATTRIBUTE,
    COMPLETION,
    COPY_CHOICE,
    EVENT,
    LINK,
    REMOVAL,
    SPAN,
    VERDICT,
    ZONE,
)

#: All that is about an article, children before parents.
_OF_AN_ARTICLE = (
    ARGUMENT,
    ATTRIBUTE,
    LINK,
    EVENT,
    SPAN,
    REMOVAL,
    VERDICT,
    COMPLETION,
    ARTICLE_STATE,
    ARTICLE_NOTE,
    COPY_CHOICE,
    ZONE,
    ARTICLE_RAW,
)


def text_hash(text: str) -> str:
    """What articles of the same text share."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


class ArticleWriting(ActBase):
    """The part of an act that is about articles."""

    def add_article(
        self,
        article: Article,
        *,
        raw: bytes | None = None,
        path: str | None = None,
        kind: str = "text",
        reader: str = "text-1",
        revision_of: str | None = None,
    ) -> None:
        """Add an article with its zones and words.

        raw: the bytes that it was read from, kept compressed; path: where they came from; kind: what they are; reader:
        what read them (see ArticleRaw). revision_of: uid of the article of which this is a corrected text. Raises
        SpanloopError for an empty text or one with U+0000 or lone surrogates, and at the end of the act for an id that
        is there already.
        """
        text = article.text
        where = article.external_id or article.title or article.uid
        if not text:
            raise SpanloopError("The article has no text", where=where, way_out="Leave it out.")
        if "\0" in text or not _encodable(text):
            raise SpanloopError(
                "The text holds U+0000 or half of a surrogate pair", where=where, way_out="Put U+FFFD in their place."
            )
        key = self.rows.new_key(ARTICLE)
        self.rows.insert(
            ARTICLE,
            {
                "id": key,
                "uid": article.uid,
                "external_id": article.external_id,
                "title": article.title,
                "source": article.source,
                "date": article.date,
                "language": article.language,
                "meta": to_json(article.meta),
                "length": len(text),
                "text_hash": text_hash(text),
                "added_at": now(),
                "revision_of": revision_of,
            },
        )
        self.rows.insert(ARTICLE_TEXT, {"article_id": key, "text": text})
        self.rows.index(key, article.title, text)
        if raw is not None:
            self.rows.insert(
                ARTICLE_RAW,
                {
                    "article_id": key,
                    "content": zlib.compress(raw),
                    "sha256": sha256(raw).hexdigest(),
                    "path": path or "",
                    "kind": kind,
                    "reader": reader,
                },
            )
        place = self.hold_article(ArticlePlace(key, article.uid, text))
        self.touch("articles", place)
        if article.zones:
            self._add_zones(place, article.zones)
        if article.words is not None:
            self.set_words(article.uid, "given", article.words)

    def change_article(
        self,
        uid: str,
        *,
        title: str | None = None,
        source: str | None = None,
        date: str | None = None,
        language: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> None:
        """Change what is known about an article; its text cannot be changed."""
        place = self.find_article(uid)
        given = {"title": title, "source": source, "date": date, "language": language}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if meta is not None:
            values["meta"] = to_json(dict(meta))
        if values and self.rows.update(ARTICLE, {place.key: values}):
            self.touch("articles", place)

    def set_reader(self, uid: str, reader: str) -> None:
        """Note who read the bytes of an article last, where that came to the same text."""
        place = self.find_article(uid)
        if self.rows.update(ARTICLE_RAW, {place.key: {"reader": reader}}):
            self.touch("articles", place)

    def hand_over_id(self, old: str, new: str) -> None:
        """Give the id that a file gave an article to its newer text: the next import of the file is to find that."""
        place, newer = self.find_article(old), self.find_article(new)
        self.rows.flush()
        query = select(ARTICLE.c.external_id).where(ARTICLE.c.id == place.key)
        external_id = self.connection.execute(query).scalar()
        if external_id is not None:
            self.rows.update(ARTICLE, {place.key: {"external_id": None}})
            self.rows.update(ARTICLE, {newer.key: {"external_id": external_id}})

    def remove_article(self, uid: str) -> None:
        """Remove an article with all that anybody marked in it. Undo brings it back."""
        place = self.find_article(uid)
        self.rows.flush()
        self.touch("articles", place)
        for table in _OF_AN_ARTICLE:
            (column,) = table.primary_key.columns
            query = select(column).where(table.c.article_id == place.key)
            gone = self.rows.delete(table, [key for (key,) in self.connection.execute(query)])
            if gone and table is SPAN:
                self.touch("mentions", place, marks=[row[1] for row in gone])
            elif gone and table is EVENT:
                self.touch("events", place)
        following = select(COPY_CHOICE.c.id).where(COPY_CHOICE.c.leader_id == place.key)
        self.rows.delete(COPY_CHOICE, [key for (key,) in self.connection.execute(following)])
        self.rows.delete(ARTICLE_TEXT, [place.key])
        self.rows.delete(ARTICLE, [place.key])
        self.drop_article(uid)

    def set_zones(self, article_uid: str, zones: Sequence[Zone]) -> None:
        """Put these zones in place of those that are there. Raises SpanloopError when they overlap or lie outside."""
        place = self.find_article(article_uid)
        self.rows.flush()
        query = select(ZONE.c.id, ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind, ZONE.c.date, ZONE.c.state).where(
            ZONE.c.article_id == place.key
        )
        there = {Zone(*rest): key for key, *rest in self.connection.execute(query)}
        wanted = set(zones)
        gone = self.rows.delete(ZONE, [key for zone, key in there.items() if zone not in wanted])
        new = [zone for zone in zones if zone not in there]
        _check_zones(place, zones)
        self._insert_zones(place, new)
        if gone or new:
            self.touch("zones", place)

    def _add_zones(self, place: ArticlePlace, zones: Sequence[Zone]) -> None:
        _check_zones(place, zones)
        self._insert_zones(place, zones)
        self.touch("zones", place)

    def _insert_zones(self, place: ArticlePlace, zones: Sequence[Zone]) -> None:
        for zone in zones:
            self.rows.insert(
                ZONE,
                {
                    "id": self.rows.new_key(ZONE),
                    "uid": zone.uid,
                    "article_id": place.key,
                    "start": zone.start,
                    "end": zone.end,
                    "kind": zone.kind,
                    "date": zone.date,
                    "state": zone.state,
                },
            )

    def set_words(self, article_uid: str, tokenizer: str, words: Edges) -> None:
        """Store word boundaries and the id of the tokenizer that found them. Derived, so not undone."""
        place = self.find_article(article_uid)
        self._check_words(article_uid, words, len(place.text))
        self._write_words([(place.key, article_uid, tokenizer, words)])

    def set_words_of_many(self, found: Iterable[tuple[str, str, Edges]]) -> None:
        """The same for many articles, each given as uid, tokenizer and words; those that are gone are passed over."""
        self.rows.flush()
        for some in chunks(found):
            query = select(ARTICLE.c.uid, ARTICLE.c.id, ARTICLE.c.length).where(
                ARTICLE.c.uid.in_([uid for uid, _, _ in some])
            )
            there = {uid: (key, length) for uid, key, length in self.connection.execute(query)}
            rows: list[tuple[int, str, str, Edges]] = []
            for uid, tokenizer, words in some:
                if uid in there:
                    key, length = there[uid]
                    self._check_words(uid, words, length)
                    rows.append((key, uid, tokenizer, words))
            self._write_words(rows)

    def _write_words(self, rows: Sequence[tuple[int, str, str, Edges]]) -> None:
        if not rows:
            return
        keys = [key for key, *_ in rows]
        self.connection.execute(ARTICLE_WORDS.delete().where(ARTICLE_WORDS.c.article_id.in_(keys)))
        self.connection.execute(
            ARTICLE_WORDS.insert(),
            [
                {"article_id": key, "tokenizer": tokenizer, "boundaries": pack_words(words)}
                for key, _, tokenizer, words in rows
            ],
        )
        self.kinds.add("articles")
        self.articles.update((key, uid) for key, uid, _, _ in rows)

    def _check_words(self, article_uid: str, words: Edges, length: int) -> None:
        edges = list(chain.from_iterable(words))
        # In C, because there are 40 million of them in a large project; the loop only finds out which one it is.
        if not edges or (
            edges[0] >= 0
            and edges[-1] <= length
            and all(map(lt, edges[::2], edges[1::2]))
            and all(map(le, edges[1:-1:2], edges[2::2]))
        ):
            return
        last = 0
        for start, end in words:
            if not last <= start < end <= length:
                raise SpanloopError(f"The word {start}-{end} is not in order within the text", where=article_uid)
            last = end

    def set_clusters(self, clusters: Mapping[str, str | None]) -> None:
        """Say which cluster articles are in: article uid -> cluster uid, None for in none. Derived, not undone."""
        self.rows.flush()
        wanted = sorted({uid for uid in clusters.values() if uid is not None})
        keys: dict[str, int] = {}
        for some in chunks(wanted):
            query = select(CLUSTER.c.uid, CLUSTER.c.id).where(CLUSTER.c.uid.in_(some))
            keys.update((uid, key) for uid, key in self.connection.execute(query))
        for uid in wanted:
            if uid not in keys:
                done = self.connection.execute(CLUSTER.insert(), {"uid": uid, "at": now()})
                keys[uid] = new_key(done)
        for some in chunks(clusters):
            query = select(ARTICLE.c.uid, ARTICLE.c.id).where(ARTICLE.c.uid.in_(some))
            places: dict[str, int] = dict(self.connection.execute(query).all())
            gone = next((uid for uid in some if uid not in places), None)
            if gone is not None:
                raise reading.missing_article(gone)
            members = [
                {"article_id": places[uid], "cluster_id": keys[cluster]}
                for uid in some
                if (cluster := clusters[uid]) is not None
            ]
            self.connection.execute(CLUSTER_MEMBER.delete().where(CLUSTER_MEMBER.c.article_id.in_(places.values())))
            if members:
                self.connection.execute(CLUSTER_MEMBER.insert(), members)
            self.articles.update((key, uid) for uid, key in places.items())
            self.kinds.add("articles")
        if clusters:
            self.connection.execute(CLUSTER.delete().where(CLUSTER.c.id.not_in(select(CLUSTER_MEMBER.c.cluster_id))))

    def set_split(self, splits: Mapping[str, Literal["train", "dev", "test"]]) -> None:
        """Store splits given at first sight: uid of a cluster, or of an article in none -> split.

        A split that is there already stays (nothing that was tested on may train later). Not undone.
        """
        rows = [{"key": key, "split": split, "at": now()} for key, split in splits.items()]
        there = {key for (key,) in self.connection.execute(select(SPLIT.c.key))}
        rows = [row for row in rows if row["key"] not in there]
        if rows:
            self.connection.execute(SPLIT.insert(), rows)
            self.kinds.add("articles")


def _check_zones(place: ArticlePlace, zones: Sequence[Zone]) -> None:
    last = 0
    for zone in sorted(zones, key=lambda zone: zone.start):
        if not last <= zone.start < zone.end <= len(place.text):
            raise SpanloopError(
                f"The zone {zone.start}-{zone.end} overlaps another one or lies outside the text",
                where=place.uid,
                way_out="Zones of one article do not overlap.",
            )
        last = zone.end


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
