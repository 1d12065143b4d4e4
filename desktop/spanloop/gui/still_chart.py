"""A chart that is looked at only, painted by Qt itself: a plotting library would cost half a second of imports."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spanloop.gui.theme import Theme

#: Pixels between words and the place that they belong to.
_PAD = 4


class StillChart(QWidget):
    """Lines, dots, bars and words in units of the figures, placed anew with every size.

    Neither mouse nor keyboard changes what it shows. Who inherits says in `_draw` what is on it: `_fit` first, then
    the parts, which are painted in that order.
    """

    def __init__(self, *, name: str, theme: Theme, least: tuple[int, int], parent: QWidget | None = None) -> None:
        """least: width and height that it needs, in pixels."""
        super().__init__(parent)
        self._theme = theme
        self._parts: list[Callable[[QPainter], None]] = []
        #: Where the figures have their zero, in pixels, and how many pixels one unit takes.
        self._zero = QPointF()
        self._units = (1.0, 1.0)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(*least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(320, 200)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("raised"))
        for part in self._parts:
            part(painter)
        painter.end()

    # what is on it

    def _draw(self) -> None:
        """Put the parts for what is shown; a chart with nothing to show has none."""
        self._clear()

    def _clear(self) -> None:
        self._parts = []
        self.update()

    def _fit(
        self, across: float, tall: float, *, left: float, right: float, top: float, bottom: float
    ) -> tuple[float, float] | None:
        """Let figures of this width and height fill the widget but for its margins (pixels).

        Returns the pixels of one unit in both directions; None where the margins leave no room.
        """
        unit_x, unit_y = (self.width() - left - right) / across, (self.height() - top - bottom) / tall
        if unit_x <= 0 or unit_y <= 0:
            return None
        self._zero = QPointF(left, self.height() - bottom)
        self._units = (unit_x, unit_y)
        return self._units

    def _at(self, x: float, y: float) -> QPointF:
        """Where figures stand, in pixels."""
        return QPointF(self._zero.x() + x * self._units[0], self._zero.y() - y * self._units[1])

    def _line(self, x1: float, y1: float, x2: float, y2: float, pen: QPen) -> None:
        start, end = self._at(x1, y1), self._at(x2, y2)
        # A level or upright line is sharp only without smoothing.
        smooth = x1 != x2 and y1 != y2

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            painter.setPen(pen)
            painter.drawLine(start, end)

        self._parts.append(paint)

    def _curve(self, xs: Sequence[float], ys: Sequence[float], pen: QPen) -> None:
        points = QPolygonF([self._at(x, y) for x, y in zip(xs, ys, strict=True)])

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawPolyline(points)

        self._parts.append(paint)

    def _dots(self, xs: Sequence[float], ys: Sequence[float], sizes: Sequence[float], ink: QColor) -> None:
        """sizes: diameters in pixels."""
        dots = [(self._at(x, y), size / 2) for x, y, size in zip(xs, ys, sizes, strict=True)]

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            for place, radius in dots:
                painter.drawEllipse(place, radius, radius)

        self._parts.append(paint)

    def _bar(self, x: float, width: float, height: float, ink: QColor) -> None:
        """A bar that stands on the axis, its left edge at x."""
        box = QRectF(self._at(x, height), self._at(x + width, 0))

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.fillRect(box, ink)

        self._parts.append(paint)

    def _write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        anchor: tuple[float, float],
        font: QFont,
        ink: QColor,
        chip: QColor | None = None,
    ) -> None:
        """Words at a place. anchor: which part of their box lies there, from (0, 0), its upper left, to (1, 1).

        chip: the ground they stand on, so that no line crosses them.
        """
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 2 * _PAD
        place = self._at(x, y)
        box = QRectF(place.x() - anchor[0] * width, place.y() - anchor[1] * height, width, height)

        def paint(painter: QPainter) -> None:
            if chip is not None:
                painter.fillRect(box.adjusted(_PAD / 2, _PAD, -_PAD / 2, -_PAD), chip)
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, text)

        self._parts.append(paint)


def figure_pen(colour: QColor, width: float, dash: Sequence[float] | None = None) -> QPen:
    """A pen of a width in pixels. dash: pixels on, pixels off."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern([part / width for part in dash])
    return pen
