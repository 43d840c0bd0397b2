"""People are forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0086"
down_revision = "0085"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "privacy_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("retention_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "retention_days BETWEEN 1 AND 3650", name=op.f("ck_privacy_rules_retention_days_range")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_privacy_rules_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_privacy_rules")),
    )
    op.create_table(
        "erasures",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "look_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "asked_by IN ('shop', 'office', 'retention')", name=op.f("ck_erasures_asked_by_known")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR waits_for IS NULL", name=op.f("ck_erasures_done_waits_for_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_erasures_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name=op.f("fk_erasures_user_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_erasures")),
    )
    op.create_index(
        "uq_erasures_open",
        "erasures",
        ["shop_id", "order_id"],
        unique=True,
        postgresql_where="done_at IS NULL",
    )
    op.create_index(
        "ix_erasures_due", "erasures", ["look_at"], unique=False, postgresql_where="done_at IS NULL"
    )
    op.create_index(
        "ix_erasures_files",
        "erasures",
        ["shop_id", "id"],
        unique=False,
        postgresql_where="files <> '{}'",
    )
    op.create_index("ix_erasures_asked_at", "erasures", ["shop_id", "asked_at", "id"], unique=False)
    op.add_column("orders", sa.Column("person_erased_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_orders_to_forget",
        "orders",
        ["shop_id", "updated_at"],
        unique=False,
        postgresql_where="person_erased_at IS NULL AND status IN "
        "('shipped', 'delivered', 'returned', 'lost', 'cancelled')",
    )
