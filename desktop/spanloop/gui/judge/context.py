"""A mark in the words around it, with the mark in the middle: painted as the canvas paints it."""

from __future__ import annotations

import math
import unicodedata

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from spanloop.gui.inspector.painting import draw_line
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.theme import LabelInk, Theme

_PX, _PX_RTL = 15, 18
_HEIGHT = 26.0
#: Between the frame of the mark and its words, and between the frame and what stands around it.
_PADDING, _PADDING_TINT, _GAP = 6.0, 2.0, 4.0
#: At most so much of the line is the mark's own.
_MARK_SHARE = 0.7
#: Letters on both sides of a cut keep the form that they have inside a word.
_JOINER = "\u200d"


class ContextFonts:
    """The two fonts of the context lines with their metrics: making them costs more than painting a line."""

    def __init__(self, theme: Theme) -> None:
        self.left_to_right, self.right_to_left = theme.font("reading"), theme.font("reading_rtl")
        self.left_to_right.setPixelSize(_PX)
        self.right_to_left.setPixelSize(_PX_RTL)

    def of(self, *, rtl: bool) -> QFont:
        """The font for this direction."""
        return self.right_to_left if rtl else self.left_to_right


def paint_context(
    painter: QPainter,
    area: QRectF,
    words: tuple[str, str, str],
    *,
    ink: LabelInk,
    trigger: bool,
    theme: Theme,
    fonts: ContextFonts,
) -> QRectF:
    """Paint (before, quote, after) on one line with the quote in the middle; gives the frame of the quote.

    What does not fit is cut with "…" at the outer ends. Text that is read from the right has what comes before at the
    right. trigger: a pill, else tint and underline.
    """
    before, quote, after = joined(words)
    rtl = is_rtl(before + quote + after)
    font = fonts.of(rtl=rtl)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(quote, Qt.TextElideMode.ElideRight, area.width() * _MARK_SHARE)
    # On whole pixels, so that its lines are sharp.
    width = math.ceil(metrics.horizontalAdvance(shown) + 2 * (_PADDING if trigger else _PADDING_TINT))
    frame = QRectF(round(area.center().x() - width / 2), round(area.center().y() - _HEIGHT / 2), width, _HEIGHT)
    gap_before = _GAP if not before or before[-1:].isspace() else 0.0
    gap_after = _GAP if not after or after[:1].isspace() else 0.0
    if rtl:
        gap_before, gap_after = gap_after, gap_before
    left = QRectF(area.left(), area.top(), max(0.0, frame.left() - gap_before - area.left()), area.height())
    right = QRectF(
        frame.right() + gap_after, area.top(), max(0.0, area.right() - frame.right() - gap_after), area.height()
    )
    first, last = (right, left) if rtl else (left, right)
    quiet = theme.colour("text_2")
    _side(painter, first, before.rstrip(), font, quiet, rtl=rtl, cut_start=True, to_right=not rtl)
    _side(painter, last, after.lstrip(), font, quiet, rtl=rtl, cut_start=False, to_right=rtl)
    _frame(painter, frame, ink=ink, trigger=trigger, theme=theme)
    draw_line(
        painter, frame, shown, font=font, colour=theme.colour("text"), rtl=rtl, side=Qt.AlignmentFlag.AlignHCenter
    )
    return frame


def joined(words: tuple[str, str, str]) -> tuple[str, str, str]:
    """The three parts with joiners where a cut goes through an Arabic word, so that its letters keep their form."""
    before, quote, after = words
    if _inside_word(before, quote):
        before, quote = before + _JOINER, _JOINER + quote
    if _inside_word(quote, after):
        quote, after = quote + _JOINER, _JOINER + after
    return before, quote, after


def _inside_word(first: str, second: str) -> bool:
    ends = (first[-1:], second[:1])
    return all(end and unicodedata.bidirectional(end) == "AL" and end.isalpha() for end in ends)


def _side(
    painter: QPainter,
    area: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    rtl: bool,
    cut_start: bool,
    to_right: bool,
) -> None:
    """What stands on one side of the mark, as much as fits, close to the mark."""
    if not text or area.width() <= 0:
        return
    # Qt means the beginning and the end of the text by left and right, in both directions.
    mode = Qt.TextElideMode.ElideLeft if cut_start else Qt.TextElideMode.ElideRight
    shown = QFontMetricsF(font).elidedText(text, mode, area.width())
    side = Qt.AlignmentFlag.AlignRight if to_right else Qt.AlignmentFlag.AlignLeft
    draw_line(painter, area, shown, font=font, colour=colour, rtl=rtl, side=side)


def _frame(painter: QPainter, frame: QRectF, *, ink: LabelInk, trigger: bool, theme: Theme) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ink.tint)
    if trigger:
        ratio = painter.device().devicePixelRatio()
        pen = max(int(theme.metric("border.pill") * ratio), 1) / ratio
        painter.setPen(QPen(ink.ink, pen))
        radius = theme.metric("radius.pill")
        painter.drawRoundedRect(
            frame.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), radius - pen / 2, radius - pen / 2
        )
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        radius = theme.metric("radius.tint")
        painter.drawRoundedRect(frame, radius, radius)
        line = theme.metric("canvas.underline")
        painter.fillRect(QRectF(frame.left(), frame.bottom() - line, frame.width(), line), ink.ink)
    painter.restore()
