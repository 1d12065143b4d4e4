"""How sure an extractor is of what it lets fill a role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column in place; the arguments that are there have no score."""
    op.add_column("argument", sa.Column("score", sa.Float(), nullable=True))
