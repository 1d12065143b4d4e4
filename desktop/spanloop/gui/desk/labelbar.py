"""The label bar: in the place of the hint strip while words are selected, so that a click marks them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from spanloop.core.schema import EntityLabel, Schema
from spanloop.gui.actions import KeysOf, no_keys
from spanloop.gui.bars import Bar
from spanloop.gui.desk.labelchip import LabelChip
from spanloop.gui.labelmenus import LabelChooser, action_id
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

_GAP = 10
_EDGE = 16


class LabelBar(Bar):
    """asked(action id) when a label or type is clicked. Labels that do not fit are reached by "more" at the end.

    Those with a key of their own come first. Only as many chips are made as fit, whatever the schema holds.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("hintStrip", 36, parent)
        self._theme = theme
        self._schema: Schema | None = None
        self._keys: KeysOf = no_keys
        self._chips: list[LabelChip] = []
        self._last: list[LabelChip] = []
        self.setAccessibleName("Labels for the selected words")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.refresh()

    def set_keys(self, keys: KeysOf) -> None:
        """Which keys the actions have: asked anew at each refresh."""
        self._keys = keys

    def set_schema(self, schema: Schema) -> None:
        """Offer the labels of this schema."""
        self._schema = schema
        self.refresh()

    def refresh(self) -> None:
        """Make the chips again: other labels, other colours or other keys."""
        for chip in (*self._chips, *self._last):
            chip.hide()
            chip.deleteLater()
        self._chips, self._last = [], []
        if self._schema is None:
            return
        more = LabelChip("more", keys=(), ink=None, theme=self._theme, parent=self)
        more.clicked.connect(lambda: self._open(more, types=False))
        event = LabelChip("event", keys=self._keys("event.new")[:1], ink=None, theme=self._theme, parent=self)
        event.clicked.connect(lambda: self._open(event, types=True))
        self._last = [more, event]
        event.setVisible(bool(self._schema.events))
        self._arrange()

    def chip(self, text: str) -> QAbstractButton | None:
        """The chip of a label that is shown, or "more" or "event"."""
        return next((chip for chip in (*self._chips, *self._last) if chip.text() == text), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _make(self, item: EntityLabel) -> LabelChip:
        assert self._schema is not None
        ink = self._theme.ink(item, schema=self._schema)
        action = action_id(item)
        chip = LabelChip(item.label, keys=self._keys(action)[:1], ink=ink, theme=self._theme, parent=self, lined=True)
        chip.setToolTip(tooltip(item.help.gloss))
        chip.setAccessibleName(f"Mark {item.label}")
        chip.clicked.connect(lambda _=False: self.asked.emit(action))
        return chip

    def _open(self, chip: LabelChip, *, types: bool) -> None:
        if self._schema is not None:
            chooser = LabelChooser(self._schema, theme=self._theme, keys=self._keys, run=self.asked.emit)
            chooser.open(self, types=types, at=chip.mapToGlobal(QPoint(0, 0)))

    def _arrange(self) -> None:
        """Put as many labels side by side as there is room for, making those that are missing."""
        if self._schema is None or not self._last:
            return
        more, event = self._last
        labels = sorted(self._schema.entities, key=lambda item: not item.key)
        room = self.width() - 2 * _EDGE - (event.sizeHint().width() + _GAP if self._schema.events else 0)
        x, fits = 0, 0
        for place, item in enumerate(labels):
            if place == len(self._chips):
                self._chips.append(self._make(item))
            behind = x + self._chips[place].sizeHint().width() + _GAP
            needed = behind if place == len(labels) - 1 else behind + more.sizeHint().width() + _GAP
            if needed - _GAP > room:
                break
            x, fits = behind, place + 1
        x = _EDGE
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < fits)
            if place < fits:
                x = self._put(chip, x)
        more.setVisible(fits < len(labels))
        if fits < len(labels):
            x = self._put(more, x)
        if self._schema.events:
            self._put(event, x)

    def _put(self, chip: LabelChip, x: int) -> int:
        size = chip.sizeHint()
        chip.setGeometry(x, (self.height() - size.height()) // 2 + 1, size.width(), size.height())
        return x + size.width() + _GAP
