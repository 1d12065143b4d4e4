"""A list of rows of one height that costs what it shows and not what it holds."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

ROW_HEIGHT = 36


class LongList(QTableView):
    """A list without frame in which a click or Enter chooses and Delete or Backspace takes away.

    A table of one column: Qt's list view places every row anew, through the model, whenever one of them changes (56 ms
    for 20,000 rows), its table view only those that are seen.
    """

    chosen = Signal(QModelIndex)
    taken_away = Signal(QModelIndex)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QTableView { background: transparent; border: 0; border-radius: 0; }")
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setStretchLastSection(True)
        down.hide()
        down.setMinimumSectionSize(ROW_HEIGHT)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self.chosen)
        # Enter only: what is "activated" differs between desktops, and a click must not choose twice.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        current = self.currentIndex()
        key = event.key()
        if current.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit(current)
        elif current.isValid() and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_away.emit(current)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._go_to_end(last=key == Qt.Key.Key_End)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # there is nothing beside a row
        else:
            super().keyPressEvent(event)

    def _go_to_end(self, *, last: bool) -> None:
        model: QAbstractItemModel | None = self.model()
        rows = model.rowCount() if model is not None else 0
        if model is not None and rows:
            self.setCurrentIndex(model.index(rows - 1 if last else 0, 0))

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters mean labels and roles here, they do not jump about in the list."""
