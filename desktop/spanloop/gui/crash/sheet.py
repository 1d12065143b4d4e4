"""One calm dialog about what nobody expected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.program.folders import show_folder
from spanloop.gui.theme import Theme
from spanloop.operations.crash_reports import CrashReport

_SAFE = "What was asked for last may not be done. Every mark that was on the screen is in the project file."
_HOLDS = "It holds versions, the place in the program and the last acts by their names; no text of an article."


class CrashSheet(Sheet):
    """What happened, that nothing is lost, and where the report is. Others that happen meanwhile come into it too."""

    def __init__(self, report: CrashReport, *, folder: Path, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Something went wrong in Spanloop", theme=theme, parent=parent, width=560)
        self.setObjectName("crash")
        self._folder = folder
        self._reports = [report]
        self.what = self.add_text("", tone="")
        self.add_text(_SAFE)
        self.where = self.add_text("", selectable=True)
        self.body.addStretch(1)
        self.open_button = self.add_button("Open the folder")
        self.open_button.clicked.connect(lambda: show_folder(folder, theme=theme, parent=self))
        self.copy_button = self.add_button("Copy the report")
        self.copy_button.clicked.connect(self._copy)
        close = self.add_button("Close", primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()
        self._say()

    def add(self, report: CrashReport) -> None:
        """Something else went wrong while this stands here."""
        self._reports.append(report)
        self._say()

    def _say(self) -> None:
        last = self._reports[-1]
        number = len(self._reports)
        self.what.setText(last.sentence() if number == 1 else f"{number} errors so far. {last.sentence()}")
        many = number > 1 and last.path is not None
        place = f"The reports are in {self._folder}; nothing was sent." if many else last.where_words()
        self.where.setText(f"{place} {_HOLDS}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(report.text for report in self._reports))
        self.copy_button.setText("Copied")


class HardEndSheet(Sheet):
    """Said at the start: the program died the last time, and where what is known of it stands."""

    def __init__(self, reports: Sequence[Path], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Spanloop ended badly the last time", theme=theme, parent=parent, width=560)
        self.setObjectName("hardEnd")
        self._last = reports[-1]
        self.add_text("The program died before it could close its window. Every mark that was on the screen is there.")
        self.where = self.add_text(f"A report is in {self._last}; nothing was sent. {_HOLDS}", selectable=True)
        self.body.addStretch(1)
        self.open_button = self.add_button("Open the folder")
        self.open_button.clicked.connect(lambda: show_folder(self._last.parent, theme=theme, parent=self))
        self.copy_button = self.add_button("Copy the report")
        self.copy_button.clicked.connect(self._copy)
        close = self.add_button("Close", primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()

    def _copy(self) -> None:
        try:
            text = self._last.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            self.where.setText(f"{self._last} cannot be read ({error.strerror}).")
            return
        QGuiApplication.clipboard().setText(text)
        self.copy_button.setText("Copied")
