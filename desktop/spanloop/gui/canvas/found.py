"""Places of the text that a search found, and how they are painted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from spanloop.core.marks import Fragment
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.selection import runs_of
from spanloop.gui.theme import Theme

_RADIUS = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """Ranges of the article (code points), in order, none overlapping another. current: the index of the one meant."""

    ranges: Sequence[Fragment] = ()
    current: int | None = None

    def between(self, start: int, end: int) -> list[tuple[int, Fragment]]:
        """The ranges that reach into `[start, end)`, with their index; the others are not looked at."""
        ranges = self.ranges
        index = bisect_right(ranges, start, key=_end)
        near: list[tuple[int, Fragment]] = []
        while index < len(ranges) and ranges[index][0] < end:
            near.append((index, ranges[index]))
            index += 1
        return near


def paint_found(
    painter: QPainter, found: Found, paragraph: Paragraph, *, left: float, top: float, theme: Theme
) -> None:
    """Paint the boxes of what was found in a paragraph whose lines begin at (left, top): grey, and the current one with
    the ring of focus, so that it is told apart without colour. To be called before the text is painted."""
    for index, place in found.between(paragraph.start, paragraph.end):
        now = index == found.current
        width = 2.0 if now else 1.0
        painter.setPen(QPen(theme.colour("focus" if now else "border_control"), width))
        painter.setBrush(theme.colour("selected" if now else "sunken"))
        for line, x0, x1 in runs_of(paragraph, (place,)):
            box = QRectF(left + x0 - 1, top + line.box_top, x1 - x0 + 2, line.box_bottom - line.box_top)
            inset = width / 2
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _end(place: Fragment) -> int:
    return place[1]
