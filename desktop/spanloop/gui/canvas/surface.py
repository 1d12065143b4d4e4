"""The scroll area that the canvas is: its page colour, and the mouse handed on to who follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

if TYPE_CHECKING:
    from spanloop.gui.canvas.pointer import Pointer


class Surface(QAbstractScrollArea):
    """An empty text area. Whoever paints on it sets `pointer`."""

    #: What the mouse does here.
    pointer: Pointer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.setAutoFillBackground(True)

    def colour_page(self, colour: QColor) -> None:
        """Give what lies around the viewport, such as the scroll bar's track, the page's colour."""
        palette = self.palette()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, colour)
        self.setPalette(palette)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the left button begins a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: hovering and dragging."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: the left button ends a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: on a mark, tell; on bare text, select the word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.press_twice(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scroll; with Ctrl the wheel is the window's, which zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: tooltips of marks, and the end of hovering."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.pointer.tell(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self.pointer.leave()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring becomes strong."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring becomes faint."""
        super().focusOutEvent(event)
        self.viewport().update()
