"""The most urgent orders are found at once, however many wait: the index ends as a walk sorts."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_INDEX = "ix_orders_status_ship_by"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.drop_index(_INDEX, table_name="orders")
    op.create_index(_INDEX, "orders", ["status", "priority", "ship_by", "number"])
