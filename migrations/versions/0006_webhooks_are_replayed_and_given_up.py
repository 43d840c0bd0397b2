"""Webhooks are replayed, and their endpoints given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "webhook_endpoints", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "webhook_endpoints", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "webhook_deliveries",
        sa.Column("attempts_before", sa.Integer(), server_default="0", nullable=False),
    )
