"""How many problems each article has."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: what is not counted is counted when somebody asks."""
    op.create_table(
        "problem_count",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("program", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_problem_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_problem_count_article_id_article"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["author.id"],
            name=op.f("fk_problem_count_author_id_author"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "author_id", name=op.f("pk_problem_count")),
    )
    with op.batch_alter_table("problem_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_count_author_id"), ["author_id"], unique=False)
