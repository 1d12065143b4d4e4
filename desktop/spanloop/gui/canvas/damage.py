"""What of the canvas has to be painted anew: a few lines where that is all that changed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.scrolling import Scroller

#: Pills, rings and badges reach so far beyond a line, in pixels at 100%.
_REACH = 16


class Damage:
    """Asks for the painting of parts of a viewport. The document is the one that the scroller shows."""

    def __init__(self, viewport: QWidget, scroller: Scroller) -> None:
        self._viewport = viewport
        self._scroller = scroller

    def all(self) -> None:
        """Paint everything."""
        self._viewport.update()

    def paragraphs(self, indices: Iterable[int]) -> None:
        """Paint these paragraphs, as far as they are seen."""
        document = self._scroller.document
        tops = document.tops()
        for index in indices:
            self._stretch(tops[index], tops[index + 1])

    def lines_of(self, fragments: Fragments) -> None:
        """Paint the lines from the first to the last of these offsets, as far as they are seen."""
        if not fragments:
            return
        document = self._scroller.document
        top, bottom = self._line(document, fragments[0][0]), self._line(document, max(fragments[-1][1] - 1, 0))
        if top is not None and bottom is not None:
            self._stretch(min(top[0], bottom[0]), max(top[1], bottom[1]))

    def _line(self, document: Document, offset: int) -> tuple[float, float] | None:
        """Top and bottom of the line of an offset; of its whole paragraph where that has not been laid out."""
        index = document.book.paragraph_at(offset)
        if index < 0:
            return None
        tops = document.tops()
        if document.paragraphs[index].layout is None:
            return tops[index], tops[index + 1]
        key = document.line_of(offset)
        if key is None:
            return None
        line = document.line(key)
        return tops[index] + line.top, tops[index] + line.bottom

    def _stretch(self, top: float, bottom: float) -> None:
        reach = self._scroller.document.style.scaled(_REACH)
        above = round(top - self._scroller.top) - reach
        below = round(bottom - self._scroller.top) + reach
        seen = QRect(0, above, self._viewport.width(), below - above).intersected(self._viewport.rect())
        if not seen.isEmpty():
            self._viewport.update(seen)
