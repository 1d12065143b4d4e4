"""Bars by day. Importing this imports pyqtgraph and NumPy, about a second: only who opens the progress pays for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsRectItem, QSizePolicy, QWidget

from spanloop.core.dates import long_date
from spanloop.gui.theme import Theme
from spanloop.gui.train.curves import round_steps

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 16, 26
#: A bar takes so much of the room of its day, and never more pixels than these.
_SHARE, _WIDEST = 0.7, 28
#: Room that the name of a day needs.
_DAY_WIDTH = 64


class DayBars(pg.GraphicsView):
    """One bar for each day from the first to the last. It is looked at only."""

    def __init__(self, *, name: str, token: str, theme: Theme, parent: QWidget | None = None) -> None:
        """token: the colour of the bars."""
        super().__init__(parent, useOpenGL=False, background="w")
        self._theme = theme
        self._token = token
        self._first = date.min
        self._heights: Sequence[float] = ()
        self._items: list[Any] = []
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._box.setMouseEnabled(x=False, y=False)
        self.setCentralItem(self._box)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(240, 112)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFrameShape(self.Shape.NoFrame)
        self.setBackground(theme.colour("raised"))

    @property
    def heights(self) -> Sequence[float]:
        """What is drawn, from the first day on."""
        return self._heights

    def draw(self, first: date, heights: Sequence[float]) -> None:
        """Show these heights, one for each day from `first` on."""
        self._first, self._heights = first, heights
        self._draw()
        days = [(first + timedelta(number), height) for number, height in enumerate(heights) if height]
        spoken = [f"{long_date(day.isoformat())}: {height:g}" for day, height in days]
        self.setAccessibleDescription("; ".join(spoken) or "nothing yet")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and hasattr(self, "_items"):
            self._draw()

    def _draw(self) -> None:
        for item in self._items:
            self._box.removeItem(item)
        self._items = []
        days = len(self._heights)
        if not days:
            return
        theme = self._theme
        width, height = max(1, self.width()), max(1, self.height())
        steps = [step for step in round_steps(max(4.0, *self._heights)) if step == int(step)]
        tall = max(steps[-1], *self._heights)
        unit_x, unit_y = (width - _LEFT - _RIGHT) / days, (height - _TOP - _BOTTOM) / tall
        if unit_x <= 0 or unit_y <= 0:
            return
        area = QRectF(-_LEFT / unit_x, -_BOTTOM / unit_y, width / unit_x, height / unit_y)
        self._box.setRange(rect=area, padding=0, disableAutoRange=True)
        grid = QPen(theme.colour("grid"), 1)
        grid.setCosmetic(True)
        for step in steps:
            line = QGraphicsLineItem(0, step, days, step)
            line.setPen(grid)
            self._add(line)
            self._text(f"{step:g}", 0, step, anchor=(1, 0.5))
        wide = min(_SHARE, _WIDEST / unit_x)
        for number, value in enumerate(self._heights):
            if value:
                bar = QGraphicsRectItem(number + (1 - wide) / 2, 0, wide, value)
                bar.setPen(QPen(Qt.PenStyle.NoPen))
                bar.setBrush(theme.colour(self._token))
                self._add(bar)
        every = max(1, -(-_DAY_WIDTH // max(1, int(unit_x))))
        for number in range(days - 1, -1, -every):
            if (number + 0.5) * unit_x > _DAY_WIDTH / 3:
                self._text(_short(self._first + timedelta(number)), number + 0.5, 0, anchor=(0.5, 0))

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self._box.addItem(item, ignoreBounds=True)

    def _text(self, text: str, x: float, y: float, *, anchor: tuple[float, float]) -> None:
        item = pg.TextItem(text, color=QColor(self._theme.colour("text_3")), anchor=anchor)
        item.setFont(self._theme.font("ui.meta"))
        item.setPos(x, y)
        self._add(item)


def _short(day: date) -> str:
    name, month, *_ = long_date(day.isoformat()).split()
    return f"{name} {month[:3]}"
