"""Dialogs about files: the list of backups, a file that cannot be opened, a project that somebody else has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count, size_text
from spanloop.gui.dialogs.base import ROOMY, Sheet
from spanloop.gui.theme import Theme
from spanloop.operations.backups import BackupRecord, content_text, when_text


class BackupsSheet(Sheet):
    """Backups of one project, or of those that have some; put back, deleted, switched on and off.

    restore_asked(BackupRecord, path of the project), delete_asked(BackupRecord), switched(on), now_asked().
    """

    restore_asked = Signal(object, object)
    delete_asked = Signal(object)
    switched = Signal(bool)
    now_asked = Signal()

    def __init__(
        self,
        records: Sequence[BackupRecord],
        *,
        project: Path | None,
        folder: Path,
        on: bool,
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        """project: the file that they are of; None to choose among all projects that have backups."""
        super().__init__("Backups", theme=theme, parent=parent, width=620)
        self.setObjectName("backups")
        self._project = project
        self._folder = folder
        self.choice: QComboBox | None = None
        if project is None:
            self.choice = QComboBox()
            self.add_field("Project", self.choice)
            self.choice.currentIndexChanged.connect(lambda _: self._fill())
        self.list = self._make_list()
        self.body.addWidget(self.list, 1)
        self.words = self.add_text("")
        self.switch = QCheckBox("Make backups while I work")
        self.switch.setChecked(on)
        self.switch.toggled.connect(self.switched)
        self.body.addWidget(self.switch)
        self.delete_button = self.add_button("Delete backup")
        self.delete_button.clicked.connect(self._delete)
        self.now_button = self.add_button("Back up now")
        self.now_button.clicked.connect(self.now_asked)
        self.now_button.setVisible(project is not None)
        self.add_button("Close").clicked.connect(self.accept)
        self.restore_button = self.add_button("Restore…", primary=True)
        self.restore_button.clicked.connect(self._restore)
        self.set_records(records)
        self.list.setFocus()

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setColumnCount(3)
        made.setHeaderLabels(["Made", "Content", "Size"])
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setMinimumHeight(220)
        made.setStyleSheet(ROOMY)
        made.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setAccessibleName("Backups, newest first")
        header = made.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, 190)
        header.resizeSection(2, 90)
        # Enter goes on to the default button, which restores too.
        made.itemDoubleClicked.connect(lambda *_: self._restore())
        made.currentItemChanged.connect(lambda *_: self._check())
        return made

    def set_records(self, records: Sequence[BackupRecord]) -> None:
        """Show these, newest first."""
        self._records = list(records)
        if self.choice is not None:
            before = self.choice.currentData()
            places = list(dict.fromkeys(record.source for record in self._records if record.source))
            self.choice.blockSignals(True)
            self.choice.clear()
            for place in places:
                self.choice.addItem(f"{Path(place).stem}, {Path(place).parent}", place)
            self.choice.setCurrentIndex(max(0, self.choice.findData(before)))
            self.choice.blockSignals(False)
        self._fill()

    def shown(self) -> list[BackupRecord]:
        """What the list shows, in its order."""
        if self.choice is None:
            return self._records
        return [record for record in self._records if record.source == self.choice.currentData()]

    def _fill(self) -> None:
        now = datetime.now().astimezone()
        self.list.clear()
        for record in self.shown():
            item = QTreeWidgetItem([when_text(record, now=now), content_text(record), size_text(record.size)])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, str(record.path))
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        total = sum(record.size for record in self._records)
        kept = f"{count(len(self._records), 'backup')}, {size_text(total)} in {self._folder}. " if self._records else ""
        self.words.setText(f"{kept}The latest ten are kept, and the last one of each of thirty days.")
        self._check()

    def _check(self) -> None:
        there = self._current() is not None
        self.restore_button.setEnabled(there)
        self.delete_button.setEnabled(there)

    def _current(self) -> BackupRecord | None:
        item = self.list.currentItem()
        row = -1 if item is None else self.list.indexOfTopLevelItem(item)
        shown = self.shown()
        return shown[row] if 0 <= row < len(shown) else None

    def _restore(self) -> None:
        record = self._current()
        if record is not None:
            self.restore_asked.emit(record, self._project or Path(record.source))

    def _delete(self) -> None:
        record = self._current()
        if record is not None:
            self.delete_asked.emit(record)


class UnopenedSheet(Sheet):
    """Why a file cannot be opened, and what can be done: restore_asked, recover_asked."""

    restore_asked = Signal()
    recover_asked = Signal()

    def __init__(
        self,
        error: SpanloopError,
        *,
        backups: Sequence[BackupRecord],
        damaged: bool,
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        """backups: of this file, newest first. damaged: whether recovering may help."""
        title = "This file cannot be opened. It seems to be damaged." if damaged else _sentence(error)
        super().__init__(title, theme=theme, parent=parent, width=580)
        self.setObjectName("unopened")
        self.setWindowTitle("Spanloop")
        self.add_text(error.where, selectable=True)
        if damaged:
            self.add_text(_sentence(error))
            self.add_text("Neither of these ways touches the file:", tone="")
            self.add_text(
                "Recovering reads it page by page and writes all that can be read into a new project beside it, with a"
                " list of what was lost. What a backup still has is taken from there."
            )
            if backups:
                when = when_text(backups[0], now=datetime.now().astimezone())
                self.add_text(f"A backup is whole, but without what was done since. The newest is of {when}.")
        elif error.way_out:
            self.add_text(error.way_out, tone="")
        self.add_button("Close").clicked.connect(self.reject)
        if backups:
            self.restore_button = self.add_button("Choose a backup…")
            self.restore_button.clicked.connect(self.accept)
            self.restore_button.clicked.connect(self.restore_asked)
        if damaged:
            self.recover_button = self.add_button("Recover what can be read", primary=True)
            self.recover_button.clicked.connect(self.accept)
            self.recover_button.clicked.connect(self.recover_asked)


class RecoveredSheet(Sheet):
    """What came out of a damaged file; open_asked()."""

    open_asked = Signal()

    def __init__(self, told: dict[str, object], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("What could be read is in a new project", theme=theme, parent=parent, width=620)
        self.setObjectName("recovered")
        articles, marks = int(str(told.get("articles", 0))), int(str(told.get("marks", 0)))
        self.add_text(
            f"{Path(str(told.get('project', ''))).name}: {count(articles, 'article')}, {count(marks, 'mark')}.", tone=""
        )
        summary = told.get("summary")
        lines = [str(line) for line in summary] if isinstance(summary, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if lines:
            self.ledger = QTreeWidget()
            self.ledger.setHeaderHidden(True)
            self.ledger.setRootIsDecorated(False)
            self.ledger.setWordWrap(True)
            self.ledger.setStyleSheet(ROOMY)
            self.ledger.setMinimumHeight(180)
            for line in lines:
                item = QTreeWidgetItem([line])
                item.setToolTip(0, line)
                self.ledger.addTopLevelItem(item)
            self.add_field("Ledger: what was lost or mended; all of it is in the file beside the project", self.ledger)
        else:
            self.add_text("Nothing was lost.")
        self.add_button("Close").clicked.connect(self.reject)
        self.open_button = self.add_button("Open the new project", primary=True)
        self.open_button.clicked.connect(self._open)

    def _open(self) -> None:
        self.accept()
        self.open_asked.emit()


def _sentence(error: SpanloopError) -> str:
    what = error.what[:1].upper() + error.what[1:]
    return what if what.endswith((".", "?")) else f"{what}."
