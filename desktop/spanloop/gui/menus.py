"""The main menu, made from the table of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from spanloop.gui.action_table import GROUPS
from spanloop.gui.actions import Action
from spanloop.gui.keys import shown


def fill_main_menu(menu: QMenu, actions: Sequence[Action], qt: Mapping[str, QAction]) -> None:
    """Empty the menu and put all actions that belong into it, a submenu for each group. qt: by the ids of actions."""
    for part in [entry.menu() for entry in menu.actions()]:
        if isinstance(part, QMenu):
            part.deleteLater()
    menu.clear()
    for group in GROUPS:
        part = menu.addMenu(group)
        for action in actions:
            if action.group == group and action.menu:
                part.addAction(_entry(action, qt[action.id], part))


class _TextKeyEntry(QAction):
    """Shows a key of the text without making it a shortcut, and follows the action that it stands for."""

    def __init__(self, original: QAction, key: str, parent: QMenu) -> None:
        super().__init__(parent)
        self._original = original
        self._key = key
        self.triggered.connect(original.trigger)
        # A method of ours: Qt ends the connection with us, when the menu is made anew.
        original.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        original = self._original
        # What stands behind a tab in a menu entry is shown where shortcuts are shown.
        self.setText(f"{original.text()}\t{self._key}")
        self.setEnabled(original.isEnabled())
        self.setCheckable(original.isCheckable())
        self.setChecked(original.isChecked())


def _entry(action: Action, original: QAction, parent: QMenu) -> QAction:
    if not action.keys or action.in_whole_window:
        return original
    return _TextKeyEntry(original, shown(action.keys[0]), parent)
