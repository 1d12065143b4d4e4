"""What a project is asked for with every key and seldom changes: its authors, versions, and the article at hand."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cached_property

from sqlalchemy import Connection, bindparam, func, select

from spanloop.core.article import Article
from spanloop.core.changes import ChangeKind
from spanloop.core.marks import Author, AuthorKind
from spanloop.store import reading
from spanloop.store.acting import ArticlePlace
from spanloop.store.tables import ACT, ARTICLE, EXTRACTOR

#: Kinds of change by which nothing here becomes another.
FLEETING: frozenset[ChangeKind] = frozenset({"mentions", "events", "links", "verdicts", "completions", "states"})

_KEY = select(ARTICLE.c.id).where(ARTICLE.c.uid == bindparam("uid"))
#: The version that suggests, and what live refreshes made of it.
_CURRENT_UID = select(EXTRACTOR.c.uid).where(EXTRACTOR.c.state == "current")
_CURRENT = select(EXTRACTOR.c.author_id).where(
    (EXTRACTOR.c.state == "current") | func.json_extract(EXTRACTOR.c.details, "$.live_of").in_(_CURRENT_UID)
)
_NEWER = ARTICLE.alias("newer")
_SUPERSEDED = select(ARTICLE.c.id, ARTICLE.c.uid).join_from(_NEWER, ARTICLE, ARTICLE.c.uid == _NEWER.c.revision_of)
_BARRIER = select(func.max(ACT.c.id)).where(ACT.c.kind == "migration")


class Facts:
    """Read when first asked for, and thrown away when anybody wrote what may be among them.

    stamp: the data version of the file at which they were made.
    """

    def __init__(self, connection: Connection, stamp: int) -> None:
        self.stamp = stamp
        self._connection = connection
        self._keys: dict[str, int] = {}
        self._article: tuple[int, Article] | None = None

    @cached_property
    def authors(self) -> dict[int, Author]:
        """Everybody by key, in the order in which they were first named."""
        return reading.read_authors(self._connection)

    @cached_property
    def _author_keys(self) -> dict[str, int]:
        return {author.uid: key for key, author in self.authors.items()}

    @cached_property
    def suggesting(self) -> frozenset[str]:
        """uids of the authors whose suggestions are offered now: rule sets, the version that is current, and
        what live refreshes made of it."""
        rules = {author.uid for author in self.authors.values() if author.kind == "rules"}
        return frozenset(rules | {self.authors[key].uid for (key,) in self._connection.execute(_CURRENT)})

    @cached_property
    def barrier(self) -> int:
        """The latest act before which nothing is undone."""
        return self._connection.execute(_BARRIER).scalar() or 0

    @cached_property
    def superseded(self) -> dict[int, str]:
        """Articles of which there is a newer text, uid by key.

        They are kept with their marks, but what lists, searches, clusters, trains on, counts or exports articles passes
        over them: each story would be there twice. Undoing the act that revised one brings it back.
        """
        return dict(self._connection.execute(_SUPERSEDED).all())

    @cached_property
    def superseded_uids(self) -> frozenset[str]:
        """The same by uid alone."""
        return frozenset(self.superseded.values())

    def author_key(self, uid: str) -> int | None:
        """The key of an author who is known."""
        return self._author_keys.get(uid)

    def find_author(self, name: str, *, kind: AuthorKind | None = None) -> Author | None:
        """The author of this name; of several kinds, humans before all others."""
        found = [a for a in self.authors.values() if a.name == name and kind in (None, a.kind)]
        return min(found, key=lambda author: author.kind != "human", default=None)

    def known_author(self, author: Author) -> Author:
        """The author as the project knows them: by uid, else by kind and name; else the one given."""
        key = self._author_keys.get(author.uid)
        return self.authors[key] if key is not None else self.find_author(author.name, kind=author.kind) or author

    def article_key(self, uid: str) -> int:
        """The integer key of an article. Raises SpanloopError when it is not there."""
        key = self._keys.get(uid)
        if key is None:
            key = self._connection.execute(_KEY, {"uid": uid}).scalar()
            if key is None:
                raise reading.missing_article(uid)
            self._keys[uid] = key
        return key

    def article(self, uid: str) -> Article:
        """An article with zones and words; the one that was asked for last is at hand."""
        if self._article is None or self._article[1].uid != uid:
            key = self.article_key(uid)
            self._article = key, reading.read_articles(self._connection, key, key)[key]
        return self._article[1]

    def after(self, kinds: AbstractSet[ChangeKind]) -> Facts | None:
        """What of it still holds after an act over this connection that touched these kinds; None for nothing.

        Which articles are superseded is read by going through all of them (6 ms for 100,000), so it is kept as long as
        no act touches articles.
        """
        if kinds and kinds <= FLEETING:
            return self
        if not kinds or "articles" in kinds or "superseded" not in self.__dict__:
            return None
        kept = Facts(self._connection, self.stamp)
        kept.__dict__["superseded"] = self.superseded
        return kept

    @property
    def at_hand(self) -> ArticlePlace | None:
        """The article that was asked for last."""
        if self._article is None:
            return None
        key, article = self._article
        return ArticlePlace(key, article.uid, article.text)
