from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from spanloop.core.marks import Mention
from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.accessible import CanvasText, Teller
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


def test_a_screen_reader_selects_and_is_told_in_words(open_canvas: Open) -> None:
    canvas = open_canvas(plain("One 😀 two three"))
    text = text_of(canvas)
    text.addSelection(7, 11)
    assert canvas.selection() == ((6, 9),)
    assert canvas.spoken() == "selected two"
    # Qt would answer with whatever stood in memory if it were asked where.
    assert text.selectionCount() == 0
    text.removeSelection(0)
    assert not canvas.has_selection()


def test_what_comes_and_goes_at_the_cursor_is_said_once(open_canvas: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = open_canvas(plain("One two three"))
    QAccessible.queryAccessibleInterface(canvas)
    said: list[str] = []
    monkeypatch.setattr(Teller, "_say", lambda _, words: said.append(words))
    bare = canvas.view
    marked = replace(bare, marks=replace(bare.marks, mentions=(Mention("m", ((0, 3),), "PER"),)))
    canvas.update_view(marked)
    canvas.update_view(marked)
    canvas.update_view(bare)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert said == ["PER One", "Not marked", "selected One two"]


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
