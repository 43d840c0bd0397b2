"""A sandbox's webhooks can be carried by its shop's own program to where we cannot reach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "webhook_endpoints",
        sa.Column("is_carried", sa.Boolean(), server_default="false", nullable=False),
    )
