"""The connection to one project file, and what SQLite's errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.pool import NullPool

from spanloop.core.errors import SpanloopError

#: "SPLP", in the header of every project file.
APPLICATION_ID = 0x53504C50
#: How long a writer waits for another one, in milliseconds.
BUSY_MS = 8_000

JournalMode = Literal["wal", "delete"]


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open an existing file without trusting what is in it; never creates one. Statements commit by themselves."""
    uri = file_uri(path, f"mode={'ro' if read_only else 'rw'}")
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a file where nothing may be written, not even beside it.

    SQLite reads a log only through a file that it makes beside the project. Without a log nobody is at work on the
    file, and it is read as one that does not change.
    """
    waiting = path.with_name(path.name + "-wal").exists()
    uri = file_uri(path, "mode=ro" if waiting else "mode=ro&immutable=1")
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def file_uri(path: Path, options: str) -> str:
    """SQLite's name for a file, with options such as "mode=ro"."""
    name = quote(os.fsencode(path.absolute().as_posix()))
    # Three slashes before a drive letter, and four before the name of a server.
    return f"file://{name if name.startswith('/') else '/' + name}?{options}"


def make_engine(path: Path, *, journal: JournalMode, read_only: bool = False) -> Engine:
    """An engine over one file whose storage errors come out as SpanloopError (integrity errors stay as they are)."""

    def open_file() -> sqlite3.Connection:
        if read_only:
            return connect_to_read(path)
        connection = connect(path)
        try:
            connection.execute(f"PRAGMA journal_mode = {journal}")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=open_file, poolclass=NullPool)

    def explain_error(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
            explained = explain(error, path)
            if explained is not None:
                raise explained from error

    event.listen(engine, "handle_error", explain_error)
    return engine


def open_connection(engine: Engine) -> Connection:
    """One connection on which nothing is open until `BEGIN IMMEDIATE` is said."""
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def explain(error: sqlite3.Error | OSError, path: Path) -> SpanloopError | None:
    """What a storage error means and what to do about it; None when it is a fault of the program."""
    where = str(path)
    if isinstance(error, OSError):
        return SpanloopError(
            f"The file cannot be read or written ({error.strerror or error})",
            where=where,
            way_out="Check that the folder is there, that you may write to it and that the disk has room.",
        )
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, what, way_out in _MEANINGS:
        if name.startswith(prefix):
            return SpanloopError(what, where=where, way_out=way_out)
    return None


#: What to do with a file that cannot be trusted any more.
DAMAGED = "Keep it: go on with a backup if there is one, or recover what can be read (spanloop recover FILE)."
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        "SQLITE_FULL",
        "The disk is full, so this was not saved; all that was saved before is safe",
        "Make room on the disk and do it again.",
    ),
    (
        "SQLITE_READONLY",
        "The project is read-only",
        "Copy it to a folder where you may write, or change its permissions.",
    ),
    (
        "SQLITE_BUSY",
        "Another program is writing to the project",
        "Wait until its import or training step is done and do it again.",
    ),
    (
        "SQLITE_LOCKED",
        "Another program is writing to the project",
        "Wait until its import or training step is done and do it again.",
    ),
    (
        "SQLITE_NOTADB",
        "This is not a Spanloop project",
        "Choose a file that Spanloop made; its name ends in .spanloop.",
    ),
    (
        "SQLITE_CORRUPT",
        "The project file is damaged",
        DAMAGED,
    ),
    (
        "SQLITE_CANTOPEN",
        "The project file cannot be opened",
        "Check that it is there and that you may write to its folder.",
    ),
    (
        "SQLITE_IOERR",
        "The disk could not read or write the project file",
        "Check the disk or the network drive and open the project again; what was saved before is safe.",
    ),
    (
        "SQLITE_TOOBIG",
        "This is too large to be stored",
        "Cut it into smaller articles.",
    ),
)


def explain_integrity(error: sqlite3.Error, path: Path) -> SpanloopError:
    """What a broken constraint means."""
    message = str(error)
    where = str(path)
    for part, what, way_out in _CONSTRAINTS:
        if part in message:
            return SpanloopError(what, where=where, way_out=way_out)
    return SpanloopError(f"The project refused this ({message})", where=where, way_out="Nothing was changed.")


_CONSTRAINTS: tuple[tuple[str, str, str], ...] = (
    (
        "span.article_id, span.author_id",
        "The same mention (author, label and place) stands there already",
        "Nothing was changed.",
    ),
    ("article.external_id", "An article with this id is in the project already", "Give it another id."),
    ("zone.article_id, zone.start", "Two zones begin at the same place", "Nothing was changed."),
    (".uid", "Something with this uid is in the project already", "Nothing was changed."),
    ("extractor.number", "An extractor with this number is in the project already", "Take the next number."),
    (
        "FOREIGN KEY",
        "Something that this needs is not there, or something else still needs what was to go",
        "Nothing was changed.",
    ),
    ("NOT NULL", "Something that must be given is missing", "Nothing was changed."),
)
