"""Folding what is no text of the article: of a long stretch of boilerplate or comments only its first line is shown.

A folded paragraph stands for all lines up to where the stretch ends; the gutter says how many more there are. Nothing
is folded that holds a mark, and whatever leads into a fold (a search, a problem, a place from before) opens it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby

from spanloop.core.marks import Event, Mention
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.view import CanvasView

#: So many lines, at least, are hidden: to save less is not worth the jump when it is opened.
LEAST = 3


class Folds:
    """Which stretches of the article that is shown are folded. on: whether any are; opened: where people opened one."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self._opened: set[int] = set()

    def forget(self) -> None:
        """Another article is shown."""
        self._opened.clear()

    def fold(self, paragraphs: Sequence[Paragraph], view: CanvasView) -> list[Paragraph]:
        """The paragraphs that are shown of these."""
        if not self.on:
            return list(paragraphs)
        shown: list[Paragraph] = []
        for kind, group in groupby(paragraphs, key=lambda each: each.zone.kind if each.zone and each.silent else ""):
            stretch = list(group)
            first = stretch[0]
            if kind and len(stretch) > LEAST and first.start not in self._opened and not _marked(stretch, view):
                first.hidden, first.hidden_to = len(stretch) - 1, stretch[-1].end
                first.last_of_zone = first.last_of_paragraph = True
                shown.append(first)
            else:
                shown += stretch
        return shown

    def open_at(self, paragraphs: Sequence[Paragraph], offset: int) -> bool:
        """Open the stretch that holds an article offset out of sight; whether there is one."""
        at = bisect_right(paragraphs, offset, key=lambda each: each.hidden_to or each.end)
        return at < len(paragraphs) and paragraphs[at].end <= offset and self.open(paragraphs[at])

    def open(self, paragraph: Paragraph) -> bool:
        """Open the stretch that begins with a paragraph; whether it was folded."""
        if paragraph.hidden:
            self._opened.add(paragraph.start)
        return bool(paragraph.hidden)


def _marked(stretch: Sequence[Paragraph], view: CanvasView) -> bool:
    """Whether a mark begins in a stretch; marks are in the order of the text."""
    start, end = stretch[0].start, stretch[-1].end
    everyone = (view.marks, *view.suggestions)
    return any(_begins_between(found, start, end) for marks in everyone for found in (marks.mentions, marks.events))


def _begins_between(marks: Sequence[Mention | Event], start: int, end: int) -> bool:
    at = bisect_left(marks, start, key=lambda mark: mark.start)
    return at < len(marks) and marks[at].start < end
