"""A theme and an inspector on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from spanloop.gui.inspector import Inspector
from spanloop.gui.theme import Theme

Show = Callable[..., Inspector]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    found = Theme.named("light")
    found.apply(qapp)
    return found


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    """Show an inspector of a size and give it."""

    def make(width: int = 336, height: int = 856) -> Inspector:
        inspector = Inspector(theme)
        qtbot.addWidget(inspector)
        inspector.resize(width, height)
        with qtbot.waitExposed(inspector):
            inspector.show()
        return inspector

    return make
