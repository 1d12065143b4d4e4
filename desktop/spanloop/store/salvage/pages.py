"""The pages of a damaged database file, with what waits in its write-ahead log laid over them.

Source of the layout: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from spanloop.store.salvage.cells import LEAF, ends_at_edge, read_leaf

MAGIC = b"SQLite format 3\0"
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_LOG_HEADER = 32
_FRAME_HEADER = 24
#: What SQLite makes where nothing else is asked for, and so what the program's own files have.
_USUAL = 4096
#: Pages that are looked at to judge a page size.
_SAMPLE = 400


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
        self.unfit = 0
        self._over, self._from_log = self._read_log(content)
        self.log = bool(self._over)
        self.cut_short = len(self._file) % self.size != 0

    @property
    def count(self) -> int:
        """How many pages there are, a last one that is cut short among them."""
        in_file = -(-len(self._file) // self.size)
        # What lies behind the end that the last commit gave the file is of before.
        return self._from_log if self._from_log and not self.unfit else max(in_file, self._from_log)

    @property
    def promised(self) -> int:
        """How many pages the header speaks of, 0 where it says nothing that can be true."""
        first = self.read(1)
        if first is None or not first.startswith(MAGIC):
            return 0
        number = int.from_bytes(first[28:32], "big")
        # A header that was hit may name any number; nobody has a project of a terabyte.
        return number if number < 2**28 else 0

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

    def _read_log(self, log: bytes) -> tuple[dict[int, bytes], int]:
        """The newest whole version of each page that was committed, and how many pages the file then had.

        SQLite stops at the first frame whose sum is wrong, and everything saved after it is gone. The sum of a frame
        goes on from that of the one before, and each carries its own: so the others can be judged one by one.
        """
        if len(log) < _LOG_HEADER:
            return {}, 0
        magic, _, size = struct.unpack_from(">III", log)
        if magic not in _LOG_MAGIC or size != self.size:
            size, magic = self.size, magic if magic in _LOG_MAGIC else _LOG_MAGIC[0]
        order = ">" if magic & 1 else "<"
        salts = _salts(log, size)
        sums = struct.unpack_from(">II", log, 24)
        over: dict[int, bytes] = {}
        waiting: dict[int, bytes] = {}
        pages = passed = 0
        for start in range(_LOG_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
            number, after_commit = struct.unpack_from(">II", log, start)
            if log[start + 8 : start + 16] != salts:
                # Left from before the log was begun anew; or hit, when frames of the present log come after it.
                passed += 1
                sums = struct.unpack_from(">II", log, start + 16)
                continue
            self.unfit, passed = self.unfit + passed, 0
            content = log[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
            found = struct.unpack_from(">II", log, start + 16)
            if _sum(log[start : start + 8] + content, sums, order) == found:
                waiting[number] = content
                if after_commit:
                    over.update(waiting)
                    waiting.clear()
                    pages = after_commit
            else:
                self.unfit += 1
            sums = found
        if not over:
            self.unfit = 0  # frames of before only
        return over, pages


def _salts(log: bytes, size: int) -> bytes:
    """What marks the frames of the present log: as its header says, unless the first frames agree on another."""
    first = [log[start + 8 : start + 16] for start in range(_LOG_HEADER, len(log) - 24, _FRAME_HEADER + size)][:3]
    header = log[16:24]
    if header in first or not first:
        return header
    return max(first, key=first.count)


def _sum(content: bytes, seed: tuple[int, ...], order: str) -> tuple[int, int]:
    """The two sums that the log keeps of a frame."""
    one, two = seed
    for left, right in struct.iter_unpack(f"{order}II", content):
        one = (one + left + two) & 0xFFFFFFFF
        two = (two + right + one) & 0xFFFFFFFF
    return one, two


def _page_size(file: bytes, log: bytes) -> tuple[int, int]:
    """Bytes of a page and how many of them are reserved: as the header says, where the pages bear it out."""
    named = int.from_bytes(file[16:18], "big")
    named = 65536 if named == 1 else named
    reserved = file[20] if len(file) > 20 else 0
    choices: list[tuple[int, int]] = [(_USUAL, 0)]
    if _is_size(named):
        choices += [choice for choice in ((named, 0), (named, reserved)) if choice not in choices]
    of_log = int.from_bytes(log[8:12], "big") if len(log) >= _LOG_HEADER else 0
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
