"""What our canvas is measured against: a plain QTextEdit that shows marks as extra selections."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from spanloop.core.marks import Fragments, Marks
from spanloop.core.schema import Schema
from spanloop.gui.theme import Theme


class PlainEditor(QTextEdit):
    """Text with tinted, underlined marks; any key marks the word at the cursor. It saves nothing and shows no labels.

    Positions are code points, which are Qt's positions too as long as the text stays within the first plane.
    """

    def __init__(self, theme: Theme, schema: Schema, font: QFont) -> None:
        super().__init__()
        self._formats = {item.label: _look(theme.ink(item).ink) for item in schema.entities}
        self._formats |= {item.type: _look(theme.ink(item).ink) for item in schema.events}
        self._marks: list[QTextEdit.ExtraSelection] = []
        self.setReadOnly(True)
        self.setFont(font)

    def show_marks(self, text: str, marks: Marks) -> None:
        """Another text with its marks."""
        self.setPlainText(text)
        spans: Iterable[tuple[str, Fragments]] = (
            *((m.label, m.fragments) for m in marks.mentions), *((e.type, e.trigger) for e in marks.events),
        )  # fmt: skip
        self._marks = [self._selection(label, *span) for label, fragments in spans for span in fragments]
        self.setExtraSelections(self._marks)

    def _selection(self, label: str, start: int, end: int) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        # The stubs know these two as read-only; PySide's own examples set them.
        setattr(found, "cursor", cursor)  # noqa: B010
        setattr(found, "format", self._formats[label])  # noqa: B010
        return found

    def go_to_offset(self, offset: int) -> None:
        """Put the cursor there and bring it into view."""
        cursor = self.textCursor()
        cursor.setPosition(offset)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: mark the word at the cursor."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self._marks.append(self._selection("VEH", cursor.selectionStart(), cursor.selectionEnd()))
        self.setExtraSelections(self._marks)


def _look(ink: QColor) -> QTextCharFormat:
    tint = QColor(ink)
    tint.setAlpha(60)
    look = QTextCharFormat()
    look.setBackground(tint)
    look.setFontUnderline(True)
    look.setUnderlineColor(ink)
    return look
