"""Rules that suggest, words on what was found amiss, settings that go with the project, and the order of articles."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Only new tables: nothing that is there is touched."""
    _make(
        "rule",
        ("layer", "label", "pattern", "origin", "source", "state", "at"),
        sa.CheckConstraint("layer IN ('entities', 'events')", name=op.f("ck_rule_layer")),
        sa.CheckConstraint("origin IN ('file', 'learned', 'person')", name=op.f("ck_rule_origin")),
        sa.CheckConstraint("state IN ('on', 'off')", name=op.f("ck_rule_state")),
        sa.UniqueConstraint(
            "author_id", "layer", "label", "pattern", name=op.f("uq_rule_author_id_layer_label_pattern")
        ),
    )
    _make(
        "finding_verdict",
        ("kind", "subject", "words", "verdict", "at"),
        sa.CheckConstraint("verdict IN ('fine', 'mended')", name=op.f("ck_finding_verdict_verdict")),
        sa.UniqueConstraint("author_id", "kind", "subject", name=op.f("uq_finding_verdict_author_id_kind_subject")),
    )
    op.create_table(
        "project_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, _TEXT(), nullable=False) for name in ("name", "value", "at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_project_setting_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_rank",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("strategy", _TEXT(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("made_by", _TEXT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_rank_article_id_article"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_rank")),
    )
    op.create_index(op.f("ix_article_rank_place"), "article_rank", ["place"], unique=False)


def _make(table: str, texts: tuple[str, ...], *constraints: sa.schema.SchemaItem) -> None:
    """A table with a key, a uid, an author and columns of text."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", _TEXT(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        *(sa.Column(name, _TEXT(), nullable=False) for name in texts),
        *constraints,
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["author.id"],
            name=op.f(f"fk_{table}_author_id_author"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
        sqlite_autoincrement=True,
    )
