"""Run by Alembic: uses the connection that spanloop.store.migrate opened, inside its transaction."""

from __future__ import annotations

from typing import Any

from alembic import context

from spanloop.store.search import FTS_TABLE
from spanloop.store.tables import METADATA


def _is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """The search index and the tables behind it are made by hand."""
    return not (kind == "table" and (name or "").startswith(FTS_TABLE))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    include_object=_is_ours,
    # The caller began a transaction, with what else belongs to the step, and ends it.
    transactional_ddl=False,
)
context.run_migrations()
