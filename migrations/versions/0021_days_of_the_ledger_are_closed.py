"""Days of the ledger are closed: what there was at their end, and their seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0019"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "closed_days",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("movements", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("movements >= 0", name="movements_positive"),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest_is_sha256"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_closed_days_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "day_on", name="pk_closed_days"),
    )
    op.create_table(
        "stock_days",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_stock_days_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "day_on"],
            ["closed_days.shop_id", "closed_days.day_on"],
            name="fk_stock_days_shop_id_day_on",
        ),
        sa.PrimaryKeyConstraint("shop_id", "product_id", "day_on", name="pk_stock_days"),
    )
