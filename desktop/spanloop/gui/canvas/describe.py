"""A mark in words, for tooltips and screen readers."""

from __future__ import annotations

from spanloop.core.marks import Event, Fragments
from spanloop.core.wording import count
from spanloop.gui.canvas.view import CanvasView, PaintedMark

_LONGEST = 80


def describe(view: CanvasView, mark: PaintedMark) -> str:
    """Plain text such as "STRIKE shelled, 4 arguments, suggested by Extractor v7, .81, No place."."""
    parts = [f"{mark.label} {quote(view, mark.fragments)}"]
    if isinstance(mark.source, Event) and mark.source.arguments:
        parts.append(count(len(mark.source.arguments), "argument"))
    if mark.author is not None:
        parts.append(f"suggested by {mark.author.name}")
        if mark.source.score is not None:
            parts.append(f"{mark.source.score:.2f}".removeprefix("0"))
    parts += [problem.message for problem in view.problems if problem.mark == mark.uid]
    return ", ".join(parts)


def quote(view: CanvasView, fragments: Fragments) -> str:
    """The words of a range on one line, cut off when they are very many."""
    words = " … ".join(view.article.text[start:end] for start, end in fragments)
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
