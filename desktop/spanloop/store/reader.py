"""A second connection to an open project, which only reads: for a thread that looks while its window goes on."""

from __future__ import annotations

import sqlite3
from types import TracebackType

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

from spanloop.store.engine import connect, explain, open_connection
from spanloop.store.project_reading import ProjectReading


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
        self._engine = create_engine("sqlite://", creator=lambda: connect(path, read_only=True), poolclass=NullPool)
        event.listen(self._engine, "handle_error", self._explain)
        self._open = open_connection(self._engine)
        self._driver = self._open.connection.dbapi_connection

    @property
    def _connection(self) -> Connection:
        return self._open

    def data_version(self) -> int:
        """A number that changes when somebody has written to the file."""
        return int(self._open.exec_driver_sql("PRAGMA data_version").scalar_one())

    def interrupt(self) -> None:
        """Stop what is being read: it raises InterruptedError in its thread."""
        assert isinstance(self._driver, sqlite3.Connection)
        self._driver.interrupt()

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
