"""The article as laid out: paragraphs under each other, only the visible ones in lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from spanloop.gui.canvas.folding import Folds
from spanloop.gui.canvas.lines import Line, Segment, break_lines, estimate_height, find_segments, stack
from spanloop.gui.canvas.marks import MarkBook
from spanloop.gui.canvas.paragraphs import Paragraph, split_article
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.view import CanvasView, PaintedMark

#: A line of the article: index of its paragraph, index in that paragraph.
LineKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text column stands in the viewport, in pixels: its left edge and width.

    rtl: the gutter is on the right, because most of the article starts from there. gutter: its width.
    """

    left: float
    width: float
    rtl: bool
    gutter: float

    @staticmethod
    def fit(style: Style, available: float, *, rtl: bool) -> Column:
        """The column for a canvas of this width, scroll bar included: at most the measure, a gutter where lines start.

        In a narrow viewport the far margin shrinks first, then the gutter.
        """
        measure = style.measure
        least = min(style.px("layout.canvas.text_min"), measure)
        full = style.px("layout.canvas.gutter")
        margin = style.scaled(68 if style.reading.width <= 100 else 24)
        gutter = full if available >= full + measure + margin else style.scaled(84)
        margin = min(max(available - gutter - least, style.scaled(24)), margin)
        gutter = min(max(available - margin - least, style.scaled(40)), gutter)
        width = max(min(available - gutter - margin, measure), style.scaled(160))
        spare = max(0.0, (available - measure - full - style.scaled(104)) / 2)
        left = available - gutter - width - spare if rtl else gutter + spare
        left = round(max(left, 0))
        # On the right a scroll bar may stand in it.
        beside = available - left - width - style.scaled(16) if rtl else left
        return Column(left, round(width), rtl, max(beside, 0))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A segment and the line that it is on."""

    key: LineKey
    line: Line
    segment: Segment


class Document:
    """Paragraphs with their heights and marks. Vertical positions are pixels from the top of the whole text."""

    def __init__(self, view: CanvasView, style: Style, available: float, *, folds: Folds | None = None) -> None:
        """folds: which stretches are folded, None for none."""
        self.view = view
        self.style = style
        paragraphs = split_article(view.article)
        self.column = Column.fit(style, available, rtl=mostly_rtl(paragraphs))
        self.paragraphs: list[Paragraph] = folds.fold(paragraphs, view) if folds else paragraphs
        self.book = MarkBook(self.paragraphs)
        self.book.update(view)
        self.troubled = _troubled(view)
        self._headroom: dict[LineKey, int] = {}
        self._reserve: Callable[[int], Mapping[int, int]] | None = None
        #: Lanes reserved by line, for each paragraph where that was looked into; stale once not in _reserved.
        self._kept: dict[int, Mapping[int, int]] = {}
        self._reserved: set[int] = set()
        self._reserving = False
        self._tops: list[float] | None = None
        #: Grows whenever something may stand elsewhere than before.
        self.shape = 0
        self._estimate(self.paragraphs)

    # changes

    def set_view(self, view: CanvasView, *, changed: Collection[str] | None = None) -> set[int]:
        """Take a newer view of the same article; only paragraphs whose marks differ are looked at again.

        Returns the indices of these.
        """
        self.view = view
        troubled = _troubled(view)
        touched = self.book.update(view, changed=changed)
        for uid in self.troubled ^ troubled:
            mark = self.book.get(uid)
            if mark and self.paragraphs:
                touched.add(self.book.paragraph_at(mark.start))
        self.troubled = troubled
        self._remark(touched)
        return touched

    def set_frame(self, style: Style, available: float) -> None:
        """Take another look or a viewport of another width: everything is laid out anew when it is next seen."""
        self.style = style
        self.column = Column.fit(style, available, rtl=self.column.rtl)
        for paragraph in self.paragraphs:
            paragraph.layout = None
            paragraph.lines = []
        self._headroom = {}
        self._kept = {}
        self._reserved = set()
        self._estimate(self.paragraphs)

    def set_headroom(self, headroom: Mapping[LineKey, int]) -> None:
        """Open room for arcs above the lines named, and close it above all others."""
        changed = {
            key[0] for key in headroom.keys() | self._headroom.keys() if headroom.get(key) != self._headroom.get(key)
        }
        self._headroom = dict(headroom)
        for index in changed:
            if self.paragraphs[index].layout is not None:
                self._stack(index)

    def reserve(self, lanes: Callable[[int], Mapping[int, int]] | None) -> None:
        """Keep room for arcs open above every line; None ends it.

        lanes: gives the lanes by line of a paragraph. It is asked when the paragraph is next looked at, and may lay out
        others for that.
        """
        self._reserve = lanes
        self._reserved = set()
        if lanes is None and self._kept:
            kept, self._kept = self._kept, {}
            for index in kept:
                if self.paragraphs[index].layout is not None:
                    self._stack(index)

    def _remark(self, indices: Iterable[int]) -> None:
        for index in indices:
            if self.paragraphs[index].layout is not None:
                find_segments(self.paragraphs[index], self.book.in_paragraph(index))
                self._stack(index)

    def _estimate(self, paragraphs: Iterable[Paragraph]) -> None:
        for paragraph in paragraphs:
            paragraph.height = estimate_height(paragraph, self.style, self.column.width)
        self._tops = None
        self.shape += 1

    def _stack(self, index: int) -> None:
        paragraph = self.paragraphs[index]
        before = paragraph.height
        kept = self._kept.get(index, {})
        stack(paragraph, self.style, lambda line: max(self._headroom.get((index, line), 0), kept.get(line, 0)))
        if paragraph.height != before:
            self._tops = None
            self.shape += 1

    # geometry

    def tops(self) -> list[float]:
        """The top of each paragraph, and the end of the last one."""
        if self._tops is None:
            heights = (paragraph.height for paragraph in self.paragraphs)
            self._tops = list(accumulate(heights, initial=float(self.style.top_margin)))
        return self._tops

    def height(self) -> float:
        """The whole text's height with a margin below."""
        return self.tops()[-1] + self.style.top_margin

    def index_at(self, y: float) -> int:
        """The paragraph at a vertical position; the nearest one above and below the text. -1 without paragraphs."""
        if not self.paragraphs:
            return -1
        return min(max(bisect_right(self.tops(), y) - 1, 0), len(self.paragraphs) - 1)

    def lay_out(self, index: int) -> Paragraph:
        """A paragraph with its lines."""
        paragraph = self.paragraphs[index]
        if paragraph.layout is None:
            break_lines(paragraph, self.style, self.column.width)
            find_segments(paragraph, self.book.in_paragraph(index))
            self._stack(index)
        # Looking into one event's arcs lays out the lines of its arguments, but not what those would have to reserve.
        if self._reserve is not None and not self._reserving and index not in self._reserved:
            self._reserving = True
            try:
                lanes = self._reserve(index)
            finally:
                self._reserving = False
            self._reserved.add(index)
            if lanes != self._kept.get(index, {}):
                self._kept[index] = lanes
                self._stack(index)
        return paragraph

    def _stands(self, index: int) -> bool:
        """Whether a paragraph is as high as it will be."""
        return self.paragraphs[index].layout is not None and (self._reserve is None or index in self._reserved)

    def settle(self, top: float, height: float) -> float:
        """Lay out all that is seen between `top` and `top + height`.

        Returns where the view has to start so that what was seen stays put, while paragraphs turn out higher or lower
        than estimated: the first one that stands already, else the lower edge of one that enters from above.
        """
        seen = next((index for index in self.visible(top, height) if self._stands(index)), None)
        index = self.index_at(top)
        while 0 <= index < len(self.paragraphs) and self.tops()[index] < top + height:
            if not self._stands(index):
                edge = seen if seen is not None else index + 1 if self.tops()[index] < top else index
                before = self.tops()[edge]
                self.lay_out(index)
                # Others above may have got their lines on the way.
                shift = self.tops()[edge] - before
                if shift:
                    top = max(0.0, top + shift)
                    index = self.index_at(top)
                    continue
            index += 1
        return top

    def visible(self, top: float, height: float) -> list[int]:
        """The paragraphs that reach into this stretch; all laid out after settle()."""
        first = self.index_at(top)
        tops = self.tops()
        found: list[int] = []
        while 0 <= first < len(self.paragraphs) and tops[first] < top + height:
            found.append(first)
            first += 1
        return found

    # lines

    def line(self, key: LineKey) -> Line:
        """A line by its key."""
        return self.lay_out(key[0]).lines[key[1]]

    def line_top(self, key: LineKey) -> float:
        """The top of a line with its arcs and tags."""
        line = self.line(key)
        return self.tops()[key[0]] + line.top

    def next_line(self, key: LineKey, direction: int = 1) -> LineKey | None:
        """The line below (1) or above (-1), or None at the end."""
        index, number = key
        if 0 <= number + direction < len(self.lay_out(index).lines):
            return index, number + direction
        index += direction
        if not 0 <= index < len(self.paragraphs):
            return None
        return index, 0 if direction > 0 else len(self.lay_out(index).lines) - 1

    def line_at(self, y: float) -> LineKey | None:
        """The line at a vertical position, the nearest one where there is none; None without text."""
        index = self.index_at(y)
        if index < 0:
            return None
        paragraph = self.lay_out(index)
        local = y - self.tops()[index]
        for number, line in enumerate(paragraph.lines):
            if local < line.bottom:
                return index, number
        return index, len(paragraph.lines) - 1

    def line_of(self, offset: int) -> LineKey | None:
        """The line that shows the character at an article offset; None without text."""
        index = self.book.paragraph_at(offset)
        if index < 0:
            return None
        paragraph = self.lay_out(index)
        units = paragraph.to_units(offset)
        for number, line in enumerate(paragraph.lines):
            if units < line.end:
                return index, number
        return index, len(paragraph.lines) - 1

    def anchor(self, mark: PaintedMark) -> Anchor | None:
        """The segment where a mark begins; None for a mark outside the text."""
        index = self.book.paragraph_at(mark.start)
        if index < 0:
            return None
        for number, line in enumerate(self.lay_out(index).lines):
            for segment in line.segments:
                if segment.mark is mark and segment.first:
                    return Anchor((index, number), line, segment)
        return None


def mostly_rtl(paragraphs: Iterable[Paragraph]) -> bool:
    """Whether more than half of the letters stand in paragraphs that start from the right."""
    right = left = 0
    for paragraph in paragraphs:
        if paragraph.rtl:
            right += len(paragraph.text)
        else:
            left += len(paragraph.text)
    return right > left


def _troubled(view: CanvasView) -> frozenset[str]:
    return frozenset(problem.mark for problem in view.problems if problem.mark)
