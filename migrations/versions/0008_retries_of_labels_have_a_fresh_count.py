"""A label that a person asks for again is tried as often as a new one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "shipments",
        sa.Column("attempts_before", sa.Integer(), server_default="0", nullable=False),
    )
