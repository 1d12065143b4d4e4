"""Painting the canvas: zone fields, tints, pills, text, underlines, tags, then arcs and rings over all."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout

from spanloop.gui.canvas.arcs import gutter_edge
from spanloop.gui.canvas.fitting import fitted
from spanloop.gui.canvas.found import paint_found
from spanloop.gui.canvas.lines import Line, Segment, Tag
from spanloop.gui.canvas.paint_over import paint_over, stops_of
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.scene import Look, Scene
from spanloop.gui.canvas.selection import runs_of
from spanloop.gui.canvas.shapes import box_path, notch, snapped
from spanloop.gui.canvas.tagging import tag_line, triangle_room
from spanloop.gui.canvas.underlines import draw_bridge

#: Pills and tags reach less than this beyond their lines, in pixels.
_REACH = 8


def paint(painter: QPainter, scene: Scene) -> None:
    """Paint all that is seen. The paragraphs in view have been laid out."""
    document = scene.document
    painter.fillRect(QRectF(0, 0, scene.width, scene.height), document.style.page)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    low, high = scene.stretch()
    visible = document.visible(scene.top + low - _REACH, high - low + 2 * _REACH)
    for index in visible:
        _Piece(painter, scene, index).paint()
    paint_over(painter, scene, visible)


def faded(colour: QColor, alpha: float) -> QColor:
    """A colour at this opacity."""
    if alpha == 1.0:
        return colour
    pale = QColor(colour)
    pale.setAlphaF(alpha)
    return pale


class _Piece:
    """The painting of one paragraph."""

    def __init__(self, painter: QPainter, scene: Scene, index: int) -> None:
        self.painter = painter
        self.scene = scene
        self.style = scene.document.style
        self.index = index
        self.paragraph: Paragraph = scene.document.paragraphs[index]
        self.left = scene.document.column.left
        self.top = scene.document.tops()[index] - scene.top

    def paint(self) -> None:
        lines = [line for line in self.paragraph.lines if self._in_view(line)]
        self._zone_field()
        for line in lines:
            self._backs(line)
        paint_found(
            self.painter, self.scene.found, self.paragraph, left=self.left, top=self.top, theme=self.style.theme
        )
        if self.scene.selected:
            self._selection()
        for line in lines:
            self._pills(line)
        self._text(lines)
        self._gutter()
        pinned = self.scene.pinned()
        for line in lines:
            self._underlines(line)
            tag_line(self.paragraph, line, self.style, pinned=pinned, troubled=self.scene.document.troubled)
            for tag in line.tags:
                self._tag(line, tag)

    def _in_view(self, line: Line) -> bool:
        low, high = self.scene.stretch()
        return self.top + line.bottom + _REACH >= low and self.top + line.top - _REACH <= high

    # behind the text

    def _zone_field(self) -> None:
        paragraph = self.paragraph
        if not paragraph.silent or not paragraph.lines:
            return
        reach = self.style.scaled(4)
        top = self.top + paragraph.lines[0].box_top - (reach if paragraph.first_of_zone else 0)
        bottom = self.top + (paragraph.lines[-1].box_bottom + reach if paragraph.last_of_zone else paragraph.height)
        side = self.style.scaled(12)
        field = QRectF(self.left - side, top, self.scene.document.column.width + 2 * side, bottom - top)
        radius = 4
        self._fill(field, self.style.boilerplate_field, radius)
        if self.style.boilerplate_field == self.style.page:
            # Where contrast leaves no field to be seen, a bar beside the text stands for it.
            self._fill(QRectF(field.left(), field.top(), 2, field.height()), self.style.boilerplate, 0)
        # Square where the zone goes on in the next paragraph.
        if not paragraph.first_of_zone:
            self._fill(QRectF(field.left(), top, field.width(), radius), self.style.boilerplate_field, 0)
        if not paragraph.last_of_zone:
            self._fill(QRectF(field.left(), bottom - radius, field.width(), radius), self.style.boilerplate_field, 0)

    def _backs(self, line: Line) -> None:
        """Tints and boxes of mentions, outer first, so that the inner one replaces it."""
        for segment in line.segments:
            if segment.mark.trigger:
                continue
            look = self.scene.look(segment.mark)
            if look == "suggestion":
                self._dashed(line, segment, reach=1, radius=self.style.tint_radius)
            elif look != "dim":
                radius, tint = self.style.tint_radius, self.style.ink(segment.mark).tint
                for rect, left, right in self._boxes(line, segment, 1):
                    self.painter.fillPath(box_path(rect, radius, left=left, right=right), tint)

    def _pills(self, line: Line) -> None:
        for segment in line.segments:
            if segment.mark.trigger:
                self._pill(line, segment, self.scene.look(segment.mark))

    def _pill(self, line: Line, segment: Segment, look: Look) -> None:
        ink = self.style.ink(segment.mark)
        radius = self.style.pill_radius
        if look == "suggestion":
            self._dashed(line, segment, reach=3, radius=radius)
            return
        dim = self.style.dim_pill
        fill = {"focus": ink.ink, "dim": None}.get(look, ink.tint)
        width = max(int(self.style.pill_line * self.scene.ratio), 1) / self.scene.ratio
        for rect, left, right in self._boxes(line, segment, 3):
            inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
            self.painter.setPen(QPen(faded(ink.ink, dim) if look == "dim" else ink.ink, width))
            self.painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
            self.painter.drawPath(box_path(inner, radius - width / 2, left=left, right=right))

    def _dashed(self, line: Line, segment: Segment, *, reach: float, radius: float) -> None:
        width = self.style.hair
        self.painter.setPen(self.style.dash_pen(self.style.ink(segment.mark).ink, width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect, left, right in self._boxes(line, segment, reach):
            inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
            self.painter.drawPath(box_path(inner, radius, left=left, right=right))

    def _boxes(self, line: Line, segment: Segment, reach: float) -> list[tuple[QRectF, bool, bool]]:
        """The fields of a segment and whether each is closed on its left and right."""
        ratio = self.scene.ratio
        top, height = self.top + line.box_top, line.box_bottom - line.box_top
        starts, ends = (segment.tail, segment.head) if self.paragraph.rtl else (segment.head, segment.tail)
        boxes: list[tuple[QRectF, bool, bool]] = []
        last = len(segment.runs) - 1
        for number, (x0, x1) in enumerate(segment.runs):
            left = snapped(self.left + x0 - reach, ratio)
            right = snapped(self.left + x1 + reach, ratio)
            closed_left, closed_right = (starts if number == 0 else False), (ends if number == last else False)
            boxes.append((QRectF(left, snapped(top, ratio), right - left, height), closed_left, closed_right))
        return boxes

    def _selection(self) -> None:
        colour = self.style.theme.colour("selected")
        for line, x0, x1 in runs_of(self.paragraph, self.scene.cursor):
            rect = QRectF(self.left + x0 - 1, self.top + line.box_top, x1 - x0 + 2, line.box_bottom - line.box_top)
            self._fill(rect, colour, 3)

    # the text

    def _text(self, lines: list[Line]) -> None:
        layout = self.paragraph.layout
        if layout is None:
            return
        ranges: list[QTextLayout.FormatRange] = []
        solid = {s.mark.uid: s.mark for line in lines for s in line.segments if self.scene.look(s.mark) == "focus"}
        for mark in solid.values():
            for start, end in mark.fragments:
                if start < self.paragraph.end and end > self.paragraph.start:
                    span = QTextLayout.FormatRange()
                    span.start = self.paragraph.to_units(start)
                    span.length = self.paragraph.to_units(end) - span.start
                    span.format.setForeground(self.style.ink(mark).on_ink)
                    ranges.append(span)
        self.painter.setPen(self.style.boilerplate if self.paragraph.silent else self.style.text)
        layout.draw(self.painter, QPointF(self.left, self.top), ranges)

    def _gutter(self) -> None:
        paragraph = self.paragraph
        zone = paragraph.zone if paragraph.first_of_zone else None
        more = self.scene.document.book.crowded_out(self.index)
        if not paragraph.lines or not (zone or paragraph.number or more):
            return
        words = zone.kind.replace("_", " ") if zone else str(paragraph.number) if paragraph.number else ""
        # As the tag of a suggestion: by its form, not by a colour alone.
        doubt = "?" if zone and zone.state == "proposed" else ""
        first = paragraph.lines[0]
        middle = self.top + (first.box_top + first.box_bottom) / 2
        if self.top + first.box_bottom < 0 or self.top + first.box_top > self.scene.height:
            return
        if self.scene.arcs and any(
            abs(stop - middle) < self.style.scaled(26) for stop in stops_of(self.scene).values()
        ):
            return  # the name of an arc that leaves the view stands there
        self.painter.setFont(self.style.gutter_font)
        self.painter.setPen(self.style.text_3 if zone else faded(self.style.text_3, 0.75))
        gap = self.style.scaled(20) + self._arcs_reach()
        column = self.scene.document.column
        top, height = self.top + first.box_top, first.box_bottom - first.box_top
        x = column.left + column.width + gap
        rect = QRectF(x, top, self.scene.width - x, height) if column.rtl else QRectF(0, top, self.left - gap, height)
        side = Qt.AlignmentFlag.AlignLeft if column.rtl else Qt.AlignmentFlag.AlignRight
        if words:
            self._words(rect, side, words, doubt)
        below = rect.translated(0, self.style.tag_row)
        if more:
            # Marks that found no room here; the lists beside the text have them all.
            self._words(below, side, "", f"+{more:,}")
        elif paragraph.hidden:
            self._words(below, side, "", f"+{paragraph.hidden:,} \u25be")

    def _arcs_reach(self) -> float:
        """How far the arcs in the gutter reach beyond the place of one, so that numbers stand outside them."""
        edge = gutter_edge(self.scene.document)
        out = [abs(drawn.gutter - edge) for drawn in self.scene.arcs if drawn.gutter is not None]
        return max(out, default=0.0)

    def _words(self, rect: QRectF, side: Qt.AlignmentFlag, words: str, end: str) -> None:
        """Words in the gutter, of two that do not fit the second; what stands at their end is never cut."""
        metrics = QFontMetricsF(self.style.gutter_font)
        room = max(0.0, rect.width() - metrics.horizontalAdvance(end))
        if metrics.horizontalAdvance(words) > room:
            words = words.rpartition(" ")[2]
        # The gutter is no wider where the text is large; a word that can be read is worth more than its size.
        font = fitted(self.style.gutter_font, words + end, rect.width(), least=self.style.least_name)
        self.painter.setFont(font)
        metrics = QFontMetricsF(font)
        room = max(0.0, rect.width() - metrics.horizontalAdvance(end))
        if self.scene.arcs and metrics.horizontalAdvance(words) > room:
            return  # arcs have the room; it stands here again when they are gone
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) + end
        self.painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

    # above and below the text

    def _underlines(self, line: Line) -> None:
        style, ratio = self.style, self.scene.ratio
        for segment in line.segments:
            mark = segment.mark
            look = self.scene.look(mark)
            if mark.trigger or look == "suggestion" or mark.lane < 0:
                continue
            colour = style.ink(mark).ink
            if look == "dim":
                colour = faded(colour, style.dim_underline)
            y = snapped(self.top + line.box_bottom + mark.lane * style.lane + style.underline_gap, ratio)
            for x0, x1 in segment.runs:
                left, right = snapped(self.left + x0, ratio), snapped(self.left + x1, ratio)
                style.underline_of(mark).draw(self.painter, colour, left, right, y, ratio=ratio)
        self._bridges(line)

    def _bridges(self, line: Line) -> None:
        """Join the fragments of a mark that stand on one line."""
        apart: dict[str, list[Segment]] = {}
        for segment in line.segments:
            mark = segment.mark
            if len(mark.fragments) > 1 and not mark.trigger and not mark.suggested and mark.lane >= 0:
                apart.setdefault(mark.uid, []).append(segment)
        for segments in apart.values():
            segments.sort(key=lambda segment: segment.x0)
            mark = segments[0].mark
            y = self.top + line.box_bottom + mark.lane * self.style.lane + self.style.underline_gap
            middle = snapped(y, self.scene.ratio) + 0.5
            for before, after in pairwise(segments):
                draw_bridge(self.painter, self.style.ink(mark).ink, self.left + before.x1, self.left + after.x0, middle)

    def _tag(self, line: Line, tag: Tag) -> None:
        mark = tag.segment.mark
        y = self.top + line.tag_top
        if tag.words:
            if mark.trigger:
                self._trigger_tag(tag, y)
            else:
                alpha = self.style.dim_tag if self.scene.look(mark) == "dim" else 1.0
                self._tag_words(tag, y, faded(self.style.ink(mark).ink, alpha), 0)
        if tag.sign:
            size = self.style.scaled(12)
            room = triangle_room(self.style)
            x = self.left + (tag.x - room if self.paragraph.rtl else tag.x + tag.width + room - size)
            icon = self.style.theme.icon("warn", role="warning", size=size)
            icon.paint(self.painter, QRect(round(x), round(y + 1), size, size))

    def _trigger_tag(self, tag: Tag, y: float) -> None:
        style, mark = self.style, tag.segment.mark
        ink, look = style.ink(mark), self.scene.look(mark)
        rect = QRectF(self.left + tag.x, y, tag.width, style.tag_height)
        radius = style.tag_radius
        if look == "suggestion":
            half = style.hair / 2
            self.painter.setPen(QPen(ink.ink, style.hair))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
            self._tag_words(tag, y, ink.ink, 4)
            return
        self._fill(rect, ink.tint if look == "dim" else ink.ink, radius)
        if look != "dim":
            size = style.scaled(7) / 2
            step = style.scaled(5)
            x = rect.right() - step - 2 * size if self.paragraph.rtl else rect.left() + step
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(ink.ink)
            self.painter.drawPolygon(notch(x, y + style.tag_height - 1, size))
        self._tag_words(tag, y, ink.ink if look == "dim" else ink.on_ink, 4)

    def _tag_words(self, tag: Tag, y: float, colour: QColor, inset: float) -> None:
        style, trigger = self.style, tag.segment.mark.trigger
        self.painter.setFont(style.trigger_font if trigger else style.entity_font)
        self.painter.setPen(colour)
        at = QPointF(self.left + tag.x + style.scaled(inset), y + style.tag_offset(trigger))
        self.painter.drawStaticText(at, style.tag_text(tag.words, trigger))

    def _fill(self, rect: QRectF, colour: QColor, radius: float) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        if radius:
            self.painter.drawRoundedRect(rect, radius, radius)
        else:
            self.painter.drawRect(rect)
