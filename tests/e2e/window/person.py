"""Hands of a person at the screen: real keys and a real mouse, given to the window system and to nobody behind it.

Every key goes to the window that has the keyboard and every click to the place on that window, so that shortcuts,
popups, modal sheets and what covers what count here as they do for people.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_ALIASES = {"Enter": "Return", "Esc": "Escape"}
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": SHIFT, "Alt": Qt.KeyboardModifier.AltModifier,
}  # fmt: skip
_PATIENCE_S = 20.0
Aim = tuple[QWindow, Qt.MouseButton, Qt.KeyboardModifier, QPoint]


class Person:
    """Presses, types, clicks and drags. `window` is the one that gets the keyboard when no sheet or menu has it."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    # waiting

    def look(self) -> None:
        """Let the window do what it has to do, until it is quiet."""
        for _ in range(3):
            QApplication.sendPostedEvents()
            QApplication.processEvents()

    def wait_for(self, condition: Callable[[], object], what: str, *, seconds: float = _PATIENCE_S) -> None:
        """Look until it is so."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"waited in vain for {what}"
            QTest.qWait(5)

    def look_on(self, seconds: float) -> None:
        """Do nothing for a while."""
        QTest.qWait(round(seconds * 1000))

    # keyboard

    def _front(self) -> QWindow:
        """The window with the keyboard. The screenless platform gives it to none when a sheet closes."""
        self.look()
        front = QGuiApplication.focusWindow()
        if front is None:
            (QApplication.activeModalWidget() or self.window).activateWindow()
            self.wait_for(QGuiApplication.focusWindow, "a window that has the keyboard")
            front = QGuiApplication.focusWindow()
        assert front is not None
        return front

    def press(self, *keys: str) -> None:
        """Press keys one after the other: "Ctrl+Z", "Enter", "Tab", "a", "E", "?"."""
        for key in keys:
            front = self._front()
            *held, name = key.split("+") if key[-1] != "+" else [*key[:-2].split("+"), "+"]
            modifiers = SHIFT if len(name) == 1 and (name.isupper() or name in "?+_") and not held else NONE
            for modifier in held:
                modifiers |= _MODIFIERS.get(modifier, NONE)
            # A character by itself is handed over as such, so that it types what it says.
            stroke: Any = name if len(name) == 1 and not held else _key(name)
            QTest.keyClick(front, stroke, modifiers)
            self.look()

    def type(self, text: str) -> None:
        """Type Latin text into what has the keyboard."""
        for character in text:
            self.press(character)

    # mouse

    def click(self, widget: QWidget, at: QPoint | None = None, *, button: Qt.MouseButton = LEFT) -> None:
        """Click a widget in its middle, or at a place in it."""
        self.look()
        assert widget.isVisible(), f"{widget} cannot be seen, so it cannot be clicked"
        QTest.mouseClick(*self._place(widget, button, at or widget.rect().center()))
        self.look()

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """Press and let go twice in one place."""
        self.look()
        QTest.mouseDClick(*self._place(widget, LEFT, at))
        self.look()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press at one place of a widget, move in two steps, let go at the other."""
        self.look()
        handle, button, modifiers, place = self._place(widget, LEFT, start)
        shift = end - start
        QTest.mousePress(handle, button, modifiers, place)
        QTest.mouseMove(handle, place + shift / 2)
        QTest.mouseMove(handle, place + shift)
        QTest.mouseRelease(handle, button, modifiers, place + shift)
        self.look()

    @staticmethod
    def _place(widget: QWidget, button: Qt.MouseButton, at: QPoint) -> Aim:
        top = widget.window()
        handle = top.windowHandle()
        assert handle is not None
        return handle, button, NONE, widget.mapTo(top, at)

    def drop(self, paths: Sequence[Path]) -> None:
        """Drag files from a file manager over the window and let them fall on its middle."""
        handle = self.window.windowHandle()
        assert handle is not None
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, middle = Qt.DropAction.CopyAction, self.window.rect().center()
        enter = QDragEnterEvent(middle, copy, carried, LEFT, NONE)
        QApplication.sendEvent(handle, enter)
        assert enter.isAccepted(), "the window does not take what is dragged over it"
        QApplication.sendEvent(handle, QDropEvent(middle.toPointF(), copy, carried, LEFT, NONE))
        self.look()

    # menus

    def menu(self) -> QMenu:
        """The menu that is open."""
        self.wait_for(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    def choose(self, *words: str) -> None:
        """Choose an entry of the open menu with the arrow keys; further words name entries of its submenus."""
        for number, name in enumerate(words):
            menu = self.menu()
            entry = entry_of(menu, name)
            for _ in range(len(menu.actions()) + 1):
                if menu.activeAction() is entry:
                    break
                self.press("Down")
            assert menu.activeAction() is entry, f"the arrow keys do not reach {name}"
            self.press("Right" if number + 1 < len(words) else "Enter")

    def choose_from(self, button: QWidget, *words: str) -> None:
        """Click a button that holds a menu and choose an entry by keys.

        Such a menu runs an event loop of its own inside the click, so the choice is made from there.
        """
        failed: list[BaseException] = []

        def choose() -> None:
            try:
                self.choose(*words)
            except BaseException as error:  # noqa: BLE001 - it is raised again below, out of Qt's hands
                failed.append(error)
            finally:
                while (menu := QApplication.activePopupWidget()) is not None:
                    menu.close()

        self.look()
        QTimer.singleShot(0, choose)
        QTest.mouseClick(*self._place(button, LEFT, button.rect().center()))
        self.look()
        if failed:
            raise failed[0]

    def click_entry(self, name: str) -> None:
        """Click an entry of the open menu."""
        menu = self.menu()
        place: QRect = menu.actionGeometry(entry_of(menu, name))
        self.click(menu, place.center())


def _key(name: str) -> Qt.Key:
    """Qt's key for "a", "?", "Tab" or "F6"."""
    if len(name) == 1:
        return Qt.Key(ord(name.upper()))
    return Qt.Key[f"Key_{_ALIASES.get(name, name)}"]


def entry_of(menu: QMenu, name: str) -> QAction:
    """The entry of a menu that begins with these words."""
    for action in menu.actions():
        if action.text().replace("&", "").split("\t")[0].startswith(name):
            assert action.isEnabled(), f"{name} cannot be chosen now"
            return action
    raise AssertionError(f"no entry {name} in {[action.text() for action in menu.actions()]}")
