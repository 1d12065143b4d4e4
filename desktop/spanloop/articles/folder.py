"""Text files in folders, and one of them as an article."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from spanloop.articles.guess import guess_date, guess_language, guess_title
from spanloop.articles.textfile import TextFile, read_text
from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.verbatim import clean_text

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})


def find_texts(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the text files in the folders named and below; sorted, each once.

    In folders hidden files and folders are passed over and links to folders are not followed; a file that is named
    itself is taken whatever its suffix. Raises SpanloopError for a path that is not there or a folder that is closed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_texts_below(path)))
        elif path.exists():
            found[path] = None
        else:
            raise SpanloopError("it is not there", where=str(path), way_out="Check the name.")
    return sorted(found)


def _texts_below(folder: Path) -> list[Path]:
    def closed(error: OSError) -> None:
        what = f"the folder cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(error.filename), way_out="Check that you may open it.") from error

    texts: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(place, name)
            if not name.startswith(".") and path.suffix.lower() in TEXT_SUFFIXES and path.is_file():
                texts.append(path)
    return texts


def to_article(path: Path, *, file: TextFile | None = None, name: str = "") -> Article:
    """A text file as an article, with guessed title, date and language; raises SpanloopError as read_text does.

    file: the file if it was read already (its raw bytes and notes are there too). name: what to call the article by
    instead of the file's name, for instance its path inside a folder; it becomes external_id and `meta["path"]`.
    """
    file = file or read_text(path)
    # A file system may give names that are no text; they would not survive storing.
    name = clean_text(name or path.name)[0]
    return Article(
        uid=new_uid(),
        text=file.text,
        title=guess_title(file.text),
        date=guess_date(file.text, name=path.name),
        language=guess_language(file.text),
        external_id=name,
        meta={"path": name},
    )
