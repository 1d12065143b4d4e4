"""What every part of an act shares: who acts, which rows are written, what was touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, bindparam, select

from spanloop.core.changes import ChangeKind, Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author
from spanloop.store import reading
from spanloop.store.journal import Rows
from spanloop.store.problems import forget_problems
from spanloop.store.reading import MarkPlace
from spanloop.store.tables import ACT, ARTICLE, ARTICLE_TEXT, AUTHOR

#: How many articles an act names in the history; an import may touch 100,000.
ARTICLES_NAMED = 100


class ArticlePlace(NamedTuple):
    """An article as an act needs it."""

    key: int
    uid: str
    text: str


def schema_json(document: Mapping[str, Any]) -> str:
    """A schema's document in its own order: labels, roles and attributes are offered in the order of the file."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def to_json(value: object) -> str:
    """JSON of which equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class ActBase:
    """One transaction under way. Made by Project.act; see spanloop.store.writing for what it can do.

    changes: what was done; complete once the `with` block has ended. at: its time, which the marks it changes take.
    """

    def __init__(self, connection: Connection, actor: Author, label: str, *, schema_version: str) -> None:
        self.connection = connection
        self.label = label
        self.at = now()
        self.changes = Changes()
        self.rows = Rows(connection)
        self.schema_version = schema_version
        self.permanent = False
        self.kinds: set[ChangeKind] = set()
        self.marks: set[str] = set()
        self.completed: set[str] = set()
        self.articles: dict[int, str] = {}
        self._authors: dict[str, int] = {}
        self._article: ArticlePlace | None = None
        self._known: dict[str, MarkPlace] = {}
        self.actor = self.add_author(actor)

    def add_author(self, author: Author) -> Author:
        """Make an author known; returns the one that is known already under that uid, or that kind and name.

        Authors stay known: this is not undone.
        """
        wanted = {"uid": author.uid, "kind": author.kind, "name": author.name}
        row = self.connection.execute(_AUTHOR, wanted).first()
        if row is not None:
            self._authors[author.uid] = self._authors[row.uid] = row.id
            return Author(row.uid, row.name, row.kind)
        if not author.name.strip():
            raise SpanloopError("An author needs a name", way_out="Give one.")
        done = self.connection.execute(AUTHOR.insert(), {"uid": author.uid, "name": author.name, "kind": author.kind})
        self._authors[author.uid] = new_key(done)
        self.kinds.add("authors")
        return author

    def author_key(self, author: Author) -> int:
        """The integer key of an author, who is made known if need be."""
        key = self._authors.get(author.uid)
        if key is None:
            self.add_author(author)
            key = self._authors[author.uid]
        return key

    def find_article(self, uid: str) -> ArticlePlace:
        """An article with its text. Raises SpanloopError when it is not in the project."""
        if self._article is not None and self._article.uid == uid:
            return self._article
        self.rows.flush()
        row = self.connection.execute(
            select(ARTICLE.c.id, ARTICLE_TEXT.c.text)
            .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
            .where(ARTICLE.c.uid == uid)
        ).one_or_none()
        if row is None:
            raise reading.missing_article(uid)
        return self.hold_article(ArticlePlace(row.id, uid, row.text))

    def hold_article(self, article: ArticlePlace) -> ArticlePlace:
        """Keep an article and the marks written to it at hand; the next ones are likely to be about it too."""
        self._article = article
        self._known.clear()
        return article

    def drop_article(self, uid: str) -> None:
        """Forget an article that was removed."""
        if self._article is not None and self._article.uid == uid:
            self._article = None
            self._known.clear()

    def remember_mark(self, uid: str, place: MarkPlace) -> None:
        """Note where a mark was just written."""
        self._known[uid] = place

    def find_marks(self, uids: Iterable[str]) -> dict[str, MarkPlace]:
        """Where marks are; those that are nowhere are left out."""
        wanted = list(uids)
        unknown = [uid for uid in wanted if uid not in self._known]
        if unknown:
            self.rows.flush()
            self._known.update(reading.places(self.connection, unknown))
        return {uid: self._known[uid] for uid in wanted if uid in self._known}

    def forget_marks(self, uids: Iterable[str]) -> None:
        """Marks are gone."""
        for uid in uids:
            self._known.pop(uid, None)

    def touch(self, kind: ChangeKind, *articles: ArticlePlace, marks: Iterable[str] = ()) -> None:
        """Note what was changed, for `changes`."""
        self.kinds.add(kind)
        self.marks.update(marks)
        for article in articles:
            self.articles[article.key] = article.uid

    def touch_keys(self, kind: ChangeKind, keys: Iterable[int], marks: Iterable[str] = ()) -> None:
        """The same, by key."""
        self.kinds.add(kind)
        self.marks.update(marks)
        unknown = [key for key in set(keys) if key not in self.articles]
        self.articles.update(reading.article_uids(self.connection, unknown))

    def finish(self) -> bool:
        """Write the journal, before the commit. Returns whether there is anything to commit."""
        self.rows.settle_index()
        if self.rows.wrote:
            if not self.permanent:
                end_redo(self.connection, self._authors[self.actor.uid])
            record_act(self, author_id=self._authors[self.actor.uid], kind="do", undoable=not self.permanent)
        else:
            forget_problems(self.connection, self.articles, schema="schema" in self.kinds)
        return bool(self.kinds)

    def close(self) -> None:
        """Say what was done, after the commit."""
        if self.kinds:
            self.changes = Changes(
                self.label,
                frozenset(self.articles.values()),
                frozenset(self.kinds),
                frozenset(self.marks),
                frozenset(self.completed),
            )


def new_key(done: CursorResult[Any]) -> int:
    """The key of the row that was just inserted outside the journal."""
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def end_redo(connection: Connection, author_id: int) -> None:
    """What an author undid cannot be redone once they did something else."""
    connection.execute(_END_REDO, {"author": author_id})


# Made once, because every act runs them.
_AUTHOR = select(AUTHOR.c.id, AUTHOR.c.uid, AUTHOR.c.name, AUTHOR.c.kind).where(
    (AUTHOR.c.uid == bindparam("uid")) | ((AUTHOR.c.kind == bindparam("kind")) & (AUTHOR.c.name == bindparam("name")))
)
_END_REDO = ACT.update().where(ACT.c.author_id == bindparam("author"), ACT.c.state == "undone").values(state="gone")


def record_act(act: ActBase, *, author_id: int | None, kind: str, undoable: bool, target_id: int | None = None) -> int:
    """Write the row of an act and its journal; returns its key. What was derived from what it touched is forgotten."""
    forget_problems(act.connection, act.articles, schema="schema" in act.kinds)
    values: dict[str, Any] = {
        "uid": new_uid(),
        "author_id": author_id,
        "label": act.label,
        "at": act.at,
        "kind": kind,
        "state": "done",
        "undoable": int(undoable),
        "target_id": target_id,
        "schema_version": act.schema_version,
        "articles": to_json(_first(list(act.articles))),
        "article_count": len(act.articles),
    }
    if act.rows.act_key is not None:
        values["id"] = act.rows.act_key
    key = new_key(act.connection.execute(ACT.insert(), values))
    act.rows.write_journal(key)
    return key


def _first(keys: Sequence[int]) -> list[int]:
    return list(keys[:ARTICLES_NAMED])
