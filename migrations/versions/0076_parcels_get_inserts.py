"""Leaflets and samples go into parcels by rules of their shops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "order_lines",
        sa.Column("is_insert", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_table(
        "insert_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.Column("value_from_minor", sa.Integer()),
        sa.Column("currency", sa.Text()),
        sa.Column("with_product_id", sa.Uuid()),
        sa.Column("country", sa.Text()),
        sa.Column("is_first_order", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("every_nth", sa.Integer(), server_default="1", nullable=False),
        sa.Column("met", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("from_on <= to_on", name="days_in_order"),
        sa.CheckConstraint("value_from_minor > 0", name="value_positive"),
        sa.CheckConstraint(
            "(value_from_minor IS NULL) = (currency IS NULL)", name="value_has_currency"
        ),
        sa.CheckConstraint("every_nth >= 1", name="every_nth_positive"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_insert_rules_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_insert_rules_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "with_product_id"],
            ["products.shop_id", "products.id"],
            name="fk_insert_rules_shop_id_with_product_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_insert_rules_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_insert_rules"),
    )
    op.create_table(
        "order_inserts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "outcome IN ('reserved', 'none_left', 'not_there', 'not_this_time')",
            name="outcome_known",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_order_inserts_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "rule_id"],
            ["insert_rules.shop_id", "insert_rules.id"],
            name="fk_order_inserts_shop_id_rule_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_line_id"],
            ["order_lines.shop_id", "order_lines.id"],
            name="fk_order_inserts_shop_id_order_line_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "rule_id", name="pk_order_inserts"),
    )
    op.create_index(
        "ix_order_inserts_without",
        "order_inserts",
        ["shop_id", "decided_at"],
        postgresql_where=sa.text("outcome IN ('none_left', 'not_there')"),
    )
