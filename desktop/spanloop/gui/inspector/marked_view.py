"""The widget for text with marks in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spanloop.gui.inspector.marked_text import Inks, MarkedText
from spanloop.gui.inspector.sentence import Piece, is_rtl, plain
from spanloop.gui.theme import Theme


class MarkedTextView(QWidget):
    """A widget that shows marked text in as many lines as its width needs. A click on a mark in it is told."""

    piece_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, line_height: float = 26, rtl_line_height: float = 34) -> None:
        super().__init__(parent)
        self._pieces: tuple[Piece, ...] = ()
        self._theme: Theme | None = None
        self._inks: Inks | None = None
        self._fonts: tuple[QFont, QFont] | None = None
        self._pitches = (line_height, rtl_line_height)
        self._token = "text"
        self._laid_out: dict[int, MarkedText] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)

    def show_pieces(
        self,
        pieces: Sequence[Piece],
        *,
        theme: Theme,
        inks: Inks,
        font: QFont,
        rtl_font: QFont | None = None,
        token: str = "text",
    ) -> None:
        """Show other text. font, rtl_font: by the direction of the text. token: the colour of plain words."""
        fonts = (font, rtl_font or font)
        if (tuple(pieces), theme, token, fonts) == (self._pieces, self._theme, self._token, self._fonts):
            self._inks = inks
            return
        self._pieces, self._theme, self._inks, self._token = tuple(pieces), theme, inks, token
        self._fonts = fonts
        self._laid_out.clear()
        self.setAccessibleName(plain(pieces))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What is shown, as plain words."""
        return plain(self._pieces)

    def rect_of(self, uid: str) -> QRectF:
        """Where a mark stands first, in this widget; empty when it is not there."""
        laid = self._laid(self.width())
        boxes = laid.boxes(uid) if laid else []
        return boxes[0] if boxes else QRectF()

    def _laid(self, width: int) -> MarkedText | None:
        if self._theme is None or self._inks is None or self._fonts is None or width <= 0:
            return None
        # Qt asks for the height at several widths in turn while it lays out.
        if width not in self._laid_out:
            rtl = is_rtl(plain(self._pieces))
            self._laid_out[width] = MarkedText(
                self._pieces,
                theme=self._theme,
                inks=self._inks,
                font=self._fonts[rtl],
                width=width,
                line_height=self._pitches[rtl],
                colour=self._theme.colour(self._token),
            )
        return self._laid_out[width]

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of the lines at this width."""
        laid = self._laid(width)
        return round(laid.height) if laid else 0

    def sizeHint(self) -> QSize:
        """Qt: one line; the height comes from heightForWidth."""
        return QSize(200, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Qt: narrow enough for any panel."""
        return QSize(40, round(min(self._pitches)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        laid = self._laid(self.width())
        if laid is not None:
            painter = QPainter(self)
            laid.paint(painter, QPointF(0, 0))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        self.updateGeometry()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: a hand over what can be clicked."""
        laid = self._laid(self.width())
        over = laid is not None and laid.piece_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: tell which mark was clicked."""
        laid = self._laid(self.width())
        piece = laid.piece_at(event.position()) if laid and event.button() == Qt.MouseButton.LeftButton else None
        if piece is not None:
            self.piece_clicked.emit(piece.uid)
