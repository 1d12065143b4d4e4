"""Reads the page again from which the open article was made: a better reader makes better text of the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Report
from spanloop.gui.theme import Theme
from spanloop.operations.children import reimport_command
from spanloop.settings import Settings


class ReadingAgain(QObject):
    """Runs `spanloop reimport` for the open article in a child, since a page may be hostile.

    changed: the child began or ended. written: the child wrote into the project, the window is to look.
    """

    changed = Signal()
    written = Signal()

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        theme: Callable[[], Theme],
        session: Callable[[], DeskSession | None],
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._session = window, theme, session
        #: Whose article is read.
        self._of: DeskSession | None = None
        self.run = ChildRun(settings, self)
        self.run.changed.connect(self.changed)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._refuse)

    def read(self) -> None:
        """Read the open article again; what came of it is said, and is one act that can be undone."""
        session = self._session()
        if session is None or session.desk is None or self.run.running:
            return
        self._of = session
        command = reimport_command(
            session.project.path, author=session.author.name, articles=[session.desk.article.uid]
        )
        self.run.start([("rereading", command)])

    def _done(self, results: list[dict[str, Any]]) -> None:
        session = self._session()
        if session is None or session is not self._of:
            return
        self.written.emit()
        told = results[-1]
        lines = [str(entry.get("message") or "") for entry in told.get("ledger", [])]
        for row in told.get("articles", []):
            if row["outcome"] == "revised":
                session.open(row["uid"])
            said = came(row)
            session.told.emit(said)
            if lines:
                Report("Read again", f"{said}.", lines, theme=self._theme(), parent=self._window).open()

    def _refuse(self, error: SpanloopError) -> None:
        session = self._session()
        if session is not None:
            session.refused.emit(error)


def came(row: dict[str, Any]) -> str:
    """What came of reading an article again, for the status line. row: as `reimport` tells it."""
    if row["outcome"] == "revised":
        return "Read again: another text, which is open now; marks went along"
    if row["outcome"] == "failed":
        return "Read again: it stays as it is"
    new = [count(row["zones"], "new zone")] if row["zones"] else []
    new += row["details"]
    if row["outcome"] == "renewed":
        return f"Read again: {', '.join(new) or 'zones renewed'}"
    return "Read again: nothing new"
