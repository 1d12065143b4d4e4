"""Is this file a sound project, and one that this program may open? Asked before anything in it is trusted."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.store.engine import APPLICATION_ID, DAMAGED, connect, connect_to_read, explain, file_uri
from spanloop.store.salvage.log import acts_behind_a_hit
from spanloop.store.search import FTS_TABLE
from spanloop.store.tables import METADATA

#: The format that this program writes; a file with a higher one is refused, one with a lower one is migrated.
FORMAT = 6
#: Larger files are checked by a job after opening (Project.integrity), because reading them takes seconds.
CHECK_AT_OPEN_BYTES = 48 * 1024 * 1024

_MAGIC = b"SQLite format 3\0"
#: The smallest page of SQLite: no database is smaller.
_SMALLEST = 512
_CHOOSE = "Choose a file that Spanloop made; its name ends in .spanloop."


def check_header(path: Path, *, to_write: bool = True) -> int:
    """Look at the beginning of the file without opening the database, so that another program's is left untouched.

    Returns the format number in the header. Raises SpanloopError when there is no file, when it is no project, when it
    is cut short, or when it may not be written (unless it is only to be read).

    The file is read by SQLite alone: closing a handle of our own would let go of every lock that this process holds on
    it (POSIX), and another process might then delete the log of a project that is open here.
    """
    where = str(path)
    if not path.exists():
        raise SpanloopError(
            "There is no such file", where=where, way_out="Check the name, or make a new project there."
        )
    if not path.is_file():
        raise SpanloopError("This is a folder, not a project file", where=where, way_out=_CHOOSE)
    try:
        if path.stat().st_size < _SMALLEST:
            _refuse_small(path)
        application, number = _read_header(path)
    except OSError as error:
        raise explain(error, path) or error from error
    if application != APPLICATION_ID:
        raise SpanloopError(
            "This is a database of another program, not a Spanloop project", where=where, way_out=_CHOOSE
        )
    if to_write:
        check_writable(path)
    return number


def _refuse_small(path: Path) -> None:
    """Say why a file that is too small for a database, and so held open by nobody, is no project."""
    header = path.read_bytes()
    if not header:
        raise SpanloopError("The file is empty", where=str(path), way_out=_CHOOSE)
    if not header.startswith(_MAGIC[: len(header)]):
        raise SpanloopError("This is not a Spanloop project", where=str(path), way_out=_CHOOSE)
    raise SpanloopError("The project file is cut short", where=str(path), way_out=DAMAGED)


def _read_header(path: Path) -> tuple[int, int]:
    """application_id and format number. Nothing is locked, written or made beside the file, except where a log waits.

    While a write-ahead log waits to be copied back, the main file may rightly be shorter than its header says.
    """
    waiting = _has_log(path)
    options = "mode=ro" if waiting else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(file_uri(path, options), uri=True)
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (number,) = connection.execute("PRAGMA user_version").fetchone()
            (page,) = connection.execute("PRAGMA page_size").fetchone()
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        code = (error.sqlite_errorcode or 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB:
            raise SpanloopError("This is not a Spanloop project", where=str(path), way_out=_CHOOSE) from error
        if code == sqlite3.SQLITE_CORRUPT:
            what = "The project file is damaged or cut short"
            raise SpanloopError(what, where=str(path), way_out=DAMAGED) from error
        raise explain(error, path) or SpanloopError(
            f"The project file is damaged ({error})", where=str(path), way_out=DAMAGED
        ) from error
    # SQLite itself takes a last page that is cut short for a whole one.
    if not waiting and path.stat().st_size < page * pages:
        raise SpanloopError("The project file is cut short", where=str(path), way_out=DAMAGED)
    return int(application), int(number)


def _has_log(path: Path) -> bool:
    return any(
        log.exists() and log.stat().st_size > 0
        for log in (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    )


def is_writable(path: Path) -> bool:
    """Whether a file and its folder may be written; what is not there is asked for by whoever opens it."""
    try:
        check_writable(path)
    except SpanloopError:
        return not path.exists()
    return True


def check_writable(path: Path) -> None:
    """Raise SpanloopError when the file or its folder may not be written (SQLite needs a log beside the file)."""
    way_out = "Copy it to a folder where you may write, or change its permissions."
    # Asked, not tried: see check_header.
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise SpanloopError("The project is read-only", where=str(path), way_out=way_out)
    probe = path.with_name(path.name + "-shm")
    if probe.exists():
        return
    try:
        probe.open("xb").close()
        probe.unlink()
    except FileExistsError:
        return
    except OSError as error:
        raise SpanloopError(
            f"The folder of the project cannot be written ({error.strerror})", where=str(path), way_out=way_out
        ) from error


def check_log(path: Path) -> None:
    """Raise SpanloopError where opening would throw acts away that stand in the log behind a place that was hit."""
    try:
        behind = acts_behind_a_hit(path)
    except OSError as error:
        raise explain(error, path) or error from error
    if behind:
        raise SpanloopError(
            f"The file {path.name}-wal beside the project is damaged, and opening would lose {count(behind, 'act')}",
            where=str(path),
            way_out=f"Keep both files and recover what can be read: spanloop recover {path.name}",
        )


def check_format(path: Path, number: int) -> None:
    """The version gate. Raises SpanloopError when the file is newer than this program, or was never finished."""
    if number > FORMAT:
        raise SpanloopError(
            f"The project was written by a newer Spanloop (format {number}, this one knows {FORMAT})",
            where=str(path),
            way_out="Update Spanloop and open it again; nothing in it was changed.",
        )
    if number < 1:
        raise SpanloopError("The project file was never finished", where=str(path), way_out=DAMAGED)


def check_inside(path: Path, *, thorough: bool, to_write: bool = True) -> int:
    """Open the file and look for what must not be there, and what must. Returns its format number.

    thorough: read every page (SQLite's quick_check). Raises SpanloopError.
    """
    try:
        connection = connect(path) if to_write else connect_to_read(path)
        try:
            number = int(connection.execute("PRAGMA user_version").fetchone()[0])
            check_format(path, number)
            _check_foreign_things(connection, path)
            if thorough:
                _quick_check(connection, path)
            if number == FORMAT:
                _check_tables(connection, path)
            return number
        finally:
            connection.close()
    except sqlite3.Error as error:
        explained = explain(error, path)
        if explained is None:
            explained = SpanloopError(f"The project file is damaged ({error})", where=str(path), way_out=DAMAGED)
        raise explained from error


def _check_foreign_things(connection: sqlite3.Connection, path: Path) -> None:
    """Spanloop makes no triggers and no views, and one virtual table: anything else could run by itself."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in rows:
        virtual = kind == "table" and str(sql or "").lstrip().upper().startswith("CREATE VIRTUAL")
        if kind in ("trigger", "view") or (virtual and name != FTS_TABLE):
            what = "virtual table" if virtual else kind
            raise SpanloopError(
                f"The project holds a {what} that Spanloop did not make ({name})",
                where=str(path),
                way_out="Ask whoever gave you the file; it was not opened and nothing in it was run.",
            )


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        found = " ".join(str(found).split())  # SQLite heads it with a line of its own
        raise SpanloopError(f"The project file is damaged ({found})", where=str(path), way_out=DAMAGED)


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p WHERE m.type = 'table'"
    for table, column in connection.execute(query):
        found[table].add(column)
    for table in METADATA.sorted_tables:
        missing = {column.name for column in table.columns} - found[table.name]
        if missing:
            raise SpanloopError(
                f"The project file lacks {table.name}.{sorted(missing)[0]}", where=str(path), way_out=DAMAGED
            )
    if FTS_TABLE not in found:
        raise SpanloopError("The project file lacks its search index", where=str(path), way_out=DAMAGED)
