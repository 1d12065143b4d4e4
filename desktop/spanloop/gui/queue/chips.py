"""The filters that are set, each a chip that takes it off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

_HEIGHT = 22
_CROSS = 12
_WIDEST = 232


class FilterChip(QAbstractButton):
    """One filter in words with a cross. A click, Space, Enter, Delete or Backspace takes it off."""

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(f"Filter: {text}. Take it off")
        self.setToolTip(tooltip(f"{text}: take this filter off (Esc takes off all)"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font("ui.small")).horizontalAdvance(self.text())
        return QSize(min(_WIDEST, round(words + 0.5) + 8 + 4 + _CROSS + 7), _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean "away with it"."""
        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
        if event.key() in keys:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(
            QPen(theme.colour("focus" if self.hasFocus() else "border_control"), 2 if self.hasFocus() else 1)
        )
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if self.hasFocus() else box, 5, 5)
        painter.setFont(theme.font("ui.small"))
        painter.setPen(theme.colour("text"))
        words = QRectF(8, 0, self.width() - 8 - 4 - _CROSS - 7, self.height())
        shown = QFontMetricsF(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width() + 1)
        painter.drawText(words.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, shown)
        place = QRect(self.width() - _CROSS - 7, (self.height() - _CROSS) // 2, _CROSS, _CROSS)
        theme.icon("cross", role="text_2").paint(painter, place)
        painter.end()


class FilterChips(QWidget):
    """All filters that are set; gone while there are none.

    removed(number): one is to go, counted from 0. cleared: Esc, all are to go.
    """

    removed = Signal(int)
    cleared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chips: list[FilterChip] = []
        self._flow = FlowLayout(self, gap=4, line_gap=4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for chip in self.chips:
            chip.set_theme(theme)

    def show_filters(self, names: Sequence[str]) -> None:
        """Show these; the keyboard stays at the same number where it was on one."""
        if names == [chip.text() for chip in self.chips]:
            return
        at = next((number for number, chip in enumerate(self.chips) if chip.hasFocus()), None)
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for number, name in enumerate(names):
            chip = FilterChip(name, self._theme, self)
            chip.clicked.connect(lambda _=False, number=number: self.removed.emit(number))
            chip.installEventFilter(self)
            self._flow.addWidget(chip)
            chip.show()
            self.chips.append(chip)
        self.setVisible(bool(names))
        self.updateGeometry()
        if at is not None and self.chips:
            self.chips[min(at, len(self.chips) - 1)].setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc on any of them."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if key == Qt.Key.Key_Escape:
            self.cleared.emit()
            return True
        return False
