"""The table of what goes with the program, in About."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from spanloop.gui.plain import tooltip
from spanloop.operations.bundled import Bundled

_TITLES = ("Part", "Version", "Licence")
_NO_PARENT = QModelIndex()
_ROW_HIGH = 28
#: Words of the rows below those of the header, which keeps within the round corners.
_STYLE = (
    "QTableView::item { padding: 0 5px; } QHeaderView { background: transparent; }"
    " QHeaderView::section:first { border-top-left-radius: 7px; }"
    " QHeaderView::section:last { border-top-right-radius: 7px; }"
)


class PartTable(QAbstractTableModel):
    """The parts in which every word of a query is found."""

    def __init__(self, parts: Sequence[Bundled]) -> None:
        super().__init__()
        self.everything = list(parts)
        self.parts = self.everything

    def seek(self, query: str) -> None:
        """Show what the query finds, by name, version and licence."""
        words = query.casefold().split()
        self.beginResetModel()
        self.parts = [part for part in self.everything if all(word in _said(part) for word in words)]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.parts)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        across = orientation is Qt.Orientation.Horizontal
        return _TITLES[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        part = self.parts[index.row()]
        text = (part.name, part.version, part.licence)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        return tooltip(text) if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2 else None


def _said(part: Bundled) -> str:
    return f"{part.name} {part.version} {part.licence}".casefold()


def part_view(model: PartTable) -> QTableView:
    """The table: whole rows are chosen, and Tab leaves it."""
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_HIGH)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    header.resizeSection(0, 160)
    header.resizeSection(1, 84)
    table.setStyleSheet(_STYLE)
    table.setAccessibleName("What goes with Spanloop")
    return table
