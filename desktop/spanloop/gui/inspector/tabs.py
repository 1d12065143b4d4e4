"""The tabs of the inspector, with counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from spanloop.gui.inspector.painting import paint_focus_ring, text_width
from spanloop.gui.theme import Theme

HEIGHT = 48
_WIDTHS_KEPT = 100


class InspectorTabs(QTabBar):
    """Tabs painted as "Events 11": the count is smaller and paler, the current tab is strong with an accent line."""

    def __init__(self, names: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = tuple(names)
        self._counts: list[int | None] = [None] * len(names)
        #: Widths measured before: the tabs are painted again with every key.
        self._widths: dict[tuple[str, int | None], float] = {}
        self._hovered = -1
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        for name in names:
            self.addTab(name)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._widths.clear()
        self.update()

    def show_count(self, tab: int, count: int) -> None:
        """Show how many things a tab holds."""
        if self._counts[tab] != count:
            self._counts[tab] = count
            # Setting the text makes Qt measure the tab anew, and tells screen readers.
            self.setTabText(tab, f"{self._names[tab]} {count}")

    def _words_width(self, tab: int) -> float:
        name, count = self._names[tab], self._counts[tab]
        width = self._widths.get((name, count))
        if width is None:
            if len(self._widths) > _WIDTHS_KEPT:
                self._widths.clear()
            width = text_width(self._theme.font("ui.strong"), name)
            if count is not None:
                width += 4 + text_width(self._theme.font("ui.small"), str(count))
            self._widths[name, count] = width
        return width

    def _padding(self) -> float:
        """Less in a narrow panel, so that all tabs stay in sight."""
        room = self.width() - sum(self._words_width(tab) for tab in range(len(self._names)))
        return max(2.0, min(8.0, room / (2 * len(self._names)) - 0.5))

    def tabSizeHint(self, index: int) -> QSize:
        """Qt."""
        return QSize(int(self._words_width(index) + 2 * self._padding()), HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Qt: names are never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, name in enumerate(self._names):
            area = QRectF(self.tabRect(number))
            padding = self._padding()
            current = number == self.currentIndex()
            font = theme.font("ui.strong" if current else "ui.base")
            words = area.adjusted(padding, 0, 0, 0)
            painter.setFont(font)
            painter.setPen(theme.colour("text" if current else "text_2"))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            if self._counts[number] is not None:
                words.setLeft(words.left() + text_width(font, name) + 4)
                painter.setFont(theme.font("ui.small"))
                painter.setPen(theme.colour("text_3"))
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, str(self._counts[number]))
            if current:
                line = QRectF(area.left() + padding, area.bottom() - 2, area.width() - 2 * padding, 2)
                painter.fillRect(line, theme.colour("accent"))
                if self.hasFocus():
                    paint_focus_ring(painter, area.adjusted(1, 10, -1, -8), theme, radius=5)
        painter.end()
