"""What went wrong is sent again, as an order of its own that names the first one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which sends nothing again."""
    op.add_column("orders", sa.Column("reship_of", sa.Uuid(), nullable=True))
    op.create_table(
        "reshipments",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("of_order_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "reason IN ('missing', 'wrong_item', 'damaged', 'lost', 'not_delivered', 'returned', "
            "'address', 'other')",
            name="reason_known",
        ),
        sa.CheckConstraint("cost IN ('us', 'carrier', 'shop')", name="cost_known"),
        sa.CheckConstraint("order_id <> of_order_id", name="another_order"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_reshipments_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "of_order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_reshipments_shop_id_of_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_reshipments_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_reshipments_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name="pk_reshipments"),
    )
    op.create_index("ix_reshipments_of_order", "reshipments", ["shop_id", "of_order_id"])
    op.create_table(
        "reshipment_lines",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("of_line_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_line_id"],
            ["order_lines.shop_id", "order_lines.id"],
            name="fk_reshipment_lines_shop_id_order_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "of_line_id"],
            ["order_lines.shop_id", "order_lines.id"],
            name="fk_reshipment_lines_shop_id_of_line_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_line_id", name="pk_reshipment_lines"),
    )
    op.create_index("ix_reshipment_lines_of_line", "reshipment_lines", ["shop_id", "of_line_id"])
