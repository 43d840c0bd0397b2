"""A line of an order that is a part of a virtual kit says of which, and of how many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("order_lines", sa.Column("kit_id", sa.Uuid(), nullable=True))
    op.add_column("order_lines", sa.Column("kits", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_order_lines_shop_id_kit_id_products"),
        "order_lines",
        "products",
        ["shop_id", "kit_id"],
        ["shop_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_order_lines_kit_whole"), "order_lines", "(kit_id IS NULL) = (kits IS NULL)"
    )
