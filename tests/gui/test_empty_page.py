"""What stands in place of a page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from spanloop.gui.empty_page import EmptyPage
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme

_LONG = "Copies are articles that tell one story in the same words, such as an agency report in five papers. " * 3


@pytest.mark.parametrize("width", [360, 700, 1400])
def test_long_lines_wrap_and_none_of_them_is_cut(qtbot: QtBot, width: int) -> None:
    page = EmptyPage(Theme.named("light"))
    qtbot.addWidget(page)
    page.say(_LONG[:120], _LONG, act="Look for copies")
    page.resize(width, 420)
    page.show()
    QApplication.processEvents()
    labels = page.findChildren(PlainLabel)
    assert len(labels) == 2
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width())
        assert label.width() <= min(640, page.width() - 32)
    assert page.width() == width
