"""Keyboards that are not American: what their keys mean in the text and in the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from spanloop.gui.keys import chord_names, is_window_key, key_names, normal, written
from tests.gui.shell.conftest import Person, give_keyboard

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT, _CTRL, _ALT = (
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
#: Scan codes as X11 numbers them: eight more than those of the keyboard.
_X = 8


def pressed(text: str, key: int, place: int, modifiers: Qt.KeyboardModifier = _NONE) -> QKeyEvent:
    """A key as the window system reports it. place: the scan code of the keyboard."""
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, place + _X, 0, 0, text)


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.parametrize(
    ("event", "names"),
    [
        (pressed("Ф", 0x424, 30, _SHIFT), ("Ф", "A")),  # Russian, for links and the composer
        (pressed("ю", 0x44E, 52), ("ю", ".")),  # grows a mark
        (pressed("Ю", 0x42E, 52, _SHIFT), ("Ю", ">")),
        (pressed("х", 0x445, 26), ("х", "[")),
        (pressed("؟", 0x61F, 53, _SHIFT), ("؟", "?")),  # Arabic question mark
        (pressed("ط", 0x637, 40), ("ط", "'")),
        (pressed("لا", 0x644, 48), ("لا", "b")),  # one key, two letters
        (pressed("٤", 0x664, 5), ("٤", "4")),  # Arabic digit
        (pressed("۷", 0x6F7, 8), ("۷", "7")),  # Persian digit
        (pressed("é", 0xE9, 3), ("é", "2")),  # French upper row
        (pressed("4", Qt.Key.Key_4, 5, _SHIFT), ("4",)),
        (pressed(";", Qt.Key.Key_Semicolon, 51), (";",)),  # French: not the comma of the same place
        (pressed("!", Qt.Key.Key_Exclam, 53), ("!",)),
        (pressed("ö", 0xF6, 39), ("ö", ";")),  # German
        (pressed(" ", Qt.Key.Key_Space, 57), ("Space",)),
        (pressed("\r", Qt.Key.Key_Return, 28, _SHIFT), ("Shift+Enter",)),
        (pressed("", Qt.Key.Key_F7, 65), ()),
    ],
)  # fmt: skip
def test_a_key_of_the_text(event: QKeyEvent, names: tuple[str, ...]) -> None:
    assert key_names(event) == names


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (pressed("", Qt.Key.Key_K, 37, _CTRL), "Ctrl+K"),
        (pressed("", 0x42F, 44, _CTRL), "Ctrl+Z"),  # Russian я
        (pressed("", 0x42F, 44, _CTRL | _SHIFT), "Ctrl+Shift+Z"),
        (pressed("", 0x626, 44, _CTRL), "Ctrl+Z"),  # Arabic ئ
        (pressed("", 0x646, 37, _CTRL), "Ctrl+K"),  # Arabic ن
        (pressed("&", Qt.Key.Key_Ampersand, 2, _CTRL), "Ctrl+1"),  # French upper row
        (pressed("", Qt.Key.Key_1, 2, _CTRL | _SHIFT), "Ctrl+1"),  # and with Shift for the digit
        (pressed("&", Qt.Key.Key_Ampersand, 2, _ALT), "Alt+1"),
        (pressed("", Qt.Key.Key_Dead_Circumflex, 26, _CTRL), "Ctrl+["),
        (pressed("$", Qt.Key.Key_Dollar, 27, _CTRL), "Ctrl+]"),
        (pressed("", Qt.Key.Key_F8, 66), "F8"),
        (pressed("", Qt.Key.Key_F3, 61, _SHIFT), "Shift+F3"),
        (pressed("\r", Qt.Key.Key_Return, 28, _CTRL), "Ctrl+Enter"),
        (pressed("\r", Qt.Key.Key_Enter, 96, _CTRL | _SHIFT), "Ctrl+Shift+Enter"),
    ],
)  # fmt: skip
def test_a_key_of_the_window(event: QKeyEvent, wanted: str) -> None:
    assert wanted in chord_names(event)


def test_a_latin_letter_means_itself_wherever_it_stands() -> None:
    # A French keyboard has its A where the American one has Q: Ctrl+A must not quit.
    assert chord_names(pressed("", Qt.Key.Key_A, 16, _CTRL)) == ("Ctrl+A",)


@pytest.mark.parametrize(
    "event",
    [
        pressed("", Qt.Key.Key_Control, 29, _CTRL),
        pressed("", Qt.Key.Key_Shift, 42, _SHIFT),
        pressed("@", Qt.Key.Key_At, 16, _CTRL | _ALT),  # AltGr on Windows types a character
        pressed("a", Qt.Key.Key_A, 30),
    ],
)
def test_what_is_no_key_of_the_window(event: QKeyEvent) -> None:
    assert chord_names(event) == ()


def test_macos_numbers_its_keys_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    event = QKeyEvent(QEvent.Type.KeyPress, 0x424, _NONE, 0, 14, 0, "у")
    assert key_names(event) == ("у", "e")


def test_what_is_kept_can_be_pressed_on_other_keyboards() -> None:
    assert written(pressed("ф", 0x424, 30)) == "a"
    assert written(pressed("", 0x42F, 44, _CTRL)) == "Ctrl+Z"
    assert written(pressed("e", Qt.Key.Key_E, 18)) == "e"


def test_one_spelling_for_each_key() -> None:
    assert normal("Shift+Ctrl+Z") == "Ctrl+Shift+Z"
    assert normal("Ctrl+Return") == "Ctrl+Enter"
    assert [
        key for key in ("Ctrl+Shift+Z", "Ctrl++", "Ctrl+=", "F7", "Shift+F3", "e", ";", "Tab") if normal(key) != key
    ] == []
    assert [key for key in ("Shift+F3", "Alt+1", "F12") if not is_window_key(key)] == []
    assert [key for key in ("Shift+Enter", "F", "Shift+Tab") if is_window_key(key)] == []


def test_a_russian_and_a_french_keyboard_at_the_window(person: Person) -> None:
    give_keyboard(person.window)
    person.stands_on("shelled")

    def strike(event: QKeyEvent) -> None:
        QApplication.sendEvent(person.canvas, event)

    strike(pressed("з", 0x437, 25))  # where p is: the label of persons
    assert {label for label, _ in person.mentions()} == {"PER"}
    strike(pressed("", 0x42F, 44, _CTRL))
    assert person.mentions() == set()
    strike(pressed("", 0x42F, 44, _CTRL | _SHIFT))
    assert len(person.mentions()) == 1
    search = person.window.page.queue.search
    search.setFocus()
    QApplication.sendEvent(search, pressed("", 0x42F, 44, _CTRL))
    assert len(person.mentions()) == 1  # what is undone there is what was typed
    QApplication.sendEvent(search, pressed("é", 0xE9, 3, _CTRL))
    assert person.window.pages.current == "train"
