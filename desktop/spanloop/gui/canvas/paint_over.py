"""What is painted over the paragraphs: arcs, candidates, the keyboard's ring, and the line of a drag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.arcs import Drawn, gutter_edge
from spanloop.gui.canvas.badges import around, badges, hulls
from spanloop.gui.canvas.fitting import fitted
from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.shapes import arrow

#: Arcs of links are this much thinner than those of roles.
_THIN = 0.6


def paint_over(painter: QPainter, scene: Scene, visible: Sequence[int]) -> None:
    """Paint what lies over text and marks. visible: the paragraphs in view."""
    if scene.focus is not None:
        _arcs(painter, scene, scene.document.style.ink(scene.focus).ink)
    numbers = badges(scene, visible)
    for uid in scene.candidates:
        if uid != scene.taken:
            _candidate(painter, scene, visible, uid, numbers.get(uid))
    # While a candidate has the ring, the cursor keeps its own only where it was moved away from the trigger.
    at_start = scene.focus is not None and scene.cursor == scene.focus.fragments
    if scene.cursor and (scene.taken is None or not at_start):
        _rings(painter, scene, visible, scene.cursor)
    if scene.taken is not None:
        _candidate(painter, scene, visible, scene.taken, numbers.get(scene.taken))
    if scene.drag is not None and scene.drag_from is not None:
        painter.setPen(_arc_pen(scene, scene.document.style.ink(scene.drag_from).ink, draft=True))
        painter.drawLine(*scene.drag)


# arcs


def _arc_pen(scene: Scene, ink: QColor, *, draft: bool, thin: bool = False) -> QPen:
    width = scene.document.style.arc_line * (_THIN if thin else 1.0)
    pen = QPen(ink, width)
    if draft:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4 / width, 3 / width])
    return pen


def _arcs(painter: QPainter, scene: Scene, ink: QColor) -> None:
    stops = stops_of(scene)
    for number, drawn in enumerate(scene.arcs):
        stop = stops.get(number)
        _arc(painter, scene, drawn, ink, stop)
        name = drawn.name
        if name is not None:
            _role(painter, scene, drawn.words, name.translated(scene.document.column.left, -scene.top), ink)
    for number, stop in stops.items():
        drawn = scene.arcs[number]
        _stub(painter, scene, drawn, stop, ink)
        _stub_name(painter, scene, drawn, stop, ink)


def _arc(painter: QPainter, scene: Scene, drawn: Drawn, ink: QColor, stop: float | None) -> None:
    painter.save()
    if stop is not None:
        upward = drawn.tip[1] < scene.top
        seen = QRectF(0, stop, scene.width, scene.height) if upward else QRectF(0, 0, scene.width, stop)
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
    painter.translate(scene.document.column.left, -scene.top)
    painter.setPen(_arc_pen(scene, ink, draft=drawn.draft, thin=bool(drawn.link)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(drawn.path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if drawn.link == "from":
        # The arrow of a link stands at its target, which is where this arc begins.
        reach = scene.document.style.scaled(2.5)
        painter.drawEllipse(QPointF(drawn.tip[0], drawn.tip[1] - reach), reach, reach)
    else:
        painter.drawPolygon(arrow(*drawn.tip, size=scene.document.style.arrow))
    painter.restore()


def _role(
    painter: QPainter, scene: Scene, words: str, field: QRectF, ink: QColor, *, font: QFont | None = None
) -> None:
    """A role's name on a page-coloured field."""
    if not words:
        return
    painter.fillRect(field, scene.document.style.page)
    painter.setFont(font or scene.document.style.role_font)
    painter.setPen(ink)
    painter.drawText(field, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)


def stops_of(scene: Scene) -> dict[int, float]:
    """Where arcs that leave the view in the gutter stop, by number: the inner ones nearer the edge.

    So each has its name beside its end, and no other arc runs through that.
    """
    stops: dict[int, float] = {}
    for upward in (True, False):
        edge = 1.0 if upward else scene.height - 1.0
        leaving = [number for number, drawn in enumerate(scene.arcs) if _leaves(scene, drawn, edge, upward=upward)]
        leaving.sort(key=lambda number: abs((scene.arcs[number].gutter or 0.0) - gutter_edge(scene.document)))
        style, sign = scene.document.style, 1 if upward else -1
        rooms = [(_entry(scene, scene.arcs[number], upward=upward) - edge) * sign for number in leaving]
        wide = all(room >= (place + 1) * style.scaled(18) for place, room in enumerate(rooms))
        step = style.scaled(18) if wide else style.scaled(9) + 9
        place = 0
        for number, room in zip(leaving, rooms, strict=True):
            # What comes into the gutter too near to the edge for a name goes on to the edge without one.
            fits = room >= place * step + style.scaled(18)
            stops[number] = edge + place * step * sign if fits else edge
            place += fits
    for feet in _feet(scene):
        for place, number in enumerate(feet):
            stop = scene.height - 1.0 - place * scene.document.style.scaled(18)
            # Where the trigger is too near the edge for all the names, the outer ones go without.
            stops[number] = stop if stop > _begin(scene, scene.arcs[number])[1] else scene.height - 1.0
    return stops


def _entry(scene: Scene, drawn: Drawn, *, upward: bool) -> float:
    """At which height of the viewport an arc comes into the gutter, on its way up or down."""
    points = [drawn.path.elementAt(number) for number in range(drawn.path.elementCount())]
    heights = [point.y for point in points if drawn.gutter is not None and abs(point.x - drawn.gutter) < 1]
    entry = (max(heights) if upward else min(heights)) if heights else drawn.path.elementAt(0).y
    return entry - scene.top


def _begin(scene: Scene, drawn: Drawn) -> tuple[float, float]:
    """Where in the viewport an arc leaves its trigger."""
    start = drawn.path.elementAt(0)
    return scene.document.column.left + start.x, start.y - scene.top


def _feet(scene: Scene) -> tuple[list[int], list[int]]:
    """Arcs to the next line that leave the view below their trigger: those to be named on the left, and on the right.

    The inner ones first, so that the outer ones stop higher and run through no name.
    """
    low = scene.height
    leaving = [
        number
        for number, drawn in enumerate(scene.arcs)
        if drawn.gutter is None
        and (drawn.name.center().y() if drawn.name is not None else drawn.tip[1]) - scene.top > low
        and 0 <= _begin(scene, drawn)[1] < low
    ]
    leaving.sort(key=lambda number: _begin(scene, scene.arcs[number])[0])
    half = len(leaving) // 2
    return leaving[:half][::-1], leaving[half:]


def _leaves(scene: Scene, drawn: Drawn, edge: float, *, upward: bool) -> bool:
    tip = drawn.tip[1] - scene.top
    if drawn.gutter is None or (tip >= 0 if upward else tip <= scene.height):
        return False
    rect = drawn.path.boundingRect()
    return rect.top() < scene.top + edge < rect.bottom()


def _stub(painter: QPainter, scene: Scene, drawn: Drawn, stop: float, ink: QColor) -> None:
    """The arrow where an arc leaves the view in the gutter, or below its trigger."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    upward = drawn.tip[1] < scene.top
    painter.drawPolygon(arrow(_stub_at(scene, drawn), stop, up=upward, size=scene.document.style.arrow))


def _stub_at(scene: Scene, drawn: Drawn) -> float:
    return _begin(scene, drawn)[0] if drawn.gutter is None else scene.document.column.left + drawn.gutter


def _stub_name(painter: QPainter, scene: Scene, drawn: Drawn, stop: float, ink: QColor) -> None:
    """The role's name beside such an arrow, where its arc is long enough."""
    style, column = scene.document.style, scene.document.column
    upward, x, onward = drawn.tip[1] < scene.top, _stub_at(scene, drawn), column.rtl
    turn = _begin(scene, drawn)[1] if drawn.gutter is None else _entry(scene, drawn, upward=upward)
    if (turn - stop if upward else stop - turn) < style.scaled(18):
        return
    if drawn.gutter is None:
        onward = any(scene.arcs[number] is drawn for number in _feet(scene)[1])
    gap, side = style.scaled(4), column.left
    if onward:
        side = scene.width - column.left - (column.width if drawn.gutter is not None else 0)
    room = (scene.width - x if onward else x) - 2 * gap
    # An outer arc may be nearer to the edge than its name is long; that stands over the inner ones then, but whole.
    font = fitted(style.role_font, drawn.words, max(room, side / 2), least=style.least_name)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(drawn.words) + gap
    left = min(max(x + gap if onward else x - gap - width, 0.0), scene.width - width)
    height = min(style.scaled(14), metrics.height())
    middle = stop + (style.scaled(9) if upward else -style.scaled(9))
    _role(painter, scene, drawn.words, QRectF(left, middle - height / 2, width, height), ink, font=font)


# rings


def _rings(painter: QPainter, scene: Scene, visible: Sequence[int], fragments: Fragments) -> None:
    style = scene.document.style
    width = style.theme.metric("canvas.cursor_ring") if scene.active else 1.0
    painter.setPen(QPen(style.theme.colour("focus" if scene.active else "border_control"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for rect in around(scene, visible, fragments):
        inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inner, 8 - width / 2, 8 - width / 2)


def _candidate(painter: QPainter, scene: Scene, visible: Sequence[int], uid: str, badge: QRectF | None) -> None:
    style = scene.document.style
    now = uid == scene.taken
    colour = style.theme.colour("focus") if now else style.text_3
    width = 2.0 if now else 1.5
    pen = QPen(colour, width)
    if not now:
        pen.setDashPattern([1, 1])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    for rect in hulls(scene, visible, uid):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)
    if badge is not None:
        _number(painter, scene, badge, scene.candidates[uid], now)


def _number(painter: QPainter, scene: Scene, rect: QRectF, number: int, now: bool) -> None:
    """The round badge of a candidate."""
    style = scene.document.style
    round_off = style.scaled(15) / 2
    painter.setPen(QPen(style.theme.colour("focus") if now else style.text_3, 1))
    painter.setBrush(style.theme.colour("focus") if now else style.page)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), round_off, round_off)
    painter.setFont(style.role_font)
    painter.setPen(style.theme.colour("on_accent" if now else "text_2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number))
