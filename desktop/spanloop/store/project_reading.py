"""What can be read from a project; the reading half of spanloop.store.project.Project."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, select

from spanloop.core.article import Article
from spanloop.core.errors import MarkGoneError, SpanloopError
from spanloop.core.marks import Author, AuthorKind, Fragment, Fragments, Layer, Marks, Mention, Verdict
from spanloop.core.notes import ArticleNote
from spanloop.core.schema import Schema, parse_schema
from spanloop.store import (
    deciding,
    examples,
    experience,
    histories,
    knowing,
    listing,
    notes,
    reading,
    returning,
    search,
    spots,
    trails,
    undoing,
)
from spanloop.store.activity import ActiveTime, read_days, read_times
from spanloop.store.derived_tables import ARTICLE_WORDS, CLUSTER, CLUSTER_MEMBER, SPLIT
from spanloop.store.facts import Facts
from spanloop.store.journal import IN_CHUNK
from spanloop.store.material import CompletedWork, any_marked, read_completed, read_finished
from spanloop.store.reading_marks import (
    MarksReader,
    find_mention,
    keys_with_work_of,
    read_mentions_over,
    read_verdicts_on,
    stream,
    stream_some,
    uids_beside,
)
from spanloop.store.reading_versions import read_extractors
from spanloop.store.records import ActRecord, ExtractorRecord, Layout, QueueRow, Raw, Rejected
from spanloop.store.tables import (
    ARTICLE,
    SCHEMA_VERSION,
)
from spanloop.store.writing_articles import text_hash

#: How many marks and places marks_beside takes.
MOST_BESIDE = 200

SplitName = Literal["train", "dev", "test"]


class ProjectReading(ABC):
    """Reads objects of core; integer keys stay inside."""

    path: Path

    def __init__(self) -> None:
        self._schemas: tuple[int, list[Schema]] | None = None
        self._parsed: dict[str, Schema] = {}
        self._known: Facts | None = None

    @property
    @abstractmethod
    def _connection(self) -> Connection: ...

    @abstractmethod
    def data_version(self) -> int:
        """A number that changes when another program or connection has written to the file."""

    @property
    def _facts(self) -> Facts:
        """What seldom changes; read anew after this or another program wrote what may be among it."""
        stamp = self.data_version()
        if self._known is None or self._known.stamp != stamp or not self._is_settled():
            self._known = Facts(self._connection, stamp)
        return self._known

    def _is_settled(self) -> bool:
        """Whether no act is under way, whose writing nobody else may see."""
        return True

    # ---- the schema

    @property
    def schema(self) -> Schema:
        """The schema in force."""
        return self._read_schemas()[-1]

    @property
    def schemas(self) -> dict[str, Schema]:
        """Every schema that was in force, by version, oldest first."""
        return {schema.version: schema for schema in self._read_schemas()}

    def forget_schemas(self) -> None:
        """Look at the table again when the schema is asked for next; likewise at authors, versions and articles."""
        self._schemas = None
        self._known = None

    def _read_schemas(self) -> list[Schema]:
        """Parsed once a document; the table is read again after this or another program wrote."""
        stamp = self.data_version()
        if self._schemas is None or self._schemas[0] != stamp:
            rows = self._connection.execute(select(SCHEMA_VERSION.c.document).order_by(SCHEMA_VERSION.c.id))
            schemas = [self._parse(document) for (document,) in rows]
            if not schemas:
                raise SpanloopError("The project has no schema", where=str(self.path), way_out="Open a backup of it.")
            self._schemas = (stamp, schemas)
        return self._schemas[1]

    def _parse(self, document: str) -> Schema:
        if document not in self._parsed:
            where = str(self.path)
            try:
                self._parsed[document] = parse_schema(json.loads(document), where=where)
            except (ValueError, RecursionError) as error:
                raise SpanloopError(
                    "The schema in the project is damaged", where=where, way_out="Open a backup of it."
                ) from error
        return self._parsed[document]

    # ---- articles

    def article(self, uid: str) -> Article:
        """One article with its zones and words. Raises SpanloopError when it is not there."""
        return self._facts.article(uid)

    def has_article(self, uid: str) -> bool:
        """Whether an article with this uid is in the project."""
        return self._connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.uid == uid)).scalar() is not None

    def article_uids(self) -> list[str]:
        """All articles in order of import, less those of which there is a newer text (see Facts.superseded)."""
        rows = self._connection.execute(select(ARTICLE.c.uid).order_by(ARTICLE.c.id))
        hidden = self._facts.superseded_uids
        return [uid for (uid,) in rows if uid not in hidden]

    def article_uid_by_external_id(self, external_id: str) -> str | None:
        """The article that a file gave this id, or None."""
        return self._connection.execute(select(ARTICLE.c.uid).where(ARTICLE.c.external_id == external_id)).scalar()

    def article_uids_by_text(self, text: str) -> list[str]:
        """Articles with exactly this text, in order of import."""
        query = select(ARTICLE.c.uid).where(ARTICLE.c.text_hash == text_hash(text)).order_by(ARTICLE.c.id)
        return [uid for (uid,) in self._connection.execute(query)]

    def known_articles(self) -> Iterator[knowing.KnownArticle]:
        """By what every article is told again when it comes in anew, in order of import."""
        return knowing.read_known(self._connection)

    def article_raw(self, uid: str) -> Raw | None:
        """What an article was read from, or None when it was not kept."""
        return reading.read_raw(self._connection, self._facts.article_key(uid))

    def raw_kind(self, uid: str) -> str:
        """What the bytes are that an article was read from ("html", "text"...), "" where they were not kept."""
        return reading.read_raw_kind(self._connection, self._facts.article_key(uid))

    def articles_without_words(self) -> list[str]:
        """Articles that the tokenizer job has not seen, in order of import."""
        query = (
            select(ARTICLE.c.uid)
            .outerjoin_from(ARTICLE, ARTICLE_WORDS, ARTICLE_WORDS.c.article_id == ARTICLE.c.id)
            .where(ARTICLE_WORDS.c.article_id.is_(None))
            .order_by(ARTICLE.c.id)
        )
        return [uid for (uid,) in self._connection.execute(query)]

    def tokenizer_of(self, uid: str) -> str | None:
        """The id of the tokenizer that found an article's words, or None while it has none."""
        key = self._facts.article_key(uid)
        return self._connection.execute(
            select(ARTICLE_WORDS.c.tokenizer).where(ARTICLE_WORDS.c.article_id == key)
        ).scalar()

    def layouts(self) -> list[Layout]:
        """What decides whether the stored words of each article still hold, in order of import."""
        hidden = self._facts.superseded_uids
        return [one for one in reading.read_layouts(self._connection) if one.uid not in hidden]

    def texts(self, uids: Collection[str] | None = None) -> Iterator[Article]:
        """Articles with language and zones, but without words and details, in order of import; all, or those named.

        Those that are not there are left out. Nothing may be written before the last one was taken.
        """
        if uids is not None:
            return reading.read_texts(self._connection, reading.article_keys(self._connection, uids))
        hidden = self._facts.superseded
        keys = self._connection.execute(select(ARTICLE.c.id).order_by(ARTICLE.c.id)).scalars()
        return reading.read_texts(self._connection, [key for key in keys if key not in hidden])

    def queue(self, author: Author) -> list[QueueRow]:
        """Every article as this author sees it, in order of import."""
        reading = self.queue_reading(author)
        everything = reading.everything()
        return reading.rows(everything, 0, len(everything))

    def queue_reading(self, author: Author) -> listing.QueueReading:
        """Orders, rows and counts of the queue as this author sees it, for as long as nothing is written."""
        key = self._author_key(author)
        return listing.QueueReading(
            self._connection,
            path=self.path,
            author_id=-1 if key is None else key,
            schema=self.schema,
            versions=self.schemas,
            hidden=self._facts.superseded,
        )

    def search(self, query: str, *, limit: int | None = None) -> list[str]:
        """uids of articles whose title or text has all these words (see spanloop.store.search), in order of import."""
        found = search.find(self._connection, query, limit=limit)
        hidden = self._facts.superseded_uids
        return [uid for uid in found if uid not in hidden]

    # ---- marks

    def all_marks(self, article_uid: str) -> list[Marks]:
        """The marks of every author who has anything in an article, in the order in which authors were named."""
        key = self._facts.article_key(article_uid)
        return [marks for marks in self._read_marks(key) if marks]

    def marks(self, article_uid: str, author: Author) -> Marks:
        """One author's marks in an article; empty when there are none."""
        key = self._facts.article_key(article_uid)
        known = self.known_author(author)
        author_id = self._author_key(known)
        if author_id is None:
            return Marks(author)
        found = self._read_marks(key, author_id=author_id)
        return found[0] if found else Marks(known)

    def some_marks(self, article_uid: str, uids: Iterable[str]) -> list[Marks]:
        """Of the mentions and events with these uids, those that are in an article, by author.

        To bring a view up to date after an act: what `Changes.marks` names and this does not return is gone. Takes a
        millisecond where all_marks takes a hundred; links, verdicts and completions are left out.
        """
        wanted = frozenset(uids)
        key = self._facts.article_key(article_uid)
        if len(wanted) <= IN_CHUNK:
            return self._read_marks(key, only=sorted(wanted))
        found = [
            Marks(
                marks.author,
                tuple(mention for mention in marks.mentions if mention.uid in wanted),
                tuple(event for event in marks.events if event.uid in wanted),
            )
            for marks in self.all_marks(article_uid)
        ]
        return [marks for marks in found if marks]

    def marks_beside(
        self, article_uid: str, uids: Collection[str], spans: Collection[Fragment], *, decisions: bool
    ) -> list[Marks]:
        """Mentions and events, by author, that begin and end where the marks with these uids do, or where `spans` do.

        What an act may have changed about a place is all in there, in the order of all_marks. decisions: also all
        links, verdicts and completions of the article. Raises ValueError for more than a few hundred.
        """
        if len(uids) + len(spans) > MOST_BESIDE:
            raise ValueError("so many are read quicker with all_marks")
        key = self._facts.article_key(article_uid)
        found = uids_beside(self._connection, key, sorted(uids), spans)
        return self._read_marks(key, only=found, decisions=decisions)

    def _read_marks(
        self,
        key: int,
        *,
        author_id: int | None = None,
        only: Sequence[str] | None = None,
        decisions: bool | None = None,
    ) -> list[Marks]:
        """Marks of one article by author (see MarksReader)."""
        reader = MarksReader(
            self._connection, key, key, author_id=author_id, only=only, decisions=decisions, authors=self._facts.authors
        )
        return reader.read().get(key, [])

    def any_begins_at(self, article_uid: str, starts: Collection[int]) -> bool:
        """Whether a mention or trigger of anybody begins at one of these code points of an article."""
        return spots.any_begins_at(self._connection, self._facts.article_key(article_uid), starts)

    def mentions_over(self, article_uid: str, author: Author, start: int, end: int) -> tuple[Mention, ...]:
        """An author's mentions that reach into `[start, end)`, in order, without reading the others."""
        key = self._facts.article_key(article_uid)
        author_id = self._author_key(author)
        return () if author_id is None else read_mentions_over(self._connection, key, author_id, start, end)

    def find_mention(self, article_uid: str, author: Author, fragments: Fragments, label: str) -> str | None:
        """uid of an author's mention with this label and just these fragments, or None."""
        key, author_id = self._facts.article_key(article_uid), self._author_key(author)
        return None if author_id is None else find_mention(self._connection, key, author_id, fragments, label)

    def verdicts_on(self, article_uid: str, author: Author, suggestions: Collection[str]) -> tuple[Verdict, ...]:
        """What an author did with these suggestions of an article, without reading all their verdicts there."""
        key, author_id = self._facts.article_key(article_uid), self._author_key(author)
        return () if author_id is None else read_verdicts_on(self._connection, key, author_id, suggestions)

    def _author_key(self, author: Author) -> int | None:
        facts = self._facts
        return facts.author_key(facts.known_author(author).uid)

    def records(self) -> Iterator[tuple[Article, list[Marks]]]:
        """Every article with the marks of all its authors, in order of import, a few hundred at a time.

        An author who removed everything that they had there is among them, for what they removed.
        """
        return stream(self._connection, without=self._facts.superseded)

    def records_of(self, authors: Collection[Author], *, words: bool = True) -> Iterator[tuple[Article, list[Marks]]]:
        """Likewise, but only the articles in which one of these authors has or removed anything. words: with stored
        words, which take more room than all the rest."""
        facts = self._facts
        keys = [key for author in authors if (key := facts.author_key(author.uid)) is not None]
        found = keys_with_work_of(self._connection, keys)
        return stream_some(self._connection, [key for key in found if key not in facts.superseded], words=words)

    def newest_marks(self) -> tuple[int, ...]:
        """Where past_marks ends: a number each for spans, arguments and links."""
        return experience.newest_keys(self._connection)

    def past_marks(self, *, after: tuple[int, ...], until: tuple[int, ...]) -> experience.Past:
        """What people marked, in ranges of newest_marks; in no order."""
        return experience.read_past(self._connection, after=after, until=until)

    def mark_owner(self, uid: str) -> tuple[str, Author]:
        """Article and author of a mention, event or link. Raises MarkGoneError when it is not there."""
        mark = reading.places(self._connection, [uid]).get(uid)
        if mark is None:
            raise MarkGoneError("There is no such mark in the project", where=uid, way_out="It may be gone already.")
        hand = self._facts.at_hand
        if hand is not None and hand.key == mark.article_id:
            return hand.uid, self._facts.authors[mark.author_id]
        article = reading.article_uids(self._connection, [mark.article_id])[mark.article_id]
        return article, self._facts.authors[mark.author_id]

    def rejected(self, article_uid: str, author: Author) -> frozenset[Rejected]:
        """What an author rejected in an article, by layer, label and place; not offered to them again.

        It holds also when the extractor version that suggested it is gone.
        """
        key = self._facts.article_key(article_uid)
        author_id = self._author_key(author)
        return frozenset() if author_id is None else reading.read_rejected(self._connection, key, author_id)

    def state(self, article_uid: str, author: Author) -> tuple[str | None, str]:
        """What an author said about working on an article: (started, skipped, question or None), and the reason."""
        key = self._facts.article_key(article_uid)
        return reading.read_states(self._connection, key).get(self.known_author(author).uid, (None, ""))

    def states(self, article_uid: str) -> dict[str, tuple[str, str]]:
        """The same of everybody, by uid of the author."""
        return dict(reading.read_states(self._connection, self._facts.article_key(article_uid)))

    def article_notes(self, article_uid: str) -> dict[str, ArticleNote]:
        """Everybody's notes on an article, by uid of the author, with those that were taken away (an empty text)."""
        return notes.read_notes(self._connection, self._facts.article_key(article_uid))

    def all_article_notes(self) -> dict[str, dict[str, ArticleNote]]:
        """The notes on every article that has any: uid of the article -> uid of the author -> note."""
        return notes.read_all_notes(self._connection)

    def list_notes(self, limit: int) -> list[notes.NoteLine]:
        """Notes of people on articles and marks, the latest first."""
        return notes.list_notes(self._connection, limit=limit)

    # ---- authors and extractors

    def authors(self) -> list[Author]:
        """Everybody, in the order in which they were first named."""
        return list(self._facts.authors.values())

    def suggesting_authors(self) -> frozenset[str]:
        """uids of the authors whose suggestions are offered now: rule sets and the version that is current."""
        return self._facts.suggesting

    def find_author(self, name: str, *, kind: AuthorKind | None = None) -> Author | None:
        """The author of this name; of several kinds, humans before all others."""
        return self._facts.find_author(name, kind=kind)

    def known_author(self, author: Author) -> Author:
        """The author as the project knows them: by uid, else by kind and name; else the one given."""
        return self._facts.known_author(author)

    def extractors(self) -> list[ExtractorRecord]:
        """All versions in the order of training."""
        return read_extractors(self._connection, self._facts.authors)

    def completed_work(self) -> list[CompletedWork]:
        """The articles of which a person or gold completed something, with how much is marked in each."""
        hidden = self._facts.superseded_uids
        return [one for one in read_completed(self._connection) if one.article not in hidden]

    def finished_articles(self) -> set[str]:
        """Uids of the articles of which any person or gold completed anything."""
        return read_finished(self._connection) - self._facts.superseded_uids

    def any_marked(self) -> bool:
        """Whether a person or gold marked anything in any article."""
        return any_marked(self._connection)

    def decisions(self) -> dict[str, dict[str, int]]:
        """What people did with suggestions: uid of the suggesting author -> outcome -> how many.

        Each person's verdict counts; a suggestion that is no longer here does not.
        """
        return deciding.read_decisions(self._connection)

    def left_undecided(self) -> dict[str, int]:
        """uid of an extractor -> how many of its suggestions people left open where they completed the layer."""
        return deciding.read_left_undecided(self._connection)

    def active_times(self, *, article: str = "") -> list[ActiveTime]:
        """Seconds by article, person and day; of one article where it is named."""
        return read_times(self._connection, article=article)

    def active_days(self, author: Author | None = None) -> dict[str, int]:
        """Seconds of each day, of one person or of everybody."""
        uid = "" if author is None else self.known_author(author).uid
        return read_days(self._connection, author_uid=uid)

    # ---- clusters and splits

    def splits(self) -> dict[str, SplitName]:
        """Splits given so far, by uid of a cluster or of an article that was in none."""
        return dict(self._connection.execute(select(SPLIT.c.key, SPLIT.c.split)).all())

    def cluster_of(self, article_uid: str) -> str:
        """The cluster that an article is in; its own uid while it is in none."""
        key = self._facts.article_key(article_uid)
        return self._connection.execute(_CLUSTERS.where(CLUSTER_MEMBER.c.article_id == key)).scalar() or article_uid

    def clusters(self) -> dict[str, str]:
        """The cluster of every article that is in one: article uid -> cluster uid."""
        query = _CLUSTERS.add_columns(ARTICLE.c.uid).join(ARTICLE, ARTICLE.c.id == CLUSTER_MEMBER.c.article_id)
        hidden = self._facts.superseded_uids
        return {article: cluster for cluster, article in self._connection.execute(query) if article not in hidden}

    # ---- what was done

    def undo_label(self, author: Author) -> str | None:
        """What undo would take back, or None."""
        facts = self._facts
        found = undoing.next_undo(self._connection, facts.known_author(author).uid, barrier=facts.barrier)
        return None if found is None else found[1]

    def redo_label(self, author: Author) -> str | None:
        """What redo would do again, or None."""
        facts = self._facts
        found = undoing.next_redo(self._connection, facts.known_author(author).uid, barrier=facts.barrier)
        return None if found is None else found[1]

    def history(self, limit: int = 200) -> list[ActRecord]:
        """The latest acts of everybody, newest first."""
        return undoing.read_history(self._connection, limit=limit)

    def acts(self, *, limit: int, before: str = "") -> list[histories.HistoryAct]:
        """Acts of everybody with their places, newest first; only those before an act where one is named by its uid."""
        return histories.read_acts(self._connection, limit=limit, before=before)

    def act_place(self, uid: str) -> histories.ActPlace | None:
        """Where an act was done; None where that is nowhere or gone."""
        return histories.read_place(self._connection, uid)

    def plan_return(self, author: Author, act: str) -> returning.Return:
        """What `go_to` would take back, or do again."""
        return returning.plan_return(self._connection, self.known_author(author), act)

    def find_examples(self, label: str, *, layer: Layer, role: str = "") -> list[examples.Found]:
        """Marks of people and of gold with a label or type, or that fill a role of the type; newest first."""
        return examples.find_examples(self._connection, label, layer=layer, role=role)

    def read_around(self, found: Sequence[examples.Found]) -> list[examples.Around]:
        """The text around such marks."""
        return examples.read_around(self._connection, found)

    def mark_file(self, uid: str) -> trails.MarkFile | None:
        """Everything that happened to a mention or event; None when it is not there."""
        return trails.read_mark_file(self._connection, uid)


_CLUSTERS = select(CLUSTER.c.uid).join_from(CLUSTER_MEMBER, CLUSTER, CLUSTER_MEMBER.c.cluster_id == CLUSTER.c.id)
