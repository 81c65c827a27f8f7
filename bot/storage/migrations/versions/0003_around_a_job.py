"""What people keep around their jobs: drafts, favourites, seeds, originals, and messages that show a job again.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _job(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f(f"fk_{table}_job_id"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("ulid", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("ulid", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_user", ["user_id", "kind", "noted_at"], unique=False)

    op.create_table(
        "favourites",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("job_id", KEY, nullable=False),
        sa.Column("added_at", sa.Float(), nullable=False),
        _job("favourites"),
        sa.PrimaryKeyConstraint("user_id", "job_id", name=op.f("pk_favourites")),
    )
    op.create_table(
        "seeds",
        sa.Column("job_id", KEY, nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=128), nullable=False),
        _job("seeds"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_seeds")),
    )
    op.create_table(
        "originals",
        sa.Column("job_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("content_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kept_until", sa.Float(), nullable=False),
        _job("originals"),
        sa.PrimaryKeyConstraint("job_id", "place", name=op.f("pk_originals")),
    )
    with op.batch_alter_table("originals", schema=None) as batch_op:
        batch_op.create_index("ix_originals_end", ["kept_until"], unique=False)

    op.create_table(
        "shown_messages",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job_id", KEY, nullable=False),
        sa.Column("shown_at", sa.Float(), nullable=False),
        _job("shown_messages"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_shown_messages")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_message", ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_message")
    op.drop_table("shown_messages")
    with op.batch_alter_table("originals", schema=None) as batch_op:
        batch_op.drop_index("ix_originals_end")
    op.drop_table("originals")
    op.drop_table("seeds")
    op.drop_table("favourites")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_drafts_user")
    op.drop_table("drafts")
