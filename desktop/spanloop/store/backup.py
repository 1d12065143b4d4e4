"""Copies of a project, made through SQLite's backup API so that they are whole while others write."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.store.engine import connect, explain


def copy_project(source: Path, dest: Path) -> None:
    """Write a whole copy of a project file; it appears under its name only when complete.

    Raises SpanloopError when `dest` is there already, or the disk is full.
    """
    if dest.exists():
        raise SpanloopError("There is a file of this name already", where=str(dest), way_out="Choose another name.")
    unfinished = dest.with_name(f".{dest.name}.{new_uid()}.part")
    try:
        _copy(source, unfinished)
        unfinished.replace(dest)
    except (sqlite3.Error, OSError) as error:
        raise explain(error, dest) or SpanloopError(f"The copy failed ({error})", where=str(dest)) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def _copy(source: Path, dest: Path) -> None:
    reader = connect(source)
    try:
        dest.touch(exist_ok=False)
        writer = sqlite3.connect(dest, isolation_level=None)
        try:
            reader.backup(writer)
            # One file, without a log beside it, on the disk before it gets its name.
            writer.execute("PRAGMA journal_mode = DELETE")
        finally:
            writer.close()
    finally:
        reader.close()
    with dest.open("r+b") as file:
        os.fsync(file.fileno())


def backup_name(path: Path, *, why: str) -> Path:
    """A name beside the project that no file has yet: "front.before-format-2.20250301-174210.spanloop"."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = path.with_name(f"{path.stem}.{why}.{stamp}{path.suffix}")
    number = 2
    while name.exists():
        name = path.with_name(f"{path.stem}.{why}.{stamp}-{number}{path.suffix}")
        number += 1
    return name
