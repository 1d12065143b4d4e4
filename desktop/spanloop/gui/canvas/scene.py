"""What one painting of the canvas needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.arcs import Drawn
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.found import Found
from spanloop.gui.canvas.view import PaintedMark

Look = Literal["plain", "focus", "argument", "dim", "suggestion"]


@dataclass(slots=True)
class Scene:
    """The document and the state around it. top: the text position at the viewport's upper edge, in pixels.

    cursor: what the keyboard's ring encloses. selected: whether that is a selection. focus: uid of the event whose arcs
    show; in_focus: it and its fillers. candidates: uid -> number; taken: the one that would be taken.
    clip: what of the viewport is to be painted, None for all. resting: uid of the mark under the cursor.
    found: what a search found.
    drag: from where to where a line follows the pointer, in viewport pixels; drag_from: the trigger that it starts on.
    """

    document: Document
    top: float
    width: float
    height: float
    ratio: float
    active: bool = False
    cursor: Fragments = ()
    selected: bool = False
    focus: PaintedMark | None = None
    in_focus: frozenset[str] = frozenset()
    candidates: Mapping[str, int] = field(default_factory=dict[str, int])
    taken: str | None = None
    hover: str | None = None
    resting: str | None = None
    clip: QRectF | None = None
    found: Found = field(default_factory=Found)
    arcs: list[Drawn] = field(default_factory=list[Drawn])
    drag: tuple[QPointF, QPointF] | None = None
    drag_from: PaintedMark | None = None

    def stretch(self) -> tuple[float, float]:
        """Between which heights of the viewport is to be painted."""
        return (self.clip.top(), self.clip.bottom()) if self.clip is not None else (0.0, self.height)

    def look(self, mark: PaintedMark) -> Look:
        """In which of its forms a mark is painted."""
        if mark.suggested:
            return "suggestion"
        if self.focus is None:
            return "plain"
        if mark is self.focus and mark.trigger:
            return "focus"
        if mark is self.focus or mark.uid in self.in_focus or not self.document.style.quiet:
            return "argument"
        return "dim"

    def pinned(self) -> frozenset[str]:
        """Marks whose tags are shown in full whatever their neighbours need."""
        uids = {self.focus.uid if self.focus else None, self.hover, self.taken, self.resting}
        return frozenset(uid for uid in uids if uid)
