"""Exports of the session that is open, as the window does them: asked for, written by a child, told at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.exporting.report import ExportReportSheet
from spanloop.gui.exporting.sheet import ExportSheet
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations.children import export_command
from spanloop.operations.export_outlook import export_formats
from spanloop.settings import Settings

#: Seconds before which nobody can say how long it takes.
_SOON = 3.0


class ExportDesk(QObject):
    """Every refusal goes through the session. changed: an export in a child began, went on or ended."""

    changed = Signal()

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
        #: What was chosen last.
        self._format, self._folder = "spacy", documents()
        self._began = 0.0
        self.run = ChildRun(settings, self)
        self.run.changed.connect(self.changed)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._refuse)
        self.run.cancelled.connect(self._cancelled)

    def ask(self, file_format: str = "") -> None:
        """Ask which format, whose marks and where to. file_format: which is chosen at first, else that of last time."""
        session = self._session()
        if session is None:
            return
        if self.run.running:
            self._refuse(SpanloopError("An export is running", way_out="Wait until it is over, or cancel it."))
            return
        sheet = ExportSheet(
            session.project, file_format=file_format or self._format, folder=self._folder, theme=self._theme(),
            parent=self._window,
        )  # fmt: skip
        sheet.wanted.connect(self._export)
        sheet.open()

    def bind(self, bind: Callable[[str, Callable[[], object]], None]) -> None:
        """The acts: one that asks for everything, and those that choose a format already."""
        bind("export.any", self.ask)
        bind("export.spacy", partial(self.ask, "spacy"))
        bind("export.jsonl", partial(self.ask, "jsonl"))

    def words(self) -> str:
        """What the child does, for the status line: "Exporting, 63%, about 2 min left"."""
        run = self.run
        if run.phase == "cancelling":
            return "Cancelling"
        if not run.steps:
            return "Exporting"
        left = time_left(time.monotonic() - self._began, run.share)
        return ", ".join(part for part in ("Exporting", f"{run.share:.0%}", left) if part)

    def _export(self, file_format: str, dest: Path, author: str) -> None:
        session = self._session()
        if session is None or self.run.running:
            return
        self._format, self._folder, self._began = file_format, dest.parent, time.monotonic()
        command = export_command(session.project.path, dest=dest, file_format=file_format, author=author or None)
        self.run.start([("exporting", command)])

    def _done(self, results: list[dict[str, Any]]) -> None:
        title = next(known.title for known in export_formats() if known.name == self._format)
        ExportReportSheet(results[-1], title=title, theme=self._theme(), parent=self._window).open()

    def _cancelled(self) -> None:
        session = self._session()
        if session is not None:
            session.told.emit("Export cancelled: nothing was written")

    def _refuse(self, error: SpanloopError) -> None:
        session = self._session()
        if session is not None:
            session.refused.emit(error)


def time_left(seconds: float, share: float) -> str:
    """ "about 3 min left", from how long it took so far; "" while that says nothing. share: done, 0 to 1."""
    if seconds < _SOON or not 0.02 < share < 1:
        return ""
    left = seconds / share * (1 - share)
    return "less than a minute left" if left < 60 else f"about {round(left / 60)} min left"
