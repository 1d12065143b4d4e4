"""The words of the mark that an act was about, also where the mark is gone: then the journal still has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Connection, Table, select

from spanloop.store.journal import Entry, chunks
from spanloop.store.packing import shown_quote
from spanloop.store.tables import ACT_ROW, EVENT, SPAN

_TABLES = {table.name: table for table in (SPAN, EVENT)}


def words_of_acts(connection: Connection, acts: Sequence[int]) -> dict[int, str]:
    """The words of the one mark that each of these acts was about, by key of the act; none for acts about several.

    A few look-ups by index for all of them together. Of a mark that is gone the words are those that the act had which
    took it away by itself; what went together with others, or with its article, has none.
    """
    keys: dict[Table, defaultdict[int, set[int]]] = {SPAN: defaultdict(set), EVENT: defaultdict(set)}
    many: set[int] = set()
    for some in chunks(acts):
        query = select(ACT_ROW.c.act_id, ACT_ROW.c.table_name, ACT_ROW.c.first_id, ACT_ROW.c.last_id)
        query = query.where(ACT_ROW.c.act_id.in_(some), ACT_ROW.c.table_name.in_(_TABLES))
        for act, table, first, last in connection.execute(query):
            if first != last:
                many.add(act)
            else:
                keys[_TABLES[table]][act].add(first)
    spans = {act: set(found) for act, found in keys[SPAN].items() if act not in many}
    events = {act: found for act, found in keys[EVENT].items() if act not in many}
    triggers = _triggers(connection, {key for found in events.values() for key in found})
    for act, found in events.items():
        spans.setdefault(act, set()).update(triggers[key] for key in found if key in triggers)
    words = _words(connection, {key for found in spans.values() for key in found})
    quotes = {act: {words[key] for key in found if key in words} for act, found in spans.items()}
    return {act: next(iter(said)) for act, said in quotes.items() if len(said) == 1}


def _triggers(connection: Connection, events: AbstractSet[int]) -> dict[int, int]:
    """Keys of the triggers of events that are there or were taken away."""
    found: dict[int, int] = {}
    for some in chunks(sorted(events)):
        query = select(EVENT.c.id, EVENT.c.trigger_id).where(EVENT.c.id.in_(some))
        found |= {row.id: row.trigger_id for row in connection.execute(query)}
    return found | {key: row["trigger_id"] for key, row in _gone(connection, EVENT, events - found.keys())}


def _words(connection: Connection, spans: AbstractSet[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in chunks(sorted(spans)):
        query = select(SPAN.c.id, SPAN.c.quote, SPAN.c.fragments).where(SPAN.c.id.in_(some))
        found |= {key: shown_quote(quote, fragments) for key, quote, fragments in connection.execute(query)}
    gone = _gone(connection, SPAN, spans - found.keys())
    return found | {key: shown_quote(row["quote"], row["fragments"]) for key, row in gone}


def _gone(connection: Connection, table: Table, keys: AbstractSet[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The last that was known of rows that were taken away one by one."""
    for some in chunks(sorted(keys)):
        query = select(ACT_ROW).where(
            ACT_ROW.c.table_name == table.name,
            ACT_ROW.c.first_id.in_(some),
            ACT_ROW.c.last_id == ACT_ROW.c.first_id,
            ACT_ROW.c.op == "delete",
        )
        for row in connection.execute(query.order_by(ACT_ROW.c.id)):
            entry = Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)
            columns, (content,) = entry.content
            yield row.first_id, dict(zip(columns, content, strict=True))
