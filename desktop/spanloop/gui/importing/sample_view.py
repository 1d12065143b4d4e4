"""Where the marks of a file begin: some of its text, marked as it would be on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.plain import ElidedLabel
from spanloop.gui.theme import Theme
from spanloop.operations.look_samples import Sample

_LINES = re.compile(r"\s*\n\s*")
#: Qt's own end of a line within a text.
_NEW_LINE = "\u2028"


class SampleView(QWidget):
    """A title, and below it the text with its marks; hidden while there is none."""

    def __init__(self, *, theme: Theme, schema: Schema) -> None:
        super().__init__()
        self._theme, self._schema = theme, schema
        self._sample: Sample | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(4)
        self.title = ElidedLabel(tone="faint")
        self.title.setFont(theme.font("ui.meta"))
        self.text = MarkedTextView(line_height=28)
        column.addWidget(self.title)
        column.addWidget(self.text)
        self.hide()

    def show_sample(self, sample: Sample | None) -> None:
        """Show this; None for nothing."""
        self._sample = sample
        self.setVisible(sample is not None)
        if sample is not None:
            self.title.set_full(f"It begins with: {sample.title}" if sample.title else "It begins with")
            self._show(tuple(pieces_of(sample)))

    def _show(self, pieces: tuple[Piece, ...]) -> None:
        theme = self._theme
        self.text.show_pieces(
            pieces,
            theme=theme,
            inks=partial(ink_of, theme, self._schema),
            font=theme.font("reading", zoom=85),
            rtl_font=theme.font("reading_rtl", zoom=85),
        )

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self._show(())  # the same pieces in the same theme would keep the colours that it had
        self.show_sample(self._sample)


def pieces_of(sample: Sample) -> Iterator[Piece]:
    """The text, each mark in it followed by its label."""
    at = 0
    if not sample.begins:
        yield Piece("… ", "faint")
    for mark in sample.marks:
        if mark.start > at:
            yield Piece(_LINES.sub(_NEW_LINE, sample.text[at : mark.start]))
        words = " ".join(sample.text[mark.start : mark.end].split())
        yield Piece(words, "trigger" if mark.trigger else "filler", "", mark.name)
        yield Piece(" ")
        yield Piece(mark.name, "tag" if mark.trigger else "label", "", mark.name)
        at = mark.end
    yield Piece(_LINES.sub(_NEW_LINE, sample.text[at:]))
    if not sample.ends:
        yield Piece(" …", "faint")
