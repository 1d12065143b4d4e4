"""Run by Alembic: uses the connection that spanloop.store.migrate opened, inside its transaction."""

from __future__ import annotations

from alembic import context

from spanloop.store.migrations import env_options
from spanloop.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # The caller began a transaction, with what else belongs to the step, and ends it.
    transactional_ddl=False,
    **env_options(),
)
context.run_migrations()
