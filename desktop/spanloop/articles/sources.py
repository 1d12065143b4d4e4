"""Files and folders in, articles out, one by one: the one way by which raw material becomes drafts.

Nothing is written, fetched or run, and never more than one article is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.item import Item, file_item
from spanloop.articles.reading import newest_reader, read_item, read_page_or_text
from spanloop.articles.walk import walk
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.verbatim import clean_text

__all__ = ["count_sources", "items", "newest_reader", "read_sources", "reread"]


def read_sources(paths: Iterable[Path], *, cancelled: Callable[[], bool] | None = None) -> Iterator[Found]:
    """What these files and folders hold, in the order of the paths and, inside, of the names.

    A file that is named is called by its name, one in a folder by its path inside it. Raises SpanloopError for a path
    that is not there, and CancelledError as soon as `cancelled` says so; all else that is wrong is a Refusal.
    """
    for item in items(paths):
        if isinstance(item, Refusal):
            yield item
            continue
        for found in read_item(item):
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
    """About how many articles these files and folders hold, cheaply, for a progress bar; at least 1."""
    return max(1, sum(1 for item in items(paths) if not isinstance(item, Refusal)))


def reread(raw: bytes, *, kind: str, path: str) -> Draft:
    """The stored bytes of an article through the newest reader of their kind; kind and path as its Draft had them.

    Raises SpanloopError where the reader makes no article of them.
    """
    return read_page_or_text(raw, kind=kind, name=path)
