"""Marks of one label with the words around them, as examples for a guideline; read without whole articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from spanloop.core.marks import Fragments
from spanloop.store.packing import unpack_fragments
from spanloop.store.tables import ARGUMENT, ARTICLE, ARTICLE_TEXT, AUTHOR, COMPLETION, EVENT, SPAN

#: The newest marks of a project that are looked through, and how many of the label are taken from them.
_NEWEST, _TAKEN = 100_000, 120
#: Code points read on either side of a mark.
_AROUND = 240


class Found(NamedTuple):
    """One mark of the label. complete: its author completed its layer. changed: time of its last change, or ""."""

    mark: str
    article: int
    start: int
    end: int
    fragments: str
    quote: str
    author: str
    gold: bool
    complete: bool
    changed: str


class Around(NamedTuple):
    """The text around a mark. fragments: relative to `text`; offset: where `text` begins in the article."""

    article: str
    title: str
    text: str
    offset: int
    fragments: Fragments
    at_start: bool
    at_end: bool


def find_examples(connection: Connection, label: str, *, layer: str, role: str = "") -> list[Found]:
    """Marks of people and of gold with a label, newest first, among the newest of the project.

    label: an entity label (layer "entities") or an event type (layer "events"). role: of that type; then the mentions
    that fill it in events of the type.
    """
    floor = (connection.execute(select(func.max(SPAN.c.id))).scalar() or 0) - _NEWEST
    complete = (
        select(COMPLETION.c.id)
        .where(
            COMPLETION.c.article_id == SPAN.c.article_id,
            COMPLETION.c.author_id == SPAN.c.author_id,
            COMPLETION.c.layer == layer,
        )
        .exists()
    )
    people = {
        key: (name, kind == "gold")
        for key, name, kind in connection.execute(select(AUTHOR.c.id, AUTHOR.c.name, AUTHOR.c.kind))
        if kind in ("human", "gold")
    }
    query: Select[*tuple[Any, ...]] = (
        select(
            SPAN.c.uid, SPAN.c.article_id, SPAN.c.start, SPAN.c.end, SPAN.c.fragments, SPAN.c.quote, SPAN.c.author_id,
            complete, SPAN.c.changed,
        )
        # An expression, so that no index over authors is taken: from the newest mark down few are looked at.
        .where((SPAN.c.author_id + 0).in_(people), SPAN.c.id > floor)
        .order_by(SPAN.c.id.desc())
        .limit(_TAKEN)
    )  # fmt: skip
    if role:
        query = (
            query.join(ARGUMENT, ARGUMENT.c.span_id == SPAN.c.id)
            .join(EVENT, EVENT.c.id == ARGUMENT.c.event_id)
            .where(ARGUMENT.c.role == role, EVENT.c.type == label)
        )
    else:
        query = query.where(SPAN.c.label == label, SPAN.c.layer == layer)
    return [
        Found(uid, article, start, end, fragments, quote, *people[author], bool(done), changed)
        for uid, article, start, end, fragments, quote, author, done, changed in connection.execute(query)
    ]


def read_around(connection: Connection, found: Sequence[Found]) -> list[Around]:
    """The text around each mark; what stands far away is not read."""
    read: list[Around] = []
    for one in found:
        first = max(0, one.start - _AROUND)
        # substr counts from 1, in code points as offsets do.
        text = func.substr(ARTICLE_TEXT.c.text, first + 1, one.end - first + _AROUND)
        query = (
            select(ARTICLE.c.uid, ARTICLE.c.title, text, ARTICLE.c.length)
            .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
            .where(ARTICLE.c.id == one.article)
        )
        uid, title, words, length = connection.execute(query).one()
        pairs = unpack_fragments(one.fragments, one.start, one.end)
        fragments = tuple((start - first, end - first) for start, end in pairs)
        read.append(Around(uid, title, words, first, fragments, first == 0, first + len(words) >= length))
    return read
