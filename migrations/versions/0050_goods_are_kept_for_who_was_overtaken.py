"""Goods are kept for an order that was overtaken for too long."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("orders", sa.Column("keeps_since", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_orders_keeping", "orders", ["shop_id"], postgresql_where="keeps_since IS NOT NULL"
    )
