"""Past marks as plain rows, a range of keys at a time: what a project's experience is counted from."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from spanloop.store.tables import ARGUMENT, AUTHOR, EVENT, LINK, SPAN

#: Whose marks teach: people's and the adjudicated ones. A suggestion that nobody accepted teaches nothing.
_TEACHERS = ("human", "gold")
_TABLES: tuple[Table, ...] = (SPAN, ARGUMENT, LINK)


class PastSpan(NamedTuple):
    """A mention or trigger. quote: its fragments apart by one space."""

    trigger: bool
    name: str
    quote: str


class PastFiller(NamedTuple):
    """A filler of a role. before: it begins before the trigger."""

    event_type: str
    role: str
    label: str
    before: bool


class PastLink(NamedTuple):
    """A link, with the labels or types of its ends."""

    type: str
    source: str
    target: str


class Past(NamedTuple):
    """What a range of keys holds of each."""

    spans: list[PastSpan]
    fillers: list[PastFiller]
    links: list[PastLink]


def newest_keys(connection: Connection) -> tuple[int, ...]:
    """The highest keys of spans, arguments and links, 0 where there are none; in the order that read_past takes."""
    return tuple(connection.execute(select(func.max(table.c.id))).scalar() or 0 for table in _TABLES)


def read_past(connection: Connection, *, after: tuple[int, ...], until: tuple[int, ...]) -> Past:
    """What people marked, by keys above `after` and up to `until`. The cost follows the width of the range alone."""
    teachers = [key for (key,) in connection.execute(select(AUTHOR.c.id).where(AUTHOR.c.kind.in_(_TEACHERS)))]
    queries = (_spans(), _fillers(), _links())
    found: list[list[Any]] = [
        list(connection.execute(_within(query, table, low, high, teachers))) if low < high else []
        for query, table, low, high in zip(queries, _TABLES, after, until, strict=True)
    ]
    spans, fillers, links = found
    return Past(
        [PastSpan(row[0] == "events", row[1], row[2]) for row in spans],
        [PastFiller(row[0], row[1], row[2], bool(row[3])) for row in fillers],
        [PastLink(row[0], row[1], row[2]) for row in links],
    )


def _within(query: Any, table: Table, low: int, high: int, teachers: list[int]) -> Any:
    # Added to 0, so that SQLite goes along the keys and not through all that an author ever marked.
    author = table.c.author_id + 0
    return query.where(table.c.id > low, table.c.id <= high, author.in_(teachers))


# Making a query with its aliases takes longer than asking it.
@cache
def _spans() -> Any:
    return select(SPAN.c.layer, SPAN.c.label, SPAN.c.quote)


@cache
def _fillers() -> Any:
    trigger, filler = SPAN.alias("trigger"), SPAN.alias("filler")
    filling, filling_trigger = EVENT.alias("filling"), SPAN.alias("filling_trigger")
    return (
        select(
            EVENT.c.type,
            ARGUMENT.c.role,
            func.coalesce(filler.c.label, filling.c.type),
            func.coalesce(filler.c.start, filling_trigger.c.start) < trigger.c.start,
        )
        .join_from(ARGUMENT, EVENT, ARGUMENT.c.event_id == EVENT.c.id)
        .join(trigger, EVENT.c.trigger_id == trigger.c.id)
        .outerjoin(filler, ARGUMENT.c.span_id == filler.c.id)
        .outerjoin(filling, ARGUMENT.c.filler_event_id == filling.c.id)
        .outerjoin(filling_trigger, filling.c.trigger_id == filling_trigger.c.id)
    )


@cache
def _links() -> Any:
    spans = SPAN.alias("source_span"), SPAN.alias("target_span")
    events = EVENT.alias("source_event"), EVENT.alias("target_event")
    return (
        select(
            LINK.c.type,
            func.coalesce(spans[0].c.label, events[0].c.type),
            func.coalesce(spans[1].c.label, events[1].c.type),
        )
        .outerjoin_from(LINK, spans[0], LINK.c.source_span_id == spans[0].c.id)
        .outerjoin(spans[1], LINK.c.target_span_id == spans[1].c.id)
        .outerjoin(events[0], LINK.c.source_event_id == events[0].c.id)
        .outerjoin(events[1], LINK.c.target_event_id == events[1].c.id)
    )
