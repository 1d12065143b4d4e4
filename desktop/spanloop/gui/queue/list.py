"""The list of the queue."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView

from spanloop.gui.theme import Theme


class QueueList(QListView):
    """The list itself; says in words why it is empty."""

    activated_here = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text: tuple[str, str] = ("", "")
        self.setObjectName("queueList")
        self.setAccessibleName("Queue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView#queueList { border: 0; border-radius: 0; background: transparent; }")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self.activated_here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated_here.emit(self.currentIndex())
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
