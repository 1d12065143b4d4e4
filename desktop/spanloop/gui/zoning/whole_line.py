"""The line on which the list stands, to its end: a row shows only as much as it is wide."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from spanloop.core.wording import one_line
from spanloop.core.zone_lines import ZoneLines
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.judge.context import ContextFonts
from spanloop.gui.theme import Theme

#: Code points: no row is so narrow that a line of this length does not fit.
_FITS = 40
#: Code points that are laid out; who wants to read a whole book in one line opens the article.
_MOST = 4000


class WholeLine(QPlainTextEdit):
    """Some lines high, and scrolled by the wheel beyond. It keeps its height from row to row, so that nothing jumps.

    It never has the keyboard: that is the list's.
    """

    def __init__(self, *, theme: Theme, high: int, parent: QWidget | None = None) -> None:
        """high: so many lines of text are seen at once."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("The whole line")
        self.setStyleSheet("QPlainTextEdit { border: 0; background: transparent; padding: 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fonts = ContextFonts(theme)
        self.setFont(self._fonts.of(rtl=False))
        self.setFixedHeight(high * self.fontMetrics().lineSpacing() + 8)
        self.hide()

    def show_lines(self, lines: ZoneLines | None) -> None:
        """Be there for these only where some of them are long."""
        self.clear()
        self.setVisible(lines is not None and any(line.end - line.start > _FITS for line in lines.lines))

    def show_words(self, words: str) -> None:
        """Show this line."""
        shown = one_line(words, most=_MOST)
        if shown == self.toPlainText():
            return
        rtl = is_rtl(shown)
        option = QTextOption(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFont(self._fonts.of(rtl=rtl))
        self.document().setDefaultTextOption(option)
        self.setPlainText(shown)
