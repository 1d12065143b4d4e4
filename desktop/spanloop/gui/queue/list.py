"""The list of the queue."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from spanloop.gui.queue.delegate import ROW_HEIGHT
from spanloop.gui.theme import Theme

#: Letters lead to a title among so many: all rows before it are read for that.
_TYPED_AMONG = 500


class QueueList(QTableView):
    """The list itself, one article a row; says in words why it is empty.

    A table of one column, because QListView asks for every row when its model changes, which at 100,000 takes a fifth
    of a second; a table only counts them.
    """

    activated_here = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text: tuple[str, str] = ("", "")
        self.setObjectName("queueList")
        self.setAccessibleName("Queue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView#queueList { border: 0; border-radius: 0; background: transparent; }")
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.hide()
            header.setMinimumSectionSize(1)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        self.clicked.connect(self.activated_here)

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters lead to the next title that begins so; among very many, Ctrl+F does, without reading all."""
        if self.model() is not None and self.model().rowCount() <= _TYPED_AMONG:
            super().keyboardSearch(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated_here.emit(self.currentIndex())
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and self.model().rowCount():
            # A table takes them for the ends of the line.
            last = self.model().rowCount() - 1
            self.setCurrentIndex(self.model().index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        elif event.text() == "?" or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is None or self.model().rowCount() or not self.empty_text[0]:
            return
        painter = QPainter(self.viewport())
        box = QRect(24, 24, self.viewport().width() - 48, 96)
        painter.setFont(self.theme.font("ui.base"))
        painter.setPen(self.theme.colour("text_2"))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        used = painter.drawText(box, flags, self.empty_text[0])
        painter.setFont(self.theme.font("ui.small"))
        painter.setPen(self.theme.colour("text_3"))
        below = QRect(24, (used.bottom() if isinstance(used, QRect) else 60) + 8, box.width(), 60)
        painter.drawText(below, flags, self.empty_text[1])
        painter.end()
