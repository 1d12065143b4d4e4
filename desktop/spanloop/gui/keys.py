"""Keys: what a key event means whatever the keyboard layout, and how a key is written on screen."""

from __future__ import annotations

import sys
import unicodedata

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_NAMED: dict[int, str] = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Shift+Tab",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Space: "Space",
}
#: Those that mean something else together with Shift; the others mean the same.
_SHIFTED = {"Tab", "Enter"}
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ASKED = _CHORD | Qt.KeyboardModifier.ShiftModifier
_BARE = frozenset({
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_Mode_switch,
    Qt.Key.Key_unknown,
})  # fmt: skip
#: Above it Qt numbers keys that type nothing: arrows, F1, dead accents.
_FIRST_SPECIAL = 0x01000000

#: Scan codes of the typing block (set 1, the same as evdev) and the letter that stands there on a US keyboard.
_POSITIONS: dict[int, str] = {
    code: letter
    for first, row in ((2, "1234567890-="), (16, "qwertyuiop[]"), (30, "asdfghjkl;'"), (44, "zxcvbnm,./"))
    for code, letter in enumerate(row, first)
}
#: X11 and Wayland number the same keys eight higher.
_XCB_SHIFT = 8
#: macOS has numbers of its own for them, and tells them as virtual keys; "\0" where another key stands.
_MAC_POSITIONS: dict[int, str] = {
    code: letter for code, letter in enumerate("asdfhgzxcv\0bqweryt123465=97-80]ou[ip\0lj'k;\0,/nm.") if letter != "\0"
}
#: What Shift makes of the signs of a US keyboard.
_WITH_SHIFT = dict(zip("1234567890-=[];',./", '!@#$%^&*()_+{}:"<>?', strict=True))


def key_names(event: QKeyEvent) -> tuple[str, ...]:
    """Names under which the action table may know this key, best first; () for a chord or a bare modifier.

    The character that the layout types comes first, so that `a` is `a` on every keyboard. Where a layout types no Latin
    letter or sign (Arabic, Cyrillic, Greek), or no digit without Shift (French), the key's place on a US keyboard comes
    second.
    """
    modifiers = event.modifiers()
    named = _NAMED.get(event.key())
    if named is not None:
        if modifiers & _CHORD:
            return ()
        return (f"Shift+{named}",) if named in _SHIFTED and modifiers & Qt.KeyboardModifier.ShiftModifier else (named,)
    text = event.text()
    if not text or not text.isprintable() or (modifiers & _CHORD and not _is_alt_gr(event)):
        return ()
    position = _position(event)
    if position is None or position == text:
        return (text,)
    shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if not text.isascii():
        return (text, _digit(text) or _on_us_keyboard(position, shifted=shifted))
    # On a French keyboard the digits need Shift and the bare row types accents and signs: both mean the digit. But
    # Shift and a digit on a US keyboard is a sign of its own, and a sign elsewhere means itself.
    bare_row = position.isdigit() and not text.isdigit() and not shifted
    return (text, position) if bare_row else (text,)


def chord_names(event: QKeyEvent) -> tuple[str, ...]:
    """The same for keys of the whole window (Ctrl, Alt, function keys): what the layout says first, then the place.

    Qt knows the shortcut itself where the layout has the letter. This is for those that have not: Ctrl and the key at
    the place of Z is Ctrl+Z on a Russian keyboard, Ctrl and the first key of the upper row Ctrl+1 on a French one.
    """
    modifiers = event.modifiers() & _ASKED
    key = Qt.Key(event.key())
    special = event.key() >= _FIRST_SPECIAL
    if key in _BARE or (_is_alt_gr(event) and event.text().isprintable() and event.text()):
        return ()
    is_function = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    if not is_function and not modifiers & _CHORD:
        return ()
    names = [] if _is_dead(key) else [_written(modifiers, key)]
    letter = chr(event.key()) if not special else ""
    position = _position(event)
    if position is not None and not (letter.isascii() and letter.isalnum()):
        names.append(_written(modifiers, Qt.Key(ord(position.upper()))))
    if letter.isascii() and letter.isdigit() and position == letter:
        # Where the digits need Shift, Shift is no part of the chord.
        names.append(_written(modifiers & ~Qt.KeyboardModifier.ShiftModifier, key))
    return tuple(dict.fromkeys(names))


def written(event: QKeyEvent) -> str:
    """The portable name of what was pressed, for a table of keys that other people and layouts share; "" for none."""
    names = key_names(event) or chord_names(event)
    return next((name for name in names if name.isascii()), names[0] if names else "")


def is_bare(event: QKeyEvent) -> bool:
    """Whether only a modifier was pressed, after which another key is to come."""
    return event.key() in _BARE


def normal(key: str) -> str:
    """One spelling for each key of the whole window, whoever wrote it: "Shift+Ctrl+z" is "Ctrl+Shift+Z"."""
    return QKeySequence(key).toString().replace("Return", "Enter") if is_window_key(key) else key


def is_window_key(key: str) -> bool:
    """Whether a key is a shortcut of the whole window rather than one of the text."""
    bare = key.removeprefix("Shift+")
    return key.startswith(("Ctrl+", "Alt+", "Meta+", "Shift+Ctrl+", "Shift+Alt+")) or (
        bare[:1] == "F" and bare[1:].isdigit()
    )


def is_sequence(key: str) -> bool:
    """Whether two keys are pressed one after the other: "; a"."""
    return " " in key


def _written(modifiers: Qt.KeyboardModifier, key: Qt.Key) -> str:
    return QKeySequence(QKeyCombination(modifiers, key)).toString().replace("Return", "Enter")


def _is_dead(key: Qt.Key) -> bool:
    """Accents that wait for a letter (the ^ of a French keyboard) name no chord."""
    return Qt.Key.Key_Dead_Grave <= key <= Qt.Key.Key_Dead_Longsolidusoverlay


def _position(event: QKeyEvent) -> str | None:
    """What a US keyboard has where this key is, None where that is not known (an event that a program made)."""
    if sys.platform == "darwin":
        return _MAC_POSITIONS.get(event.nativeVirtualKey())
    return _POSITIONS.get(event.nativeScanCode() - (_XCB_SHIFT if sys.platform.startswith("linux") else 0))


def _on_us_keyboard(position: str, *, shifted: bool) -> str:
    if not shifted:
        return position
    return _WITH_SHIFT.get(position, position.upper())


def _digit(text: str) -> str:
    """The digit that an Arabic or Persian one means, "" for anything else."""
    value = unicodedata.digit(text, None) if len(text) == 1 else None
    return "" if value is None else str(value)


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


def shown(key: str) -> str:
    """How a key is written on its cap: "⌫" for Backspace, the system's own signs for chords on macOS."""
    if key in _SHORT:
        return _SHORT[key]
    if sys.platform == "darwin" and is_window_key(key):
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return key


_SHORT = {"Backspace": "⌫", "Delete": "Del", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
