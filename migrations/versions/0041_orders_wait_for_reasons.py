"""Orders are held back for reasons, several at once, each with who must act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which walks for held orders too."""
    op.add_column(
        "orders", sa.Column("is_held", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_index(
        "ix_orders_to_walk", "orders", ["status", "is_held", "priority", "ship_by", "number"]
    )
    op.drop_index("ix_orders_status_ship_by", "orders")
    op.create_table(
        "order_holds",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "held_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("code ~ '^[a-z_]{1,40}$'", name="code_is_a_code"),
        sa.CheckConstraint("owner IN ('us', 'shop', 'consumer', 'carrier')", name="owner_known"),
        sa.CheckConstraint("length(note) <= 500", name="note_length"),
        sa.CheckConstraint("released_at >= held_at", name="released_after"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_order_holds_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(["held_by"], ["office_users.id"], name="fk_order_holds_held_by"),
        sa.ForeignKeyConstraint(
            ["released_by"], ["office_users.id"], name="fk_order_holds_released_by"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_order_holds"),
    )
    op.create_index(
        "uq_order_holds_open",
        "order_holds",
        ["shop_id", "order_id", "code"],
        unique=True,
        postgresql_where="released_at IS NULL",
    )
    op.create_index("ix_order_holds_order", "order_holds", ["shop_id", "order_id"])
    op.create_index(
        "ix_order_holds_held_at", "order_holds", ["held_at"], postgresql_where="released_at IS NULL"
    )
