"""Where a range of the article is seen in a laid-out paragraph."""

from __future__ import annotations

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.lines import Line, visual_runs
from spanloop.gui.canvas.paragraphs import Paragraph


def runs_of(paragraph: Paragraph, fragments: Fragments) -> list[tuple[Line, float, float]]:
    """The pieces of a range on each line of a paragraph: the line, left and right edge in column pixels."""
    found: list[tuple[Line, float, float]] = []
    for start, end in fragments:
        if start >= paragraph.end or end <= paragraph.start:
            continue
        low, high = paragraph.to_units(start), paragraph.to_units(end)
        for line in paragraph.lines:
            begin, stop = max(low, line.start), min(high, line.seen_end)
            if begin < stop:
                found += [(line, x0, x1) for x0, x1 in visual_runs(paragraph, line, begin, stop)]
    return found


def hulls_of(paragraph: Paragraph, fragments: Fragments) -> list[tuple[Line, float, float]]:
    """Like runs_of, with one piece a line and fragment: from the leftmost to the rightmost edge."""
    hulls: list[tuple[Line, float, float]] = []
    for fragment in fragments:
        by_line: dict[int, tuple[Line, float, float]] = {}
        for line, x0, x1 in runs_of(paragraph, (fragment,)):
            _, low, high = by_line.get(line.start, (line, x0, x1))
            by_line[line.start] = (line, min(low, x0), max(high, x1))
        hulls += by_line.values()
    return hulls
