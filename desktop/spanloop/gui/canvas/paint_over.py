"""What is painted over the paragraphs: arcs, candidates, the keyboard's ring, and the line of a drag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.arcs import Drawn, label_width
from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.selection import hulls_of
from spanloop.gui.canvas.shapes import arrow


def paint_over(painter: QPainter, scene: Scene, visible: Sequence[int]) -> None:
    """Paint what lies over text and marks. visible: the paragraphs in view."""
    if scene.focus is not None:
        ink = scene.document.style.ink(scene.focus).ink
        for drawn in scene.arcs:
            _arc(painter, scene, drawn, ink)
    for uid, number in scene.candidates.items():
        if uid != scene.taken:
            _candidate(painter, scene, visible, uid, number)
    if scene.cursor and scene.taken is None:
        _rings(painter, scene, visible, scene.cursor)
    if scene.taken is not None:
        _candidate(painter, scene, visible, scene.taken, scene.candidates.get(scene.taken, 0))
    if scene.drag is not None and scene.drag_from is not None:
        painter.setPen(_arc_pen(scene, scene.document.style.ink(scene.drag_from).ink, draft=True))
        painter.drawLine(*scene.drag)


# arcs


def _arc_pen(scene: Scene, ink: QColor, *, draft: bool) -> QPen:
    width = scene.document.style.theme.metric("canvas.arc_line")
    pen = QPen(ink, width)
    if draft:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4 / width, 3 / width])
    return pen


def _arc(painter: QPainter, scene: Scene, drawn: Drawn, ink: QColor) -> None:
    left = scene.document.column.left
    painter.save()
    painter.translate(left, -scene.top)
    painter.setPen(_arc_pen(scene, ink, draft=drawn.draft))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(drawn.path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(arrow(*drawn.tip))
    painter.restore()
    _role(painter, scene, drawn.role, QPointF(left + drawn.label[0], drawn.label[1] - scene.top), ink)
    _stub(painter, scene, drawn, ink)


def _role(painter: QPainter, scene: Scene, role: str, at: QPointF, ink: QColor) -> None:
    """A role's name on a page-coloured field; at: its left edge and vertical middle."""
    style = scene.document.style
    if not role:
        return
    height = style.scaled(14)
    rect = QRectF(at.x(), at.y() - height / 2, label_width(style, role), height)
    painter.fillRect(rect, style.page)
    painter.setFont(style.role_font)
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, role)


def _stub(painter: QPainter, scene: Scene, drawn: Drawn, ink: QColor) -> None:
    """Where an arc leaves the view in the gutter: the role's name and an arrow at the edge."""
    if drawn.gutter is None:
        return
    rect = drawn.path.boundingRect()
    tip = drawn.tip[1] - scene.top
    upward = tip < 0
    edge = 1.0 if upward else scene.height - 1.0
    inside = rect.top() < scene.top + edge < rect.bottom()
    if 0 <= tip <= scene.height or not inside:
        return
    x = scene.document.column.left + drawn.gutter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(arrow(x, edge, up=upward))
    style = scene.document.style
    width = label_width(style, drawn.role)
    label_x = x + style.scaled(4) if scene.document.column.rtl else x - style.scaled(4) - width
    _role(painter, scene, drawn.role, QPointF(label_x, edge + (style.scaled(9) if upward else -style.scaled(9))), ink)


# rings


def _hulls(scene: Scene, visible: Sequence[int], fragments: Fragments) -> list[QRectF]:
    """The text boxes of a range in the view, one a line, 3 px and the mark's reach wider on every side."""
    document = scene.document
    rects: list[QRectF] = []
    for index in visible:
        top = document.tops()[index] - scene.top
        for line, x0, x1 in hulls_of(document.paragraphs[index], fragments):
            height = line.box_bottom - line.box_top
            rects.append(QRectF(document.column.left + x0 - 4, top + line.box_top - 3, x1 - x0 + 8, height + 6))
    return rects


def _rings(painter: QPainter, scene: Scene, visible: Sequence[int], fragments: Fragments) -> None:
    style = scene.document.style
    width = style.theme.metric("canvas.cursor_ring") if scene.active else 1.0
    painter.setPen(QPen(style.theme.colour("focus" if scene.active else "border_control"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for rect in _hulls(scene, visible, fragments):
        inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inner, 8 - width / 2, 8 - width / 2)


def _candidate(painter: QPainter, scene: Scene, visible: Sequence[int], uid: str, number: int) -> None:
    style = scene.document.style
    mark = scene.document.book.get(uid)
    if mark is None:
        return
    now = uid == scene.taken
    colour = style.theme.colour("focus") if now else style.text_3
    width = 2.0 if now else 1.5
    pen = QPen(colour, width)
    if not now:
        pen.setDashPattern([1, 1])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    rects = _hulls(scene, visible, mark.fragments)
    for rect in rects:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)
    if rects and number:
        _number(painter, scene, rects[0], number, now)


def _number(painter: QPainter, scene: Scene, box: QRectF, number: int, now: bool) -> None:
    """The round badge of a candidate, at the corner of its box where the text goes on."""
    style = scene.document.style
    size = style.scaled(15)
    words = str(number)
    width = max(size, style.role_metrics.horizontalAdvance(words) + style.scaled(8))
    left = box.left() - style.scaled(7) if scene.document.column.rtl else box.right() - width
    rect = QRectF(left, box.top() - size / 2, width, size)
    painter.setPen(QPen(style.theme.colour("focus") if now else style.text_3, 1))
    painter.setBrush(style.theme.colour("focus") if now else style.page)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), size / 2, size / 2)
    painter.setFont(style.role_font)
    painter.setPen(style.theme.colour("on_accent" if now else "text_2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
