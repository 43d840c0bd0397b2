"""Places have room for so much, are kept for some goods, and are retired."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    for limit in ("capacity_units", "capacity_weight_g", "capacity_volume_cm3", "products_max"):
        op.add_column("places", sa.Column(limit, sa.Integer()))
    op.add_column("places", sa.Column("blocked_because", sa.Text()))
    op.add_column("places", sa.Column("retired_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        "limits_positive",
        "places",
        "capacity_units > 0 AND capacity_weight_g > 0 AND capacity_volume_cm3 > 0 "
        "AND products_max > 0",
    )
    op.create_check_constraint(
        "retired_is_blocked", "places", "retired_at IS NULL OR blocked_at IS NOT NULL"
    )
    op.create_table(
        "allowed_goods",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(place_id IS NULL) <> (zone_id IS NULL)", name="place_or_zone"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_allowed_goods_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_allowed_goods_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_allowed_goods_place_id"),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_allowed_goods_zone_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_allowed_goods"),
        sa.UniqueConstraint(
            "place_id",
            "zone_id",
            "shop_id",
            "product_id",
            name="uq_allowed_goods_place_id_zone_id_shop_id_product_id",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_allowed_goods_zone_id", "allowed_goods", ["zone_id"])
