"""Tables of rows under a line of titles: what their models and views have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class TitledModel(QAbstractTableModel):
    """A table with titles. titles: of its columns."""

    titles: ClassVar[tuple[str, ...]]

    @abstractmethod
    def row_total(self) -> int:
        """How many rows there are."""
        ...

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else self.row_total()

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Qt."""
        across = orientation is Qt.Orientation.Horizontal
        return self.titles[section] if across and role == Qt.ItemDataRole.DisplayRole else None


def show_rows(table: QTableView, *, row_height: int, widths: Sequence[int]) -> None:
    """Let a table with a model show rows that are chosen whole, and let Tab leave it.

    row_height, widths: of rows and columns in pixels; the column of width 0 takes what the others leave.
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, width in enumerate(widths):
        if width:
            header.resizeSection(column, width)
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
