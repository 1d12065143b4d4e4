"""Two copies laid out side by side, so that lines which say the same stand at the same height.

Either side is a document of the canvas, with its marks; only where its lines stand is decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from spanloop.core.alignment import Block
from spanloop.core.wording import count
from spanloop.gui.canvas.document import Column, Document, mostly_rtl
from spanloop.gui.canvas.marks import MarkBook
from spanloop.gui.canvas.paragraphs import Paragraph, split_article
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.view import CanvasView
from spanloop.gui.copies.pairing import Fold, Gap, Item, Row, cuts_of, fold_of, fold_rows, line_at, pair_lines

#: Pixels at 100%: a fold, the room beside the text, between two rows, and above the first.
_FOLD, MARGIN, _BETWEEN, _TOP = 36, 32, 4, 12

#: What silent lines are called in a fold.
_SILENT = (("boilerplate", "boilerplate"), ("comment", "comments"))


class SideDocument(Document):
    """One of two copies. Its lines stand where they are placed, and some are folded away."""

    def __init__(self, view: CanvasView, style: Style, *, width: float, cuts: Sequence[int] = ()) -> None:
        """width: of the side in pixels, with the room beside the text. cuts: offsets where lines are broken as well."""
        super().__init__(view, style, width)
        if cuts:
            self.paragraphs = _cut(self.paragraphs, cuts)
            self.book = MarkBook(self.paragraphs)
            self.book.update(view)
        self._placed: list[float] = [0.0] * (len(self.paragraphs) + 1)
        self._away: set[int] = set()
        # There is no gutter here: neither numbers nor the names of zones would have room.
        for paragraph in self.paragraphs:
            paragraph.number, paragraph.first_of_zone = 0, False
        self.fit(width)

    def fit(self, width: float) -> None:
        """Break lines for a side of another width."""
        margin = self.style.scaled(MARGIN)
        column = Column(margin, max(width - 2 * margin, 80), mostly_rtl(self.paragraphs), margin)
        self.set_frame(self.style, width)
        self.column = column
        self._estimate(self.paragraphs)

    def place(self, tops: list[float], away: set[int]) -> None:
        """tops: of each line, and the end of the last one. away: lines that are not shown."""
        self._placed, self._away = tops, away

    def tops(self) -> list[float]:
        """The top of each line, and the end of the last one."""
        return self._placed

    def visible(self, top: float, height: float) -> list[int]:
        """The lines that are shown in this stretch."""
        return [index for index in super().visible(top, height) if index not in self._away]


def _cut(paragraphs: Sequence[Paragraph], cuts: Sequence[int]) -> list[Paragraph]:
    """The same lines, broken at these offsets too where they lie within one."""
    made: list[Paragraph] = []
    for paragraph in paragraphs:
        edges = cuts[bisect_right(cuts, paragraph.start) : bisect_left(cuts, paragraph.end)]
        for start, end in pairwise((paragraph.start, *edges, paragraph.end)):
            words = paragraph.text[start - paragraph.start : end - paragraph.start]
            last = paragraph.last_of_paragraph and end == paragraph.end
            if words.strip():
                made.append(replace(paragraph, start=start, end=end, text=words, last_of_paragraph=last, lines=[]))
    return made


class Facing:
    """Both sides, the rows of their lines, and what of them is folded. Heights are pixels from the top of the whole."""

    def __init__(
        self,
        views: tuple[CanvasView, CanvasView],
        *,
        blocks: Sequence[Block],
        gaps: Sequence[Gap],
        style: Style,
        width: float,
    ) -> None:
        """width: of one side."""
        self.gaps = gaps
        self.width = width
        lines = [split_article(view.article) for view in views]
        cuts = cuts_of(lines[0], lines[1], blocks, back=False), cuts_of(lines[1], lines[0], blocks, back=True)
        self.sides = (
            SideDocument(views[0], style, width=width, cuts=cuts[0]),
            SideDocument(views[1], style, width=width, cuts=cuts[1]),
        )
        self.rows = pair_lines(self.sides[0].paragraphs, self.sides[1].paragraphs, blocks=blocks, gaps=gaps)
        self.folding = True
        self._opened: set[int] = set()
        self.items: list[Item] = []
        self._tops: list[float] = [0.0]
        self._refold()

    # folds

    def fold(self, *, on: bool) -> None:
        """Fold all that is equal, or show every line."""
        self.folding = on
        self._opened.clear()
        self._refold()

    def open_fold(self, fold: Fold) -> None:
        """Show the lines of one fold."""
        self._opened.add(fold.first)
        self._refold()

    def _refold(self) -> None:
        self.items = fold_rows(self.rows, opened=self._opened, folding=self.folding)
        self._place()

    def fold_words(self, fold: Fold) -> str:
        """What is folded away: "41 equal lines, 12 marks", "12 lines of boilerplate"."""
        lines, marks = self.folded(fold)
        if fold.silent:
            zones = [
                side.paragraphs[index].zone
                for row in self.rows[fold.first : fold.last]
                for number, side in enumerate(self.sides)
                for index in row.side(number)
            ]
            names = [name for kind, name in _SILENT if any(zone is not None and zone.kind == kind for zone in zones)]
            return f"{count(lines, 'line')} of {' and '.join(names)}"
        words = count(lines, "equal line")
        return f"{words}, {count(marks, 'mark')} in them" if marks else words

    def folded(self, fold: Fold) -> tuple[int, int]:
        """How many lines of the leader are folded, and how many of its marks begin in them."""
        rows, leader = self.rows[fold.first : fold.last], self.sides[0]
        uids = {mark.uid for row in rows for index in row.left for mark in leader.book.in_paragraph(index)}
        # Where one text has no line breaks, the other tells how many lines that is.
        lines = max(
            sum(side.paragraphs[index].last_of_paragraph for row in rows for index in row.side(number))
            for number, side in enumerate(self.sides)
        )
        return lines, len(uids)

    # marks and looks

    def set_views(self, views: tuple[CanvasView, CanvasView]) -> None:
        """Newer marks of the same two articles."""
        for side, view in zip(self.sides, views, strict=True):
            side.set_view(view)
        self._place()

    def set_frame(self, style: Style, width: float) -> None:
        """Another look, or sides of another width."""
        self.width = width
        for side in self.sides:
            side.style = style
            side.fit(width)
        self._place()

    # where things stand

    def _place(self) -> None:
        """Put the items under each other by the heights that are known."""
        style = self.sides[0].style
        gap = style.scaled(_BETWEEN)
        heights = [
            style.scaled(_FOLD) if isinstance(item, Fold) else self._row_height(item) + gap for item in self.items
        ]
        self._tops = list(accumulate(heights, initial=float(style.scaled(_TOP))))
        for number, side in enumerate(self.sides):
            placed: list[float] = [0.0] * (len(side.paragraphs) + 1)
            away: set[int] = set()
            for top, item in zip(self._tops, self.items, strict=False):
                if isinstance(item, Fold):
                    for row in self.rows[item.first : item.last]:
                        away.update(row.side(number))
                        for index in row.side(number):
                            placed[index] = top
                    continue
                for index in item.side(number):
                    placed[index] = top
                    top += side.paragraphs[index].height
            placed[-1] = self._tops[-1]
            side.place(placed, away)

    def _row_height(self, row: Row) -> float:
        return max(
            sum(side.paragraphs[index].height for index in row.side(number)) for number, side in enumerate(self.sides)
        )

    def height(self) -> float:
        """Of all that is shown, with a little room below."""
        return self._tops[-1] + self.sides[0].style.scaled(_TOP)

    def item_at(self, y: float) -> int:
        """The item at a height, the nearest one above and below; -1 without any."""
        return min(max(bisect_right(self._tops, y) - 1, 0), len(self.items) - 1)

    def top_of(self, item: int) -> float:
        """Where an item begins."""
        return self._tops[item]

    def bottom_of(self, item: int) -> float:
        """Where an item ends."""
        return self._tops[item + 1]

    def settle(self, top: float, height: float) -> float:
        """Lay out what is seen from `top` on; returns where the view has to begin so that its first item stays."""
        while self.items:
            first = self.item_at(top)
            into = top - self._tops[first]
            fresh = False
            for index in range(first, len(self.items)):
                if self._tops[index] >= top + height:
                    break
                fresh = self._lay_out(index) or fresh
            if not fresh:
                break
            self._place()
            top = self._tops[first] + min(into, max(self._tops[first + 1] - self._tops[first] - 1, 0))
        return top

    def _lay_out(self, index: int) -> bool:
        """Give the lines of an item their places; False where they have them."""
        item = self.items[index]
        if isinstance(item, Fold):
            return False
        fresh = False
        for number, side in enumerate(self.sides):
            for line in item.side(number):
                if side.paragraphs[line].layout is None:
                    side.lay_out(line)
                    fresh = True
        return fresh

    def box_of(self, gap: int) -> tuple[float, float]:
        """Top and bottom of the first line of a difference on both sides; it is unfolded and laid out."""
        tops: list[float] = []
        bottoms: list[float] = []
        for number in (0, 1):
            start, end = self.gaps[gap].side(number)
            found = self.line_box(number, start)
            if found is not None and (end > start or not tops):
                tops.append(found[0])
                bottoms.append(found[1])
        return (min(tops), max(bottoms)) if tops else (0.0, 0.0)

    def line_box(self, number: int, offset: int) -> tuple[float, float] | None:
        """Top and bottom of the line of text that holds an offset of a side; None without lines. Unfolds it."""
        side = self.sides[number]
        index = line_at(side.paragraphs, offset)
        if index < 0:
            return None
        row = next(at for at, row in enumerate(self.rows) if index in row.side(number))
        fold = fold_of(self.items, row)
        if fold is not None:
            self.open_fold(fold)
        paragraph = side.paragraphs[index]
        if paragraph.layout is None:
            side.lay_out(index)
            self._place()
        units = paragraph.to_units(offset)
        line = next((line for line in paragraph.lines if units < line.end), paragraph.lines[-1])
        top = side.tops()[index]
        return top + line.top, top + line.bottom
