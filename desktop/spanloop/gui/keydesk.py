"""The keys of this person: read at the start, changed in their dialog, kept beside the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.action_table import ACTIONS
from spanloop.gui.commands import Commands
from spanloop.gui.dialogs.cheatsheet import CheatSheet
from spanloop.gui.dialogs.keymap import KeymapSheet
from spanloop.gui.keymap import Keymap
from spanloop.gui.theme import Theme
from spanloop.settings import Settings


class KeyDesk(QObject):
    """Stands behind the acts about keys. failed(SpanloopError): they could not be kept, and hold for this run only."""

    failed = Signal(object)

    def __init__(self, settings: Settings, *, window: QWidget, commands: Commands, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._commands = commands
        self._theme = theme
        commands.bind("help.keys", self.show_sheet)
        commands.bind("help.keymap", self.change)
        changed = settings.changed_keys()
        if changed:
            commands.set_keymap(Keymap(changed))

    def show_sheet(self) -> None:
        """The cheat sheet."""
        sheet = CheatSheet(self._commands.all(), theme=self._theme(), parent=self._window)
        sheet.change_asked.connect(self.change)
        sheet.open()

    def change(self) -> None:
        """The dialog in which acts get other keys."""
        commands = self._commands
        sheet = KeymapSheet(
            ACTIONS, keymap=commands.keymap, of_schema=commands.of_schema(), theme=self._theme(), parent=self._window
        )
        sheet.changed.connect(self._take)
        sheet.open()

    def _take(self, keymap: Keymap) -> None:
        self._commands.set_keymap(keymap)
        try:
            self._settings.keep_keys(keymap.changes)
        except SpanloopError as error:
            self.failed.emit(error)
