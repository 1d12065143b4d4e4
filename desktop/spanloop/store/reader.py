"""A second connection to an open project, which only reads: for a thread that looks while its window goes on."""

from __future__ import annotations

import sqlite3
from functools import partial
from types import TracebackType

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

from spanloop.store.engine import connect, connect_to_read, explain, open_connection
from spanloop.store.guard import is_writable
from spanloop.store.project_reading import ProjectReading
from spanloop.store.rules import RuleReading

#: Of SQLite's own small steps, between two looks whether somebody said stop; a few milliseconds.
_STEPS = 50_000


class ProjectReader(ProjectReading):
    """Reads what was committed. It is made, used and closed in one thread; only `interrupt` may come from another.

    The file has to be open as a Project for as long, because that is what was looked at before it was trusted. Open a
    reader for one piece of work, not for good: another program that closes the project may take the log away under it.
    """

    def __init__(self, project: ProjectReading) -> None:
        """Raises SpanloopError when the file cannot be opened."""
        super().__init__()
        path = self.path = project.path
        # Schemas that were parsed once are not parsed anew for every look.
        self._parsed = project._parsed
        opening = partial(connect, path, read_only=True) if is_writable(path) else partial(connect_to_read, path)
        self._engine = create_engine("sqlite://", creator=opening, poolclass=NullPool)
        event.listen(self._engine, "handle_error", self._explain)
        self._open = open_connection(self._engine)
        self._stopped = False
        driver = self._open.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        # Asked by SQLite itself: its own interrupt() is lost where it comes just before a query begins.
        driver.set_progress_handler(lambda: self._stopped, _STEPS)

    @property
    def _connection(self) -> Connection:
        return self._open

    def data_version(self) -> int:
        """A number that changes when somebody has written to the file."""
        return int(self._open.exec_driver_sql("PRAGMA data_version").scalar_one())

    @property
    def rules(self) -> RuleReading:
        """Rules, and the marked texts that teach some."""
        return RuleReading(self._connection, self._facts)

    def interrupt(self) -> None:
        """Stop what is being read, and all that would be read yet: it raises InterruptedError in its thread."""
        self._stopped = True

    def close(self) -> None:
        """Let go of the file. Closing twice does nothing."""
        self._open.close()
        self._engine.dispose()

    def _explain(self, context: ExceptionContext) -> None:
        error = context.original_exception
        if not isinstance(error, sqlite3.Error):
            return
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            raise InterruptedError("the reading was stopped") from error
        explained = explain(error, self.path)
        if explained is not None:
            raise explained from error

    def __enter__(self) -> ProjectReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
