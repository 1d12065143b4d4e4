"""What pages are laid out on: raised panels with round corners, lines between their parts, empty room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spanloop.gui.theme import Theme


class _Edge(QWidget):
    """Lies over the panel: the border, and outside of it the colour of the page."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, line = self.theme, self.theme.metric("border.hair")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), theme.metric("radius.card")
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(box)
        inside.addRoundedRect(box, radius, radius)
        painter.fillPath(outside - inside, theme.colour("panel"))
        painter.setPen(QPen(theme.colour("border"), line))
        painter.drawRoundedRect(box.adjusted(line / 2, line / 2, -line / 2, -line / 2), radius, radius)
        painter.end()


class Panel(QWidget):
    """A raised field; what stands in `column` is cut at the round corners."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self._edge = _Edge(theme, self)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the edge follows the size and stays above what is added later."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildPolished, QEvent.Type.Show):
            self._edge.setGeometry(self.rect())
            self._edge.raise_()
        return False

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._edge.theme = theme
        self._edge.update()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("raised"))
        painter.end()


class Rule(QWidget):
    """A line between two parts of a panel. inset: pixels that it stays away from either side."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, inset: int = 0) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inset = inset
        self.setFixedHeight(1)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect().adjusted(self._inset, 0, -self._inset, 0), self._theme.colour("border"))
        painter.end()


def gap(height: int) -> QWidget:
    """Empty room between two parts."""
    room = QWidget()
    room.setFixedHeight(height)
    return room
