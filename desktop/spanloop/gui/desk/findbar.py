"""The bar at the foot of the text in which one types what is to be found in the article."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from spanloop.gui.bars import Bar
from spanloop.gui.fields import SearchField
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindField(SearchField):
    """The line to type into. stepped(1 or -1): Enter or Shift+Enter; left: Esc; keyboard(whether it has it)."""

    stepped = Signal(int)
    left = Signal()
    keyboard = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__("Find in this article", key="", theme=theme)
        self.setObjectName("findField")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter and the arrows go from place to place, Esc back to the text."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in _ENTER:
            self.stepped.emit(-1 if back else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: keys are typed into the field from now on."""
        super().focusInEvent(event)
        self.keyboard.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: keys go elsewhere."""
        super().focusOutEvent(event)
        self.keyboard.emit(False)


class FindBar(Bar):
    """Field, count and steps. typed(words); stepped(1 or -1); left: back to the text; keyboard(whether it has it)."""

    typed = Signal(str)
    stepped = Signal(int)
    left = Signal()
    keyboard = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("hintStrip", 36, parent)
        self.field = FindField(theme)
        self.field.textChanged.connect(self.typed)
        self.field.stepped.connect(self.stepped)
        self.field.left.connect(self.left)
        self.field.keyboard.connect(self.keyboard)
        self.field.setMinimumWidth(160)
        self.field.setMaximumWidth(320)
        self.count = PlainLabel(tone="quiet")
        self.count.setObjectName("findCount")
        self._hints = [
            HintButton(Hint(("Enter",), "next"), theme),
            HintButton(Hint(("Shift+Enter",), "previous"), theme),
            HintButton(Hint(("Esc",), "to the text"), theme),
        ]
        for hint, act in zip(self._hints, (self._forward, self._back, self.left.emit), strict=True):
            hint.setCursor(Qt.CursorShape.PointingHandCursor)
            hint.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addStretch(1)
        for hint in self._hints:
            row.addWidget(hint)
        self.hide()
        self.set_theme(theme)

    def _forward(self) -> None:
        self.stepped.emit(1)

    def _back(self) -> None:
        self.stepped.emit(-1)

    def set_theme(self, theme: Theme) -> None:
        self.field.set_theme(theme)
        self.count.setFont(theme.font("ui.small"))
        for hint in self._hints:
            hint.set_theme(theme)

    def open(self, words: str) -> None:
        """Show the bar with these words, all of them selected, and take the keyboard."""
        self.show()
        self.field.blockSignals(True)
        self.field.setText(words)
        self.field.blockSignals(False)
        self.field.selectAll()
        self.field.setFocus()
        self.typed.emit(words)

    def say(self, words: str, *, found: bool = True) -> None:
        """How many places there are ("3 of 12"), or that there are none."""
        self.count.setText(words)
        self.count.set_tone("quiet" if found else "error")
        self.field.setAccessibleDescription(words)
