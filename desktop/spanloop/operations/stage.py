"""What was looked at and is not imported yet, in a file: JSON lines, so that 100,000 articles need no memory.

Each thing that was found has one line that lists it, and an article a second one with the article itself. The line
before the last says where they begin, the last one where that line does.
"""

from __future__ import annotations

import base64
import json
import os
import time
import zlib
from array import array
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from filelock import FileLock, Timeout

from spanloop.articles.draft import Draft
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.formats.atomic import temporary_folder, writing
from spanloop.operations.look_rows import (
    STATES,
    LookRow,
    LookTotals,
    RowState,
    draft_from_json,
    draft_to_json,
    row_from_json,
    row_to_json,
    totals_from_json,
)

_HEADER: dict[str, Any] = {"spanloop_look": 1}
_TAIL = 21
_SUFFIX = ".look"
_OLD_SECONDS = 12 * 3600
#: Locks of this process, which hold as long as somebody holds them.
_HELD: list[FileLock] = []
#: By their place in this the states of rows are kept.
_STATES: tuple[RowState, ...] = (*STATES, "skipped")


class StageWriter:
    """Writes rows as they are found; what it keeps in memory of each are two numbers. Made by `staging`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0
        self._index = array("Q")
        self._states = bytearray()
        self._line(_HEADER)

    def __len__(self) -> int:
        return len(self._states)

    def add(self, row: LookRow, draft: Draft | None) -> None:
        """Write the next row."""
        self._index.append(self._at)
        self._line(row_to_json(row))
        self._index.append(self._at if draft is not None else 0)
        if draft is not None:
            self._line(draft_to_json(draft))
        self._states.append(_STATES.index(row.state))

    def draft(self, number: int) -> Draft:
        """The article of a row that was written, which has one."""
        self._file.flush()
        handle = self._file.fileno()
        os.lseek(handle, self._index[2 * number + 1], os.SEEK_SET)
        # In the middle of the file lines follow; only here it is read while it grows.
        with os.fdopen(os.dup(handle), "rb") as file:
            line = file.readline()
        os.lseek(handle, self._at, os.SEEK_SET)
        return draft_from_json(_parsed(line))

    def close(self, totals: LookTotals) -> None:
        """Write where all of it stands."""
        footer = self._at
        index = base64.b64encode(zlib.compress(self._index.tobytes(), 1)).decode()
        states = base64.b64encode(zlib.compress(bytes(self._states), 1)).decode()
        self._line({"totals": asdict(totals), "index": index, "states": states})
        self._file.write(f"{footer:020d}\n".encode())

    def _line(self, document: dict[str, Any]) -> None:
        self._at += self._file.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")


@contextmanager
def staging(into: Path) -> Generator[StageWriter]:
    """A stage file that is there when the block ends well, and else not; raises SpanloopError where it cannot be
    written."""
    with writing(into) as file:
        yield StageWriter(file)
    # It holds what somebody looked at, perhaps without wanting to keep it.
    into.chmod(0o600)


class Look:
    """What was found, read from its file a page at a time; see `spanloop.operations.looking.look`.

    Rows that are skipped stand behind all others: `len` and `rows` are about those others, `numbers` and `rows_at` give
    the skipped ones too.
    """

    def __init__(self, path: Path, totals: LookTotals, index: array[int], states: bytes) -> None:
        """Use Look.open."""
        self.path = path
        self.totals = totals
        self._index = index
        self._states = states
        self._listed = len(states) - states.count(_STATES.index("skipped"))

    @classmethod
    def open(cls, path: Path) -> Look:
        """Open the file that `look` wrote. Raises SpanloopError for anything else."""
        try:
            with path.open("rb") as file:
                if _parsed(file.readline(200)) != _HEADER:
                    raise ValueError("another header")
                file.seek(-_TAIL, 2)
                file.seek(int(file.read(_TAIL)))
                footer = _parsed(file.readline())
            index = array("Q", _unpacked(footer["index"]))
            states = _unpacked(footer["states"])
            if len(index) != 2 * len(states):
                raise ValueError("an index of another length")
            return cls(path, totals_from_json(footer["totals"]), index, states)
        except OSError as error:
            what = f"it cannot be read ({error.strerror or error})"
            raise SpanloopError(what, where=str(path), way_out="Look at the files again.") from error
        except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
            raise _no_look(path) from error

    def __len__(self) -> int:
        return self._listed

    def state(self, number: int) -> RowState:
        """The state of a row, without reading it."""
        return _STATES[self._states[number]]

    def numbers(self, states: Collection[RowState]) -> list[int]:
        """The rows in these states, in order."""
        wanted = {_STATES.index(state) for state in states}
        return [number for number, state in enumerate(self._states) if state in wanted]

    def rows(self, first: int, count: int) -> list[LookRow]:
        """A page of rows, without those that are skipped."""
        return self.rows_at(range(first, min(first + count, len(self))))

    def rows_at(self, numbers: Collection[int]) -> list[LookRow]:
        """The rows of these numbers."""
        with self._opened() as file:
            return [self._row(file, number) for number in numbers]

    def draft(self, number: int) -> Draft:
        """The article of a row, as it was read. Raises SpanloopError for a row that is none."""
        with self._opened() as file:
            return self._draft(file, number)

    def drafts(self, numbers: Collection[int]) -> Iterator[tuple[int, LookRow, Draft | None]]:
        """Rows with their articles, one after the other; None where a row is none."""
        with self._opened() as file:
            for number in numbers:
                row = self._row(file, number)
                yield number, row, self._draft(file, number) if self._index[2 * number + 1] else None

    def remove(self) -> None:
        """Delete the file: it is not needed any more."""
        self.path.unlink(missing_ok=True)

    def _draft(self, file: IO[bytes], number: int) -> Draft:
        place = self._index[2 * number + 1]
        if not place:
            raise SpanloopError("This row is no article", where=str(number), way_out="Choose one that is.")
        try:
            return draft_from_json(self._read(file, place))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise _no_look(self.path) from error

    def _row(self, file: IO[bytes], number: int) -> LookRow:
        try:
            return row_from_json(self._read(file, self._index[2 * number]), number)
        except (ValueError, KeyError, TypeError) as error:
            raise _no_look(self.path) from error

    def _read(self, file: IO[bytes], place: int) -> dict[str, Any]:
        file.seek(place)
        try:
            return _parsed(file.readline())
        except ValueError as error:
            raise _no_look(self.path) from error

    @contextmanager
    def _opened(self) -> Generator[IO[bytes]]:
        try:
            file = self.path.open("rb")
        except OSError as error:
            what = "what was looked at is no longer there"
            raise SpanloopError(what, where=str(self.path), way_out="Look at the files again.") from error
        with file:
            yield file


@contextmanager
def passing_stage() -> Generator[Path]:
    """A name for a stage file that nobody wants to keep: it goes when the block ends. Raises SpanloopError where there
    is no place for it."""
    with temporary_folder("look") as folder:
        yield folder / f"found{_SUFFIX}"


def new_stage(folder: Path) -> Path:
    """A name for a stage file in the folder for them, which is made, for its owner alone.

    The name begins with what this process is called there. In a folder beside that one lies a file of that name, which
    the process keeps locked as long as it lives; the system lets go of it however the process ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    maker = _maker(folder.resolve())
    return folder / f"{f'{maker}.' if maker else ''}{new_uid()}{_SUFFIX}"


@cache
def _maker(folder: Path) -> str:
    """What this process is called in a folder; "" on a drive without locks, where age decides."""
    name = new_uid()
    _lock_of(folder, name).parent.mkdir(exist_ok=True)
    lock = FileLock(_lock_of(folder, name), thread_local=False, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except (NotImplementedError, OSError):
        return ""
    _HELD.append(lock)
    return name


def remove_stages(folder: Path, *, older: float = _OLD_SECONDS) -> int:
    """Remove stage files, whole and half ones, that no window can still need, and what was chosen in them: those of
    processes that ended, whatever their age. Returns how many.

    older: seconds, for files that do not say who made them: those that were untouched for so long.
    """
    removed = 0
    until = time.time() - older
    living: dict[str, bool] = {}
    found = [path for form in (f"*{_SUFFIX}", f".*{_SUFFIX}.*.part", "*.choices") for path in folder.glob(form)]
    for path in found:
        maker, _, rest = path.name.removeprefix(".").partition(".")
        try:
            if "." in rest and not rest.startswith("look."):  # its own name stands behind that of its maker
                if maker not in living:
                    living[maker] = _lives(_lock_of(folder, maker))
                old = not living[maker]
            else:
                old = path.stat().st_mtime <= until
            if old:
                path.unlink()
                removed += 1
        except OSError:
            continue  # another window removed it, or has it open; the next start tries again
    for path in _lock_of(folder, "x").parent.glob("*"):
        if not _lives(path):
            with suppress(OSError):  # as above
                path.unlink()
    return removed


def _lock_of(folder: Path, maker: str) -> Path:
    return folder.with_name(f"{folder.name}-makers") / maker


def _lives(maker: Path) -> bool:
    """Whether the process holds its lock still."""
    if not maker.exists():
        return False
    lock = FileLock(maker, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (Timeout, NotImplementedError, OSError):
        return True
    lock.release()
    return False


def _parsed(line: bytes) -> dict[str, Any]:
    document: object = json.loads(line)
    if not isinstance(document, dict):
        raise ValueError("no object")
    return cast("dict[str, Any]", document)


def _unpacked(packed: str) -> bytes:
    return zlib.decompress(base64.b64decode(packed))


def _no_look(path: Path) -> SpanloopError:
    what = "This file does not hold what was found by looking at files"
    return SpanloopError(what, where=str(path), way_out="Look at the files again.")
