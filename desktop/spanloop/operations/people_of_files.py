"""Whose the marks of a file are that names nobody: told by where it lies, or one person's, which is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal

from spanloop.articles.draft import MarkedFile
from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.formats.foreign import called
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record

#: What tells whose marks are, in files that name nobody: the name of the file, or of the folder that it lies in;
#: "": they are those of whoever imports.
AuthorFrom = Literal["", "file", "folder"]
AUTHORS_FROM: tuple[AuthorFrom, ...] = ("", "file", "folder")
#: Of the files that say something of one article so many are named.
_MOST_NAMED = 3
#: What tools call the file of those who decided in the end.
_GOLD = frozenset({"gold", "curation_user"})


def as_author_from(text: str) -> AuthorFrom:
    """What an option or a file of choices says. Raises ValueError for what is none of AUTHORS_FROM."""
    if text not in AUTHORS_FROM:
        raise ValueError(f"{text!r} is none of file, folder")
    return text


def of_person(record: Record, file: MarkedFile, author_from: AuthorFrom) -> Record:
    """A record that names nobody, in the name of the person whom its file or folder is called after.

    An article is not called after the file of a person: its text tells it then, so that what two people say of one
    comes to one.
    """
    folder, stem = _folder(file), PurePosixPath(file.name).stem
    if author_from == "file":
        record = _without(record, stem, folder)
    name = stem if author_from == "file" else folder
    if record.marks is None or record.marks.author.name or not name:
        return record
    author = Author(new_uid(), "gold", "gold") if name.lower() in _GOLD else Author(new_uid(), name)
    return replace(record, marks=replace(record.marks, author=author))


def _folder(file: MarkedFile) -> str:
    """The name of the folder that a file lies in; of the archive, where it lies in no folder of it."""
    name = PurePosixPath(file.name).parent.name
    if file.archive is None:
        return name or file.path.resolve().parent.name
    return name.removesuffix(file.archive.suffix) if name == file.archive.name else name


def _without(record: Record, stem: str, folder: str) -> Record:
    """A record whose article is not called after its file any more."""
    article = record.article
    name = article.external_id
    if article.title == stem:
        article = replace(article, title=folder)
    if name is None or not re.fullmatch(rf"{re.escape(stem)}(-\d{{1,12}})?", name):
        return replace(record, article=article)
    return replace(record, article=replace(article, external_id=None), named=False)


@dataclass
class JoinedFiles:
    """Which files say something of one article, and none of them who: their marks become one person's."""

    _first: dict[str, str] = field(default_factory=dict[str, str])
    _files: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    _called: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, key: str, file: str, article: Article) -> bool:
        """Marks of nobody named on an article, which key tells from others; whether another file had such before."""
        first = self._first.setdefault(key, file)
        if first == file:
            return False
        self._files.setdefault(key, {first: None})[file] = None
        self._called[key] = called(article)
        return True

    def first(self, key: str) -> str:
        """The first file that had marks of nobody named on an article."""
        return self._first[key]

    def say(self, ledger: Ledger) -> None:
        """An entry for each such article."""
        for key, files in self._files.items():
            told = f"{_named(files)} do not say whose marks these are: they came in as one person's {APART}"
            ledger.add("authors.joined", told, article=self._called[key])


#: How marks of several files are kept apart.
APART = "(--author-from takes each file or folder for a person)"


def _named(files: dict[str, None]) -> str:
    names = list(files)
    shown = names[:_MOST_NAMED]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMED} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
