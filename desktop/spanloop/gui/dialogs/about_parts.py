"""The table of what goes with the program, in About."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from spanloop.gui.plain import tooltip
from spanloop.gui.tables import Index, TitledModel, show_rows
from spanloop.operations.bundled import Bundled

_ROW_HIGH = 28
_WIDTHS = (160, 84, 0)
#: Words of the rows below those of the header, which keeps within the round corners.
_STYLE = (
    "QTableView::item { padding: 0 5px; } QHeaderView { background: transparent; }"
    " QHeaderView::section:first { border-top-left-radius: 7px; }"
    " QHeaderView::section:last { border-top-right-radius: 7px; }"
)


class PartTable(TitledModel):
    """The parts in which every word of a query is found."""

    titles = ("Part", "Version", "Licence")

    def __init__(self, parts: Sequence[Bundled]) -> None:
        super().__init__()
        self.everything = list(parts)
        self.parts = self.everything
        self._words: list[str] = []

    def take(self, parts: Sequence[Bundled]) -> None:
        """Other parts, of which those are shown that were sought."""
        self.everything = list(parts)
        self._show()

    def seek(self, query: str) -> None:
        """Show what the query finds, by name, version and licence."""
        self._words = query.casefold().split()
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self.parts = [part for part in self.everything if all(word in _said(part) for word in self._words)]
        self.endResetModel()

    def row_total(self) -> int:
        """How many are found."""
        return len(self.parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
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
    show_rows(table, row_height=_ROW_HIGH, widths=_WIDTHS)
    table.setStyleSheet(_STYLE)
    table.setAccessibleName("What goes with Spanloop")
    return table
