"""The arcs of the focused event: which way each goes, in which lane, and its path.

Arcs are orthogonal and never cross text. They run in head-room above lines and in the gutter:

- same line: up from the trigger's tag, over, and down on the argument's tag;
- next line: out of the foot of the pill into the head-room of that line;
- further down: the same, then along the gutter to the head-room of its line;
- further up: from the tag to the gutter, and along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QPainterPath

from spanloop.gui.canvas.document import Anchor, Document, LineKey
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.view import PaintedMark

Way = Literal["same", "next", "far", "above"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One arc to draw: the role's name, the mark at its end, and whether it is only a draft (dashed)."""

    role: str
    target: PaintedMark
    draft: bool = False


@dataclass(slots=True)
class Arc:
    """An arc with its way. via: the line whose head-room it runs in. side: -1 to the left, 1 to the right.

    lane: 0 is nearest the text; beside: how many arcs share that head-room and side; order: its place in the gutter.
    """

    wish: Wish
    end: Anchor
    way: Way
    via: LineKey
    side: int
    lane: int = 0
    beside: int = 1
    order: int = 0


@dataclass(slots=True)
class Route:
    """All arcs of one trigger, and the head-room that they need."""

    start: Anchor
    arcs: list[Arc]

    def headroom(self) -> dict[LineKey, int]:
        """Lanes of arcs above each line that has any."""
        lanes: dict[LineKey, int] = {}
        for arc in self.arcs:
            lanes[arc.via] = max(lanes.get(arc.via, 0), arc.lane + 1)
            lanes[arc.end.key] = max(lanes.get(arc.end.key, 0), 1)
        return lanes


@dataclass(slots=True)
class Drawn:
    """An arc ready for painting, in column pixels across and text pixels down.

    tip: the point of the arrow. label: left edge and middle of the role's name; leftward: the name stands left of it.
    gutter: the vertical run's position, if there is one.
    """

    path: QPainterPath
    tip: tuple[float, float]
    label: tuple[float, float]
    role: str
    draft: bool
    gutter: float | None


def route(document: Document, trigger: PaintedMark, wishes: Sequence[Wish]) -> Route | None:
    """Find the way of each arc; None when the trigger is not in the text."""
    start = document.anchor(trigger)
    if start is None:
        return None
    centre = (start.segment.x0 + start.segment.x1) / 2
    below = document.next_line(start.key)
    outward = 1 if document.column.rtl else -1
    measured: list[tuple[float, int, Arc]] = []
    for number, wish in enumerate(wishes):
        end = document.anchor(wish.target)
        if end is None or wish.target is trigger:
            continue
        x = _entry(document, end)
        near = end.key in (start.key, below)
        way: Way = "same" if end.key == start.key else "next" if end.key == below else "above"
        if way == "above" and end.key > start.key:
            way = "far"
        via = below if way in ("next", "far") and below else start.key
        side = (1 if x > centre else -1) if near else outward
        distance = abs(x - centre) if near else 1e4 + end.key[0] * 100 + end.key[1]
        measured.append((distance, number, Arc(wish, end, way, via, side)))
    arcs = [arc for _, _, arc in sorted(measured, key=lambda item: item[:2])]
    _allot(arcs)
    return Route(start, arcs)


def _allot(arcs: Sequence[Arc]) -> None:
    """Give out lanes, the nearest argument first, apart for each head-room and side; and places in the gutter."""
    used: dict[tuple[LineKey, int], int] = {}
    in_gutter = 0
    for arc in arcs:
        key = (arc.via, arc.side)
        arc.lane = used.get(key, 0)
        used[key] = arc.lane + 1
        if arc.way in ("far", "above"):
            arc.order = in_gutter
            in_gutter += 1
    for arc in arcs:
        arc.beside = used[arc.via, arc.side]


def _entry(document: Document, anchor: Anchor) -> float:
    """About where an arc comes down on a mark, before its tag is placed."""
    reach = document.style.scaled(10)
    paragraph = document.paragraphs[anchor.key[0]]
    return anchor.segment.x1 - reach if paragraph.rtl else anchor.segment.x0 + reach


def draw(document: Document, found: Route) -> list[Drawn]:
    """The paths of a route, once the lines stand and their tags are placed."""
    return [_draw(document, found.start, arc) for arc in found.arcs]


def _draw(document: Document, start: Anchor, arc: Arc) -> Drawn:
    style, tops = document.style, document.tops()
    radius = style.theme.metric("canvas.arc_radius")
    foot = arc.way in ("next", "far")
    x = _departure(style, start, arc, foot)
    run = _lane_y(style, document.line(arc.via).tag_top + tops[arc.via[0]], arc.lane)
    start_y = tops[start.key[0]] + (start.line.box_bottom + 1 if foot else start.line.tag_top - 1)
    tip_x, _ = _tag_edges(style, arc.end)
    tip_y = tops[arc.end.key[0]] + arc.end.line.tag_top - 1
    path = QPainterPath()
    path.moveTo(x, start_y)
    path.lineTo(x, run + (-radius if foot else radius))
    path.quadTo(x, run, x + arc.side * radius, run)
    gutter: float | None = None
    label_y, origin = run, x
    if arc.way in ("same", "next"):
        _descend(path, tip_x, run, tip_y, -arc.side * radius, radius)
    else:
        gutter = _gutter_x(document, arc)
        label_y = _lane_y(style, tip_y + 1, 0)
        down = radius if label_y > run else -radius
        path.lineTo(gutter - arc.side * radius, run)
        path.quadTo(gutter, run, gutter, run + down)
        path.lineTo(gutter, label_y - down)
        path.quadTo(gutter, label_y, gutter - arc.side * radius, label_y)
        _descend(path, tip_x, label_y, tip_y, arc.side * radius, radius)
        origin = gutter
    label_x = _label_x(style, arc.wish.role, tip_x, origin)
    return Drawn(path, (tip_x, tip_y), (label_x, label_y), arc.wish.role, arc.wish.draft, gutter)


def _descend(path: QPainterPath, tip_x: float, run: float, tip_y: float, back: float, radius: float) -> None:
    """From a horizontal run round the corner and down to a tag."""
    path.lineTo(tip_x + back, run)
    path.quadTo(tip_x, run, tip_x, run + radius)
    path.lineTo(tip_x, tip_y - 3)


def _departure(style: Style, start: Anchor, arc: Arc, foot: bool) -> float:
    """Where an arc leaves the trigger: arcs to one side stand beside each other and do not cross."""
    step = style.scaled(6) * (arc.beside - 1 - arc.lane if foot else arc.lane)
    if foot:
        low, high = start.segment.x0 + style.scaled(4), start.segment.x1 - style.scaled(4)
    else:
        tag = next((tag for tag in start.line.tags if tag.segment is start.segment), None)
        left, width = (tag.x, tag.width) if tag else (start.segment.x0, start.segment.x1 - start.segment.x0)
        low, high = left + style.scaled(5), left + width - style.scaled(5)
    return min(low + step, high) if arc.side < 0 else max(high - step, low)


def _tag_edges(style: Style, end: Anchor) -> tuple[float, float]:
    """Where the arrow comes down on the tag of an anchor, and the tag's width."""
    tag = next((tag for tag in end.line.tags if tag.segment is end.segment and tag.words), None)
    if tag is None:
        return end.segment.x0 + style.scaled(10), 0
    return tag.x + min(tag.width / 2, style.scaled(10)), tag.width


def _lane_y(style: Style, tag_top: float, lane: int) -> float:
    return tag_top - style.scaled(4) - lane * style.arc_lane - style.scaled(5.5)


def gutter_edge(document: Document) -> float:
    """Where the first arc in the gutter runs, in column pixels."""
    reach = document.style.scaled(14)
    return document.column.width + reach if document.column.rtl else -reach


def _gutter_x(document: Document, arc: Arc) -> float:
    return gutter_edge(document) + arc.side * arc.order * document.style.gutter_lane


def _label_x(style: Style, role: str, tip: float, origin: float) -> float:
    """The left edge of a role's name: on the run if that is long enough for it, else beyond the arrow."""
    width = label_width(style, role)
    leftward = tip < origin
    fits = abs(origin - tip) > width + style.scaled(26)
    return tip + style.scaled(9) if leftward == fits else tip - style.scaled(9) - width


def label_width(style: Style, role: str) -> float:
    """The width of a role's name with the page-coloured field round it."""
    return style.role_metrics.horizontalAdvance(role) + 2 * style.scaled(4)
