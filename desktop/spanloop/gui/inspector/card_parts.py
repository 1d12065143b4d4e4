"""What cards are made of: the frame, a hair line, the note, the amber foot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece, with_keys
from spanloop.gui.theme import Theme

_PROBLEMS_SHOWN = 3


def show_menu(menu: QMenu, under: QWidget) -> None:
    """Open a menu below a widget; it goes away for good when it closes."""
    # popup() returns at once, so that the window never waits in a loop of its own.
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def card_fonts(theme: Theme) -> tuple[QFont, QFont]:
    """Reading fonts of cards and composer, smaller than the article's, for text (left to right, right to left)."""
    ltr, rtl = theme.font("reading"), theme.font("reading_rtl")
    ltr.setPixelSize(15)
    rtl.setPixelSize(17)
    return ltr, rtl


class Card(QFrame):
    """A raised box with round corners and an accent border."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hair = self._theme.metric("border.hair")
        painter.setPen(QPen(self._theme.colour("accent"), hair))
        painter.setBrush(self._theme.colour("raised"))
        half = hair / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 8, 8)
        painter.end()


class NoteLine(QLineEdit):
    """One line for a note; what was typed is told when the line is left or Enter is pressed."""

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setPlaceholderText("Note")
        self.setAccessibleName("Note")
        self.editingFinished.connect(self._finish)

    def show_note(self, note: str) -> None:
        """Show the note of a mark; what is being typed is left alone while it is the same mark's."""
        if note != self._kept or not self.hasFocus():
            self.setText(note)
        self._kept = note

    def _finish(self) -> None:
        if self.text() != self._kept:
            self._kept = self.text()
            self.written.emit(self._kept)


class ProblemFoot(QWidget):
    """The amber foot of a card: what is wrong, and the key that mends it."""

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._text = MarkedTextView(line_height=17, rtl_line_height=17)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(36, 8, 12, 8)
        layout.addWidget(self._text)

    def show_problems(self, problems: Sequence[tuple[str, str]], *, theme: Theme, schema: Schema) -> None:
        """Show (what is wrong, way out) pairs, or hide when there are none."""
        self._theme, self._schema = theme, schema
        self.setVisible(bool(problems))
        pieces: list[Piece] = []
        for message, way_out in problems[:_PROBLEMS_SHOWN]:
            pieces += [Piece("\u2028")] if pieces else []
            pieces += [Piece(message, "strong"), Piece(" "), *with_keys(way_out)]
        if len(problems) > _PROBLEMS_SHOWN:
            pieces.append(Piece(f"\u2028and {len(problems) - _PROBLEMS_SHOWN} more"))
        font = theme.font("ui.small")
        self._text.show_pieces(pieces, theme=theme, inks=partial(ink_of, theme, schema), font=font, token="warning")
        self.setAccessibleName("Problem: " + " ".join(f"{message} {way_out}" for message, way_out in problems))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hair = self._theme.metric("border.hair")
        area = QRectF(self.rect()).adjusted(hair, 0, -hair, -hair)
        field = QPainterPath()
        # Round below, square above: two shapes as one.
        field.setFillRule(Qt.FillRule.WindingFill)
        field.addRoundedRect(area, 7, 7)
        field.addRect(QRectF(area.left(), area.top(), area.width(), 8))
        painter.fillPath(field, self._theme.colour("warning_bg"))
        painter.fillRect(QRectF(area.left(), area.top(), area.width(), 1), self._theme.colour("border"))
        self._theme.icon("warn", role="warning", size=16).paint(painter, QRect(12, 9, 16, 16))
        painter.end()
