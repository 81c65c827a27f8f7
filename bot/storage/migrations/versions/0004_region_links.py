"""Editors opened for Vary (Region).

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region_links",
        sa.Column("ulid", sa.String(length=26), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("job_ulid", sa.String(length=26), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("picture", sa.String(length=80), nullable=False),
        sa.Column("sent_job", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("ulid", name=op.f("pk_region_links")),
    )
    with op.batch_alter_table("region_links", schema=None) as batch_op:
        batch_op.create_index("ix_region_links_end", ["expires_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("region_links", schema=None) as batch_op:
        batch_op.drop_index("ix_region_links_end")
    op.drop_table("region_links")
