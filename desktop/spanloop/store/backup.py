"""Copies of a project, made through SQLite's backup API so that they are whole while others write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.store.engine import DAMAGED, connect, explain

#: Copied between two looks whether somebody wants an end.
_PAGES_AT_ONCE = 2_000
_STEPS_AT_ONCE = 100_000


def copy_project(source: Path, dest: Path, *, stopped: Callable[[], bool] | None = None, check: bool = False) -> None:
    """Write a whole copy of a project file; it appears under its name only when complete.

    stopped: asked now and then; when it says yes, CancelledError is raised and nothing is left. check: read the copy
    again and refuse it when a page of it is damaged. Raises SpanloopError when `dest` is there already, when the disk
    is full, and when the copy is damaged.
    """
    if dest.exists():
        raise SpanloopError("There is a file of this name already", where=str(dest), way_out="Choose another name.")
    unfinished = dest.with_name(f".{dest.name}.{new_uid()}.part")
    try:
        _copy(source, unfinished, stopped=stopped)
        if check:
            _check(unfinished, source, stopped=stopped)
        unfinished.replace(dest)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, dest) or SpanloopError(f"The copy failed ({error})", where=str(dest)) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def _copy(source: Path, dest: Path, *, stopped: Callable[[], bool] | None) -> None:
    def look(_status: int, _left: int, _total: int) -> None:
        if stopped is not None and stopped():
            raise CancelledError("The copy was stopped", where=str(source))

    with closing(connect(source)) as reader:
        if reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            # One state from the first page to the last, however much is written meanwhile. Without a log a reader
            # would keep writers waiting, and SQLite begins anew when somebody wrote.
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        dest.touch(exist_ok=False)
        with closing(sqlite3.connect(dest, isolation_level=None)) as writer:
            writer.execute("PRAGMA synchronous = OFF")  # written through as a whole below
            reader.backup(writer, pages=_PAGES_AT_ONCE, progress=look, sleep=0.05)
            # One file, without a log beside it, on the disk before it gets its name.
            writer.execute("PRAGMA journal_mode = DELETE")
    with dest.open("r+b") as file:
        os.fsync(file.fileno())


def _check(copy: Path, source: Path, *, stopped: Callable[[], bool] | None) -> None:
    with closing(connect(copy, read_only=True)) as connection:
        if stopped is not None:
            connection.set_progress_handler(stopped, _STEPS_AT_ONCE)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise CancelledError("The copy was stopped", where=str(source)) from error
            raise
    if found != "ok":
        raise SpanloopError(
            "The project file is damaged, so no copy of it was kept", where=str(source), way_out=DAMAGED
        )


def backup_name(path: Path, *, why: str) -> Path:
    """A name beside the project that no file has yet: "front.before-format-2.20250301-174210.spanloop"."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = path.with_name(f"{path.stem}.{why}.{stamp}{path.suffix}")
    number = 2
    while name.exists():
        name = path.with_name(f"{path.stem}.{why}.{stamp}-{number}{path.suffix}")
        number += 1
    return name
