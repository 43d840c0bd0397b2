"""A parcel has a plan for when its label fails, and pickup points are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0067"
down_revision = "0066"

_NOW = sa.text("clock_timestamp()")
_HERE = "('received', 'backordered', 'allocated', 'released', 'picking', 'picked', 'packing')"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("shipments", sa.Column("to_point", sa.Text()))
    op.create_index(
        "ix_orders_to_points",
        "orders",
        ["carrier", sa.text("btrim(recipient ->> 'pickup_point_id')")],
        postgresql_where=sa.text(
            f"recipient ->> 'pickup_point_id' IS NOT NULL AND status IN {_HERE}"
        ),
    )
    op.create_table(
        "shipment_plans",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.Integer()),
        sa.Column("cod_fee_minor", sa.Integer()),
        sa.Column("currency", sa.Text()),
        sa.Column("paid_by", sa.Text(), nullable=False),
        sa.Column("others", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "paid_by IN ('shop', 'us', 'carrier')", name="ck_shipment_plans_payer_known"
        ),
        sa.CheckConstraint(
            "amount_minor >= 0 AND cod_fee_minor >= 0",
            name="ck_shipment_plans_amounts_not_negative",
        ),
        sa.CheckConstraint(
            "num_nulls(amount_minor, cod_fee_minor, currency) IN (0, 3)",
            name="ck_shipment_plans_price_whole",
        ),
        sa.PrimaryKeyConstraint("shop_id", "shipment_id", name="pk_shipment_plans"),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name="fk_shipment_plans_shop_id_shipment_id",
        ),
    )
    texts = ("name", "street", "postcode", "city", "country")
    op.create_table(
        "pickup_points",
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("point_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in texts),
        sa.Column("takes_cod", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.CheckConstraint(
            "status IN ('open', 'full', 'closed', 'unknown')", name="ck_pickup_points_status_known"
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name="ck_pickup_points_on_earth",
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name="ck_pickup_points_position_whole"
        ),
        sa.PrimaryKeyConstraint("carrier", "point_id", name="pk_pickup_points"),
    )
    op.create_index(
        "ix_pickup_points_postcode", "pickup_points", ["carrier", "country", "postcode"]
    )
    op.create_index("ix_pickup_points_latitude", "pickup_points", ["carrier", "latitude"])
    op.create_table(
        "point_areas",
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("carrier", "country", "postcode", name="pk_point_areas"),
    )
    op.create_index("ix_point_areas_seen_at", "point_areas", [sa.text("seen_at NULLS FIRST")])
