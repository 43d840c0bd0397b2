"""Products are made of others; their weights and sizes are learned and proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0013"

_MOMENT = sa.DateTime(timezone=True)
_SIZES = ("weight_g", "length_mm", "width_mm", "height_mm")


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, _MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False)


def _product(table: str, column: str = "product_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", column],
        ["products.shop_id", "products.id"],
        name=f"fk_{table}_shop_id_{column}",
    )


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("products", sa.Column("kit", sa.Text(), nullable=True))
    op.create_check_constraint("kit_known", "products", "kit IN ('virtual', 'built')")
    op.create_table(
        "kit_parts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("kit_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 1", name="quantity_positive"),
        sa.CheckConstraint("kit_id <> part_id", name="never_of_itself"),
        _product("kit_parts", "kit_id"),
        _product("kit_parts", "part_id"),
        sa.PrimaryKeyConstraint("shop_id", "kit_id", "part_id", name="pk_kit_parts"),
    )
    op.create_index("ix_kit_parts_part", "kit_parts", ["shop_id", "part_id"])
    op.create_table(
        "measurements",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        _id(),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _SIZES),
        sa.Column("source", sa.Text(), nullable=False),
        _now("measured_at"),
        sa.CheckConstraint(
            "weight_g >= 0 AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0",
            name="sizes_positive",
        ),
        sa.CheckConstraint("source IN ('scale', 'packing', 'receiving')", name="source_known"),
        _product("measurements"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_measurements"),
    )
    op.create_index("ix_measurements_product", "measurements", ["shop_id", "product_id", "id"])
    op.create_table(
        "measure_proposals",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        _id(),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("measurements", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        _now("created_at"),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "field IN ('weight_g', 'length_mm', 'width_mm', 'height_mm')", name="field_known"
        ),
        sa.CheckConstraint("status IN ('open', 'accepted', 'refused')", name="status_known"),
        _product("measure_proposals"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_measure_proposals"),
    )
    op.create_index(
        "uq_measure_proposals_open",
        "measure_proposals",
        ["shop_id", "product_id", "field"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_measure_proposals_product", "measure_proposals", ["shop_id", "product_id", "id"]
    )
