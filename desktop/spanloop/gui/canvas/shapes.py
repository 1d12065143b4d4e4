"""Small shapes that the canvas is painted with."""

from __future__ import annotations

from collections.abc import Sequence
from math import dist

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF


def box_path(rect: QRectF, radius: float, *, left: bool = True, right: bool = True) -> QPainterPath:
    """A rectangle with round corners on the sides named and square ones on the others."""
    path = QPainterPath()
    a, b = (radius if left else 0.0), (radius if right else 0.0)
    path.moveTo(rect.left() + a, rect.top())
    path.lineTo(rect.right() - b, rect.top())
    if b:
        path.arcTo(rect.right() - 2 * b, rect.top(), 2 * b, 2 * b, 90, -90)
    path.lineTo(rect.right(), rect.bottom() - b)
    if b:
        path.arcTo(rect.right() - 2 * b, rect.bottom() - 2 * b, 2 * b, 2 * b, 0, -90)
    path.lineTo(rect.left() + a, rect.bottom())
    if a:
        path.arcTo(rect.left(), rect.bottom() - 2 * a, 2 * a, 2 * a, 270, -90)
    path.lineTo(rect.left(), rect.top() + a)
    if a:
        path.arcTo(rect.left(), rect.top(), 2 * a, 2 * a, 180, -90)
    path.closeSubpath()
    return path


def rounded_line(points: Sequence[tuple[float, float]], radius: float) -> QPainterPath:
    """A line through points with its corners rounded, less where two points are close to each other."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, dist(before, corner) / 2, dist(corner, after) / 2)
        path.lineTo(_towards(corner, before, reach))
        path.quadTo(QPointF(*corner), _towards(corner, after, reach))
    path.lineTo(QPointF(*points[-1]))
    return path


def _towards(point: tuple[float, float], other: tuple[float, float], by: float) -> QPointF:
    length = dist(point, other) or 1.0
    return QPointF(point[0] + (other[0] - point[0]) * by / length, point[1] + (other[1] - point[1]) * by / length)


def notch(x: float, y: float, size: float) -> QPolygonF:
    """A triangle that points down; x, y: its upper left corner."""
    return QPolygonF([QPointF(x, y), QPointF(x + 2 * size, y), QPointF(x + size, y + size)])


def arrow(x: float, y: float, *, up: bool = False, size: float = 1.0) -> QPolygonF:
    """An arrow head whose tip is at x, y. size: 1 is 7 pixels wide."""
    back, half = (4.5 if up else -4.5) * size, 3.5 * size
    return QPolygonF([QPointF(x - half, y + back), QPointF(x + half, y + back), QPointF(x, y)])


def snapped(value: float, ratio: float) -> float:
    """The nearest place where a device pixel begins."""
    return round(value * ratio) / ratio
