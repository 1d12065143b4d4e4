from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible

from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.accessible import CanvasText
from tests.gui.canvas.sample import ENGLISH, read
from tests.gui.canvas.test_canvas import plain

Open = Callable[..., Canvas]


@pytest.fixture(autouse=True)
def _reader_runs(qapp: object) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def text_of(canvas: Canvas) -> CanvasText:
    interface = QAccessible.queryAccessibleInterface(canvas)
    text = interface.interface_cast(QAccessible.InterfaceType.TextInterface)
    assert isinstance(text, CanvasText)
    return text


def test_a_screen_reader_reads_the_article_in_utf16(open_canvas: Open) -> None:
    canvas = open_canvas(plain("One 😀 two\nthree"))
    text = text_of(canvas)
    assert text.characterCount() == 16
    assert text.text(4, 6) == "😀"
    assert text.text(7, 16) == "two\nthree"
    text.setCursorPosition(12)
    assert canvas.selection() == ((10, 15),)
    assert text.cursorPosition() == 11


def test_a_screen_reader_selects(open_canvas: Open) -> None:
    canvas = open_canvas(plain("One 😀 two three"))
    text = text_of(canvas)
    assert text.selectionCount() == 0
    text.addSelection(7, 11)
    assert (text.selectionCount(), text.selection(0)) == (1, (7, 10))
    text.removeSelection(0)
    assert text.selectionCount() == 0


def test_characters_stand_where_they_are_said_to_stand(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH))
    text = text_of(canvas)
    offset = canvas.view.article.text.index("ridge")
    rect = text.characterRect(offset)
    assert isinstance(rect, QRect)
    assert text.offsetAtPoint(rect.center()) == offset


def test_the_mark_at_the_cursor_is_described(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH))
    interface = QAccessible.queryAccessibleInterface(canvas)
    assert interface.role() == QAccessible.Role.Document
    assert interface.text(QAccessible.Text.Name) == "Article"
    canvas.go_to("e1")
    assert interface.text(QAccessible.Text.Description) == "STRIKE bombarded, 4 arguments"
    canvas.go_to("p1")
    described = interface.text(QAccessible.Text.Description)
    assert described == "PER the UN mediator Oda Brand, suggested by Extractor v3, .81"
    assert interface.state().readOnly
