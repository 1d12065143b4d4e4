"""What people decided about copies, what they said a time means, and which reader made a text."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and add the columns in place: rebuilding the largest tables would take minutes."""
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("span", sa.Column("value", text, nullable=True))
    op.add_column("article_raw", sa.Column("kind", text, server_default="text", nullable=False))
    op.add_column("article_raw", sa.Column("reader", text, server_default="text-1", nullable=False))
    revised = sa.text("revision_of IS NOT NULL")
    op.create_index(op.f("ix_article_revision_of"), "article", ["revision_of"], unique=False, sqlite_where=revised)
    op.create_table(
        "copy_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", text, nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("choice", text, nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("at", text, nullable=False),
        sa.CheckConstraint("(choice = 'follow') = (leader_id IS NOT NULL)", name=op.f("ck_copy_choice_leader")),
        sa.CheckConstraint("leader_id IS NULL OR leader_id <> article_id", name=op.f("ck_copy_choice_other")),
        sa.CheckConstraint("choice IN ('follow', 'ignore')", name=op.f("ck_copy_choice_choice")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_copy_choice_{column}_{table}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, table in (("article_id", "article"), ("author_id", "author"), ("leader_id", "article"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_choice")),
        sa.UniqueConstraint("article_id", "author_id", name=op.f("uq_copy_choice_article_id_author_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_copy_choice_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("copy_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_copy_choice_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copy_choice_leader_id"), ["leader_id"], unique=False)
