"""Acts on versions from anywhere: they turn to the page that has the control, and press it or give it the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spanloop.gui.commands import Commands
from spanloop.gui.pages import Pages

if TYPE_CHECKING:
    from spanloop.gui.judge.desk import JudgeDesk


class VersionActs(QObject):
    """Stands behind the rows of version_actions. Promoting asks nothing, so its button is not pressed for anybody."""

    def __init__(self, desk: JudgeDesk, *, pages: Pages, commands: Commands) -> None:
        super().__init__(desk)
        self._desk, self._pages, self._commands = desk, pages, commands
        commands.bind("version.promote", lambda: self._to_version(newer=True))
        commands.bind("version.back", lambda: self._to_version(newer=False))
        commands.bind("trust.freeze", lambda: self._press("test_set", "freeze"))
        commands.bind("trust.audit", lambda: self._press("audit", "switch"))
        commands.bind("trust.curve", lambda: self._press("curve", "curve"))

    def _to_version(self, *, newer: bool) -> None:
        self._pages.turn_to("train")
        from spanloop.gui.train.page import TrainPage  # made by now, so this costs nothing

        page = self._pages.made("train")
        if isinstance(page, TrainPage) and not page.offer_version(newer=newer):
            self._commands.told.emit("No newer version is here." if newer else "No version before it is here.")

    def _press(self, card: str, name: str) -> None:
        self._pages.turn_to("judge")
        page = self._desk.page
        if page is None:
            return
        from spanloop.gui.judge.trust import RUNS  # made by now, so this costs nothing

        button = getattr(page.turn_to_trust(), card).buttons[name]
        button.setFocus()
        if page.trusting.run.running:
            self._commands.told.emit(button.toolTip() or RUNS["curve"])
        elif button.isEnabled():
            button.click()
        else:
            self._commands.told.emit(button.toolTip())
