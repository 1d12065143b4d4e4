"""A chart that is looked at only. Importing this imports pyqtgraph and NumPy (a second): only pages with one do."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsLineItem, QSizePolicy, QWidget

from spanloop.gui.theme import Theme


class StillChart(pg.GraphicsView):
    """Items in units of the figures, drawn anew with every size. Neither mouse nor keyboard changes what it shows."""

    def __init__(self, *, name: str, theme: Theme, least: tuple[int, int], parent: QWidget | None = None) -> None:
        """least: width and height that it needs, in pixels."""
        super().__init__(parent, useOpenGL=False, background="w")
        self._theme = theme
        self._items: list[Any] = []
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._box.setMouseEnabled(x=False, y=False)
        self.setCentralItem(self._box)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setMinimumSize(*least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFrameShape(self.Shape.NoFrame)
        self.setBackground(theme.colour("raised"))
        #: pyqtgraph tells of sizes while it is being made, when there is nothing to draw with yet.
        self._ready = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Qt."""
        super().resizeEvent(event)
        if event is not None and getattr(self, "_ready", False):
            self._draw()

    def _draw(self) -> None:
        """Put the items for what is shown; a chart with nothing to show has none."""
        self._clear()

    def _clear(self) -> None:
        for item in self._items:
            self._box.removeItem(item)
        self._items = []

    def _fit(
        self, across: float, tall: float, *, left: float, right: float, top: float, bottom: float
    ) -> tuple[float, float] | None:
        """Let figures of this width and height fill the widget but for its margins (pixels).

        Returns the pixels of one unit in both directions; None where the margins leave no room.
        """
        width, height = max(1, self.width()), max(1, self.height())
        unit_x, unit_y = (width - left - right) / across, (height - top - bottom) / tall
        if unit_x <= 0 or unit_y <= 0:
            return None
        area = QRectF(-left / unit_x, -bottom / unit_y, width / unit_x, height / unit_y)
        self._box.setRange(rect=area, padding=0, disableAutoRange=True)
        return unit_x, unit_y

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self._box.addItem(item, ignoreBounds=True)

    def _line(self, x1: float, y1: float, x2: float, y2: float, pen: QPen) -> QGraphicsLineItem:
        item = QGraphicsLineItem(x1, y1, x2, y2)
        item.setPen(pen)
        self._add(item)
        return item
