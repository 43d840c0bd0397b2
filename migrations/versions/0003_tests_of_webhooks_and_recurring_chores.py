"""Tests of webhooks, and recurring chores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OPEN = sa.text("status IN ('pending', 'sending')")


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.alter_column("webhook_deliveries", "event_id", nullable=True)
    op.add_column("webhook_deliveries", sa.Column("test_type", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_webhook_deliveries_event_or_test"),
        "webhook_deliveries",
        "(event_id IS NULL) = (test_type IS NOT NULL)",
    )
    op.create_index(
        "ix_webhook_deliveries_endpoint_due",
        "webhook_deliveries",
        ["endpoint_id", "next_attempt_at"],
        postgresql_where=_OPEN,
    )
    op.create_index("ix_webhook_deliveries_created_at", "webhook_deliveries", ["created_at"])
    op.create_table(
        "schedules",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
    )
