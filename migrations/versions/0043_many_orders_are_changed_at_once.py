"""What the desk changed of many orders at once is kept, and can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0043"
down_revision = "0042"

_WHATS = "'cancel', 'priority', 'way', 'run', 'hold', 'release'"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "order_changes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("no", JSONB(), nullable=True),
        sa.Column("before", JSONB(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"what IN ({_WHATS})", name="what_known"),
        sa.CheckConstraint("outcome ~ '^[a-z_]{1,30}$'", name="outcome_is_a_word"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_order_changes_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_order_changes_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_order_changes"),
        sa.UniqueConstraint(
            "shop_id", "batch_id", "order_id", name="uq_order_changes_shop_id_batch_id_order_id"
        ),
    )
    op.create_index("ix_order_changes_batch_id", "order_changes", ["batch_id"])
    op.create_index("ix_order_changes_user_id", "order_changes", ["user_id", "id"])
