"""The sign of the program."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from spanloop.gui.theme import Theme


class Sign(QWidget):
    """The sign of the program: an arc from one word to the next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedSize(48, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.theme.colour("text"), 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawLine(QPointF(7, 33), QPointF(41, 33))
        pen.setColor(self.theme.colour("text_3"))
        painter.setPen(pen)
        painter.drawLine(QPointF(7, 39), QPointF(21, 39))
        pen.setColor(self.theme.colour("accent"))
        painter.setPen(pen)
        arc = QPainterPath(QPointF(12, 25))
        arc.lineTo(12, 16)
        arc.arcTo(QRectF(12, 11, 10, 10), 180, -90)
        arc.lineTo(31, 11)
        arc.arcTo(QRectF(26, 11, 10, 10), 90, -90)
        arc.lineTo(36, 23)
        painter.drawPath(arc)
        painter.drawPolyline(QPolygonF([QPointF(31.5, 20), QPointF(36, 25), QPointF(40.5, 20)]))
        painter.end()
