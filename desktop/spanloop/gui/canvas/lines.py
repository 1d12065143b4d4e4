"""Breaking one paragraph into lines, and stacking what stands above and below each line's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextLayout, QTextLine

from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.view import PaintedMark


@dataclass(slots=True, eq=False)
class Segment:
    """The part of a mark that lies on one line. x0, x1: its outer edges in pixels from the text column's left.

    runs: the pieces of it that are seen side by side, several where writing directions mix. head, tail: whether the
    fragment begins or ends here; first: whether the mark itself begins here, so that its tag stands here.
    """

    mark: PaintedMark
    x0: float
    x1: float
    runs: list[tuple[float, float]]
    head: bool
    tail: bool
    first: bool


@dataclass(slots=True)
class Tag:
    """A tag as painted: its left edge and width in column pixels, and its words; "" when there was no room.

    sign: whether a problem's triangle stands behind it.
    """

    segment: Segment
    x: float
    width: int
    words: str
    sign: bool = False


@dataclass(slots=True, eq=False)
class Line:
    """One line of a paragraph. start, end: UTF-16 offsets in the paragraph; seen_end is end less white space.

    Heights are pixels from the paragraph's top, downwards: top, tag_top, box_top, box_bottom, bottom.
    """

    text_line: QTextLine
    start: int
    end: int
    seen_end: int
    segments: list[Segment] = field(default_factory=list)
    lanes: int = 0
    arcs: int = 0
    top: int = 0
    tag_top: int = 0
    box_top: int = 0
    box_bottom: int = 0
    bottom: int = 0
    tags: list[Tag] = field(default_factory=list)
    tag_state: object = None


def break_lines(paragraph: Paragraph, style: Style, width: float) -> None:
    """Lay the text of a paragraph out in lines of at most `width` pixels; marks play no part in it."""
    face = style.face(paragraph)
    layout = QTextLayout(paragraph.text, face.font)
    layout.setTextOption(style.option(paragraph))
    layout.setCacheEnabled(True)
    layout.beginLayout()
    paragraph.lines = []
    while (text_line := layout.createLine()).isValid():
        text_line.setLineWidth(width)
        start = text_line.textStart()
        end = start + text_line.textLength()
        seen = paragraph.text[paragraph.units.to_code_point(start) : paragraph.units.to_code_point(end)]
        # White space is never wider than one UTF-16 unit.
        paragraph.lines.append(Line(text_line, start, end, end - (len(seen) - len(seen.rstrip()))))
    layout.endLayout()
    paragraph.layout = layout


def find_segments(paragraph: Paragraph, marks: Sequence[PaintedMark]) -> None:
    """Give each line of a laid-out paragraph its segments, longer marks first."""
    for line in paragraph.lines:
        line.segments = []
        line.tag_state = None
    for mark in sorted(marks, key=lambda mark: (-mark.length, mark.start, mark.uid)):
        for index, (start, end) in enumerate(mark.fragments):
            if start < paragraph.end and end > paragraph.start:
                _add_segments(paragraph, mark, start, end, first=index == 0)


def _add_segments(paragraph: Paragraph, mark: PaintedMark, start: int, end: int, *, first: bool) -> None:
    units_start, units_end = paragraph.to_units(start), paragraph.to_units(end)
    for line in paragraph.lines:
        if line.end <= units_start:
            continue
        if line.start >= units_end:
            break
        low, high = max(units_start, line.start), min(units_end, line.end)
        runs = visual_runs(paragraph, line, low, min(high, max(line.seen_end, low)))
        if not runs:
            continue
        head = low == units_start and start >= paragraph.start
        tail = high == units_end and end <= paragraph.end
        line.segments.append(Segment(mark, runs[0][0], runs[-1][1], runs, head, tail, first and head))


def visual_runs(paragraph: Paragraph, line: Line, start: int, end: int) -> list[tuple[float, float]]:
    """Where the characters `[start, end)` (UTF-16, within the line) are seen: column pixels, from left to right."""
    if end <= start:
        return []
    if not paragraph.mixed:
        return [(x_of(line.text_line, start), x_of(line.text_line, end))]
    # At a change of direction cursorToX is ambiguous, so ask the glyphs where they are.
    rects = (run.boundingRect() for run in line.text_line.glyphRuns(start, end - start))
    pieces = sorted((rect.left(), rect.right()) for rect in rects if rect.width() > 0)
    joined: list[tuple[float, float]] = []
    for left, right in pieces:
        if joined and left <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def x_of(text_line: QTextLine, units: int) -> float:
    """Where the cursor stands before a UTF-16 offset, in column pixels."""
    found: object = text_line.cursorToX(units)
    # PySide returns the position that it brought within the line as well.
    return float(found[0] if isinstance(found, tuple) else found)  # pyright: ignore[reportArgumentType]


def stack(paragraph: Paragraph, style: Style, headroom: Callable[[int], int]) -> None:
    """Place the lines of a laid-out paragraph one under the other and set its height.

    headroom: how many lanes of arcs the line of an index needs above its tags. From the top: arcs, tags, text box,
    underlines, a gap.
    """
    face = style.face(paragraph)
    bare = paragraph.silent
    y = 0
    for index, line in enumerate(paragraph.lines):
        line.arcs = headroom(index)
        deepest = max((s.mark.lane for s in line.segments if not s.mark.trigger and not s.mark.suggested), default=0)
        line.lanes = 0 if bare and not line.segments else deepest + 1
        line.top = y
        line.tag_top = y + (line.arcs * style.arc_lane + style.arc_clear if line.arcs else 0)
        line.box_top = line.tag_top + (0 if bare and not line.segments else style.tag_row)
        line.box_bottom = line.box_top + face.box
        line.bottom = line.box_bottom + (line.lanes * style.lane + style.line_foot if line.lanes else 0) + style.looser
        line.text_line.setPosition(QPointF(0, line.box_top + face.baseline - line.text_line.ascent()))
        y = line.bottom
    if paragraph.last_of_paragraph:
        y += style.paragraph_gap + (style.headline_gap if paragraph.face == "headline" else 0)
    paragraph.height = y


def estimate_height(paragraph: Paragraph, style: Style, width: float) -> float:
    """About how high a paragraph will be, without laying it out."""
    face = style.face(paragraph)
    count = int(len(paragraph.text) * face.char_width / max(width, 1)) + 1
    line = face.box if paragraph.silent else face.box + style.tag_row + style.lane + style.line_foot
    return count * (line + style.looser) + (style.paragraph_gap if paragraph.last_of_paragraph else 0)
