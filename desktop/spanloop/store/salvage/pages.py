"""The pages of a damaged database file, with what waits in its write-ahead log laid over them.

Source of the layout: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spanloop.store.salvage.cells import LEAF, ends_at_edge, read_leaf
from spanloop.store.salvage.log import HEADER, Log

#: What SQLite makes where nothing else is asked for, and so what the program's own files have.
_USUAL = 4096
#: Pages that are looked at to judge a page size.
_SAMPLE = 400
_LOOKED_AT = 8 * 1024 * 1024


class Pages:
    """Numbered from 1, as SQLite does. size: bytes of a page; usable: without what is reserved at its end.

    unfit: frames of the log that do not hold what was written. log: whether a log was laid over the file.
    """

    def __init__(self, path: Path) -> None:
        """Reads the whole file and its log. Raises OSError."""
        self._file = path.read_bytes()
        log = path.with_name(path.name + "-wal")
        content = log.read_bytes() if log.is_file() else b""
        self.size, reserved = _page_size(self._file, content)
        self.usable = self.size - reserved
        log_read = Log(content, self.size)
        self._over, self._from_log, self.unfit = log_read.newest, log_read.pages, log_read.unfit
        self.log = bool(self._over)

    @property
    def count(self) -> int:
        """How many pages there are, a last one that is cut short among them."""
        in_file = -(-len(self._file) // self.size)
        # What lies behind the end that the last commit gave the file is of before.
        return self._from_log if self._from_log and not self.unfit else max(in_file, self._from_log)

    def read(self, number: int) -> bytes | None:
        """The page, filled up with zeros where the file ends within it; None where there is none."""
        if number in self._over:
            return self._over[number]
        if number < 1:
            return None
        start = (number - 1) * self.size
        page = self._file[start : start + self.size]
        if not page:
            return None
        return page if len(page) == self.size else page.ljust(self.size, b"\0")

    def numbers(self) -> Iterator[int]:
        """Every page there is."""
        return iter(range(1, self.count + 1))


def looks_like_database(path: Path) -> bool:
    """Whether the beginning of a file has a page with rows in it, whatever its header says. Raises OSError."""
    with path.open("rb") as opened:
        file = opened.read(_LOOKED_AT)
    return _fits(file, *_page_size(file, b"")) > 0


def _page_size(file: bytes, log: bytes) -> tuple[int, int]:
    """Bytes of a page and how many of them are reserved: as the header says, where the pages bear it out."""
    named = int.from_bytes(file[16:18], "big")
    named = 65536 if named == 1 else named
    reserved = file[20] if len(file) > 20 else 0
    choices: list[tuple[int, int]] = [(_USUAL, 0)]
    if _is_size(named):
        choices += [choice for choice in ((named, 0), (named, reserved)) if choice not in choices]
    of_log = int.from_bytes(log[8:12], "big") if len(log) >= HEADER else 0
    if _is_size(of_log):
        choices.append((of_log, 0))
    return choices[0] if len(choices) == 1 else max(choices, key=lambda choice: _fits(file, *choice))


def _is_size(size: int) -> bool:
    return 512 <= size <= 65536 and size & (size - 1) == 0


def _fits(file: bytes, size: int, reserved: int) -> int:
    """How many of some pages are filled from their end, as leaves of a table are."""
    fitting = 0
    looked = 0
    for start in range(size, len(file) - size + 1, size):
        if file[start] != LEAF:
            continue
        looked += 1
        cells = read_leaf(file[start : start + size], 0, size - reserved, quick=True).cells
        fitting += ends_at_edge(cells, size - reserved)
        if looked == _SAMPLE:
            break
    return fitting
