"""Rows of marks that show which of them have a problem, what it is and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from spanloop.core.validation import Problem
from spanloop.gui.actions import KeysOf
from spanloop.gui.inspector.index import DeskIndex, Entries, Entry
from spanloop.gui.inspector.lists import ENTRY_ROLE, MarkDelegate, MarkListModel
from spanloop.gui.keywords import of_table, way_out
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_SIZE = 10


class ProblemRows(MarkListModel):
    """The marks of an article; what is wrong with one is in its tooltip and in what a screen reader says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of: DeskIndex | None = None
        self.keys: KeysOf = of_table

    def show_entries(self, index: DeskIndex, entries: Entries, *, without: str = "") -> None:
        """Show other marks, all but one."""
        if index is not self._of:
            self._of = index
        super().show_entries(index, entries, without=without)

    def problem(self, uid: str) -> Problem | None:
        """The first thing that is wrong with a mark."""
        return next(iter(self._of.problems(uid)), None) if self._of else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        found = super().data(index, role)
        if role not in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return found
        entry: Entry = super().data(index, ENTRY_ROLE)
        problem = None if entry is None or entry.suggested else self.problem(entry.uid)
        if problem is None:
            return found
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = problem.message.rstrip(".").lower()
            return found if said in str(found).lower() else f"{found}, {said}"
        return tooltip(f"{found}\n\n{problem.message} {way_out(problem, self.keys)}\n{problem.why}")


class ProblemDelegate(MarkDelegate):
    """Paints a small triangle in the margin of a mark that has a problem."""

    def __init__(self, theme: Theme, *, tag_width: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, tag_width=tag_width, parent=parent)
        self._colours = theme

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._colours = theme
        super().set_theme(theme)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        super().paint(painter, option, index)
        entry: Entry = index.data(ENTRY_ROLE)
        model = index.model()
        assert isinstance(model, ProblemRows)
        if not entry.suggested and model.problem(entry.uid) is not None:
            area = QRect(option.rect)
            box = QRect(area.left() + 1, area.center().y() - _SIZE // 2 + 1, _SIZE, _SIZE)
            self._colours.icon("warn", role="warning", size=_SIZE).paint(painter, box)
