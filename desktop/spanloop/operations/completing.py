"""A person's word on an article: this layer is exhaustively marked; this article is skipped; here is a question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from spanloop.core.changes import Changes
from spanloop.core.completeness import is_complete
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import LAYERS, Author, Completion, Layer
from spanloop.store.project import Project


def complete(
    project: Project,
    *,
    author: Author,
    article: str,
    layers: Collection[Layer] = LAYERS,
    start: int = 0,
    end: int | None = None,
) -> Changes:
    """Say that layers of an article, or of `[start, end)` of it, are exhaustively marked under today's schema."""
    size = len(project.article(article).text)
    stop = size if end is None else end
    if not 0 <= start < stop <= size:
        raise SpanloopError(
            f"Characters {start} to {stop} are not in the article, which has {size}", way_out="Choose a part of it."
        )
    schema, versions = project.schema, project.schemas
    held = project.marks(article, author).completions
    fresh = [
        Completion(new_uid(), layer, start, stop, schema.version, now())
        for layer in LAYERS
        if layer in layers and not is_complete(held, layer, start=start, end=stop, schema=schema, versions=versions)
    ]
    if not fresh:
        return Changes()
    with project.act(author, f"{' and '.join(c.layer for c in fresh)} complete") as act:
        act.add_completions(article, author, fresh)
        if project.state(article, author)[0] in {"skipped", "question"}:
            act.set_state(article, author, None)
    return act.changes


def reopen(project: Project, *, author: Author, article: str, layers: Collection[Layer] = LAYERS) -> Changes:
    """Take back the word that layers of an article are complete."""
    held = [c for c in project.marks(article, author).completions if c.layer in layers]
    if not held:
        return Changes()
    names = sorted({c.layer for c in held}, key=LAYERS.index)
    with project.act(author, f"reopen {' and '.join(names)}") as act:
        act.remove_completions([c.uid for c in held])
    return act.changes


def set_state(
    project: Project,
    *,
    author: Author,
    article: str,
    state: Literal["skipped", "question"] | None,
    reason: str = "",
) -> Changes:
    """Skip an article with a reason, put a question to it, or (None) take either back."""
    if state is not None and not reason.strip():
        raise SpanloopError("A reason is missing", way_out="Say in a few words why.")
    if (state, reason.strip()) == project.state(article, author):
        return Changes()
    with project.act(author, {"skipped": "skip", "question": "ask"}.get(state or "", "take up again")) as act:
        act.set_state(article, author, state, reason=reason.strip())
    return act.changes
