"""A mark in words, for tooltips and screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.core.marks import Event, Fragments
from spanloop.core.schema import EntityLabel, EventType
from spanloop.core.wording import count
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.hits import Hit
from spanloop.gui.canvas.view import CanvasView, PaintedMark

_LONGEST = 80
#: So many marks are named in one tooltip.
_MOST = 8


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


def describe_all(view: CanvasView, first: PaintedMark, around: Sequence[PaintedMark]) -> str:
    """A mark and those around it, one a line, inner ones first; of one alone also what its label is for."""
    others = sorted((mark for mark in around if mark is not first), key=lambda mark: (mark.length, mark.uid))
    lines = [describe(view, mark) for mark in (first, *others[: _MOST - 1])]
    if len(others) >= _MOST:
        lines.append(f"and {len(others) - _MOST + 1:,} more")
    if not others and (item := _item(view, first)) is not None and item.help.gloss:
        lines.append(f"{first.label}: {item.help.gloss}")
    return "\n".join(lines)


def tooltip(document: Document, found: Hit, *, beside: bool) -> str:
    """What to say of what lies under the pointer; "" of bare text. beside: whether that is the gutter."""
    if found.mark is not None:
        around = document.book.covering(found.offset, found.offset + 1)
        # On a tag, the letter below it may be another mark's.
        return describe_all(document.view, found.mark, around if found.mark in around else [])
    more = document.book.crowded_out(document.book.paragraph_at(found.offset)) if beside else 0
    return f"{count(more, 'mark')} more than can be told apart here; the lists have all of them" if more else ""


def _item(view: CanvasView, mark: PaintedMark) -> EntityLabel | EventType | None:
    return view.schema.event(mark.label) if mark.trigger else view.schema.entity(mark.label)


def quote(view: CanvasView, fragments: Fragments) -> str:
    """The words of a range on one line, cut off when they are very many."""
    words = " … ".join(view.article.text[start:end] for start, end in fragments)
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
