"""The label bar: in the place of the hint strip while words are selected, so that a click marks them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import LABEL_PREFIX
from spanloop.gui.bars import Bar
from spanloop.gui.commands import choice_menu
from spanloop.gui.keycaps import CAP_HEIGHT, caps_width, paint_caps
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

_GAP = 10


class _Chip(QAbstractButton):
    """A key cap and a label in its ink."""

    def __init__(self, text: str, *, key: str, ink: QColor | None, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = ink
        self._key = key
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font("tag_entity" if ink is not None else "ui.small"))

    def sizeHint(self) -> QSize:
        keys = (self._key,) if self._key else ()
        caps = caps_width(keys, self._theme)
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(caps + (5 if self._key else 0) + words + 2), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        keys = (self._key,) if self._key else ()
        x = paint_caps(painter, x=0, y=(self.height() - CAP_HEIGHT) / 2, keys=keys, theme=self._theme)
        painter.setFont(self.font())
        painter.setPen(self._ink if self._ink is not None else self._theme.colour("text_2"))
        left = x + (5 if self._key else 0)
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class LabelBar(Bar):
    """asked(action id) when a label or type is clicked. Labels that do not fit go into the menu at the end."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("hintStrip", 36, parent)
        self._theme = theme
        self._schema: Schema | None = None
        self._chips: list[_Chip] = []
        self._last: list[_Chip] = []
        self.setAccessibleName("Labels for the selected words")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._schema is not None:
            self.set_schema(self._schema)

    def set_schema(self, schema: Schema) -> None:
        """Offer the labels of this schema."""
        self._schema = schema
        for chip in (*self._chips, *self._last):
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for item in schema.entities:
            ink = self._theme.ink(item, schema=schema).ink
            chip = _Chip(item.label, key=item.key, ink=ink, theme=self._theme, parent=self)
            chip.setToolTip(tooltip(item.help.gloss))
            chip.setAccessibleName(f"Mark {item.label}")
            chip.clicked.connect(lambda _=False, label=item.label: self.asked.emit(f"{LABEL_PREFIX}{label}"))
            self._chips.append(chip)
        more = _Chip("more", key="", ink=None, theme=self._theme, parent=self)
        more.clicked.connect(lambda: self._open(more, labels=True, types=False))
        event = _Chip("event", key="e", ink=None, theme=self._theme, parent=self)
        event.setVisible(bool(schema.events))
        event.clicked.connect(lambda: self._open(event, labels=False, types=True))
        self._last = [more, event]
        for chip in (*self._chips, *self._last):
            chip.show()
        self._arrange()

    def chip(self, text: str) -> QAbstractButton | None:
        """The chip of a label, for tests that click it."""
        return next((chip for chip in (*self._chips, *self._last) if chip.text() == text), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _open(self, chip: _Chip, *, labels: bool, types: bool) -> None:
        if self._schema is None:
            return
        menu = choice_menu(self, self._schema, theme=self._theme, labels=labels, types=types, run=self._ask)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(chip.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _ask(self, action_id: str) -> None:
        self.asked.emit(action_id)

    def _arrange(self) -> None:
        if not self._last:
            return
        more, event = self._last
        room = self.width() - 32 - event.sizeHint().width() - _GAP
        wanted = [chip.sizeHint().width() + _GAP for chip in self._chips]
        fits = len(wanted)
        if sum(wanted) > room:
            room -= more.sizeHint().width() + _GAP
            while fits and sum(wanted[:fits]) > room:
                fits -= 1
        x = 16
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < fits)
            if index < fits:
                x = self._put(chip, x)
        more.setVisible(fits < len(self._chips))
        if fits < len(self._chips):
            x = self._put(more, x)
        if self._schema and self._schema.events:
            self._put(event, x)

    def _put(self, chip: _Chip, x: int) -> int:
        size = chip.sizeHint()
        chip.setGeometry(x, (self.height() - size.height()) // 2 + 1, size.width(), size.height())
        return x + size.width() + _GAP
