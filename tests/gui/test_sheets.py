"""Dialogs: room for what they say, and what Enter does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.theme import Theme


def test_a_text_that_gets_longer_gets_its_room(qtbot: QtBot) -> None:
    sheet = Sheet("Backups", theme=Theme.named("light"), parent=None)
    rows = QListWidget()
    rows.setMinimumHeight(220)
    sheet.body.addWidget(rows, 1)
    words = sheet.add_text("None.")
    sheet.add_button("Close")
    sheet.open()
    QTest.qWait(1)
    before = sheet.height()
    words.setText("The latest ten are kept, and the last one of each of thirty days. " * 4)
    QTest.qWait(1)
    assert sheet.height() > before
    assert words.height() >= words.heightForWidth(words.width())
    assert words.geometry().top() > rows.geometry().bottom()
    before = sheet.height()
    words.setText("None.")
    QTest.qWait(1)
    assert sheet.height() == before
    with qtbot.waitSignal(sheet.destroyed):
        sheet.close()


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
