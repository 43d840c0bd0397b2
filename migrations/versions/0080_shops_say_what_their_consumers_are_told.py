"""Shops say what their consumers are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0080"
down_revision = "0079"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "notice_settings",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("urgent_kinds", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("fallback_language", sa.Text(), server_default="en", nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.Column("survey_after_days", sa.Integer(), nullable=True),
        sa.Column("survey_scale", sa.Text(), server_default="five", nullable=False),
        sa.Column("survey_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "survey_scale IN ('ten', 'five')", name=("ck_notice_settings_survey_scale_known")
        ),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name=("ck_notice_settings_quiet_has_two_ends"),
        ),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439",
            name=("ck_notice_settings_quiet_within_a_day"),
        ),
        sa.CheckConstraint(
            "survey_after_days BETWEEN 1 AND 60",
            name=("ck_notice_settings_survey_within_two_months"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=("fk_notice_settings_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=("pk_notice_settings")),
    )
    op.create_table(
        "notice_texts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("(subject = '') = (body = '')", name=("ck_notice_texts_both_or_ours")),
        sa.CheckConstraint(
            "kind IN ('received', 'preparing', 'packed', 'delayed', 'shipped', 'pickup', 'delivered', 'return_received', 'refund_cleared', 'survey')",
            name=("ck_notice_texts_kind_known"),
        ),
        sa.CheckConstraint(
            "language IN ('en', 'pl', 'uk', 'de')", name=("ck_notice_texts_language_known")
        ),
        sa.CheckConstraint(
            "length(subject) <= 200 AND length(body) <= 2000", name=("ck_notice_texts_text_length")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=("fk_notice_texts_shop_id")),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name=("fk_notice_texts_user_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=("pk_notice_texts")),
        sa.UniqueConstraint(
            "shop_id",
            "kind",
            "language",
            "version",
            name=("uq_notice_texts_shop_id_kind_language_version"),
        ),
    )
    op.create_table(
        "notices",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('received', 'preparing', 'packed', 'delayed', 'shipped', 'pickup', 'delivered', 'return_received', 'refund_cleared', 'survey')",
            name=("ck_notices_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=("fk_notices_shop_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "kind", "about", name=("pk_notices")),
    )
    op.create_index("ix_notices_mail", "notices", ["shop_id", "mail_id"], unique=False)
    op.create_table(
        "survey_answers",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column(
            "answered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("scale IN ('ten', 'five')", name=("ck_survey_answers_scale_known")),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 10 AND (scale = 'ten' OR score BETWEEN 1 AND 5)",
            name=("ck_survey_answers_score_on_scale"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=("fk_survey_answers_shop_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name=("pk_survey_answers")),
    )
    op.create_index(
        "ix_survey_answers_answered_at", "survey_answers", ["shop_id", "answered_at"], unique=False
    )
    op.create_table(
        "unsubscribed_addresses",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("address_mark", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=("fk_unsubscribed_addresses_shop_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "address_mark", name=("pk_unsubscribed_addresses")),
    )
