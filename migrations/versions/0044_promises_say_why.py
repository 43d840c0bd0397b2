"""A promise keeps why it is of these goods and no others; who waits for a product is found by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

_CHOSEN_BY = (
    "chosen_by IN ('expires_first', 'oldest_lot', 'pick_face', 'whole', 'came_first', 'nearest', "
    "'picker', 'replenished')"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("allocations", sa.Column("chosen_by", sa.Text()))
    op.create_check_constraint(op.f("ck_allocations_chosen_by_known"), "allocations", _CHOSEN_BY)
    op.create_index(
        "ix_order_lines_waiting",
        "order_lines",
        ["shop_id", "product_id", "order_id"],
        postgresql_where="backordered > 0",
    )
