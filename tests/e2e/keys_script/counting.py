"""Counting what a person does: every key and every click that the window system hands to a window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

#: Keys that only lead somewhere; with Shift they select, which is part of an act.
_LEADING = frozenset({
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
})  # fmt: skip
#: Held for the sake of another key, which is what counts.
_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
_CLICKS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


@dataclass
class Inputs:
    """So many events. keys: presses, a chord (Ctrl+Enter) is one. moves: those of them that only lead the cursor on.

    clicks: a press of the mouse, with or without a drag behind it; a double click is two.
    """

    keys: int = 0
    moves: int = 0
    clicks: int = 0

    @property
    def all(self) -> int:
        return self.keys + self.clicks

    @property
    def acting(self) -> int:
        """All but moves of the cursor."""
        return self.all - self.moves


class _Watcher(QObject):
    """Counts keys when Qt asks the window whether it wants them: with every press, also where a shortcut takes it."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self._inputs = inputs

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt."""
        if not isinstance(watched, QWindow):
            return False  # widgets get the same event handed down
        inputs, kind = self._inputs, event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() not in _HELD:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            inputs.keys += 1
            inputs.moves += event.key() in _LEADING and not shift
        elif kind in _CLICKS:
            inputs.clicks += 1
        return False


@contextmanager
def counting() -> Iterator[Inputs]:
    """Count what is done to the windows of this program within the block."""
    inputs = Inputs()
    watcher, app = _Watcher(inputs), QGuiApplication.instance()
    assert app is not None
    app.installEventFilter(watcher)
    try:
        yield inputs
    finally:
        app.removeEventFilter(watcher)
