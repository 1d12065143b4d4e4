"""The tables about articles: what came in, what is known of it, and what people said of a whole article.

See spanloop.store.tables for what holds of all tables.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from spanloop.store.rows import KEYS, Row, check_range, one_of, reference


class Article(Row, table=True):
    """What the queue needs of an article. The text is a row elsewhere, so that listing articles does not read it.

    revision_of: uid of the article of which this is a corrected text, or null.
    """

    __table_args__ = (
        Index(None, "text_hash"),
        # Few articles have an older text; who asks for them does not go through all.
        Index(None, "revision_of", sqlite_where=text("revision_of IS NOT NULL")),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    external_id: str | None = Field(default=None, unique=True)
    title: str
    source: str
    date: str
    language: str
    meta: str
    length: int
    text_hash: str
    added_at: str
    revision_of: str | None = None


class ArticleText(Row, table=True):
    """The text, verbatim. Never updated."""

    __table_args__ = (reference("article_id", "article"),)
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str


class ArticleRaw(Row, table=True):
    """The bytes that came in, compressed, so that better reading can be run again. sha256 is of the plain bytes.

    kind: what they are ("text", "html", "pdf", "row"...). reader: which reader made the text, with its version
    ("html-1"), so that `reimport` finds what a newer one would read again.
    """

    __table_args__ = (reference("article_id", "article"),)
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: bytes
    sha256: str
    path: str
    kind: str = Field(sa_column_kwargs={"server_default": "text"})
    reader: str = Field(sa_column_kwargs={"server_default": "text-1"})


class Zone(Row, table=True):
    """A region of an article; it has no author."""

    __table_args__ = (
        reference("article_id", "article"),
        UniqueConstraint("article_id", "start"),
        check_range(),
        one_of("kind", "headline", "standfirst", "boilerplate", "comment", "article_break"),
        one_of("state", "proposed", "confirmed"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    start: int
    end: int
    kind: str
    date: str | None = None
    state: str


class ArticleState(Row, table=True):
    """What one author said about working on an article."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        UniqueConstraint("article_id", "author_id"),
        Index(None, "author_id"),
        one_of("state", "started", "skipped", "question"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    article_id: int
    author_id: int
    state: str
    reason: str
    at: str


class ArticleNote(Row, table=True):
    """What one author noted about an article as a whole."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        UniqueConstraint("article_id", "author_id"),
        Index(None, "author_id"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    text: str
    at: str


class CopyChoice(Row, table=True):
    """What an author decided about a copy of a story: it follows the leader's marks, or is left alone.

    leader_id: the article whose marks it takes; null for a copy that is ignored.
    """

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        reference("leader_id", "article"),
        UniqueConstraint("article_id", "author_id"),
        CheckConstraint("(choice = 'follow') = (leader_id IS NOT NULL)", name="leader"),
        CheckConstraint("leader_id IS NULL OR leader_id <> article_id", name="other"),
        Index(None, "author_id"),
        Index(None, "leader_id"),
        one_of("choice", "follow", "ignore"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    choice: str
    leader_id: int | None = None
    at: str
