"""Text with marks in it, laid out once and painted: sentences of events, guideline examples, lines of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from spanloop.gui.canvas.underlines import UnderlinePen
from spanloop.gui.inspector.painting import ELLIPSIS, paint_cap_box, text_width
from spanloop.gui.inspector.sentence import Piece, is_rtl, plain
from spanloop.gui.theme import LabelInk, Theme

_PADDED = frozenset({"trigger", "trigger_suggested", "event", "slot", "key", "tag"})
_PAD = "\u00a0"
#: A key of one letter gets more, so that its cap is as wide as high.
_WIDE_PAD = _PAD * 2
Inks = Callable[[str], LabelInk]


@dataclass(frozen=True, slots=True)
class _Placed:
    piece: Piece
    start: int
    length: int


class MarkedText:
    """Pieces laid out in lines of a width. Offsets inside are UTF-16 units, as Qt counts.

    line_height: of one line, 0 for the font's own. one_line: no wrapping; what does not fit is cut with "…".
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        *,
        theme: Theme,
        inks: Inks,
        font: QFont,
        width: float,
        line_height: float = 0,
        one_line: bool = False,
        colour: QColor | None = None,
    ) -> None:
        self._theme = theme
        self._inks = inks
        self._font = font
        self._colour = colour or theme.colour("text")
        self.rtl = is_rtl(plain(pieces))
        self._lines: list[QTextLine] = []
        self._layout = QTextLayout()
        self._placed: list[_Placed] = []
        self.height = 0.0
        self.natural_width = 0.0
        self._lay_out(_flat(pieces), width, line_height, one_line)

    def _lay_out(self, pieces: Sequence[Piece], width: float, line_height: float, one_line: bool) -> None:
        self._set(pieces)
        self._break(width, line_height, wrap=not one_line)
        if one_line and self.natural_width > width and self._placed:
            cut = self._fitting(width)
            self._set([*_head(pieces, cut), Piece(ELLIPSIS)])
            self._break(width, line_height, wrap=False)

    def _set(self, pieces: Sequence[Piece]) -> None:
        at = 0
        words: list[str] = []
        self._placed = []
        for piece in pieces:
            pad = _pad(piece)
            text = f"{pad}{piece.text}{pad}"
            length = len(text.encode("utf-16-le")) // 2
            self._placed.append(_Placed(piece, at, length))
            words.append(text)
            at += length
        self._layout = QTextLayout("".join(words), self._font)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats([r for placed in self._placed if (r := self._format(placed)) is not None])

    def _break(self, width: float, line_height: float, *, wrap: bool) -> None:
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if self.rtl else Qt.LayoutDirection.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if self.rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(Qt.AlignmentFlag.AlignAbsolute | side)
        mode = QTextOption.WrapMode
        option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if wrap else mode.NoWrap)
        self._layout.setTextOption(option)
        self._lines = []
        top = 0.0
        self.natural_width = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            pitch = line_height or line.height()
            line.setPosition(QPointF(0, top + (pitch - line.height()) / 2))
            top += pitch
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
            self._lines.append(line)
        self._layout.endLayout()
        self.height = top

    def _fitting(self, width: float) -> int:
        """UTF-16 units that fit before the "…", at a place where the cursor may stand."""
        room = width - text_width(self._font, ELLIPSIS)
        option = self._layout.textOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        line = self._layout.createLine()
        line.setLineWidth(max(room, 1.0))
        fitting = line.textLength()
        self._layout.endLayout()
        return fitting

    def _format(self, placed: _Placed) -> QTextLayout.FormatRange | None:
        look, theme = placed.piece.look, self._theme
        style = QTextCharFormat()
        font = QFont(self._font)
        if look in ("text", "filler", "suggested", "slot", "trigger_suggested", "event"):
            if look != "event":
                return None
            style.setForeground(self._inks(placed.piece.label).ink)
        elif look == "faint":
            style.setForeground(theme.colour("text_3"))
        elif look == "strong":
            font.setWeight(QFont.Weight.DemiBold)
        elif look == "trigger":
            font.setWeight(QFont.Weight.DemiBold)
            style.setForeground(self._inks(placed.piece.label).on_ink)
        elif look == "key":
            font = theme.font("ui.meta")
            style.setForeground(theme.colour("text_2"))
        elif look == "tag":
            font = theme.font("tag_trigger")
            style.setForeground(self._inks(placed.piece.label).on_ink)
        else:
            font = theme.font("tag_entity")
            style.setForeground(self._inks(placed.piece.label).ink)
        if look != "faint":
            style.setFont(font)
        ranged = QTextLayout.FormatRange()
        ranged.start, ranged.length, ranged.format = placed.start, placed.length, style
        return ranged

    def piece_at(self, point: QPointF) -> Piece | None:
        """The piece that stands for a mark under a point, relative to where the text was painted."""
        for placed in self._placed:
            if placed.piece.uid and any(box.contains(point) for box in self._boxes(placed)):
                return placed.piece
        return None

    def boxes(self, uid: str) -> list[QRectF]:
        """Where a mark stands, one box for each line and direction run."""
        return [box for placed in self._placed if placed.piece.uid == uid for box in self._boxes(placed)]

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Paint fields, then text, then lines and frames over it."""
        painter.save()
        painter.translate(origin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._placed:
            for box in self._boxes(placed):
                self._field(painter, placed.piece, box)
        # The pen is what text without a colour of its own is drawn with.
        painter.setPen(self._colour)
        self._layout.draw(painter, QPointF(0, 0))
        for placed in self._placed:
            for box in self._boxes(placed):
                self._line(painter, placed.piece, box)
        painter.restore()

    def _field(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        if piece.look in ("trigger", "tag"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._inks(piece.label).ink)
            radius = 6 if piece.look == "trigger" else 3
            painter.drawRoundedRect(self._pill(box) if piece.look == "trigger" else _lower(box, 16), radius, radius)
        elif piece.look == "key":
            paint_cap_box(painter, _lower(box, 18), self._theme)

    def _line(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        look = piece.look
        if look == "filler":
            ink = self._inks(piece.label)
            line = UnderlinePen(ink.pattern, height=self._theme.metric("canvas.underline"), scale=1)
            device = painter.device()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            line.draw(painter, ink.ink, box.left(), box.right(), round(box.bottom()), ratio=device.devicePixelRatioF())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            return
        if look not in ("suggested", "trigger_suggested", "event", "slot"):
            return
        pen = QPen(self._theme.colour("focus"), 2) if look == "slot" else QPen(self._inks(piece.label).ink, 1)
        if look in ("suggested", "trigger_suggested"):
            pen.setDashPattern(_DASH)
        elif look == "event":
            pen.setWidthF(1.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = 3 if look == "suggested" else 5
        painter.drawRoundedRect(self._pill(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _pill(self, box: QRectF) -> QRectF:
        return box.adjusted(0, -1, 0, 1)

    def _boxes(self, placed: _Placed) -> Iterator[QRectF]:
        """Taken from the glyph runs: the cursor's x is ambiguous where directions meet."""
        for line in self._lines:
            start = max(placed.start, line.textStart())
            end = min(placed.start + placed.length, line.textStart() + line.textLength())
            if start >= end:
                continue
            spans = sorted(
                (run.boundingRect().left(), run.boundingRect().right()) for run in line.glyphRuns(start, end - start)
            )
            joined: list[list[float]] = []
            for left, right in spans:
                if joined and left <= joined[-1][1] + 1:
                    joined[-1][1] = max(joined[-1][1], right)
                else:
                    joined.append([left, right])
            for left, right in joined:
                yield QRectF(left, line.y(), right - left, line.height())


_DASH = [3.0, 2.5]


def _pad(piece: Piece) -> str:
    """No-break space on either side of what is painted on a field, so that the field ends beyond the letters."""
    if piece.look == "key" and len(piece.text) == 1:
        return _WIDE_PAD
    return _PAD if piece.look in _PADDED else ""


def _flat(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]


def _head(pieces: Sequence[Piece], length: int) -> list[Piece]:
    """The pieces up to `length` UTF-16 units of the laid-out text; the last one is shortened."""
    kept: list[Piece] = []
    left = length
    for piece in pieces:
        padding = 2 * len(_pad(piece))
        units = len(piece.text.encode("utf-16-le")) // 2 + padding
        if units <= left:
            kept.append(piece)
            left -= units
            continue
        text = piece.text.encode("utf-16-le")[: 2 * max(0, left - padding)].decode("utf-16-le", "ignore").rstrip()
        if text:
            kept.append(replace(piece, text=text))
        break
    return kept


def _lower(box: QRectF, height: float) -> QRectF:
    """A box of a given height centred on the text."""
    return QRectF(box.left(), round(box.center().y() - height / 2), box.width(), height)
