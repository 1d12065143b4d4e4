"""Whether anything is marked at places of an article: asked of very many articles one after the other."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from spanloop.store.journal import chunks
from spanloop.store.tables import AUTHOR, SPAN

# Every leading column of the index over articles, authors, layers and places is named, so that it is used. Made once,
# because putting a query together takes longer than answering it.
_ANY = (
    select(SPAN.c.id)
    .where(
        SPAN.c.article_id == bindparam("article"),
        SPAN.c.author_id.in_(select(AUTHOR.c.id)),
        SPAN.c.layer.in_(("entities", "events")),
        SPAN.c.start.in_(bindparam("starts", expanding=True)),
    )
    .limit(1)
)


def any_begins_at(connection: Connection, article_id: int, starts: Collection[int]) -> bool:
    """Whether a mention or trigger of anybody begins at one of these code points of an article."""
    return any(
        connection.execute(_ANY, {"article": article_id, "starts": some}).first() is not None for some in chunks(starts)
    )
