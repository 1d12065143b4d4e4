"""The write-ahead log of a database, frame by frame.

SQLite stops at the first frame whose sum is wrong, and when the file is closed, deletes the log with everything that
was saved after it. The sum of a frame goes on from that of the one before, and each carries its own: so every frame
can be judged by itself. Source of the layout: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
from pathlib import Path

_MAGIC = (0x377F0682, 0x377F0683)
HEADER = 32
_FRAME = 24
#: A longer log is not looked at before opening: it takes a second for each 16 MB or so.
_MOST_LOOKED_AT = 16 * 1024 * 1024

Sums = tuple[int, int]


class Log:
    """newest: page number -> the newest whole version that was committed. pages: how many the file then had.

    unfit: frames that do not hold what was written. behind: how many acts were saved after the first of them.
    """

    def __init__(self, content: bytes, size: int) -> None:
        """size: bytes of a page."""
        self.newest: dict[int, bytes] = {}
        self.pages = 0
        self.unfit = 0
        self.behind = 0
        if len(content) >= HEADER:
            self._read(content, size)

    def _read(self, content: bytes, size: int) -> None:
        magic = int.from_bytes(content[:4], "big")
        # Which of the two says in which order the numbers are summed up; every machine that we run on writes the first.
        order = ">" if magic == _MAGIC[1] else "<"
        # The log is begun anew by writing its header: what stands behind it then is of before, and in the file already.
        header_holds = _sum(content[:24], (0, 0), order) == _pair(content, 24)
        salts = content[16:24] if header_holds else _common_salts(content, size)
        seeds: tuple[Sums, ...] = (_pair(content, 24),)
        waiting: dict[int, bytes] = {}
        passed = 0
        for start in range(HEADER, len(content) - _FRAME - size + 1, _FRAME + size):
            if content[start + 8 : start + 16] != salts:
                # Left from before the log was begun anew; or hit, when frames of the present log come after it.
                passed += 1
                seeds = (_pair(content, start + 16),)
                continue
            self.unfit, passed = self.unfit + passed, 0
            number, pages = _pair(content, start)
            page = content[start + _FRAME : start + _FRAME + size]
            stored = _pair(content, start + 16)
            sums = [_sum(content[start : start + 8] + page, seed, order) for seed in seeds]
            if stored in sums:
                waiting[number] = page
                if pages:
                    self.newest.update(waiting)
                    waiting.clear()
                    self.pages = pages
                    self.behind += self.unfit > 0 or not header_holds
                seeds = (stored,)
            else:
                self.unfit += 1
                seeds = (stored, sums[0])  # the frame was hit, or only its sum
        if not self.newest:
            self.unfit = 0  # frames of before only


def acts_behind_a_hit(project: Path) -> int:
    """How many acts SQLite would throw away on opening, because a frame of the log before them was hit.

    0 also while another program writes into the log, and for a log too long to be looked at. Raises OSError.
    """
    path = project.with_name(project.name + "-wal")
    try:
        if not HEADER < path.stat().st_size <= _MOST_LOOKED_AT:
            return 0
        content = path.read_bytes()
        behind = _behind(content)
        # Another program may have begun the log anew while it was read.
        return behind if behind and path.read_bytes() == content else 0
    except FileNotFoundError:
        return 0


def _behind(content: bytes) -> int:
    size = int.from_bytes(content[8:12], "big")
    return Log(content, size).behind if size and 512 <= size <= 65536 else 0


def _common_salts(content: bytes, size: int) -> bytes:
    """What marks the frames of the present log, where its header was hit: what the first frames agree on."""
    starts = range(HEADER, len(content) - _FRAME, _FRAME + size)
    first = [content[start + 8 : start + 16] for start in starts[:3]]
    return max(first, key=first.count) if first else content[16:24]


def _pair(content: bytes, at: int) -> Sums:
    one, two = struct.unpack_from(">II", content, at)
    return one, two


def _sum(content: bytes, seed: Sums, order: str) -> Sums:
    """The two sums that the log keeps of a frame."""
    one, two = seed
    for left, right in struct.iter_unpack(f"{order}II", content):
        one = (one + left + two) & 0xFFFFFFFF
        two = (two + right + one) & 0xFFFFFFFF
    return one, two
