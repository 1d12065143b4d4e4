"""Hears of everything that breaks while the window runs, writes it down, and tells the person once.

Python hands what breaks in code that Qt called to `sys.excepthook`, what breaks in a thread to `threading.excepthook`,
and what breaks while something is cleared away to `sys.unraisablehook`. Each is passed on to whoever listened before,
so that tests and the self-test still hear it, and a terminal shows it.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qFormatLogMessage,
    qInstallMessageHandler,
    qVersion,
)  # fmt: skip
from PySide6.QtWidgets import QApplication

from spanloop.core.errors import SpanloopError
from spanloop.gui.action_table import ACTIONS
from spanloop.operations.crash_reports import CrashReport, CrashReports, log_words
from spanloop.operations.hard_ends import RunningNote, look_back
from spanloop.operations.logbook import log_to
from spanloop.operations.program_facts import program_facts
from spanloop.operations.tracebacks import without_quotes
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.desk.session import DeskSession
    from spanloop.gui.window import Window

_LOG = logging.getLogger(__name__)
_ACTS_KEPT = 20
#: So many different errors are told in one session; then the program is known to be broken, and the log goes on.
_TOLD_AT_MOST = 5
#: Those that are told to nobody: the person, or the program itself, asked for an end.
_ENDS = (KeyboardInterrupt, SystemExit, GeneratorExit)


class CrashWatch(QObject):
    """Listens from `begin` to `end`; `follow` says which window tells.

    broke(CrashReport): something new broke. refused(SpanloopError): an error with words for people that nobody caught.
    """

    broke = Signal(object)
    refused = Signal(object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._folder = settings.log_dir
        self._acts: deque[tuple[float, str]] = deque(maxlen=_ACTS_KEPT)
        facts = [("Qt", qVersion())]
        self.reports = CrashReports(self._folder, acts=self._last_acts, facts=facts)
        self._note = RunningNote(self._folder, facts=facts)
        self._open = ExitStack()
        self._window: Window | None = None
        self._sheet: Any = None
        self._told = 0
        self.left: list[Path] = []
        self._hooks: tuple[Any, Any, Any] = (None, None, None)
        self._qt_before: Any = None
        # Queued: a sheet is never opened in the middle of a painting, nor by a thread.
        self.broke.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.refused.connect(self._tell_refused, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Listen from now on."""
        self._open.enter_context(log_to(self._folder))
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._heard, self._heard_thread, self._heard_late
        self._qt_before = qInstallMessageHandler(self._heard_qt)
        _LOG.info(
            "the window starts: %s", "; ".join(value for _, value in (*program_facts(), ("", f"Qt {qVersion()}")))
        )
        self.left = look_back(self._folder)
        self._note.begin()

    def end(self) -> None:
        """The window closed well: listen no longer."""
        self._window = None
        self._note.end()
        self.reports.finish()
        _LOG.info("the window ends")
        qInstallMessageHandler(self._qt_before)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        self._open.close()

    def follow(self, window: Window) -> None:
        """Tell through this window, and keep the names of what is done in it."""
        self._window = window
        known = frozenset(action.id for action in ACTIONS)
        # Of labels and types only that it was one: their names are of the project.
        window.commands.ran.connect(lambda act: self._keep_act(act if act in known else act.partition(":")[0]))
        window.projects.opened.connect(_log_project)
        if window.projects.session is not None:
            _log_project(window.projects.session)
        window.projects.closed.connect(lambda: _LOG.info("the project is closed"))
        if self.left:
            from spanloop.gui.crash.sheet import HardEndSheet

            HardEndSheet(self.left, theme=window.theme, parent=self._front()).open()

    def _keep_act(self, action: str) -> None:
        self._acts.append((monotonic(), action))
        self._note.keep_acts([act for _, act in self._acts])

    def _last_acts(self) -> list[str]:
        now = monotonic()
        return [f"{now - at:.1f} s before: {action}" for at, action in self._acts]

    # hearing

    def _heard(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._take(error.with_traceback(trace) if trace is not None else error, where="window")
        self._hooks[0](kind, error, trace)

    def _heard_thread(self, told: Any) -> None:
        if told.exc_value is not None:
            self._take(told.exc_value, where="thread")
        self._hooks[1](told)

    def _heard_late(self, told: Any) -> None:
        # Nothing that a person asked for was stopped by it, so it is written down and not told.
        if isinstance(told.exc_value, Exception):
            self.reports.note(told.exc_value, where="clearing away")
            _LOG.error("while something was cleared away: %s", log_words(told.exc_value))
        self._hooks[2](told)

    def _take(self, error: BaseException, *, where: str) -> None:
        if isinstance(error, _ENDS):
            return
        if isinstance(error, SpanloopError):
            _LOG.error("%s", log_words(error))
            self.refused.emit(error)
            return
        report = self.reports.note(error, where=where)
        if report.first:
            _LOG.error("report %s of an %s", report.path.name if report.path else report.why_not, log_words(error))
            self.broke.emit(report)

    def _heard_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind in {QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}:
            _LOG.error("Qt: %s", without_quotes(message))
        if kind is QtMsgType.QtFatalMsg:
            self._note.add(f"Qt: {without_quotes(message)}")  # it aborts when this returns, and the stacks follow
        if self._qt_before is not None:
            self._qt_before(kind, context, message)
        elif sys.stderr is not None:
            sys.stderr.write(qFormatLogMessage(kind, context, message) + "\n")

    # telling

    def _tell(self, report: CrashReport) -> None:
        if self._window is None:
            return
        from spanloop.gui.crash.sheet import CrashSheet

        if self._sheet is not None:
            self._sheet.add(report)
        elif self._told < _TOLD_AT_MOST:
            self._told += 1
            sheet = CrashSheet(report, folder=self._folder, theme=self._window.theme, parent=self._front())
            self._sheet = sheet
            number = self._told
            # A sheet before which it stands may take it along without its having been closed.
            for gone in (sheet.finished, sheet.destroyed):
                gone.connect(lambda *_: self._sheet_gone(number))
            sheet.open()

    def _sheet_gone(self, number: int) -> None:
        if number == self._told:
            self._sheet = None

    def _tell_refused(self, error: SpanloopError) -> None:
        if self._window is not None:
            self._window.show_error(error)

    def _front(self) -> Any:
        """What has the person's eyes: a sheet that stands before the window, else the window."""
        return QApplication.activeModalWidget() or self._window


def _log_project(session: DeskSession) -> None:
    _LOG.info("project %s is open", session.project.uid)


def tell_no_start(settings: Settings, error: Exception) -> None:
    """The window could not be made: write it down and say so, in a terminal and in a box of the system's look."""
    from PySide6.QtWidgets import QMessageBox

    report = CrashReports(settings.log_dir, facts=[("Qt", qVersion())]).note(error, where="start of the window")
    said = f"Spanloop could not open its window. {report.sentence()} {report.where_words()}"
    if sys.stderr is not None:
        sys.stderr.write(said + "\n")
    box = QMessageBox(QMessageBox.Icon.Critical, "Spanloop", said)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
