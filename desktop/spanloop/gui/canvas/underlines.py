"""Underline patterns: labels are told apart by them where colours are not seen."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

#: Strokes and gaps in pixels at 100%; () is an unbroken line. By the order of a schema's entity labels, round again.
#: Gaps are narrow, so that lines stay lines.
PATTERNS: tuple[tuple[int, ...], ...] = (
    (),
    (10, 3),
    (2, 2),
    (10, 2, 2, 2),
    (),
    (5, 2, 2, 2, 2, 2),
)
#: Which of the patterns are drawn half as thick.
THIN = frozenset({4})


def draw_bridge(painter: QPainter, colour: QColor, x0: float, x1: float, y: float) -> None:
    """The thin dotted line that joins two fragments of one mark. y: its middle."""
    pen = QPen(colour, 1)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1, 3])
    painter.setPen(pen)
    painter.drawLine(QLineF(x0, y, x1, y))


class UnderlinePen:
    """Draws the underlines of one label. height: of a thick line, in device-independent pixels."""

    def __init__(self, number: int, *, height: float, scale: float) -> None:
        strokes = PATTERNS[number % len(PATTERNS)]
        self.thin = number % len(PATTERNS) in THIN
        self._dashes = [max(stroke * scale, 1.0) for stroke in strokes]
        self._height = height
        self._pens: dict[tuple[int, float], tuple[QPen, QPen]] = {}

    def draw(self, painter: QPainter, colour: QColor, x0: float, x1: float, y: float, *, ratio: float) -> None:
        """Draw one line. y: its upper edge, on a device pixel. ratio: device pixels a pixel."""
        height = max(round(self._height * ratio * (0.5 if self.thin else 1.0)), 1) / ratio
        middle = y + height / 2
        whole, broken = self._pens_for(colour, height)
        if self._dashes:
            # A stroke at its end too, or the mark would seem to end where the last gap begins.
            last = min(self._dashes[0], self._dashes[-2], x1 - x0)
            painter.setPen(broken)
            painter.drawLine(QLineF(x0, middle, x1 - last, middle))
            x0 = x1 - last
        painter.setPen(whole)
        painter.drawLine(QLineF(x0, middle, x1, middle))

    def _pens_for(self, colour: QColor, height: float) -> tuple[QPen, QPen]:
        """An unbroken pen and one with the pattern."""
        key = (colour.rgba(), height)
        if key not in self._pens:
            whole = QPen(colour, height)
            whole.setCapStyle(Qt.PenCapStyle.FlatCap)
            broken = QPen(whole)
            if self._dashes:
                # Qt counts dashes in widths of the pen.
                broken.setDashPattern([dash / height for dash in self._dashes])
            self._pens[key] = whole, broken
        return self._pens[key]
