"""Shops are connected to their platforms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "platform_connections",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="enabled", nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column(
            "orders_since",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("told_sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "look_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("away_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "reconcile_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "hooks_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "stock_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind ~ '^[a-z][a-z0-9_]{1,29}$'", name=op.f("ck_platform_connections_kind_shape")
        ),
        sa.CheckConstraint(
            "status IN ('enabled', 'paused', 'closed')",
            name=op.f("ck_platform_connections_status_known"),
        ),
        sa.CheckConstraint(
            "length(label) BETWEEN 1 AND 60", name=op.f("ck_platform_connections_label_length")
        ),
        sa.CheckConstraint("length(url) <= 300", name=op.f("ck_platform_connections_url_length")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_platform_connections_tries_not_negative")),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_platform_connections_shop_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_platform_connections_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_platform_connections")),
        sa.UniqueConstraint(
            "shop_id", "kind", "url", name=op.f("uq_platform_connections_shop_id_kind_url")
        ),
    )
    op.create_index("ix_platform_connections_id", "platform_connections", ["id"], unique=False)
    op.create_index(
        "ix_platform_connections_look_at",
        "platform_connections",
        ["look_at"],
        unique=False,
        postgresql_where="status = 'enabled'",
    )
    op.create_table(
        "platform_acts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "act ~ '^[a-z]+[.][a-z_]+$'", name=op.f("ck_platform_acts_act_is_a_code")
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'refused', 'failed')", name=op.f("ck_platform_acts_outcome_known")
        ),
        sa.CheckConstraint("length(key) <= 200", name=op.f("ck_platform_acts_key_length")),
        sa.ForeignKeyConstraint(
            ["shop_id", "connection_id"],
            ["platform_connections.shop_id", "platform_connections.id"],
            name=op.f("fk_platform_acts_shop_id_connection_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_platform_acts")),
    )
    op.create_index("ix_platform_acts_at", "platform_acts", ["at"], unique=False)
    op.create_index(
        "ix_platform_acts_log", "platform_acts", ["shop_id", "connection_id", "id"], unique=False
    )
    op.create_index(
        "ix_platform_acts_subject", "platform_acts", ["shop_id", "subject_id"], unique=False
    )
    op.create_table(
        "platform_messages",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("content_locked", sa.LargeBinary(), nullable=True),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'failed')",
            name=op.f("ck_platform_messages_status_known"),
        ),
        sa.CheckConstraint(
            "length(delivery_id) <= 200", name=op.f("ck_platform_messages_delivery_id_length")
        ),
        sa.CheckConstraint("length(topic) <= 100", name=op.f("ck_platform_messages_topic_length")),
        sa.ForeignKeyConstraint(
            ["shop_id", "connection_id"],
            ["platform_connections.shop_id", "platform_connections.id"],
            name=op.f("fk_platform_messages_shop_id_connection_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_platform_messages")),
        sa.UniqueConstraint(
            "shop_id",
            "connection_id",
            "delivery_id",
            name=op.f("uq_platform_messages_shop_id_connection_id_delivery_id"),
        ),
    )
    op.create_index(
        "ix_platform_messages_created_at", "platform_messages", ["created_at"], unique=False
    )
    op.create_index(
        "ix_platform_messages_waiting",
        "platform_messages",
        ["shop_id", "connection_id", "id"],
        unique=False,
        postgresql_where="status = 'waiting'",
    )
    op.create_table(
        "platform_orders",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("goods", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunds", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("seen", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_found", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status = 'here') <= (order_id IS NOT NULL)",
            name=op.f("ck_platform_orders_here_has_order"),
        ),
        sa.CheckConstraint(
            "status IN ('here', 'waiting', 'refused', 'not_ours', 'cancelled')",
            name=op.f("ck_platform_orders_status_known"),
        ),
        sa.CheckConstraint(
            "length(platform_id) <= 100", name=op.f("ck_platform_orders_platform_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "connection_id"],
            ["platform_connections.shop_id", "platform_connections.id"],
            name=op.f("fk_platform_orders_shop_id_connection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_platform_orders_shop_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_platform_orders")),
        sa.UniqueConstraint(
            "shop_id",
            "connection_id",
            "platform_id",
            name=op.f("uq_platform_orders_shop_id_connection_id_platform_id"),
        ),
    )
    op.create_index(
        "ix_platform_orders_order", "platform_orders", ["shop_id", "order_id"], unique=False
    )
    op.create_index(
        "ix_platform_orders_refused",
        "platform_orders",
        ["shop_id", "connection_id", "retry_at"],
        unique=False,
        postgresql_where="status = 'refused'",
    )
    op.create_index("ix_platform_orders_seen_at", "platform_orders", ["seen_at"], unique=False)
    op.create_table(
        "platform_stock",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint("told >= 0", name=op.f("ck_platform_stock_told_not_negative")),
        sa.ForeignKeyConstraint(
            ["shop_id", "connection_id"],
            ["platform_connections.shop_id", "platform_connections.id"],
            name=op.f("fk_platform_stock_shop_id_connection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name=op.f("fk_platform_stock_shop_id_product_id"),
        ),
        sa.PrimaryKeyConstraint(
            "shop_id", "connection_id", "product_id", name=op.f("pk_platform_stock")
        ),
    )
    op.create_index(
        "ix_platform_stock_due",
        "platform_stock",
        ["shop_id", "connection_id", "due_at"],
        unique=False,
        postgresql_where="due_at IS NOT NULL",
    )
    op.create_table(
        "platform_tellings",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("unique_key", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("status", sa.Text(), server_default="due", nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('due', 'done', 'refused', 'not_needed')",
            name=op.f("ck_platform_tellings_status_known"),
        ),
        sa.CheckConstraint(
            "what IN ('shipped', 'accepted', 'rejected', 'cancelled', 'too_late', 'note')",
            name=op.f("ck_platform_tellings_what_known"),
        ),
        sa.CheckConstraint(
            "length(answer) <= 300", name=op.f("ck_platform_tellings_answer_length")
        ),
        sa.CheckConstraint(
            "length(unique_key) <= 200", name=op.f("ck_platform_tellings_unique_key_length")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "connection_id"],
            ["platform_connections.shop_id", "platform_connections.id"],
            name=op.f("fk_platform_tellings_shop_id_connection_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_platform_tellings")),
        sa.UniqueConstraint(
            "shop_id",
            "connection_id",
            "unique_key",
            name=op.f("uq_platform_tellings_shop_id_connection_id_unique_key"),
        ),
    )
    op.create_index(
        "ix_platform_tellings_created_at", "platform_tellings", ["created_at"], unique=False
    )
    op.create_index(
        "ix_platform_tellings_due",
        "platform_tellings",
        ["shop_id", "connection_id", "due_at"],
        unique=False,
        postgresql_where="status = 'due'",
    )
    op.create_index(
        "ix_platform_tellings_order", "platform_tellings", ["shop_id", "order_id"], unique=False
    )
