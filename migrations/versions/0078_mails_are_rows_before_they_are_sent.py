"""Mails are rows before they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0078"
down_revision = "0077"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "mails",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("letter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=True,
        ),
        sa.Column("too_late_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_repeatable", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", JSONB(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("address_mark", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name=("ck_mails_language_shape")),
        sa.CheckConstraint("purpose ~ '^[a-z][a-z0-9_.]{1,39}$'", name=("ck_mails_purpose_shape")),
        sa.CheckConstraint(
            "status <> 'sending' OR due_at IS NOT NULL", name=("ck_mails_sending_has_lease")
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'doubtful', 'sent', 'bounced', 'failed', 'dropped')",
            name=("ck_mails_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('failed', 'bounced', 'dropped') OR failure IS NOT NULL",
            name=("ck_mails_end_has_reason"),
        ),
        sa.CheckConstraint(
            "length(unique_key) BETWEEN 1 AND 200", name=("ck_mails_unique_key_length")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=("fk_mails_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=("pk_mails")),
        sa.UniqueConstraint("shop_id", "unique_key", name=("uq_mails_shop_id_unique_key")),
    )
    op.create_index("ix_mails_created_at", "mails", ["created_at"], unique=False)
    op.create_index(
        "ix_mails_due",
        "mails",
        ["due_at"],
        unique=False,
        postgresql_where="status IN ('queued', 'sending', 'doubtful') AND due_at IS NOT NULL",
    )
    op.create_index("ix_mails_id", "mails", ["id"], unique=False)
    op.create_index("ix_mails_subject", "mails", ["shop_id", "subject_id"], unique=False)
    op.create_table(
        "mail_senders",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("server_locked", sa.LargeBinary(), nullable=True),
        sa.Column("server_shown", sa.Text(), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("length(name) <= 100", name=("ck_mail_senders_name_length")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=("fk_mail_senders_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=("pk_mail_senders")),
    )
    op.create_table(
        "bounced_addresses",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("address_mark", sa.LargeBinary(), nullable=False),
        sa.Column("bounces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=("fk_bounced_addresses_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "address_mark", name=("pk_bounced_addresses")),
    )
