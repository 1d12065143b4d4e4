"""From one mark to those around it and inside it."""

from __future__ import annotations

from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.standing import mark_under
from spanloop.gui.canvas.view import PaintedMark

_Rank = tuple[int, bool, bool, str]


def mark_around(document: Document, cursor: Cursor) -> PaintedMark | None:
    """The next larger mark that holds the one on which the cursor rests; else the innermost one around its words."""
    resting = cursor.mark
    if resting is None:
        return mark_under(document, cursor)
    larger = [mark for mark in document.book.covering(resting.start, _reach(resting)) if _inner(mark) > _inner(resting)]
    return min(larger, key=_inner, default=None)


def mark_inside(document: Document, cursor: Cursor) -> PaintedMark | None:
    """The largest mark that lies within the one on which the cursor rests, the first of several; None without one."""
    resting = cursor.mark
    if resting is None:
        return None
    book = document.book
    first, last = book.paragraph_at(resting.start), book.paragraph_at(max(resting.end - 1, resting.start))
    smaller = {
        mark.uid: mark
        for index in range(first, last + 1)
        for mark in book.in_paragraph(index)
        if _within(mark, resting) and _inner(mark) < _inner(resting)
    }
    return min(smaller.values(), key=lambda mark: (-mark.length, mark.start, mark.uid), default=None)


def _within(mark: PaintedMark, other: PaintedMark) -> bool:
    return all(any(a <= start and end <= b for a, b in other.fragments) for start, end in mark.fragments)


def _inner(mark: PaintedMark) -> _Rank:
    """As marks under the pointer are ranked: short before long; of equals a trigger, then the viewer's own."""
    return mark.length, not mark.trigger, mark.suggested, mark.uid


def _reach(mark: PaintedMark) -> int:
    """The end of the first fragment: a mark of several is held by what holds that."""
    return mark.fragments[0][1]
