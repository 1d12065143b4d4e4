"""A file, or a member of an archive, before it is known what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from spanloop.articles.draft import Refusal
from spanloop.articles.kinds import HEAD_BYTES
from spanloop.core.errors import SpanloopError

#: The largest page, PDF or archive inside an archive that is taken into memory.
MAX_PAGE_BYTES = 32_000_000
MAX_PDF_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes with a name.

    name: as people see it and as its article is called ("sub/page.html", "news.zip/a.html"). size: in bytes, as far as
    it is known. open: gives the bytes from the beginning, each time anew; seekable where path is given. path: where it
    lies on the disk; None inside an archive. wanted: whether somebody named it or its name says that it is material.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: Path | None = None
    wanted: bool = True

    def head(self) -> bytes:
        """The first HEAD_BYTES; raises SpanloopError where it cannot be read."""
        return self._read(HEAD_BYTES)

    def whole(self, most: int, *, way_out: str = "Split it into the articles that it is made of.") -> bytes:
        """All bytes; raises SpanloopError where there are more than `most`, without having read more than that."""
        raw = self._read(most + 1)
        if len(raw) > most:
            raise SpanloopError(f"it is over {most // 1_000_000} MB", where=self.name, way_out=way_out)
        return raw

    def _read(self, most: int) -> bytes:
        try:
            with self.open() as file:
                return file.read(most)
        except OSError as error:
            raise unreadable(error, self.name) from error

    def refusal(self, error: SpanloopError) -> Refusal:
        """An error about this item as a refusal."""
        where = error.where
        if not where.startswith(self.name):
            where = f"{self.name}, {where}" if where else self.name
        return Refusal(where, error.what, error.way_out)


def unreadable(error: OSError, where: str) -> SpanloopError:
    """What the system says about a file, for people."""
    what = f"it cannot be read ({error.strerror or error})"
    return SpanloopError(what, where=where, way_out="Check that it is there and readable.")


def file_item(path: Path, name: str, *, wanted: bool = True) -> Item:
    """A file of the disk as an item."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # opening it says what is wrong
    return Item(name, size, lambda: path.open("rb"), path, wanted)
