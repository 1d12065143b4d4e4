"""Notes on articles, and the list of all notes of a project."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Connection, literal, select, union_all

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.notes import ArticleNote
from spanloop.store.acting import ActBase
from spanloop.store.tables import ARTICLE, ARTICLE_NOTE, AUTHOR, EVENT, SPAN


class NoteWriting(ActBase):
    """The part of an act that is about notes on articles."""

    def set_article_note(self, article_uid: str, author: Author, note: ArticleNote) -> None:
        """Write an author's note on an article in the place of the one before; at: "" means now.

        An empty text takes the note away; that it was taken away stays known, so that no older copy brings it back.
        """
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        self.rows.flush()
        there = self.connection.execute(
            select(ARTICLE_NOTE.c.id).where(
                ARTICLE_NOTE.c.article_id == place.key, ARTICLE_NOTE.c.author_id == author_id
            )
        ).scalar()
        values = {"text": note.text, "at": note.at or self.at}
        if there is not None:
            changed = self.rows.update(ARTICLE_NOTE, {there: values})
        else:
            key = self.rows.new_key(ARTICLE_NOTE)
            owner = {"id": key, "uid": note.uid or new_uid(), "article_id": place.key, "author_id": author_id}
            self.rows.insert(ARTICLE_NOTE, {**owner, **values})
            changed = True
        if changed:
            self.touch("notes", place)


def read_notes(connection: Connection, article_id: int) -> dict[str, ArticleNote]:
    """The notes on an article by uid of the author, with those that were taken away."""
    query = (
        select(AUTHOR.c.uid.label("author"), ARTICLE_NOTE.c.uid, ARTICLE_NOTE.c.text, ARTICLE_NOTE.c.at)
        .join_from(ARTICLE_NOTE, AUTHOR, AUTHOR.c.id == ARTICLE_NOTE.c.author_id)
        .where(ARTICLE_NOTE.c.article_id == article_id)
        .order_by(AUTHOR.c.id)
    )
    return {author: ArticleNote(uid, text, at) for author, uid, text, at in connection.execute(query)}


def read_all_notes(connection: Connection) -> dict[str, dict[str, ArticleNote]]:
    """The same of every article that has any, by its uid."""
    query = (
        select(ARTICLE.c.uid, AUTHOR.c.uid, ARTICLE_NOTE.c.uid, ARTICLE_NOTE.c.text, ARTICLE_NOTE.c.at)
        .join_from(ARTICLE_NOTE, AUTHOR, AUTHOR.c.id == ARTICLE_NOTE.c.author_id)
        .join(ARTICLE, ARTICLE.c.id == ARTICLE_NOTE.c.article_id)
        .order_by(ARTICLE_NOTE.c.article_id, AUTHOR.c.id)
    )
    found: dict[str, dict[str, ArticleNote]] = {}
    for article, author, uid, text, at in connection.execute(query):
        found.setdefault(article, {})[author] = ArticleNote(uid, text, at)
    return found


class NoteLine(NamedTuple):
    """A note with where it is. mark: uid of a mention or event, "" for a note on the article. quote: its words."""

    kind: Literal["article", "mention", "event"]
    article: str
    title: str
    author: str
    text: str
    at: str
    mark: str = ""
    name: str = ""
    quote: str = ""
    start: int = 0


def list_notes(connection: Connection, *, limit: int) -> list[NoteLine]:
    """All notes of people and of gold, the latest first."""
    places = select(
        literal("article"), ARTICLE.c.uid, ARTICLE.c.title, AUTHOR.c.name, ARTICLE_NOTE.c.text,
        ARTICLE_NOTE.c.at.label("at"), literal(""), literal(""), literal(""), literal(0),
    ).join_from(ARTICLE_NOTE, ARTICLE, ARTICLE.c.id == ARTICLE_NOTE.c.article_id).join(
        AUTHOR, AUTHOR.c.id == ARTICLE_NOTE.c.author_id
    ).where(ARTICLE_NOTE.c.text != "")  # fmt: skip
    mentions = select(
        literal("mention"), ARTICLE.c.uid, ARTICLE.c.title, AUTHOR.c.name, SPAN.c.notes, SPAN.c.changed, SPAN.c.uid,
        SPAN.c.label, SPAN.c.quote, SPAN.c.start,
    ).join_from(SPAN, ARTICLE, ARTICLE.c.id == SPAN.c.article_id).join(AUTHOR, AUTHOR.c.id == SPAN.c.author_id).where(
        SPAN.c.notes != "", SPAN.c.layer == "entities", AUTHOR.c.kind.in_(("human", "gold"))
    )  # fmt: skip
    events = select(
        literal("event"), ARTICLE.c.uid, ARTICLE.c.title, AUTHOR.c.name, EVENT.c.notes, EVENT.c.changed, EVENT.c.uid,
        EVENT.c.type, SPAN.c.quote, SPAN.c.start,
    ).join_from(EVENT, SPAN, SPAN.c.id == EVENT.c.trigger_id).join(ARTICLE, ARTICLE.c.id == EVENT.c.article_id).join(
        AUTHOR, AUTHOR.c.id == EVENT.c.author_id
    ).where(EVENT.c.notes != "", AUTHOR.c.kind.in_(("human", "gold")))  # fmt: skip
    every = union_all(places, mentions, events).subquery()
    query = select(every).order_by(every.c.at.desc()).limit(limit)
    return [NoteLine(*row) for row in connection.execute(query)]
