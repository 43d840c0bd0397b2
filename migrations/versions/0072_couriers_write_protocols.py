"""Couriers write protocols of their own of what they take over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which asks for none."""
    op.create_table(
        "courier_protocols",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'done', 'failed')", name="status_known"),
        sa.CheckConstraint("(status = 'done') = (content IS NOT NULL)", name="done_has_content"),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifests.id"], name="fk_courier_protocols_manifest_id"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["courier_accounts.id"], name="fk_courier_protocols_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_courier_protocols"),
        sa.UniqueConstraint(
            "manifest_id", "account_id", name="uq_courier_protocols_manifest_id_account_id"
        ),
    )
    op.create_index(
        "ix_courier_protocols_waiting",
        "courier_protocols",
        ["due_at"],
        postgresql_where=sa.text("status = 'waiting'"),
    )
