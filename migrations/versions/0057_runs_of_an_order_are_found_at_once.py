"""The runs of an order are found by one index, whether it is picked zone by zone or not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_index(
        "uq_pick_run_orders_open",
        "pick_run_orders",
        ["shop_id", "order_id", "zone_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("emptied_at IS NULL"),
    )
    op.drop_index("uq_pick_run_orders_order_open", "pick_run_orders")
    op.drop_index("uq_pick_run_orders_part_open", "pick_run_orders")
