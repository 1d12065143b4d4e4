"""The queue: every article as one author sees it, by a few plain queries over the whole project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, select, union

from spanloop.core.article import SILENT_ZONES
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.schema import Schema
from spanloop.store.derived_tables import CLUSTER, CLUSTER_MEMBER
from spanloop.store.records import QueueRow, QueueState
from spanloop.store.tables import (
    ARTICLE,
    ARTICLE_STATE,
    AUTHOR,
    COMPLETION,
    EXTRACTOR,
    SPAN,
    VERDICT,
    ZONE,
)

_ALIKE = ("article_id", "layer", "start", "end", "label", "fragments")


def read_queue(
    connection: Connection, author_uid: str, versions: Mapping[str, Schema], schema: Schema
) -> list[QueueRow]:
    """All articles in order of import. versions: every schema that the project has or had, by version."""
    author = connection.execute(select(AUTHOR.c.id).where(AUTHOR.c.uid == author_uid)).scalar()
    author_id = -1 if author is None else author
    waiting = undecided(connection, author_id)
    complete = _complete_layers(connection, author_id, versions, schema)
    stated = {
        key: (state, reason)
        for key, state, reason in connection.execute(
            select(ARTICLE_STATE.c.article_id, ARTICLE_STATE.c.state, ARTICLE_STATE.c.reason).where(
                ARTICLE_STATE.c.author_id == author_id
            )
        )
    }
    started = _started(connection, author_id)
    clusters = _clusters(connection)
    sizes = Counter(clusters.values())
    needed = layers_of(schema)
    columns = ("id", "uid", "title", "source", "date", "language")
    rows = connection.execute(select(*(ARTICLE.c[name] for name in columns)).order_by(ARTICLE.c.id))
    queue: list[QueueRow] = []
    for position, row in enumerate(rows):
        key, uid, title, source, date, language = tuple(row)
        layers = complete.get(key, ())
        state, reason = stated.get(key, ("", ""))
        seen: QueueState
        if state in ("skipped", "question"):
            seen = state
        elif layers and all(layer in layers for layer in needed):
            seen = "complete"
        elif state or layers or key in started:
            seen = "started"
        else:
            seen = "new"
        cluster = clusters.get(key)
        queue.append(
            QueueRow(
                uid, title, source, date, language, seen, reason, waiting.get(key, 0), layers, position,
                cluster, sizes[cluster] if cluster else 0,
            )
        )  # fmt: skip
    return queue


def layers_of(schema: Schema) -> tuple[Layer, ...]:
    """The layers that a schema has anything for."""
    return tuple(layer for layer in LAYERS if (schema.entities if layer == "entities" else schema.events))


def _clusters(connection: Connection) -> dict[int, str]:
    """The cluster of each article that shares one with another article, by key."""
    rows = connection.execute(
        select(CLUSTER_MEMBER.c.article_id, CLUSTER.c.uid).join_from(
            CLUSTER_MEMBER, CLUSTER, CLUSTER.c.id == CLUSTER_MEMBER.c.cluster_id
        )
    )
    found: dict[int, str] = dict(rows.all())
    sizes = Counter(found.values())
    return {key: uid for key, uid in found.items() if sizes[uid] > 1}


def _started(connection: Connection, author_id: int) -> set[int]:
    queries = [select(table.c.article_id).where(table.c.author_id == author_id).distinct() for table in (SPAN, VERDICT)]
    return {key for query in queries for (key,) in connection.execute(query)}


def undecided(connection: Connection, author_id: int) -> dict[int, int]:
    """How many suggestions of the current extractor and of rules wait for an author, by article key.

    Decided are those with a verdict, those whose like (layer, label and place) was rejected before, those that the
    author has marked alike, and those in boilerplate or comments, which cannot be marked. A trigger stands for its
    event.
    """
    current = select(EXTRACTOR.c.author_id).where(EXTRACTOR.c.state == "current")
    rules = select(AUTHOR.c.id).where(AUTHOR.c.kind == "rules")
    authors = [key for (key,) in connection.execute(union(current, rules))]
    if not authors:
        return {}
    total = dict(
        connection.execute(
            select(SPAN.c.article_id, func.count()).where(SPAN.c.author_id.in_(authors)).group_by(SPAN.c.article_id)
        ).all()
    )
    if not total:
        return {}
    for key, count in connection.execute(_decided(author_id, authors)):
        total[key] -= count
    return total


def _decided(author_id: int, authors: Sequence[int]) -> Select[*tuple[Any, ...]]:
    mine = SPAN.alias("mine")
    verdicts = (
        select(SPAN.c.article_id, SPAN.c.id)
        .join_from(VERDICT, SPAN, SPAN.c.uid == VERDICT.c.suggestion)
        .where(VERDICT.c.author_id == author_id, SPAN.c.author_id.in_(authors))
    )
    rejected = (
        select(SPAN.c.article_id, SPAN.c.id)
        .select_from(VERDICT)
        .join(SPAN, _alike(VERDICT))
        .where(VERDICT.c.author_id == author_id, VERDICT.c.outcome == "rejected", SPAN.c.author_id.in_(authors))
    )
    marked = (
        select(SPAN.c.article_id, SPAN.c.id)
        .select_from(mine)
        .join(SPAN, _alike(mine))
        .where(mine.c.author_id == author_id, SPAN.c.author_id.in_(authors))
    )
    silenced = (
        select(SPAN.c.article_id, SPAN.c.id)
        .select_from(SPAN)
        .join(ZONE, and_(ZONE.c.article_id == SPAN.c.article_id, ZONE.c.start < SPAN.c.end, ZONE.c.end > SPAN.c.start))
        .where(ZONE.c.kind.in_(SILENT_ZONES), SPAN.c.author_id.in_(authors))
    )
    decided = union(verdicts, rejected, marked, silenced).subquery()
    return select(decided.c.article_id, func.count()).group_by(decided.c.article_id)


def _alike(table: FromClause) -> ColumnElement[bool]:
    return and_(*(SPAN.c[name] == table.c[name] for name in _ALIKE))


def _complete_layers(
    connection: Connection, author_id: int, versions: Mapping[str, Schema], schema: Schema
) -> dict[int, tuple[Layer, ...]]:
    """Layers that an author completed over the whole text, under a schema that had all labels of the present one."""
    query = (
        select(
            COMPLETION.c.article_id,
            COMPLETION.c.layer,
            COMPLETION.c.start,
            COMPLETION.c.end,
            COMPLETION.c.schema_version,
            ARTICLE.c.length,
        )
        .join_from(COMPLETION, ARTICLE, COMPLETION.c.article_id == ARTICLE.c.id)
        .where(COMPLETION.c.author_id == author_id)
        .order_by(COMPLETION.c.article_id, COMPLETION.c.layer, COMPLETION.c.start)
    )
    reached: defaultdict[int, dict[Layer, int]] = defaultdict(dict)
    length: dict[int, int] = {}
    covers = _Covers(versions, schema)
    for key, layer, start, end, version, characters in connection.execute(query):
        length[key] = characters
        before = reached[key].get(layer, 0)
        if start <= before and covers(version, layer):
            reached[key][layer] = max(before, end)
    return {
        key: tuple(layer for layer in LAYERS if by_layer.get(layer, 0) >= length[key])
        for key, by_layer in reached.items()
    }


class _Covers:
    """Whether a completion under a version still holds: a label added since reopens the layer."""

    def __init__(self, versions: Mapping[str, Schema], schema: Schema) -> None:
        self.versions = versions
        self.schema = schema
        self.known: dict[tuple[str, Layer], bool] = {}

    def __call__(self, version: str, layer: Layer) -> bool:
        key = (version, layer)
        if key not in self.known:
            older = self.versions.get(version)
            # A version that was never here came with a file from elsewhere: the person's word is taken.
            self.known[key] = older is None or _labels(self.schema, layer) <= _labels(older, layer)
        return self.known[key]


def _labels(schema: Schema, layer: Layer) -> set[str]:
    return {item.label for item in schema.entities} if layer == "entities" else {item.type for item in schema.events}
