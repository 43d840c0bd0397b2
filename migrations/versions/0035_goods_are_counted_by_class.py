"""Goods are counted by class: how much of the picking is about them says how often."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_REASONS = "'short', 'not_empty', 'asked', 'cycle', 'due', 'full'"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _classes()
    _plans()
    op.execute("ALTER TABLE place_counts DROP CONSTRAINT ck_place_counts_reason_known")
    op.create_check_constraint("reason_known", "place_counts", f"reason IN ({_REASONS})")
    op.create_index(
        "ix_place_counts_closed",
        "place_counts",
        ["shop_id", "place_id", "product_id", "closed_at"],
    )
    op.create_index("ix_count_entries_operator", "count_entries", ["operator_id", "created_at"])


def _classes() -> None:
    op.create_table(
        "product_classes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column(
            "classed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("class IN ('A', 'B', 'C')", name="class_known"),
        sa.CheckConstraint("lines > 0", name="lines_positive"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_product_classes_shop_id_product_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "product_id", name="pk_product_classes"),
    )
    op.create_index("ix_product_classes_class", "product_classes", ["shop_id", "class"])


def _plans() -> None:
    op.create_table(
        "count_plans",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("a_days", sa.Integer(), nullable=False),
        sa.Column("b_days", sa.Integer(), nullable=False),
        sa.Column("c_days", sa.Integer(), nullable=False),
        sa.Column("daily_max", sa.Integer(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "a_days BETWEEN 1 AND 3650 AND b_days BETWEEN 1 AND 3650 AND c_days BETWEEN 1 AND 3650",
            name="days_within_ten_years",
        ),
        sa.CheckConstraint("daily_max BETWEEN 0 AND 10000", name="daily_max_bounded"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_count_plans_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_count_plans"),
    )
