"""Words and copies of new articles, found by a child process while one goes on working.

The window never tokenizes. After an import, a paste, a change of zones or language, and when a project is opened in
which articles have no words, it starts `spanloop prepare` a moment later; the words come in with what other programs
write.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.queue.background import Background
from spanloop.operations import preparing
from spanloop.operations.children import prepare_command
from spanloop.settings import Settings

#: Opening a project and walking through an import come first; so do several pastes in a row.
_PAUSE_MS = 1_000
_KINDS = frozenset({"articles", "zones"})


class PrepareDesk(QObject):
    """Prepares the articles of the session that is open.

    arrived: something was written, the window is to look. changed: it began, went on or ended.
    failed(SpanloopError): what it could not do and why, once for each reason while a project is open.
    """

    arrived = Signal()
    changed = Signal()
    failed = Signal(object)

    def __init__(self, settings: Settings, *, session: Callable[[], DeskSession | None], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._session = session
        #: What the last run was to do: it is not started again for articles that it could not do.
        self._tried: tuple[Path, frozenset[str]] | None = None
        self._told: set[str] = set()
        # What it writes, it writes in whole transactions: the window never waits for it.
        self.run = ChildRun(settings, self, killable=True)
        self.run.changed.connect(self.changed)
        self.run.done.connect(lambda _: self._ended())
        self.run.failed.connect(self._failed)
        #: Looks for what is due: that takes a second among 100,000 articles.
        self._looking: Background | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._start)

    @property
    def waiting(self) -> bool:
        """Whether it is about to look for something to do, or looks."""
        return self._pause.isActive() or (self._looking is not None and self._looking.busy)

    def words(self) -> str:
        """What runs, for the status line: "Finding words, 40%"; "" when nothing does."""
        if not self.run.running:
            return ""
        return f"Finding words, {self.run.share:.0%}" if self.run.steps else "Finding words"

    def take(self, changes: Changes) -> None:
        """An act was saved, or another program wrote: look whether there is something to do."""
        if changes.kinds & _KINDS:
            self.look()

    def look(self) -> None:
        """Prepare a moment later what is new then."""
        if self._settings.prepare and not self.run.running:
            self._pause.start()

    def stop_now(self) -> None:
        """The project closes, or the window."""
        self._pause.stop()
        if self._looking is not None:
            self._looking.stop()
            self._looking.deleteLater()
            self._looking = None
        self.run.stop_now()
        self._tried = None
        self._told.clear()

    def _start(self) -> None:
        session = self._session()
        if session is None or self.run.running or session.project.read_only:
            return
        if self._looking is None:
            # What cannot be read now is not said here: somebody works on the file, who is told of it there.
            self._looking = Background(session.project, self)
        self._looking.ask("due", preparing.due, self._found)

    def _found(self, due: frozenset[str]) -> None:
        session = self._session()
        if session is None or self.run.running:
            return
        tried = self._tried[1] if self._tried and self._tried[0] == session.project.path else frozenset[str]()
        if due - tried:
            self._tried = session.project.path, due
            self.run.start([("preparing", prepare_command(session.project.path))])

    def _failed(self, error: SpanloopError) -> None:
        """Not a dialog: nobody asked for it just now, and one can go on marking."""
        self._ended()
        if error.what not in self._told:
            self._told.add(error.what)
            self.failed.emit(SpanloopError(f"Words not found: {error.what}", where=error.where, way_out=error.way_out))

    def _ended(self) -> None:
        """Also after a failure: what could not be done is done after the next import or start, and meanwhile the plain
        rules stand in."""
        self.arrived.emit()
        self.look()
