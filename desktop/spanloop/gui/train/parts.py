"""What the Train page is made of besides charts and tables: cards, rules, a wide progress bar, interval lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from spanloop.gui.fields import paint_share
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.theme import Theme


class Card(QFrame):
    """A raised box with a border and round corners; `column` takes what is in it."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._theme.metric("border.hair")
        painter.setPen(QPen(self._theme.colour("border"), line))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2), 8, 8)
        painter.end()


class ChartCard(Card):
    """A card with a title, a quiet remark at its right, and a chart."""

    def __init__(self, title: str, chart: QWidget, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.title = PlainLabel(title)
        self.remark = ElidedLabel(tone="faint")
        self.remark.align(Qt.AlignmentFlag.AlignRight)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.remark, 1)
        self.column.setContentsMargins(16, 12, 16, 4)
        self.column.addLayout(head)
        self.column.addWidget(chart, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.title.setFont(theme.font("ui.strong"))
        self.remark.setFont(theme.font("ui.meta"))


class Rule(QWidget):
    """A hair line from side to side."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("border"))
        painter.end()


def gap(height: int) -> QWidget:
    """Empty room between two parts."""
    room = QWidget()
    room.setFixedHeight(height)
    return room


class WideProgress(QWidget):
    """A bar of 6 pixels as wide as there is room."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_share(self, share: float) -> None:
        """share: 0 to 1."""
        self._share = share
        self.setAccessibleName(f"{share:.0%} done")
        self.update()

    def share(self) -> float:
        return self._share

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        paint_share(painter, box, share=self._share, theme=self._theme, token="accent")
        if self._theme.colour("sunken") == self._theme.colour("panel"):
            # High contrast has one black: without a frame nobody sees where the bar ends.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("border"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.end()


class IntervalLine(QWidget):
    """A change with its interval on a line, and a mark where there is no change. Figures are shares of 1."""

    def __init__(
        self,
        value: float,
        low: float | None,
        high: float | None,
        *,
        span: tuple[float, float],
        theme: Theme,
        ink: QColor,
        zero: float | None = 0.0,
        width: int = 144,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value, self._low, self._high = value, low, high
        self._span = span
        self._theme = theme
        self._ink = ink
        self._zero = zero
        self.setFixedSize(width, 16)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_interval(
            painter,
            QRectF(self.rect()),
            (self._value, self._low, self._high),
            span=self._span,
            theme=self._theme,
            ink=self._ink,
            zero=self._zero,
        )
        painter.end()


def paint_interval(
    painter: QPainter,
    box: QRectF,
    figures: tuple[float, float | None, float | None],
    *,
    span: tuple[float, float],
    theme: Theme,
    ink: QColor,
    zero: float | None = None,
) -> None:
    """A dot for a value and whiskers for its interval. span: what stands at the ends of the box.

    zero: where an upright line stands for no change; None: a level line from end to end, for scores.
    """
    value, low, high = figures
    lowest, highest = span

    def x(figure: float) -> float:
        share = (min(max(figure, lowest), highest) - lowest) / (highest - lowest)
        return box.left() + 4 + share * (box.width() - 8)

    middle = box.center().y()
    painter.save()
    if zero is not None:
        at = round(x(zero))
        painter.fillRect(QRectF(at, box.top(), 1, box.height()), theme.colour("border_control"))
    else:
        painter.fillRect(QRectF(box.left(), round(middle), box.width(), 1), theme.colour("grid"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if low is not None and high is not None:
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(x(low), middle), QPointF(x(high), middle))
        painter.setPen(QPen(ink, 1.5))
        for end in (low, high):
            painter.drawLine(QPointF(x(end), middle - 3), QPointF(x(end), middle + 3))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QRectF(x(value) - 3.5, middle - 3.5, 7, 7))
    painter.restore()
