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
        part = _Group(group, menu)
        menu.addMenu(part)
        for action in actions:
            if action.group == group and action.menu:
                part.add(action, qt[action.id])


class _Group(QMenu):
    """A submenu. Entries that show a key of the text are brought up to date when it opens, not at each key press."""

    def __init__(self, title: str, parent: QMenu) -> None:
        super().__init__(title, parent)
        self._pairs: list[tuple[QAction, QAction, str]] = []
        self.aboutToShow.connect(self._open)

    def add(self, action: Action, original: QAction) -> None:
        """The action itself; for a key of the text, an entry that shows the key without making it a shortcut."""
        if not action.keys or action.in_whole_window:
            self.addAction(original)
            return
        entry = self.addAction("")
        entry.triggered.connect(original.trigger)
        self._pairs.append((entry, original, shown(action.keys[0])))
        _follow(*self._pairs[-1])

    def _open(self) -> None:
        for pair in self._pairs:
            _follow(*pair)


def _follow(entry: QAction, original: QAction, key: str) -> None:
    # What stands behind a tab in a menu entry is shown where shortcuts are shown.
    entry.setText(f"{original.text()}\t{key}")
    entry.setEnabled(original.isEnabled())
    entry.setCheckable(original.isCheckable())
    entry.setChecked(original.isChecked())
