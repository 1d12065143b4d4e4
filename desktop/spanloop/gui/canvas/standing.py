"""Which mark the cursor stands on, which comes next in reading order, and where a character stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.lines import visual_runs
from spanloop.gui.canvas.marks import place_of
from spanloop.gui.canvas.view import PaintedMark


def mark_under(document: Document, cursor: Cursor) -> PaintedMark | None:
    """The mark that the cursor rests on, else the innermost one around its selection or word."""
    if cursor.mark is not None:
        return cursor.mark
    fragments = cursor.fragments()
    if not fragments:
        return None
    start, end = fragments[0][0], fragments[-1][1]
    return document.book.innermost(start, end)


def mark_beyond(
    document: Document, cursor: Cursor, direction: int, *, only_suggestions: bool = False
) -> PaintedMark | None:
    """The next (1) or previous (-1) mark in reading order, round the ends."""
    start, end = cursor.span()
    resting = cursor.mark
    # Without a mark to start from, marks that begin at the cursor's word count as ahead.
    place = place_of(resting) if resting else (start, -len(cursor.text) - 1, False, "")
    if resting is None and direction < 0:
        place = (start, -end, False, "")
    return document.book.step(place, direction, only_suggestions=only_suggestions)


def text_box(document: Document, offset: int, *, top: float) -> QRectF:
    """The text box of the character at an offset, where the view's upper edge is at `top`; empty without text."""
    key = document.line_of(offset)
    if key is None:
        return QRectF()
    line, paragraph = document.line(key), document.paragraphs[key[0]]
    units = paragraph.to_units(offset)
    runs = visual_runs(paragraph, line, units, max(paragraph.to_units(offset + 1), units)) or [(0.0, 0.0)]
    y = document.tops()[key[0]] + line.box_top - top
    return QRectF(document.column.left + runs[0][0], y, runs[-1][1] - runs[0][0], line.box_bottom - line.box_top)
