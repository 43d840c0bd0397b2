"""Orders wait up to a day for all of their goods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("orders", sa.Column("wait_until", sa.Date()))
    op.create_index(
        "ix_orders_wait_until",
        "orders",
        ["wait_until"],
        postgresql_where=sa.text("wait_until IS NOT NULL AND backorder_policy = 'all_or_nothing'"),
    )
