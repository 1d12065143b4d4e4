"""A person's word on an article: this layer is exhaustively marked; this article is skipped; here is a question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from spanloop.core.changes import Changes
from spanloop.core.completeness import is_complete
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import LAYERS, Author, Completion, Layer
from spanloop.core.wording import count
from spanloop.operations.choosing import followers_of, stop_following, unignore
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
    """Say that layers of an article, or of `[start, end)` of it, are exhaustively marked under today's schema.

    Copies that follow it get its marks, and are complete as far as they read the same, in the same act.
    """
    size = len(project.article(article).text)
    stop = size if end is None else end
    if not 0 <= start < stop <= size:
        raise SpanloopError(
            f"Characters {start} to {stop} are not in the article, which has {size}", way_out="Choose a part of it."
        )
    schema, versions = project.schema, project.schemas
    own = project.marks(article, author)
    held = own.completions
    fresh = [
        Completion(new_uid(), layer, start, stop, schema.version, now())
        for layer in LAYERS
        if layer in layers and not is_complete(held, layer, start=start, end=stop, schema=schema, versions=versions)
    ]
    following = followers_of(
        project, author=author, marks=replace(own, completions=(*held, *fresh)), article=article
    )  # fmt: skip
    copies = following.copies if following is not None else 0
    if not fresh and not copies:
        return Changes()
    label = f"{' and '.join(c.layer for c in fresh)} complete"
    if following is not None and copies:
        label = f"{label}, with {count(copies, 'copy', 'copies')}" if fresh else following.label()
    with project.act(author, label) as act:
        act.add_completions(article, author, fresh)
        if fresh and project.state(article, author)[0] in {"skipped", "question"}:
            act.set_state(article, author, None)
            unignore(project, act, author=author, article=article)
        if following is not None:
            following.write(act)
    return act.changes


def reopen(project: Project, *, author: Author, article: str, layers: Collection[Layer] = LAYERS) -> Changes:
    """Take back the word that layers of an article are complete; also on the copies that follow it."""
    own = project.marks(article, author)
    held = [c for c in own.completions if c.layer in layers]
    if not held:
        return Changes()
    names = sorted({c.layer for c in held}, key=LAYERS.index)
    with project.act(author, f"reopen {' and '.join(names)}") as act:
        stop_following(project, act, author=author, article=article, marks=replace(own, completions=tuple(held)))
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
        if state != "skipped":
            unignore(project, act, author=author, article=article)
    return act.changes
