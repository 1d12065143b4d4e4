"""Key caps and hints: small painted keys with what they do beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from spanloop.gui.keys import shown
from spanloop.gui.theme import Theme

CAP_HEIGHT = 18.0
_CAP_PADDING = 5.0
_ERASE = "⌫"


def cap_width(key: str, theme: Theme) -> float:
    """Width of the cap of one key, in pixels; at least as wide as high."""
    return max(CAP_HEIGHT, round(_face_width(shown(key), theme) + 2 * _CAP_PADDING))


def caps_width(keys: Sequence[str], theme: Theme) -> float:
    """Width of several caps that stand for one thing."""
    return sum(cap_width(key, theme) for key in keys) + 3.0 * max(0, len(keys) - 1)


def paint_caps(painter: QPainter, *, x: float, y: float, keys: Sequence[str], theme: Theme) -> float:
    """Paint caps side by side with their top left at (x, y); returns the x behind the last one."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("ui.meta"))
    for key in keys:
        width = cap_width(key, theme)
        _paint_cap(painter, QRectF(x, y, width, CAP_HEIGHT), shown(key), theme)
        x += width + 3
    painter.restore()
    return x - 3 if keys else x


def _face_width(face: str, theme: Theme) -> float:
    return 12.0 if face == _ERASE else QFontMetricsF(theme.font("ui.meta")).horizontalAdvance(face)


def _paint_cap(painter: QPainter, box: QRectF, face: str, theme: Theme) -> None:
    frame = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(theme.colour("raised"))
    painter.drawRoundedRect(frame, 4, 4)
    painter.setPen(QPen(theme.colour("border_control"), 1))
    painter.drawLine(QPointF(frame.left() + 3, frame.bottom()), QPointF(frame.right() - 3, frame.bottom()))
    painter.setPen(QPen(theme.colour("text_2"), 1))
    if face == _ERASE:
        # Few system fonts have this sign, so it is drawn.
        _paint_erase(painter, box.center())
    else:
        painter.drawText(box.adjusted(0, 0, 0, -1), Qt.AlignmentFlag.AlignCenter, face)


def _paint_erase(painter: QPainter, centre: QPointF) -> None:
    x, y = centre.x() - 6, centre.y() - 4.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = [(0, 4), (4, 0), (12, 0), (12, 8), (4, 8)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in outline]))
    painter.drawLine(QPointF(x + 6, y + 2), QPointF(x + 10, y + 6))
    painter.drawLine(QPointF(x + 10, y + 2), QPointF(x + 6, y + 6))


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys and what they do. action: id in the table of actions that a click runs, "" when it only informs."""

    keys: tuple[str, ...]
    text: str
    action: str = ""


class HintButton(QAbstractButton):
    """One hint: caps and a few words. A click does what the key does."""

    def __init__(self, hint: Hint, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = hint
        self._theme = theme
        self._size = QSize()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFont(theme.font("ui.small"))
        self.show_hint(hint)

    def show_hint(self, hint: Hint) -> None:
        """Another hint from now on."""
        if hint == self.hint and not self._size.isEmpty():
            return
        self.hint = hint
        self._size = QSize()
        self.setText(hint.text)
        self.setAccessibleName(f"{hint.text}, {' '.join(hint.keys)}")
        shape = Qt.CursorShape.PointingHandCursor if hint.action else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._size = QSize()
        self.setFont(theme.font("ui.small"))
        self.update()

    def sizeHint(self) -> QSize:
        if self._size.isEmpty():
            words = QFontMetricsF(self.font()).horizontalAdvance(self.hint.text)
            gap = 6 if self.hint.keys and self.hint.text else 0
            self._size = QSize(round(caps_width(self.hint.keys, self._theme) + gap + words + 1), 24)
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.height() - CAP_HEIGHT) / 2
        x = paint_caps(painter, x=0, y=top, keys=self.hint.keys, theme=self._theme)
        hot = self.underMouse() and self.hint.action
        painter.setPen(self._theme.colour("text" if hot else "text_2"))
        painter.setFont(self.font())
        left = x + (6 if self.hint.keys else 0)
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        painter.end()


class Cap(QWidget):
    """One or more caps alone, for a row of a dialog or a card."""

    def __init__(self, keys: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = tuple(keys)
        self._theme = theme
        self.setFixedSize(self.sizeHint())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(caps_width(self.keys, self._theme)), int(CAP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_caps(painter, x=0, y=0, keys=self.keys, theme=self._theme)
        painter.end()
