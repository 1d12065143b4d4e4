"""A schema is not taken back from under marks that were made with it since: their labels would be in no schema."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.schema import parse_schema
from spanloop.core.wording import count
from spanloop.store.tables import SCHEMA_VERSION

_STRAY = (
    "SELECT s.label, w.name, count(*) FROM span AS s JOIN author AS w ON w.id = s.author_id"
    " WHERE s.layer = ? AND s.label IN (SELECT value FROM json_each(?))"
    " GROUP BY s.label, w.name ORDER BY 3 DESC LIMIT 1"
)


def names_in_force(connection: Connection) -> dict[Layer, set[str]]:
    """The labels and event types of the schema in force, as the transaction sees it."""
    document = connection.execute(
        select(SCHEMA_VERSION.c.document).order_by(SCHEMA_VERSION.c.id.desc()).limit(1)
    ).scalar_one()
    schema = parse_schema(json.loads(document))
    return {"entities": {e.label for e in schema.entities}, "events": {e.type for e in schema.events}}


def refuse_strays(connection: Connection, label: str, word: str, *, before: dict[Layer, set[str]]) -> None:
    """Raise SpanloopError when marks bear a name that was in force before the inversion of an act and is not now.

    All marks that the act itself renamed are back by then; what is left was marked since. word: "undone" or "redone".
    """
    now = names_in_force(connection)
    for layer in LAYERS:
        gone = before[layer] - now[layer]
        row = connection.exec_driver_sql(_STRAY, (layer, json.dumps(sorted(gone)))).first() if gone else None
        if row is not None:
            name, who, number = row
            raise SpanloopError(
                f'"{label}" cannot be {word}: {who} made {count(number, "mark")} of {name} since',
                way_out="Change the schema again instead: that takes their marks along. Nothing was changed.",
            )
