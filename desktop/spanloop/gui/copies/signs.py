"""How differences are painted on one side: a box around words that the other has not, a caret where it has more, and
the number that both sides share. What kind of difference it is shows in the form: +3, −3, 3↕ for words that
moved, and 3 where they changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QRegion

from spanloop.core.marks import Fragment
from spanloop.gui.canvas.badges import tag_rects
from spanloop.gui.canvas.found import Found
from spanloop.gui.canvas.lines import Line, x_of
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.selection import runs_of
from spanloop.gui.copies.pairing import Gap
from spanloop.gui.theme import Theme

#: What the number of a difference says with it: fewer words, or the same ones elsewhere.
MINUS, MOVED = "\u2212", "\u2195"


class Signs:
    """The differences as one side shows them. number: 0 for the leader's side, 1 for the copy's."""

    def __init__(self, gaps: Sequence[Gap], *, number: int) -> None:
        self.number = number
        self._gaps = gaps
        self._carets: list[tuple[int, int]] = []
        for index, gap in enumerate(gaps):
            start, end = gap.side(number)
            if start == end:
                self._carets.append((start, index))
        self._carets.sort()
        # What moved stands in another order on the other side.
        words = sorted(
            (gap.side(number), index) for index, gap in enumerate(gaps) if gap.side(number)[0] < gap.side(number)[1]
        )
        self._ranges: list[Fragment] = [span for span, _ in words]
        self._numbers: list[int] = [index for _, index in words]

    def found(self, current: int) -> Found:
        """What the canvas paints behind the words: a box around each, the one of the current difference with a ring."""
        return Found(self._ranges, self._numbers.index(current) if current in self._numbers else None)

    def words_in(self, paragraph: Paragraph) -> list[tuple[int, Fragment]]:
        """The differences with words in a line, by their index."""
        near = Found(self._ranges).between(paragraph.start, paragraph.end)
        return [(self._numbers[place], span) for place, span in near]

    def carets_in(self, paragraph: Paragraph, *, last: bool) -> list[tuple[int, int]]:
        """The differences of which a line has no words, with the offset where they would stand. last: of the text."""
        first = bisect_left(self._carets, (paragraph.start, -1))
        found: list[tuple[int, int]] = []
        for offset, index in self._carets[first:]:
            if offset > paragraph.end and not last:
                break
            found.append((index, min(offset, paragraph.end)))
        return found

    def words(self, index: int) -> str:
        """What the badge of a difference says on this side."""
        start, end = self._gaps[index].side(self.number)
        kind = self._gaps[index].kind
        if kind == "moved":
            return f"{index + 1}{MOVED}"
        sign = "" if kind == "changed" else "+" if start < end else MINUS
        return f"{sign}{index + 1}"


def paint_signs(
    painter: QPainter, scene: Scene, visible: Sequence[int], signs: Signs, *, current: int
) -> dict[int, QRectF]:
    """Paint the differing words in full colour, the carets and the numbers. Gives where each number stands."""
    document = scene.document
    theme = document.style.theme
    places: dict[int, QRectF] = {}
    last = len(document.paragraphs) - 1
    for index in visible:
        paragraph, top = document.paragraphs[index], document.tops()[index] - scene.top
        _words(painter, scene, paragraph, top, [span for _, span in signs.words_in(paragraph)])
        for number, span in signs.words_in(paragraph):
            boxes = list(_boxes(scene, paragraph, top, span))
            # A difference that begins in the line above has its number there.
            if boxes and (span[0] >= paragraph.start or number not in places):
                places.setdefault(number, boxes[0])
        for number, offset in signs.carets_in(paragraph, last=index == last):
            box = _caret_box(scene, paragraph, top, offset)
            if box is not None and number not in places:
                _caret(painter, box, _colour(theme, now=number == current))
                places[number] = box
    return _badges(painter, scene, visible, places, signs, current=current)


def _colour(theme: Theme, *, now: bool) -> QColor:
    return theme.colour("accent" if now else "warning")


def _boxes(scene: Scene, paragraph: Paragraph, top: float, span: Fragment) -> Iterable[QRectF]:
    left = scene.document.column.left
    for line, x0, x1 in runs_of(paragraph, (span,)):
        yield QRectF(left + x0, top + line.box_top, x1 - x0, line.box_bottom - line.box_top)


def _words(painter: QPainter, scene: Scene, paragraph: Paragraph, top: float, spans: Sequence[Fragment]) -> None:
    """The words that differ once more, over the grey ones."""
    if not spans or paragraph.layout is None:
        return
    region = QRegion()
    for span in spans:
        for box in _boxes(scene, paragraph, top, span):
            region += box.toAlignedRect()
    painter.save()
    painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
    painter.setPen(scene.document.style.theme.colour("text"))
    paragraph.layout.draw(painter, QPointF(scene.document.column.left, top))
    painter.restore()


def _line_of(paragraph: Paragraph, units: int) -> Line | None:
    return next(
        (line for line in paragraph.lines if units < line.end), paragraph.lines[-1] if paragraph.lines else None
    )


def _caret_box(scene: Scene, paragraph: Paragraph, top: float, offset: int) -> QRectF | None:
    units = paragraph.to_units(offset)
    line = _line_of(paragraph, units)
    if line is None:
        return None
    x = scene.document.column.left + x_of(line.text_line, min(units, line.seen_end))
    return QRectF(x - 1, top + line.box_top, 2, line.box_bottom - line.box_top)


def _caret(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """An upright line with a wedge at both ends: here the other text has more."""
    x = box.center().x()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(box)
    painter.drawPolygon(QPolygonF([QPointF(x - 4, box.top()), QPointF(x + 4, box.top()), QPointF(x, box.top() + 5)]))
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4, box.bottom()), QPointF(x + 4, box.bottom()), QPointF(x, box.bottom() - 5)])
    )


def _badges(
    painter: QPainter, scene: Scene, visible: Sequence[int], places: dict[int, QRectF], signs: Signs, *, current: int
) -> dict[int, QRectF]:
    style = scene.document.style
    font = style.role_font
    metrics = QFontMetricsF(font)
    taken = tag_rects(scene, visible)
    placed: dict[int, QRectF] = {}
    painter.setFont(font)
    for number, box in sorted(places.items()):
        words = signs.words(number)
        height = style.scaled(15)
        size = max(height, metrics.horizontalAdvance(words) + style.scaled(8)), height
        tried = _corners(box, *size, rtl=scene.document.column.rtl, reach=style.scaled(6))
        rect = next((rect for rect in tried if not any(rect.intersects(other) for other in taken)), tried[0])
        taken.append(rect)
        placed[number] = rect
        painter.setPen(QPen(style.page, 1))
        painter.setBrush(_colour(style.theme, now=number == current))
        painter.drawRoundedRect(rect, height / 2, height / 2)
        painter.setPen(style.page)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
    return placed


def _corners(box: QRectF, width: float, height: float, *, rtl: bool, reach: float) -> list[QRectF]:
    """Where a number may stand, best first: on the corner where the words go on, further along that edge, below."""
    right, left = box.right() - reach, box.left() - width + reach
    first, second = (left, right) if rtl else (right, left)
    steps = [box.right() + step for step in (0.0, width, 2 * width)]
    xs = [first, second, *([2 * box.center().x() - x - width for x in steps] if rtl else steps)]
    return [QRectF(x, y - height / 2, width, height) for y in (box.top() - 1, box.bottom() + 2) for x in xs]
