"""Goods are packed into cartons of known kinds, and a parcel remembers its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"


def _now(name: str) -> sa.Column[Any]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "carton_types",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=1), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Uuid()),
        *(
            sa.Column(f"{side}_{name}_mm", sa.Integer(), nullable=False)
            for side in ("inner", "outer")
            for name in ("length", "width", "height")
        ),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.Column("contents_max_g", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.Integer()),
        sa.Column("currency", sa.Text()),
        sa.Column("low_mark", sa.Integer()),
        _now("created_at"),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_carton_types"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_carton_types_warehouse_id"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_carton_types_shop_id"),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 40", name=op.f("ck_carton_types_name_length")
        ),
        sa.CheckConstraint(
            "inner_length_mm > 0 AND inner_width_mm > 0 AND inner_height_mm > 0",
            name=op.f("ck_carton_types_inner_positive"),
        ),
        sa.CheckConstraint(
            "outer_length_mm >= inner_length_mm AND outer_width_mm >= inner_width_mm "
            "AND outer_height_mm >= inner_height_mm",
            name=op.f("ck_carton_types_inner_goes_into_outer"),
        ),
        sa.CheckConstraint(
            "tare_g >= 0 AND contents_max_g > 0", name=op.f("ck_carton_types_weights_positive")
        ),
        sa.CheckConstraint(
            "low_mark >= 0 AND cost_minor >= 0", name=op.f("ck_carton_types_counts_positive")
        ),
        sa.CheckConstraint(
            "(cost_minor IS NULL) = (currency IS NULL)",
            name=op.f("ck_carton_types_cost_has_currency"),
        ),
    )
    op.create_index(
        "uq_carton_types_name",
        "carton_types",
        ["warehouse_id", "name"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index("uq_carton_types_number", "carton_types", ["number"], unique=True)
    op.create_table(
        "carton_counts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("carton_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        _now("at"),
        sa.PrimaryKeyConstraint("id", name="pk_carton_counts"),
        sa.ForeignKeyConstraint(
            ["carton_id"], ["carton_types.id"], name="fk_carton_counts_carton_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_carton_counts_user_id"),
        sa.CheckConstraint("what IN ('counted', 'came')", name=op.f("ck_carton_counts_what_known")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_carton_counts_quantity_positive")),
    )
    op.create_index("ix_carton_counts_carton", "carton_counts", ["carton_id", "at"])
    op.create_table(
        "carton_plans",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("parcels", sa.Integer(), nullable=False),
        sa.Column("carton_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        _now("made_at"),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name="pk_carton_plans"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_carton_plans_shop_id",
        ),
    )
    op.create_index("ix_carton_plans_contents", "carton_plans", ["shop_id", "contents"])

    for column in (
        sa.Column("carton_id", sa.Uuid()),
        sa.Column("carton", sa.Text()),
        sa.Column("length_mm", sa.Integer()),
        sa.Column("width_mm", sa.Integer()),
        sa.Column("height_mm", sa.Integer()),
        sa.Column("tare_g", sa.Integer()),
    ):
        op.add_column("parcels", column)
    op.create_foreign_key("fk_parcels_carton_id", "parcels", "carton_types", ["carton_id"], ["id"])
    op.create_index(
        "ix_parcels_carton",
        "parcels",
        ["carton_id", "packed_at"],
        postgresql_where=sa.text("carton_id IS NOT NULL"),
    )
