"""What stands under a card: why its problems are problems, and the trail of the mark in one line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from spanloop.core.schema import Schema
from spanloop.core.validation import Problem
from spanloop.gui.inspector.controls import PaintedButton
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of, paint_cap, paint_focus_ring, paint_line
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.keycaps import cap_width
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme


class TrailLine(PaintedButton):
    """The trail of a mark in one line, cut where it is too long; a click opens all of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._key = ""
        self.show_trail("")

    def set_key(self, key: str) -> None:
        """The key that shows all of it, "" for none."""
        self._key = key
        self.update()

    def show_trail(self, words: str) -> None:
        """Show other words; "" while they are not known yet."""
        self.setText(words)
        self.setToolTip(tooltip(words))
        self.setAccessibleName(f"Trail of this mark: {words}" if words else "Trail of this mark")
        self.update()

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(200, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = cap_width(self._key, theme) if self._key else 0.0
        if self._key:
            paint_cap(painter, area.right() - 12 - width, area.center().y(), self._key, theme)
        words = area.adjusted(12, 0, -20 - width, 0)
        tone = "text" if self._hovered else "text_3"
        # What is not known yet has its place, but no other words that would jump.
        font, colour = theme.font("ui.meta"), theme.colour(tone)
        paint_line(painter, words, self.text(), font=font, colour=colour, align_right=False)
        if self.hasFocus():
            paint_focus_ring(painter, area.adjusted(4, 2, -4, -2), theme)
        painter.end()


class WhyNote(QWidget):
    """Why the problems of a mark are problems. Nothing is shown for a mark without any."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._whys: tuple[str, ...] = ()
        self._text = MarkedTextView(line_height=17, rtl_line_height=20)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(36, 0, 12, 6)
        layout.addWidget(self._text)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], *, theme: Theme, schema: Schema) -> None:
        """Say why of each kind of problem once."""
        whys = tuple(dict.fromkeys(problem.why for problem in problems))
        if whys == self._whys and theme is self._theme:
            return  # cards are shown again with every key
        self._whys, self._theme = whys, theme
        self.setVisible(bool(whys))
        pieces: list[Piece] = []
        for why in whys:
            pieces += [Piece("\u2028")] if pieces else []
            pieces += [Piece("Why: ", "strong"), Piece(why)]
        self._text.show_pieces(
            pieces, theme=theme, inks=partial(ink_of, theme, schema), font=theme.font("ui.small"), token="text_2"
        )
        self.setAccessibleName("Why: " + " ".join(whys) if whys else "")

    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        self._theme.icon("info", role="text_3", size=16).paint(painter, QRect(12, 0, 16, 16))
        painter.end()


class Footnotes(QWidget):
    """Both of them, under the card that is in focus. trail_asked: all of the trail is to be shown."""

    trail_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = WhyNote(theme)
        self.trail = TrailLine(theme)
        self.trail.clicked.connect(self.trail_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.why)
        column.addWidget(self.trail)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.trail.set_theme(theme)
