"""What the forms at the foot of the canvas share: a tag and a sentence, candidates below, keys, a line on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.candidates import Candidate
from spanloop.core.schema import Schema
from spanloop.gui.composer.chips import CandidateRow
from spanloop.gui.inspector.card_parts import card_fonts
from spanloop.gui.inspector.controls import Tag
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.pages import empty_schema
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.theme import Theme


class FootForm(QFrame):
    """A form that is filled by keys while the text keeps the keyboard. It changes nothing itself.

    candidates_changed([(uid, number), ...], uid or None): what the canvas is to number, and what would be taken.
    told(sentence): why a key did nothing. closed(): the person is done, or gave up.
    """

    candidates_changed = Signal(list, object)
    told = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self._tag = Tag(theme, empty_schema())
        self._tag.setFixedHeight(28)
        self.sentence = MarkedTextView(line_height=28, rtl_line_height=34)
        self.candidate_row = CandidateRow(theme, empty_schema())
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.sentence, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(10)
        self._column.addLayout(top)
        self._column.addWidget(self.candidate_row)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Use a key that was pressed in the text; False where it means nothing here, as each does in a bare form."""
        return False

    def finish(self) -> None:
        """Stop without telling: no mark of the text is numbered any more."""
        self.candidates_changed.emit([], None)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._tag.set_theme(theme)
        self.candidate_row.set_theme(theme)
        self.update()

    def _show_pieces(self, pieces: Sequence[Piece], schema: Schema) -> None:
        ltr, rtl = card_fonts(self._theme)
        inks = partial(ink_of, self._theme, schema)
        self.sentence.show_pieces(pieces, theme=self._theme, inks=inks, font=ltr, rtl_font=rtl)

    def _number(self, candidates: Sequence[Candidate], current: Candidate | None) -> None:
        """Tell which marks of the text get which number."""
        numbers = [(candidate.uid, number) for number, candidate in enumerate(candidates, 1)]
        self.candidates_changed.emit(numbers, current.uid if current else None)

    def _close(self) -> None:
        self.finish()
        self.closed.emit()

    # Qt

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(480, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys work as well while one of the chips has the keyboard."""
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a raised field with the accent line on top."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("raised"))
        painter.fillRect(0, 0, self.width(), 2, self._theme.colour("accent"))
        painter.end()
