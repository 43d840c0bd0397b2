"""A lot knows until when it is sold; shops are told of what expires and runs low."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_REASONS = (
    "receive", "put_away", "move", "replenish", "pick", "unpick", "pack", "unpack", "ship",
    "adjust", "count", "damage", "return_receive", "return_grade", "kit_build", "kit_break",
    "correct", "expire",
)  # fmt: skip


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("lots", sa.Column("sell_before", sa.Date()))
    # until now goods were sold until their very day; the margins of shops come by their own word
    op.execute("UPDATE lots SET sell_before = expires_on WHERE expires_on IS NOT NULL")
    op.create_check_constraint("sold_before_it_expires", "lots", "sell_before <= expires_on")
    op.create_index(
        "ix_lots_sell_before", "lots", ["sell_before"],
        postgresql_where=sa.text("sell_before IS NOT NULL"),
    )  # fmt: skip
    op.create_table(
        "expiry_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("warn_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("block_days", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("warn_days >= 0 AND block_days >= 0", name="days_positive"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_expiry_rules_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_expiry_rules"),
    )
    op.create_table(
        "expiry_notices",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column(
            "told_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("stage IN ('warning', 'blocked', 'expired')", name="stage_known"),
        sa.ForeignKeyConstraint(
            ["shop_id", "lot_id"], ["lots.shop_id", "lots.id"],
            name="fk_expiry_notices_shop_id_lot_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "lot_id", "stage", name="pk_expiry_notices"),
    )  # fmt: skip
    op.create_table(
        "low_levels",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.Column("is_low", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("low_at >= 0", name="low_at_positive"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"], ["products.shop_id", "products.id"],
            name="fk_low_levels_shop_id_product_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "product_id", name="pk_low_levels"),
    )  # fmt: skip
    op.add_column(
        "event_subjects",
        sa.Column(
            "told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    # a volatile default would rewrite the whole table: what is there has this moment, what comes
    # has its own
    op.alter_column("event_subjects", "told_at", server_default=sa.text("clock_timestamp()"))
    # the ledger is large: the new reason is checked for what comes, what is there keeps the old law
    op.execute("ALTER TABLE movements DROP CONSTRAINT ck_movements_reason_known")
    known = ", ".join(f"'{reason}'" for reason in _REASONS)
    op.execute(
        "ALTER TABLE movements ADD CONSTRAINT ck_movements_reason_known "
        f"CHECK (reason IN ({known})) NOT VALID"
    )
