"""What the Train page is made of besides charts and tables: a chart on a panel, a wide progress bar, interval lines."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from spanloop.gui.fields import paint_share
from spanloop.gui.intervals import paint_interval
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.surfaces import Panel
from spanloop.gui.theme import Theme


class ChartCard(Panel):
    """A panel with a title, a quiet remark at its right, and a chart."""

    def __init__(self, title: str, chart: QWidget, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
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
