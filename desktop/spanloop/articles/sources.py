"""Files and folders in, articles out, one by one: the one way by which raw material becomes drafts.

Nothing is written, fetched or run, and never more than one article is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from spanloop.articles.archives import count_members
from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.item import Item, file_item
from spanloop.articles.reading import newest_reader, read_item, read_one
from spanloop.articles.walk import walk
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.verbatim import clean_text

__all__ = ["count_sources", "items", "newest_reader", "read_sources", "reread"]

#: Bytes of a file for each article in it.
_SEVERAL = {".csv": 3_000, ".tsv": 3_000, ".jsonl": 4_000, ".ndjson": 4_000, ".json": 4_000, ".xlsx": 1_000}


def read_sources(
    paths: Iterable[Path],
    *,
    cancelled: Callable[[], bool] | None = None,
    marked: Callable[[Item], Iterator[Found] | None] | None = None,
) -> Iterator[Found]:
    """What these files and folders hold, in the order of the paths and, inside, of the names.

    marked: gives what a file is that this room does not read, because it is, holds or belongs to a file of marks; None
    for all else.
    A file that is named is called by its name, one in a folder by its path inside it. Raises SpanloopError for a path
    that is not there, and CancelledError as soon as `cancelled` says so; all else that is wrong is a Refusal.
    """
    for item in items(paths):
        if isinstance(item, Refusal):
            yield item
            continue
        other = marked(item) if marked is not None else None
        for found in read_item(item) if other is None else other:
            if cancelled is not None and cancelled():
                raise CancelledError("The import was cancelled", way_out="Nothing of it was written.")
            yield found


def items(paths: Iterable[Path]) -> Iterator[Item | Refusal]:
    """The files behind paths, folders unfolded; raises SpanloopError for a path that is not there."""
    for path in paths:
        if path.is_dir():
            yield from walk(path)
        elif not path.exists():
            raise SpanloopError("There is no such file or folder", where=str(path), way_out="Check the name.")
        elif not path.is_file():
            yield Refusal(
                clean_text(str(path))[0], "it is not a file but a pipe, a socket or a device", "Choose a file."
            )
        else:
            yield file_item(path, clean_text(path.name)[0])


def count_sources(paths: Iterable[Path]) -> int:
    """About how many articles these files and folders hold, cheaply, for a progress bar; at least 1.

    Tables and lists count by their size, archives by their members. Raises SpanloopError for a path that is not there.
    """
    return max(1, sum(_about(item) for item in items(paths) if isinstance(item, Item)))


def _about(item: Item) -> int:
    """Articles of some thousand characters are what tables have in a row; in a workbook they are packed."""
    suffix = PurePosixPath(item.name).suffix.lower()
    if suffix == ".zip":
        return max(1, count_members(item))
    if suffix in _SEVERAL:
        return max(1, item.size // _SEVERAL[suffix])
    return 1


def reread(raw: bytes, *, kind: str, path: str) -> Draft:
    """The stored bytes of an article through the newest reader of their kind; kind and path as its Draft had them.

    Raises SpanloopError where the reader makes no article of them.
    """
    return read_one(raw, kind=kind, name=path)
