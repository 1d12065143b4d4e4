"""Backups that make themselves: after opening, and every so many minutes of work, without the window waiting."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.errors import SpanloopError
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.safety.work import Work
from spanloop.operations import backups
from spanloop.settings import Settings

#: After opening, what is on the screen comes first.
_FIRST_MS = 20_000
_MINUTE_MS = 60_000


class BackupKeeper(QObject):
    """made(BackupRecord or None): one was made, or nothing was done since the last. failed(SpanloopError)."""

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, settings: Settings, *, projects: ProjectDesk) -> None:
        super().__init__(projects)
        self._settings = settings
        self._projects = projects
        self._work: Work | None = None
        #: What went wrong by itself is said once while a project is open.
        self._told = False
        self._timer = QTimer(self)
        self._timer.setObjectName("backups")
        self._timer.timeout.connect(self._due)
        projects.opened.connect(self._opened)
        projects.closed.connect(self.stop)

    @property
    def on(self) -> bool:
        """Whether backups make themselves."""
        return self._settings.backup_minutes > 0

    @property
    def running(self) -> bool:
        """Whether one is being made."""
        return self._work is not None

    def follow_settings(self) -> None:
        """Begin or end, as the settings say now."""
        self._timer.stop()
        session = self._projects.session
        if self.on and session is not None and not session.project.read_only:
            self._timer.start(_FIRST_MS)

    def make_now(self) -> bool:
        """Make one because somebody asks for it; False when no project is open, or one is being made."""
        self._told = False  # who asks is always told what went wrong
        return self._make()

    def _make(self) -> bool:
        session = self._projects.session
        if session is None or self._work is not None or session.project.read_only:
            return False
        path, data_dir = session.project.path, self._settings.data_dir
        work = self._work = Work(lambda stopped: backups.back_up(path, data_dir=data_dir, stopped=stopped), self)
        work.done.connect(self.made)
        work.failed.connect(self._went_wrong)
        work.finished.connect(lambda: self._ended(work))
        work.start()
        return True

    def stop(self) -> None:
        """The project closes: what is half copied is thrown away."""
        self._timer.stop()
        work, self._work = self._work, None
        if work is not None:
            work.stop()

    def _opened(self, _session: DeskSession) -> None:
        self._told = False
        self.follow_settings()

    def _due(self) -> None:
        self._timer.start(self._settings.backup_minutes * _MINUTE_MS)
        self._make()

    def _ended(self, work: Work) -> None:
        if self._work is work:
            self._work = None

    def _went_wrong(self, error: SpanloopError) -> None:
        if not self._told:
            self._told = True
            self.failed.emit(SpanloopError(f"No backup: {error.what}", where=error.where, way_out=error.way_out))
