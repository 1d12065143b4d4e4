"""The search index follows what an act writes, with never more than some megabytes of text at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from spanloop.store import search
from spanloop.store.tables import ARTICLE, ARTICLE_TEXT

#: Characters of text that are kept back, to be indexed together.
_BATCH = 4_000_000
#: Articles that are read together.
_CHUNK = 500


class Indexing:
    """The index within one transaction. What changes is taken out first and put in again at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._new: list[tuple[int, str, str]] = []
        self._new_size = 0
        self._out: dict[int, None] = {}

    def add(self, key: int, title: str, text: str) -> None:
        """Put a new article in."""
        self._new.append((key, title, text))
        self._new_size += len(text)
        if self._new_size > _BATCH:
            self._write()

    def before_change(self, keys: Iterable[int]) -> None:
        """Titles or texts of these articles are about to change, come or go; called while they are as they were."""
        unknown = [key for key in keys if key not in self._out]
        if not unknown:
            return
        self._write()
        for first in range(0, len(unknown), _CHUNK):
            some = unknown[first : first + _CHUNK]
            search.remove(self._connection, _titles_and_texts(self._connection, some))
            self._out.update(dict.fromkeys(some))

    def settle(self) -> None:
        """Bring the index up to what the act left; called once, before the commit."""
        self._write()
        keys = list(self._out)
        for first in range(0, len(keys), _CHUNK):
            search.add(self._connection, _titles_and_texts(self._connection, keys[first : first + _CHUNK]))
        self._out.clear()

    def _write(self) -> None:
        search.add(self._connection, self._new)
        self._new.clear()
        self._new_size = 0


def _titles_and_texts(connection: Connection, keys: Sequence[int]) -> list[tuple[int, str, str]]:
    query = (
        select(ARTICLE.c.id, ARTICLE.c.title, ARTICLE_TEXT.c.text)
        .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
        .where(ARTICLE.c.id.in_(keys))
    )
    return [(key, title, text) for key, title, text in connection.execute(query)]
