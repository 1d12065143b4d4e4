"""Keys: what a key event means whatever the keyboard layout, and how a key is written on screen."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_NAMED: dict[int, str] = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Shift+Tab",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Escape: "Esc",
}
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

#: Scan codes of the typing block (set 1, the same as evdev) and the letter that stands there on a US keyboard.
_POSITIONS: dict[int, str] = {
    code: letter
    for first, row in ((2, "1234567890-="), (16, "qwertyuiop[]"), (30, "asdfghjkl;'"), (44, "zxcvbnm,./"))
    for code, letter in enumerate(row, first)
}
#: X11 and Wayland number the same keys eight higher.
_XCB_SHIFT = 8


def key_names(event: QKeyEvent) -> tuple[str, ...]:
    """Names under which the action table may know this key, best first; () for a chord or a bare modifier.

    The character that the layout types comes first, so that `a` is `a` on every keyboard. Where a layout types no Latin
    letter (Arabic, Cyrillic, Greek), or no digit without Shift (French), the key's place on a US keyboard comes second.
    """
    named = _NAMED.get(event.key())
    if named is not None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and named == "Tab"
        return () if event.modifiers() & _CHORD else (("Shift+Tab",) if shifted else (named,))
    text = event.text()
    if not text or not text.isprintable() or (event.modifiers() & _CHORD and not _is_alt_gr(event)):
        return ()
    position = _POSITIONS.get(event.nativeScanCode() - (_XCB_SHIFT if sys.platform.startswith("linux") else 0))
    if position is None or position == text:
        return (text,)
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if position.isalpha():
        return (text,) if text.isascii() else (text, position.upper() if shifted else position)
    # On a French keyboard the digits need Shift and the bare row types accents and signs: both mean the digit. But
    # Shift and a digit on a US keyboard is a sign of its own.
    return (text,) if shifted or (position.isdigit() and text.isdigit()) else (text, position)


def _is_alt_gr(event: QKeyEvent) -> bool:
    """AltGr reaches Qt as Ctrl+Alt on Windows; it types characters such as [ and ] on many layouts."""
    modifiers = event.modifiers()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return modifiers & both == both


def sequences(keys: tuple[str, ...]) -> list[QKeySequence]:
    """Qt's shortcuts for those of an action's keys that work in the whole window. Enter means both of its keys."""
    found: list[QKeySequence] = []
    for key in keys:
        found.append(QKeySequence(key))
        if key.endswith("Enter"):
            found.append(QKeySequence(key.replace("Enter", "Return")))
    return found


def is_shared(key: str) -> bool:
    """Whether several actions answer to this key, each in its own situation: Backspace rejects or removes."""
    return key == "Backspace"


def shown(key: str) -> str:
    """How a key is written on its cap: "⌫" for Backspace, the system's own signs for chords on macOS."""
    if key in _SHORT:
        return _SHORT[key]
    if sys.platform == "darwin" and "+" in key[:-1]:
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return key


_SHORT = {"Backspace": "⌫", "Delete": "Del", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
