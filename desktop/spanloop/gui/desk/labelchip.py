"""A label as one can click it: its key and its name in its ink, above the line that its marks have in the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from spanloop.gui.canvas.underlines import UnderlinePen
from spanloop.gui.keycaps import CAP_HEIGHT, caps_width, paint_caps
from spanloop.gui.theme import LabelInk, Theme

#: Of the line below the writing line of the name.
_BELOW, _THICK = 3, 2


class LabelChip(QAbstractButton):
    """Key caps and a word. ink: None for what is no label ("more"). Too long a name ends in "…".

    lined: whether marks with it are underlined in the text.
    """

    def __init__(
        self,
        text: str,
        *,
        keys: Sequence[str],
        ink: LabelInk | None,
        theme: Theme,
        parent: QWidget,
        lined: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line = UnderlinePen(ink.pattern, height=_THICK, scale=1) if ink is not None and lined else None
        self._ink = ink
        self.keys = tuple(keys)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font("tag_entity" if ink is not None else "ui.small"))

    def sizeHint(self) -> QSize:
        caps = caps_width(self.keys, self._theme)
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(caps + (5 if self.keys else 0) + words + 2), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        x = paint_caps(painter, x=0, y=(self.height() - CAP_HEIGHT) / 2, keys=self.keys, theme=self._theme)
        painter.setFont(self.font())
        painter.setPen(self._ink.ink if self._ink is not None else self._theme.colour("text_2"))
        left = x + (5 if self.keys else 0)
        words = QRectF(left, 0, self.width() - left, self.height())
        shown = QFontMetricsF(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if self._line is not None and self._ink is not None:
            metrics = QFontMetricsF(self.font())
            y = round((self.height() + metrics.ascent() - metrics.descent()) / 2) + _BELOW
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            right = left + metrics.horizontalAdvance(shown)
            self._line.draw(painter, self._ink.ink, left, right, y, ratio=self.devicePixelRatioF())
        painter.end()
