"""The keys that move the cursor; every other key belongs to the page that holds the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from spanloop.gui.canvas.moves import Moves


def move_for(event: QKeyEvent, moves: Moves, *, rtl: bool) -> Callable[[], None] | None:
    """What a key does to the cursor, or None when it is not the canvas's.

    rtl: whether the paragraph of the cursor is read from the right, so that the left arrow goes on.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    rest = modifiers & ~Qt.KeyboardModifier.ShiftModifier
    key = Qt.Key(event.key())
    ways: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], None]] = {}
    for arrow, direction in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
        on = -direction if rtl else direction
        ways[arrow, Qt.KeyboardModifier.NoModifier] = lambda on=on: moves.word(on, extend=extend)
        ways[arrow, Qt.KeyboardModifier.ControlModifier] = lambda on=on: moves.sentence(on, extend=extend)
        ways[arrow, Qt.KeyboardModifier.AltModifier] = lambda on=on: moves.character(on, extend=extend)
    for arrow, direction in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1)):
        ways[arrow, Qt.KeyboardModifier.NoModifier] = lambda on=direction: moves.line(on, extend=extend)
        ways[arrow, Qt.KeyboardModifier.ControlModifier] = lambda on=direction: moves.paragraph(on, extend=extend)
    for edge, direction in ((Qt.Key.Key_Home, -1), (Qt.Key.Key_End, 1)):
        ways[edge, Qt.KeyboardModifier.NoModifier] = lambda on=direction: moves.line_edge(on, extend=extend)
        ways[edge, Qt.KeyboardModifier.ControlModifier] = lambda on=direction: moves.article_edge(on, extend=extend)
    for page, direction in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
        ways[page, Qt.KeyboardModifier.NoModifier] = lambda on=direction: moves.page(on, extend=extend)
    return ways.get((key, rest))
