"""The arcs of the focused event: which way each goes, in which lanes, and its path.

Arcs are orthogonal and never cross text. They run in head-room above lines and in the gutter:

- same line: up from the trigger's tag, over, and down on the argument's tag;
- next line: out of the foot of the pill into the head-room of that line;
- further down: the same, then along the gutter to the head-room of its line;
- further up: from the tag to the gutter, and along it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from spanloop.gui.canvas.document import Anchor, Document, LineKey
from spanloop.gui.canvas.headroom import Doors, Figures, Run, place_runs, spread
from spanloop.gui.canvas.lines import Tag
from spanloop.gui.canvas.shapes import rounded_line
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.tagging import tag_line
from spanloop.gui.canvas.view import PaintedMark

Way = Literal["same", "next", "far", "above"]
LinkWay = Literal["", "to", "from"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One arc to draw: the role's name, the mark at its end, and whether it is only a draft (dashed).

    link: "to" or "from" for a link that leads to that mark or comes from there; those are thin.
    """

    role: str
    target: PaintedMark
    draft: bool = False
    link: LinkWay = ""


@dataclass(slots=True, eq=False)
class Arc:
    """An arc with its way. via: the line whose head-room it runs in first. tip: where its arrow comes down.

    run: its part in that head-room; last: its part in the head-room of the line it ends in, for one that comes through
    the gutter. order: its place in the gutter, 0 nearest the text.
    """

    wish: Wish
    end: Anchor
    way: Way
    via: LineKey
    tip: float
    run: Run
    last: Run | None = None
    order: int = 0


@dataclass(slots=True)
class Route:
    """All arcs of one trigger, nearest first, and the head-room that they need."""

    start: Anchor
    arcs: list[Arc]

    def headroom(self) -> dict[LineKey, int]:
        """Lanes of arcs above each line that has any."""
        lanes: dict[LineKey, int] = {}
        for arc in self.arcs:
            lanes[arc.via] = max(lanes.get(arc.via, 0), arc.run.row + 1)
            if arc.last is not None:
                lanes[arc.end.key] = max(lanes.get(arc.end.key, 0), arc.last.row + 1)
        return lanes


@dataclass(slots=True)
class Drawn:
    """An arc ready for painting, in column pixels across and text pixels down.

    tip: the point of the arrow. name: the field of the role's name, None where there is no room for it. words: that
    name, shortened when it is very long. gutter: the vertical run's position, if there is one. link: as of a wish.
    """

    path: QPainterPath
    tip: tuple[float, float]
    name: QRectF | None
    words: str
    role: str
    draft: bool
    gutter: float | None
    link: LinkWay = ""


def route(document: Document, trigger: PaintedMark, wishes: Sequence[Wish], pinned: frozenset[str]) -> Route | None:
    """Find the way of each arc; None when the trigger is not in the text.

    pinned: marks whose tags are shown in full, for arcs leave and arrows point at tags.
    """
    start = document.anchor(trigger)
    if start is None:
        return None
    below = document.next_line(start.key)
    _place_tags(document, start, pinned)
    centre = (start.segment.x0 + start.segment.x1) / 2
    ends = [(wish, document.anchor(wish.target)) for wish in wishes if wish.target is not trigger]
    arcs: list[Arc] = []
    for wish, end in ends:
        if end is not None:
            _place_tags(document, end, pinned)
            arcs.append(_arc(document, start.key, below, wish, end))
    _part_tips(document, arcs)
    _through_gutter(document, [arc for arc in arcs if arc.last is not None])
    for arc in arcs:
        if arc.last is None:
            arc.run.side = 1 if arc.tip > centre else -1
            arc.run.tip = arc.tip
    # The nearest argument takes the lowest lane; those in the gutter go above all others.
    arcs.sort(key=lambda arc: (1e4 + arc.order) if arc.last else abs(arc.tip - centre))
    figures = _figures(document)
    inner_last = [arc for arc in arcs if arc.last is None] + [arc for arc in reversed(arcs) if arc.last is not None]
    above = [arc.run for arc in inner_last if arc.via == start.key]
    place_runs(above, figures, _doors(document.style, start, below=False))
    place_runs([arc.run for arc in arcs if arc.via != start.key], figures, _doors(document.style, start, below=True))
    return Route(start, arcs)


def _place_tags(document: Document, anchor: Anchor, pinned: frozenset[str]) -> None:
    paragraph = document.paragraphs[anchor.key[0]]
    tag_line(paragraph, anchor.line, document.style, pinned=pinned, troubled=document.troubled)


def _arc(document: Document, start: LineKey, below: LineKey | None, wish: Wish, end: Anchor) -> Arc:
    tip = _tip(document, end)
    name = label_width(document.style, words_of(document, wish.role))
    if end.key == start:
        return Arc(wish, end, "same", start, tip, Run(1, tip, name))
    if below is not None and end.key == below:
        return Arc(wish, end, "next", below, tip, Run(1, tip, name))
    outward = 1 if document.column.rtl else -1
    last = Run(-outward, tip, name, gutter_edge(document))
    if below is not None and end.key > start:
        return Arc(wish, end, "far", below, tip, Run(outward, None), last)
    return Arc(wish, end, "above", start, tip, Run(outward, None), last)


def _tip(document: Document, end: Anchor) -> float:
    """Where an arrow comes down: on the mark's tag, or where that would begin."""
    reach = document.style.scaled(10)
    tag = _tag(end)
    if tag is not None and tag.words:
        return tag.x + min(tag.width / 2, reach)
    return end.segment.x1 - reach if document.paragraphs[end.key[0]].rtl else end.segment.x0 + reach


def _tag(anchor: Anchor) -> Tag | None:
    return next((tag for tag in anchor.line.tags if tag.segment is anchor.segment), None)


def _part_tips(document: Document, arcs: Iterable[Arc]) -> None:
    """Let no two arrows come down on the same place, as on one mark in two roles or on tags that are collapsed."""
    lines: dict[LineKey, list[Arc]] = {}
    for arc in arcs:
        lines.setdefault(arc.end.key, []).append(arc)
    style = document.style
    for key, group in lines.items():
        # In reading direction, for that is where the mark goes on.
        sign = -1 if document.paragraphs[key[0]].rtl else 1
        low, high = sorted((sign * style.scaled(4), sign * (document.column.width - style.scaled(4))))
        tips = spread([sign * arc.tip for arc in group], gap=style.scaled(11), low=low, high=high)
        for arc, tip in zip(group, tips, strict=True):
            arc.tip = sign * tip
            (arc.last or arc.run).tip = arc.tip


def _through_gutter(document: Document, arcs: Sequence[Arc]) -> None:
    """Lanes in the lines where these arcs end, the nearest argument lowest, and places in the gutter."""
    edge, figures = gutter_edge(document), _figures(document)
    lines: dict[LineKey, list[Arc]] = {}
    for arc in sorted(arcs, key=lambda arc: abs(arc.tip - edge)):
        lines.setdefault(arc.end.key, []).append(arc)
    for group in lines.values():
        place_runs([arc.last for arc in group if arc.last is not None], figures)
    # So that none crosses another: downward, the higher lane is the inner one; upward, the lower.
    for way, forward in (("far", 1), ("above", -1)):
        going = [arc for arc in arcs if arc.way == way]
        going.sort(key=lambda arc: (forward * arc.end.key[0], forward * arc.end.key[1], -forward * _last_row(arc)))
        for order, arc in enumerate(going):
            arc.order = order


def _last_row(arc: Arc) -> int:
    return arc.last.row if arc.last is not None else 0


def _figures(document: Document) -> Figures:
    style, column = document.style, document.column
    inner, outer = style.scaled(11), style.scaled(20)
    return Figures(
        left=-outer if column.rtl else -inner,
        right=column.width + (inner if column.rtl else outer),
        radius=style.arc_radius,
        offset=style.scaled(9),
        spare=style.scaled(26),
        arrow=style.scaled(5),
        line=style.scaled(3),
        step=style.scaled(6),
    )


def _doors(style: Style, start: Anchor, *, below: bool) -> Doors:
    """Where arcs leave the trigger: out of its foot, or out of its tag."""
    low, high, margin = start.segment.x0, start.segment.x1, style.scaled(4)
    tag = _tag(start)
    if not below and tag is not None:
        low, high, margin = tag.x, tag.x + tag.width, style.scaled(5)
    middle = (low + high) / 2
    return Doors(min(low + margin, middle), max(high - margin, middle), below)


def draw(document: Document, found: Route) -> list[Drawn]:
    """The paths of a route where the lines stand now."""
    count = max((arc.order + 1 for arc in found.arcs), default=0)
    return [_draw(document, found.start, arc, count) for arc in found.arcs]


def _draw(document: Document, start: Anchor, arc: Arc, in_gutter: int) -> Drawn:
    style, tops = document.style, document.tops()
    run = _lane_y(style, document.line(arc.via).tag_top + tops[arc.via[0]], arc.run.row)
    foot = arc.way in ("next", "far")
    start_y = tops[start.key[0]] + (start.line.box_bottom + 1 if foot else start.line.tag_top - 1)
    tip_y = tops[arc.end.key[0]] + arc.end.line.tag_top - 1
    points = [(arc.run.begin, start_y), (arc.run.begin, run)]
    gutter: float | None = None
    named = arc.run
    if arc.last is not None:
        gutter = _gutter_x(document, arc, in_gutter)
        named = arc.last
        points.append((gutter, run))
        run = _lane_y(style, tip_y + 1, arc.last.row)
        points.append((gutter, run))
    points += [(arc.tip, run), (arc.tip, tip_y - 3 * style.arrow)]
    path = rounded_line(points, style.arc_radius)
    height = style.scaled(14)
    name = None if named.label is None else QRectF(named.label, run - height / 2, named.name, height)
    words = words_of(document, arc.wish.role)
    return Drawn(path, (arc.tip, tip_y), name, words, arc.wish.role, arc.wish.draft, gutter, arc.wish.link)


def _lane_y(style: Style, tag_top: float, lane: int) -> float:
    return tag_top - style.scaled(4) - lane * style.arc_lane - style.scaled(5.5)


def gutter_edge(document: Document) -> float:
    """Where the first arc in the gutter runs, in column pixels."""
    reach = document.style.scaled(14)
    return document.column.width + reach if document.column.rtl else -reach


def _gutter_x(document: Document, arc: Arc, count: int) -> float:
    """Where an arc runs in the gutter: closer to its neighbours when there are more than have room."""
    edge = gutter_edge(document)
    room = document.column.gutter - document.style.scaled(14 + 6)
    pitch = min(document.style.gutter_lane, max(room, 0) / max(count - 1, 1))
    return edge + arc.run.side * arc.order * pitch


def words_of(document: Document, role: str) -> str:
    """A role's name as it is shown on an arc: shortened when it would take much of a line."""
    return document.style.role_words(role, document.column.width * 0.3)


def label_width(style: Style, words: str) -> float:
    """The width of a role's name with the page-coloured field round it; 0 without a name."""
    return style.role_metrics.horizontalAdvance(words) + 2 * style.scaled(4) if words else 0.0
