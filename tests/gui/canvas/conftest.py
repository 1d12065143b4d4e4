"""Canvases to test on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.theme import Theme


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme.named("light")


@pytest.fixture
def open_canvas(qtbot: QtBot, theme: Theme) -> Callable[..., Canvas]:
    """Makes a canvas of the mock's size that shows a view."""

    def make(view: CanvasView, *, width: int = 840, height: int = 745, offset: int | None = None) -> Canvas:
        canvas = Canvas(theme)
        qtbot.addWidget(canvas)
        canvas.resize(width, height)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.setFocus()
        canvas.show_article(view, offset=offset)
        return canvas

    return make
