"""Kits are built and taken apart in the workshop, a place outside of the shelves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0022"

_KINDS = (
    "'dock', 'storage', 'pick_face', 'bench', 'staging', 'quarantine', 'returns', 'tote', "
    "'parcel', 'supplier', 'customer', 'found', 'lost', 'scrap', 'workshop'"
)
_OUTSIDE = "'supplier', 'customer', 'found', 'lost', 'scrap', 'workshop'"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.drop_constraint("kind_known", "places", type_="check")
    op.drop_constraint("inside_has_label", "places", type_="check")
    op.create_check_constraint("kind_known", "places", f"kind IN ({_KINDS})")
    op.create_check_constraint(
        "inside_has_label", "places", f"(label_code IS NULL) = (kind IN ({_OUTSIDE}))"
    )
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute(
        "INSERT INTO places (warehouse_id, kind, code) SELECT id, 'workshop', 'workshop' "
        "FROM warehouses"
    )
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "kit_orders",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(start=1), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column(
            "created_at", moment, server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("finished_at", moment, nullable=True),
        sa.CheckConstraint("status IN ('open', 'done', 'cancelled')", name="status_known"),
        sa.CheckConstraint("work IN ('build', 'break')", name="work_known"),
        sa.CheckConstraint("asked > 0 AND done >= 0 AND done <= asked", name="within_order"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_kit_orders_shop_id_product_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_kit_orders"),
        sa.UniqueConstraint("number", name="uq_kit_orders_number"),
    )
    op.create_index("ix_kit_orders_product", "kit_orders", ["shop_id", "product_id", "id"])
