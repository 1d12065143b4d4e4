"""The queue as an item model: rows are painted, there is no widget for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from spanloop.gui.plain import tooltip
from spanloop.gui.queue.arranging import Row, View, arrange, copies_text, next_to_do, spoken, today

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_PARENT = QModelIndex()


class QueueModel(QAbstractListModel):
    """All articles of a project, of which the view shows some. ROW_ROLE gives the row itself."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.view = View()
        self._shown: list[int] = []
        #: Place of each article among all rows, and of each row in the view.
        self._places: dict[str, int] = {}
        self._in_view: dict[int, int] = {}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[self._shown[index.row()]]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or "Untitled"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row, today=today())
        if role == Qt.ItemDataRole.ToolTipRole:
            copies = copies_text(self.rows, row)
            return tooltip("\n".join(part for part in (row.title, row.reason, copies) if part))
        return None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Take the rows of the project; what stays the same keeps its place in the view."""
        if [row.uid for row in rows] == [row.uid for row in self.rows]:
            for place, row in enumerate(rows):
                if row != self.rows[place]:
                    self.rows[place] = row
                    self._tell(place)
            return
        self.beginResetModel()
        self.rows = list(rows)
        self._places = {row.uid: place for place, row in enumerate(self.rows)}
        self._arrange()
        self.endResetModel()

    def set_row(self, row: Row) -> None:
        """One article has another state now. It keeps its place until the view is arranged anew."""
        place = self._places.get(row.uid)
        if place is not None:
            self.rows[place] = row
            self._tell(place)

    def set_view(self, view: View) -> None:
        """Show other rows or another order."""
        self.beginResetModel()
        self.view = view
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self._shown = arrange(self.rows, self.view)
        self._in_view = {place: row for row, place in enumerate(self._shown)}

    def row_of(self, uid: str) -> Row | None:
        """The row of an article, shown or not."""
        place = self._places.get(uid)
        return None if place is None else self.rows[place]

    def index_of(self, uid: str) -> QModelIndex:
        """Where an article stands in the view; an invalid index when it is not shown."""
        row = self._in_view.get(self._places.get(uid, -1))
        return QModelIndex() if row is None else self.index(row)

    def uid_at(self, index: QModelIndex) -> str:
        return self.rows[self._shown[index.row()]].uid

    def neighbour(self, uid: str, step: int) -> str | None:
        """The article so many rows below (or above, negative) in the view."""
        index = self.index_of(uid)
        place = index.row() + step if index.isValid() else 0
        return self.rows[self._shown[place]].uid if 0 <= place < len(self._shown) else None

    def next_to_do(self, uid: str) -> str | None:
        """The next article that is to do, in the order of the view; any other that is, when the view has none."""
        found = next_to_do(self.rows, self._shown, uid)
        return found or next_to_do(self.rows, range(len(self.rows)), uid)

    def place_words(self, uid: str) -> str:
        """Where an article stands in what is shown: "1 of 318", "2 of 5 found", "3 of 62 shown"; "" where it is not."""
        index = self.index_of(uid)
        if not index.isValid():
            return ""
        view = self.view
        narrowed = view.part != "all" or view.states or view.suggested_only
        kind = " found" if view.hits is not None else " shown" if narrowed else ""
        return f"{index.row() + 1} of {len(self._shown)}{kind}"

    def hidden_hits(self) -> int:
        """How many articles a search found that the part or the filter does not show."""
        return len([uid for uid in self.view.hits or () if uid in self._places]) - len(self._shown)

    def _tell(self, place: int) -> None:
        if place in self._in_view:
            index = self.index(self._in_view[place])
            self.dataChanged.emit(index, index)
