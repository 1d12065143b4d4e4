"""Where in the text the view stands, while heights below and above it become known."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractScrollArea

from spanloop.gui.canvas.document import Document

#: An offset whose line should stay where it is, and how far below the view's upper edge that is.
Pin = tuple[int, float]


class Scroller:
    """Keeps the scroll bar of a canvas true to its document. Offsets are code points, positions pixels."""

    def __init__(self, area: QAbstractScrollArea, document: Document) -> None:
        self._area = area
        self.document = document
        self._busy = False
        self._seen = -1

    @property
    def top(self) -> int:
        """The text position at the view's upper edge."""
        return self._area.verticalScrollBar().value()

    @property
    def height(self) -> int:
        """The view's height."""
        return self._area.viewport().height()

    def start(self, document: Document) -> None:
        """Show another document from its top."""
        self.document = document
        self._seen = -1
        self.scroll_to(0)

    def settle(self) -> None:
        """Lay out what is seen, and take the heights that were found."""
        if self._busy:
            return
        self._busy = True
        bar = self._area.verticalScrollBar()
        # What is laid out may change the height, that the range, and that the place: this ends after a round or two.
        for _ in range(4):
            before = bar.value()
            top = self.document.settle(before, self.height)
            self._set_range()
            bar.setValue(round(top))
            if bar.value() == before:
                break
        self._busy = False
        if self.document.shape != self._seen:
            self._seen = self.document.shape
            self._area.viewport().update()

    def scroll_to(self, y: float) -> None:
        """Bring this text position to the view's upper edge, as far as the text goes."""
        self._busy = True
        self._set_range()
        self._area.verticalScrollBar().setValue(round(y))
        self._busy = False
        self.settle()

    def _set_range(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setPageStep(self.height)
        bar.setRange(0, max(0, round(self.document.height()) - self.height))

    # staying put

    def pin(self, offsets: Iterable[int], *, height: float = 0) -> Pin | None:
        """Remember where the first of these offsets that is in view stands, else where the topmost line does.

        height: of the view, where it was more just now.
        """
        for offset in offsets:
            y = self._box_top(offset) - self.top
            if 0 <= y < max(self.height, height):
                return offset, y
        key = self.document.line_at(self.top)
        if key is None:
            return None
        offset = self.document.paragraphs[key[0]].to_offset(self.document.line(key).start)
        return offset, self._box_top(offset) - self.top

    def restore(self, pin: Pin | None) -> None:
        """Bring the line of a pin back to where it was."""
        if pin is not None:
            self.scroll_to(self._box_top(pin[0]) - pin[1])
            # What came into view may have moved it once more.
            if round(self._box_top(pin[0]) - pin[1]) != self.top:
                self.scroll_to(self._box_top(pin[0]) - pin[1])
        else:
            self.settle()

    def _box_top(self, offset: int) -> float:
        """Where the text box of an offset's line begins; above the text without one."""
        key = self.document.line_of(offset)
        if key is None:
            return -1.0
        return self.document.tops()[key[0]] + self.document.line(key).box_top

    def seen(self, offsets: Iterable[int], *, height: float) -> list[int]:
        """Those of the offsets whose lines began in the view when it was so high."""
        return [offset for offset in offsets if -1 < self._box_top(offset) - self.top < height]

    def stay_with(self, offsets: Iterable[int]) -> None:
        """Bring the lines of these offsets into a view that became smaller, the last of them above all."""
        offsets = list(offsets)
        if any(self._bottom(offset) > self.height for offset in offsets):
            for offset in offsets:
                self.reveal(offset)

    def _bottom(self, offset: int) -> float:
        """Where in the view the line of an offset ends; above it without one."""
        key = self.document.line_of(offset)
        if key is None:
            return -1.0
        line = self.document.line(key)
        return self.document.line_top(key) + line.bottom - line.top - self.top

    def reveal(self, offset: int, *, centre: bool = False) -> None:
        """Bring the line of an offset into view with a little room, or to the middle when it is far or is to be."""
        key = self.document.line_of(offset)
        if key is None:
            return
        line = self.document.line(key)
        above = self.document.line_top(key)
        below = above + line.bottom - line.top
        margin = min(self.document.style.scaled(24), self.height / 4)
        if centre or below < self.top or above > self.top + self.height:
            self.scroll_to((above + below - self.height) / 2)
        elif above < self.top + margin:
            self.scroll_to(above - margin)
        elif below > self.top + self.height - margin:
            self.scroll_to(below - self.height + margin)
        else:
            self.settle()
