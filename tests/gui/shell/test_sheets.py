"""What all dialogs share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from spanloop.gui.dialogs.messages import Question
from spanloop.gui.theme import Theme


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("button", ["stay", "act"])
def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, key: Qt.Key, button: str) -> None:
    sheet = Question("Leave?", "An import is running.", act="Cancel it", theme=Theme.named("light"), parent=None)
    qtbot.addWidget(sheet)
    sheet.open()
    answered: list[int] = []
    sheet.finished.connect(answered.append)
    chosen = sheet.stay_button if button == "stay" else sheet.act_button
    chosen.setFocus(Qt.FocusReason.TabFocusReason)
    assert sheet.focusWidget() is chosen
    qtbot.keyClick(chosen, key)
    assert answered == [0 if button == "stay" else 1]
