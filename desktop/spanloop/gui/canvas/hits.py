"""What lies under a point of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextLine

from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.lines import Line, Segment
from spanloop.gui.canvas.view import PaintedMark


@dataclass(frozen=True, slots=True)
class Hit:
    """offset: article offset of the nearest character. mark: the one that was hit, by its text, underline or tag.

    folded: an offset that is folded away behind this line, where its gutter was hit; else 0.
    """

    offset: int
    mark: PaintedMark | None
    folded: int = 0


def hit(document: Document, x: float, y: float) -> Hit | None:
    """What lies at x, y: pixels from the left of the viewport and from the top of the text. None without text."""
    key = document.line_at(y)
    if key is None:
        return None
    paragraph = document.paragraphs[key[0]]
    line = document.line(key)
    across = x - document.column.left
    units = line.text_line.xToCursor(across, QTextLine.CursorPosition.CursorOnCharacter)
    offset = paragraph.to_offset(min(max(units, line.start), max(line.end - 1, line.start)))
    beside = paragraph.hidden and not 0 <= across <= document.column.width
    mark = _mark_at(document, line, across, y - document.tops()[key[0]])
    return Hit(offset, mark, folded=paragraph.hidden_to - 1 if beside else 0)


def _mark_at(document: Document, line: Line, x: float, y: float) -> PaintedMark | None:
    style = document.style
    if line.tag_top <= y < line.box_top:
        for tag in line.tags:
            if tag.words and tag.x - 1 <= x <= tag.x + tag.width + 1:
                return tag.segment.mark
    if y < line.box_top - 2 or y > line.bottom:
        return None
    touched = [segment.mark for segment in line.segments if _covers(segment, x)]
    if y > line.box_bottom:
        lane = int((y - line.box_bottom) // style.lane)
        touched = [mark for mark in touched if not mark.trigger and not mark.suggested and mark.lane == lane] or touched
    return innermost(touched)


def _covers(segment: Segment, x: float) -> bool:
    reach = 3 if segment.mark.trigger else 1
    return any(x0 - reach <= x <= x1 + reach for x0, x1 in segment.runs)


def innermost(marks: list[PaintedMark]) -> PaintedMark | None:
    """The shortest mark; among equals a trigger, then the viewer's own."""
    return min(marks, key=lambda mark: (mark.length, not mark.trigger, mark.suggested, mark.uid), default=None)
