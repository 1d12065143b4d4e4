"""What a project knows of its articles, by which an import tells them again: read once, not for each of 100,000."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from spanloop.store.tables import ARTICLE, ARTICLE_RAW


class KnownArticle(NamedTuple):
    """By what an article is told again.

    text_hash: see writing_articles.text_hash. sha256: of the bytes that it was read from, "" where they were not kept.
    kind, reader: what those bytes are and what read them, "" likewise. path: where they came from. revision_of: uid of
    the article of which this is a newer text, or None.
    """

    uid: str
    external_id: str | None
    text_hash: str
    sha256: str
    kind: str
    reader: str
    path: str
    revision_of: str | None


def read_known(connection: Connection) -> Iterator[KnownArticle]:
    """Every article in order of import. Nothing may be written before the last one was taken."""
    rows = connection.execute(
        select(
            ARTICLE.c.uid, ARTICLE.c.external_id, ARTICLE.c.text_hash, ARTICLE_RAW.c.sha256, ARTICLE_RAW.c.kind,
            ARTICLE_RAW.c.reader, ARTICLE_RAW.c.path, ARTICLE.c.revision_of,
        )
        .outerjoin_from(ARTICLE, ARTICLE_RAW, ARTICLE_RAW.c.article_id == ARTICLE.c.id)
        .order_by(ARTICLE.c.id)
        .execution_options(yield_per=1000)
    )  # fmt: skip
    for uid, external_id, text_hash, sha256, kind, reader, path, revision_of in rows:
        yield KnownArticle(uid, external_id, text_hash, sha256 or "", kind or "", reader or "", path or "", revision_of)
