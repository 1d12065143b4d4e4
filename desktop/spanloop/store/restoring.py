"""Putting a backup in the place of a project. What stands there is kept aside, whatever state it is in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.store import guard
from spanloop.store.backup import backup_name, copy_project
from spanloop.store.engine import connect, explain

_BESIDE = ("-wal", "-shm", "-journal")


def restore_file(backup: Path, dest: Path) -> Path | None:
    """Put a copy of `backup` at `dest`; returns where the file that stood there is now, None where none did.

    The window's lock on `dest` is to be held. Raises SpanloopError when the backup is no sound project, when another
    program works on the project, or a file cannot be written: then all is as it was.
    """
    guard.check_header(backup)
    guard.check_inside(backup, thorough=True)
    incoming = dest.with_name(f".{dest.name}.{new_uid()}.incoming")
    try:
        copy_project(backup, incoming)
        aside = _put_aside(dest)
        try:
            incoming.replace(dest)
        except OSError:
            if aside is not None:
                _move(aside, dest)
            raise
        return aside
    except OSError as error:
        raise explain(error, dest) or error from error
    finally:
        incoming.unlink(missing_ok=True)


def put_aside(path: Path, *, why: str) -> Path:
    """Give a file, with the log that belongs to it, another name in its folder."""
    aside = backup_name(path, why=why)
    _move(path, aside)
    return aside


def _put_aside(dest: Path) -> Path | None:
    if not dest.exists():
        return None
    _make_alone(dest)
    return put_aside(dest, why="before-restore")


def _make_alone(path: Path) -> None:
    """Copy the log back where it can be, and refuse where another program has the file open.

    A file that is so damaged that SQLite cannot say moves with whatever lies beside it; it is not opened, because
    SQLite deletes the log of a file in which it finds no page.
    """
    try:
        guard.check_header(path)
    except SpanloopError:
        return
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA busy_timeout = 500")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise SpanloopError(
                "Another program works on the project",
                where=str(path),
                way_out="Wait until its import or training is done, close other windows, and do it again.",
            ) from error


def _move(path: Path, to: Path) -> None:
    """With the log and the journal: SQLite knows them by the name of the file."""
    path.rename(to)
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(to.with_name(to.name + suffix))
