"""The canvas for screen readers: the article as text with a cursor, and in words what the cursor stands on.

Screen readers count in UTF-16 units of the whole article, as Qt does. Qt cuts the text into lines, sentences and words
for them by itself. PySide (6.11) hands two questions to nobody: where a selection begins and ends, and which attributes
a stretch of text has, as a mark would be one. So it is said that nothing is selected, because the answer to where would
be whatever stood in memory, and selections and marks are spoken instead when the cursor comes to them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from spanloop.core.marks import Fragments
from spanloop.core.offsets import Utf16Map

if TYPE_CHECKING:
    from spanloop.gui.canvas.widget import Canvas


class CanvasText(QAccessibleTextInterface):
    """The article's text, cursor and selection."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._of = ""
        self._map = Utf16Map("")

    def _units(self) -> Utf16Map:
        text = self._canvas.view.article.text
        if text is not self._of:
            self._of, self._map = text, Utf16Map(text)
        return self._map

    def _point(self, offset: int) -> int:
        units = self._units()
        return units.to_code_point(min(max(offset, 0), units.units))

    def _span(self) -> tuple[int, int]:
        fragments = self._canvas.selection()
        return (fragments[0][0], fragments[-1][1]) if fragments else (0, 0)

    def characterCount(self) -> int:
        """Qt: length of the text."""
        return self._units().units

    def text(self, start: int, end: int) -> str:
        """Qt: a piece of the text."""
        return self._canvas.view.article.text[self._point(start) : self._point(end)]

    def cursorPosition(self) -> int:
        """Qt: where the cursor's word begins."""
        return self._units().to_utf16(self._span()[0])

    def setCursorPosition(self, position: int) -> None:
        """Qt: put the cursor on a word."""
        self._canvas.go_to_offset(self._point(position))

    def selectionCount(self) -> int:
        """Qt: how many selections there are: none that could be asked for, see above."""
        return 0

    def addSelection(self, start: int, end: int) -> None:
        """Qt: select; there is only one selection."""
        if end > start:
            self._canvas.select_from(self._point(start))
            self._canvas.select_to(max(self._point(end) - 1, 0))

    def setSelection(self, index: int, start: int, end: int) -> None:
        """Qt: select."""
        if index == 0:
            self.addSelection(start, end)

    def removeSelection(self, index: int) -> None:
        """Qt: select nothing."""
        if index == 0:
            self._canvas.clear_selection()

    def characterRect(self, offset: int) -> QRect:
        """Qt: where a character stands on the screen."""
        rect = self._canvas.rect_of(self._point(offset)).toRect()
        return QRect(self._canvas.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def offsetAtPoint(self, point: QPoint) -> int:
        """Qt: the character at a place on the screen, -1 without one."""
        found = self._canvas.hit_at(QPointF(self._canvas.viewport().mapFromGlobal(point)))
        return self._units().to_utf16(found.offset) if found else -1

    def scrollToSubstring(self, start: int, end: int) -> None:
        """Qt: bring a piece of the text into view."""
        self._canvas.show_offset(self._point(start))


class CanvasAccessible(QAccessibleWidget):
    """The canvas as one read-only document."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.Document, "Article")
        self._canvas = canvas
        self._text = CanvasText(canvas)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:
        """Qt: hand out the text interface."""
        return self._text if kind == QAccessible.InterfaceType.TextInterface else super().interface_cast(kind)

    def text(self, kind: QAccessible.Text) -> str:
        """Qt: the name is the article's title, the description the selection or mark at the cursor."""
        if kind == QAccessible.Text.Name:
            return self._canvas.view.article.title or "Article"
        if kind == QAccessible.Text.Description:
            return self._canvas.spoken()
        return super().text(kind)

    def state(self) -> QAccessible.State:
        """Qt: readable and focusable, not editable."""
        state = super().state()
        state.readOnly = True
        state.multiLine = True
        state.selectableText = True
        return state


class Teller:
    """Tells screen readers of one canvas where its cursor is and what is there, each thing once."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._at: Fragments = ()
        self._words = ""

    def tell(self) -> None:
        """The cursor, the selection or the marks may have changed."""
        if not QAccessible.isActive():
            return
        interface = QAccessible.queryAccessibleInterface(self._canvas)
        if not isinstance(interface, CanvasAccessible):
            return
        at, words = self._canvas.selection(), self._canvas.spoken()
        moved = at != self._at
        if moved and isinstance(text := interface.interface_cast(QAccessible.InterfaceType.TextInterface), CanvasText):
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(self._canvas, text.cursorPosition()))
        if words and (moved or words != self._words):
            self._say(words)
        elif self._words and not words and not moved:
            self._say("Not marked")
        self._at, self._words = at, words

    def _say(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._canvas, words))


@cache
def install() -> None:
    """Let Qt make accessible interfaces for canvases. Once for the program."""
    QAccessible.installFactory(_make)


def _make(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    from spanloop.gui.canvas.widget import Canvas

    if not isinstance(thing, Canvas) or not isinstance(thing, QWidget):
        return None
    # Qt does not keep the Python half alive, so the canvas does.
    thing.accessible = CanvasAccessible(thing)
    return thing.accessible
