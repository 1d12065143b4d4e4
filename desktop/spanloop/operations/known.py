"""Which of the articles that come in a project has already: told by name, by bytes and by text.

Read once at the beginning of an import and kept up while it writes: asking the file for each of 100,000 articles would
cost more than writing them.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from spanloop.articles.draft import Draft
from spanloop.core.article import Article
from spanloop.operations.namesakes import Namesake, is_same_article, name_apart, name_before, namesake_of
from spanloop.store.knowing import KnownArticle
from spanloop.store.project import Project
from spanloop.store.writing_articles import text_hash

#: "": new. "here": this very article. "changed": one of this name with another content. "alike": the same bytes or the
#: same text under another name.
Standing = Literal["", "here", "changed", "alike"]


class Place(NamedTuple):
    """How something that comes in stands to what is there. uid: of the article that it is about, "" where it is new.
    name: of what is new, under which it comes in where another story has its name; of what is here, the other name that
    it has here; of what is changed, the name of the article.
    """

    standing: Standing
    uid: str = ""
    name: str = ""


class Held(NamedTuple):
    """What is kept in memory of an article that is there: digests, not texts."""

    text: bytes
    raw: bytes
    name: str


class Known:
    """The articles of a project by what tells them again; empty where there is no project to look at."""

    def __init__(self, read: Callable[[str], Namesake]) -> None:
        """read: gives an article of a uid that was added; asked for the few that have the name of another one."""
        self._read = read
        self._apart: dict[str, list[str]] = {}
        self._articles: dict[str, Held] = {}
        self._by_id: dict[str, str] = {}
        self._by_text: dict[bytes, list[str]] = {}
        self._by_raw: dict[bytes, list[str]] = {}
        #: What uids in files of marks are here, where the text told that; and what no other uid can be, therefore.
        self._met: dict[str, str] = {}
        self._taken: set[str] = set()
        #: uids of articles of which there is a newer text.
        self.superseded: set[str] = set()

    def add(self, uid: str, external_id: str | None, text: bytes, raw: bytes = b"") -> None:
        """Keep an article in mind. text, raw: digests; raw is empty where the bytes are not kept."""
        self._articles[uid] = Held(text, raw, external_id or "")
        if external_id is not None:
            self._by_id[external_id] = uid
            if (before := name_before(external_id)) is not None:
                self._apart.setdefault(before, []).append(uid)
        self._by_text.setdefault(text, []).append(uid)
        if raw:
            self._by_raw.setdefault(raw, []).append(uid)

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
        same article, and so are the same bytes where one name is the end of the other: a name is the path inside what
        was named, so `wires` and then `wires/may` bring one file as "may/1.txt" and "1.txt". The same bytes under
        another file name, or in another folder of one import, are a copy that stays apart. Another content under its
        name is a newer text of the article, or another story in a file of the same name (see `is_same_article`), which
        is new under a name of its own. What has no name, a row of a table, is told by its bytes alone: with another
        date or source the same text is a copy.
        """
        text, raw = digest(draft.text), sha256(draft.raw).digest()
        name = draft.external_id
        if name is not None and name in self._by_id:
            place = self._among_namesakes(draft, name, text, raw)
            if place is not None:
                return place
        same = self._by_raw.get(raw, [])
        if same and name is None:
            return Place("here", same[0])
        if name is not None and name not in self._by_id:
            for uid in same:
                held = self._articles[uid].name
                if held and _is_end_of(name_before(held) or held, name):
                    return Place("here", uid, held)
        uid = next(iter(same or self._by_text.get(text, ())), "")
        apart = ""
        if name is not None and name in self._by_id:
            apart = name_apart(name, _namesake(draft), taken=self._by_id.keys())
        return Place("alike" if uid else "", uid, apart)

    def _among_namesakes(self, draft: Draft, name: str, text: bytes, raw: bytes) -> Place | None:
        """The article of this name that a draft is, as it was or changed; None where it is none of them."""
        uids = [self._by_id[name], *self._apart.get(name, ())]
        for uid in uids:
            held = self._articles[uid]
            if text == held.text or raw == held.raw:
                return Place("here", uid)
        changed = (uid for uid in uids if is_same_article(_namesake(draft), self._read(uid)))
        uid = next(changed, None)
        return None if uid is None else Place("changed", uid, self._articles[uid].name)

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


def _is_end_of(one: str, other: str) -> bool:
    """Whether one of two paths is the end of the other, whole names compared."""
    short, long = sorted((PurePosixPath(one).parts, PurePosixPath(other).parts), key=len)
    return bool(short) and long[-len(short) :] == short


def _namesake(draft: Draft) -> Namesake:
    return Namesake(draft.text, draft.url, draft.zones)


def read_known(project: Project, *, read: Callable[[str], Namesake] | None = None) -> Known:
    """What a project knows now. read: as for Known, where other articles than the project's are added."""

    known = Known(read or (lambda uid: namesake_of(project.article(uid))))
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
