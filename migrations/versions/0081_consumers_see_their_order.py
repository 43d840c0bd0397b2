"""Consumers see their order, and may change it, cancel it and withdraw from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0081"
down_revision = "0080"

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "consumer_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("may_change_point", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("may_change_address", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("may_cancel", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("withdrawal_days", sa.Integer(), server_default="14", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("withdrawal_days BETWEEN 14 AND 365", name="withdrawal_days_within"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_consumer_rules_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_consumer_rules"),
    )
    op.create_table(
        "consumer_proofs",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
        sa.CheckConstraint("wrong >= 0", name="wrong_positive"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_consumer_proofs_shop_id_order_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name="pk_consumer_proofs"),
    )
    op.create_table(
        "withdrawals",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(start=1), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("return_id", sa.Uuid()),
        sa.Column("declared_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "outcome IN ('return', 'cancelled', 'intercepted', 'told')", name="outcome_known"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_withdrawals_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name="fk_withdrawals_shop_id_return_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_withdrawals"),
        sa.UniqueConstraint("number", name="uq_withdrawals_number"),
        sa.UniqueConstraint(
            "shop_id", "order_id", "form_id", name="uq_withdrawals_shop_id_order_id_form_id"
        ),
    )
    op.create_index("ix_withdrawals_declared_at", "withdrawals", ["declared_at"])
    op.create_table(
        "shop_answers",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), server_default="100", nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("language IN ('en', 'pl', 'uk', 'de')", name="language_known"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_shop_answers_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_shop_answers"),
    )
    op.create_index("ix_shop_answers_page", "shop_answers", ["shop_id", "language", "rank"])
