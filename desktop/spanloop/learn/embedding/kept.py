"""Features of sentences on disk, shared by all processes of one user: a file that is only ever added to.

Each record is a head (what it is, how long, a checksum) and the numbers. Whoever is killed while writing leaves half a
record at the end; readers stop before it, and the next who writes cuts it off. When the file is full it becomes the
older of two, and the older one before it goes: what has not been used for long is computed again.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np

KEY_BYTES = 16
#: Bytes of both files together, some 250,000 tokens.
LIMIT = 600 << 20
_MARK = b"SLf1"
#: Mark, key, tokens, checksum of key, tokens and numbers.
_HEAD = struct.Struct(f"<4s{KEY_BYTES}sII")
#: No window has more tokens (they may have no word pieces at all); a head that says so is no head.
_MOST_TOKENS = 1 << 20
#: Seconds to wait for another process that writes; after that the features are simply not kept.
_PATIENCE = 5.0


class _File:
    """One of the two files, and where its records are, as far as it was read."""

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self._bytes = 2 * width
        self._places: dict[bytes, tuple[int, int]] = {}
        self._identity: tuple[int, int] | None = None
        self.end = 0

    def scan(self, file: BinaryIO) -> None:
        """Learn of the records that were added since; all anew where it has become another file, or shorter."""
        status = os.fstat(file.fileno())
        identity = (status.st_dev, status.st_ino)
        if identity != self._identity or status.st_size < self.end:
            self._places, self._identity, self.end = {}, identity, 0
        while self.end + _HEAD.size <= status.st_size:
            file.seek(self.end)
            mark, key, tokens, _ = _HEAD.unpack(file.read(_HEAD.size))
            after = self.end + _HEAD.size + tokens * self._bytes
            if mark != _MARK or tokens > _MOST_TOKENS or after > status.st_size:
                return
            self._places[key] = (self.end, tokens)
            self.end = after

    def read(self, file: BinaryIO, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """Those of the records that are there and whole."""
        found: dict[bytes, Any] = {}
        for key in keys:
            if key not in self._places:
                continue
            start, tokens = self._places[key]
            file.seek(start)
            head = file.read(_HEAD.size)
            numbers = file.read(tokens * self._bytes)
            if head == _head(key, tokens, numbers) and len(numbers) == tokens * self._bytes:
                found[key] = np.frombuffer(numbers, dtype="<f2").reshape(tokens, self._bytes // 2)
            else:
                del self._places[key]
        return found

    def __contains__(self, key: bytes) -> bool:
        return key in self._places


class KeptFeatures:
    """Arrays (tokens, width) of float16 by key, below `path`. Nothing here fails: what cannot be kept is not kept."""

    def __init__(self, path: Path, *, width: int, limit: int = LIMIT) -> None:
        self._path = path
        self._width = width
        self._limit = limit
        self._new = _File(path, width)
        self._old = _File(path.with_name(f"{path.name}.old"), width)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """What is there of these; arrays that cannot be written to."""
        wanted = set(keys)
        found: dict[bytes, Any] = {}
        for file in (self._new, self._old):
            with suppress(OSError), file.path.open("rb") as opened:
                file.scan(opened)
                found.update(file.read(opened, wanted - found.keys()))
        return found

    def add(self, features: Mapping[bytes, Any]) -> None:
        """Keep these, unless they are there already or the disk is full."""
        from filelock import FileLock, Timeout  # an extractor that runs without Spanloop keeps nothing, and has none

        with suppress(OSError, Timeout):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=_PATIENCE):
                self._append(features)

    def _append(self, features: Mapping[bytes, Any]) -> None:
        with self._path.open("ab+") as file:
            self._new.scan(file)
            # Left by a process that was killed, or damaged: what comes after could never be found again.
            file.truncate(self._new.end)
            for key, array in features.items():
                if key not in self._new:
                    numbers = np.ascontiguousarray(array, dtype="<f2").tobytes()
                    file.write(_head(key, len(array), numbers) + numbers)
            file.flush()
            self._new.scan(file)
        if self._new.end > self._limit // 2:
            self._path.replace(self._old.path)


def _head(key: bytes, tokens: int, numbers: bytes) -> bytes:
    checksum = crc32(numbers, crc32(key + tokens.to_bytes(4, "little")))
    return _HEAD.pack(_MARK, key, tokens, checksum)
