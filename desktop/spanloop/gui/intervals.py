"""A score or a change drawn with its interval, alike wherever people compare figures."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from spanloop.gui.theme import Theme


def paint_interval(
    painter: QPainter,
    box: QRectF,
    figures: tuple[float, float | None, float | None],
    *,
    span: tuple[float, float],
    theme: Theme,
    ink: QColor,
    zero: float | None = None,
    margin: float = 4,
) -> None:
    """A dot for a value and whiskers for its interval. span: what stands at the ends of the box.

    zero: where an upright line stands for no change; None: a level line from end to end, for scores. margin: pixels at
    either end that the scale leaves free.
    """
    value, low, high = figures
    lowest, highest = span

    def x(figure: float) -> float:
        share = (min(max(figure, lowest), highest) - lowest) / (highest - lowest)
        return box.left() + margin + share * (box.width() - 2 * margin)

    middle = round(box.center().y()) + 0.5
    painter.save()
    if zero is not None:
        at = round(x(zero))
        painter.fillRect(QRectF(at, box.top(), 1, box.height()), theme.colour("border_control"))
    else:
        painter.fillRect(QRectF(box.left(), middle - 0.5, box.width(), 1), theme.colour("grid"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if low is not None and high is not None:
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(x(low), middle), QPointF(x(high), middle))
        painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for end in (low, high):
            painter.drawLine(QPointF(x(end), middle - 3), QPointF(x(end), middle + 3))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QRectF(x(value) - 3.5, middle - 3.5, 7, 7))
    painter.restore()
