"""Which of the articles that come in a project has already: told by name, by bytes and by text.

Read once at the beginning of an import and kept up while it writes: asking the file for each of 100,000 articles would
cost more than writing them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, NamedTuple

from spanloop.articles.draft import Draft
from spanloop.core.article import Article
from spanloop.store.knowing import KnownArticle
from spanloop.store.project import Project
from spanloop.store.writing_articles import text_hash

#: "": new. "here": this very article. "changed": one of this name with another content. "alike": the same bytes or the
#: same text under another name.
Standing = Literal["", "here", "changed", "alike"]


class Place(NamedTuple):
    """How something that comes in stands to what is there. uid: of the article that it is about, "" where it is new."""

    standing: Standing
    uid: str = ""


class Held(NamedTuple):
    """What is kept in memory of an article that is there: digests, not texts."""

    text: bytes
    raw: bytes


class Known:
    """The articles of a project by what tells them again; empty where there is no project to look at."""

    def __init__(self) -> None:
        self._articles: dict[str, Held] = {}
        self._by_id: dict[str, str] = {}
        self._by_text: dict[bytes, list[str]] = {}
        self._by_raw: dict[bytes, str] = {}
        #: What uids in files of marks are here, where the text told that; and what no other uid can be, therefore.
        self._met: dict[str, str] = {}
        self._taken: set[str] = set()
        #: uids of articles of which there is a newer text.
        self.superseded: set[str] = set()

    def add(self, uid: str, external_id: str | None, text: bytes, raw: bytes = b"") -> None:
        """Keep an article in mind. text, raw: digests; raw is empty where the bytes are not kept."""
        self._articles[uid] = Held(text, raw)
        if external_id is not None:
            self._by_id[external_id] = uid
        self._by_text.setdefault(text, []).append(uid)
        if raw:
            self._by_raw.setdefault(raw, uid)

    def add_draft(self, draft: Draft, uid: str) -> None:
        """Keep an article in mind that has just been made of a draft."""
        self.add(uid, draft.external_id, digest(draft.text), sha256(draft.raw).digest())

    def add_article(self, article: Article) -> None:
        """Keep an article in mind that came in with a file of marks."""
        self._taken.add(article.uid)
        self.add(article.uid, article.external_id, digest(article.text))

    def place(self, draft: Draft) -> Place:
        """How a draft stands to what is there.

        Under its name the same bytes, or the same text out of other ones (a page whose advertisements changed), are the
        same article. What has no name, a row of a table, is told by its bytes alone: with another date or source the
        same text is a copy that stays apart.
        """
        text, raw = digest(draft.text), sha256(draft.raw).digest()
        uid = None if draft.external_id is None else self._by_id.get(draft.external_id)
        if uid is not None:
            held = self._articles[uid]
            return Place("here" if text == held.text or raw == held.raw else "changed", uid)
        if draft.external_id is None and raw in self._by_raw:
            return Place("here", self._by_raw[raw])
        uid = self._by_raw.get(raw) or next(iter(self._by_text.get(text, ())), None)
        return Place("") if uid is None else Place("alike", uid)

    def find(self, article: Article, *, named: bool) -> str | None:
        """The uid under which an article of a file of marks is there: by uid, else by id, and without an id by its
        text.

        named: its line has an id or a uid. Two lines of different uids with one text are two articles, copies of each
        other, so each of them is told by its text to be another one of those that were there before the file.
        """
        uid = self._met.get(article.uid, article.uid)
        if uid in self._articles:
            return uid
        if article.external_id is not None:
            return self._by_id.get(article.external_id)
        alike = self._by_text.get(digest(article.text), [])
        if not named:
            return alike[0] if alike else None
        uid = next((each for each in alike if each not in self._taken), None)
        if uid is not None:
            self._met[article.uid] = uid
            self._taken.add(uid)
        return uid

    def has_text(self, uid: str, text: str) -> bool:
        """Whether an article that is there has just this text."""
        return self._articles[uid].text == digest(text)

    def named(self, name: str) -> str | None:
        """The uid of the article of this uid or id."""
        return name if name in self._articles else self._by_id.get(name)


def digest(text: str) -> bytes:
    """What equal texts share, as the project stores it."""
    return bytes.fromhex(text_hash(text))


def read_known(project: Project) -> Known:
    """What a project knows now."""
    known = Known()
    known.superseded = {row.revision_of for row in project.known_articles() if row.revision_of is not None}
    older: list[KnownArticle] = []
    for row in project.known_articles():
        if row.uid in known.superseded:
            older.append(row)
        else:
            known.add(row.uid, row.external_id, bytes.fromhex(row.text_hash), bytes.fromhex(row.sha256))
    # Last, so that what is told by its bytes or its text is told to be the article that people see.
    for row in older:
        known.add(row.uid, row.external_id, bytes.fromhex(row.text_hash), bytes.fromhex(row.sha256))
    return known
