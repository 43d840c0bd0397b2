"""Everything said with a person stands in one thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0079"
down_revision = "0078"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("tls", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_locked", sa.LargeBinary(), nullable=False),
        sa.Column("folder", sa.Text(), server_default="INBOX", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "tls IN ('tls', 'starttls', 'none')", name=op.f("ck_mailboxes_tls_known")
        ),
        sa.CheckConstraint("last_uid >= 0", name=op.f("ck_mailboxes_last_uid_not_negative")),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_mailboxes_port_range")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_mailboxes_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("host", "login", "folder", name=op.f("uq_mailboxes_host_login_folder")),
    )
    op.create_table(
        "named_contacts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.Column("opens_at", sa.Time(), server_default=sa.text("'08:00'"), nullable=False),
        sa.Column("closes_at", sa.Time(), server_default=sa.text("'16:00'"), nullable=False),
        sa.Column("answer_days", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_chat_on", sa.Boolean(), server_default="true", nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "answer_days BETWEEN 0 AND 10", name=op.f("ck_named_contacts_answer_days_known")
        ),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_named_contacts_name_length")),
        sa.CheckConstraint(
            "length(signature) <= 1000", name=op.f("ck_named_contacts_signature_length")
        ),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_named_contacts_opens_before_it_closes")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_named_contacts_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_named_contacts")),
    )
    op.create_table(
        "saved_replies",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name=op.f("ck_saved_replies_language_shape")),
        sa.CheckConstraint(
            "length(title) BETWEEN 1 AND 80", name=op.f("ck_saved_replies_title_length")
        ),
        sa.CheckConstraint(
            "length(words) BETWEEN 1 AND 5000", name=op.f("ck_saved_replies_words_length")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_saved_replies_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_saved_replies")),
        sa.UniqueConstraint(
            "shop_id", "language", "title", name=op.f("uq_saved_replies_shop_id_language_title")
        ),
    )
    op.create_table(
        "arrived_mails",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("content_locked", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status = 'set_aside') = (reason IS NOT NULL)",
            name=op.f("ck_arrived_mails_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'filed', 'bounce', 'automatic', 'set_aside')",
            name=op.f("ck_arrived_mails_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name=op.f("fk_arrived_mails_mailbox_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrived_mails")),
        sa.UniqueConstraint("mailbox_id", "mark", name=op.f("uq_arrived_mails_mailbox_id_mark")),
        sa.UniqueConstraint(
            "mailbox_id",
            "uid_validity",
            "uid",
            name=op.f("uq_arrived_mails_mailbox_id_uid_validity_uid"),
        ),
    )
    op.create_index("ix_arrived_mails_fetched_at", "arrived_mails", ["fetched_at"], unique=False)
    op.create_index(
        "ix_arrived_mails_waiting",
        "arrived_mails",
        ["id"],
        unique=False,
        postgresql_where="status = 'waiting'",
    )
    op.create_table(
        "at_the_desk",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_at_the_desk_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_at_the_desk")),
    )
    op.create_table(
        "contact_threads",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=1), nullable=False),
        sa.Column("party", sa.Text(), server_default="consumer", nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("joined_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_channel", sa.Text(), nullable=True),
        sa.Column("last_from", sa.Text(), nullable=True),
        sa.Column(
            "last_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "language ~ '^[a-z]{2}$'", name=op.f("ck_contact_threads_language_shape")
        ),
        sa.CheckConstraint(
            "party IN ('consumer', 'shop')", name=op.f("ck_contact_threads_party_known")
        ),
        sa.CheckConstraint(
            "(taken_by IS NULL) = (taken_at IS NULL)",
            name=op.f("ck_contact_threads_taken_has_time"),
        ),
        sa.CheckConstraint("joined_id <> id", name=op.f("ck_contact_threads_joins_another")),
        sa.CheckConstraint(
            "joined_id IS NULL OR order_id IS NULL",
            name=op.f("ck_contact_threads_joined_has_no_order"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "joined_id"],
            ["contact_threads.shop_id", "contact_threads.id"],
            name=op.f("fk_contact_threads_shop_id_joined_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_contact_threads_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_contact_threads_shop_id")),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["office_users.id"], name=op.f("fk_contact_threads_taken_by")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_contact_threads")),
        sa.UniqueConstraint("number", name=op.f("uq_contact_threads_number")),
    )
    op.create_index("ix_contact_threads_id", "contact_threads", ["id"], unique=False)
    op.create_index(
        "ix_contact_threads_joined", "contact_threads", ["shop_id", "joined_id"], unique=False
    )
    op.create_index(
        "ix_contact_threads_last_at", "contact_threads", ["last_at", "id"], unique=False
    )
    op.create_index(
        "ix_contact_threads_waiting",
        "contact_threads",
        ["waiting_since"],
        unique=False,
        postgresql_where="waiting_since IS NOT NULL",
    )
    op.create_index(
        "uq_contact_threads_order",
        "contact_threads",
        ["shop_id", "order_id"],
        unique=True,
        postgresql_where="order_id IS NOT NULL",
    )
    op.create_index(
        "uq_contact_threads_shop",
        "contact_threads",
        ["shop_id"],
        unique=True,
        postgresql_where="party = 'shop'",
    )
    op.create_table(
        "contact_drafts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "channel IN ('email', 'chat', 'page', 'phone', 'portal', 'note')",
            name=op.f("ck_contact_drafts_channel_known"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "thread_id"],
            ["contact_threads.shop_id", "contact_threads.id"],
            name=op.f("fk_contact_drafts_shop_id_thread_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_contact_drafts_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "thread_id", "user_id", name=op.f("pk_contact_drafts")),
    )
    op.create_table(
        "contact_messages",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("from_whom", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("heads_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waited_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "channel <> 'note' OR from_whom = 'us'", name=op.f("ck_contact_messages_notes_are_ours")
        ),
        sa.CheckConstraint(
            "channel IN ('email', 'chat', 'page', 'phone', 'portal', 'note')",
            name=op.f("ck_contact_messages_channel_known"),
        ),
        sa.CheckConstraint(
            "from_whom IN ('consumer', 'shop', 'us')",
            name=op.f("ck_contact_messages_from_whom_known"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "thread_id"],
            ["contact_threads.shop_id", "contact_threads.id"],
            name=op.f("fk_contact_messages_shop_id_thread_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_contact_messages_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_contact_messages")),
    )
    op.create_index(
        "ix_contact_messages_answers",
        "contact_messages",
        ["created_at"],
        unique=False,
        postgresql_where="waited_since IS NOT NULL",
    )
    op.create_index(
        "ix_contact_messages_mail",
        "contact_messages",
        ["mail_id"],
        unique=False,
        postgresql_where="mail_id IS NOT NULL",
    )
    op.create_index(
        "ix_contact_messages_mark",
        "contact_messages",
        ["mark"],
        unique=False,
        postgresql_where="mark IS NOT NULL",
    )
    op.create_index(
        "ix_contact_messages_thread",
        "contact_messages",
        ["shop_id", "thread_id", "id"],
        unique=False,
    )
    op.create_table(
        "contact_files",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_contact_files_size_not_negative")),
        sa.ForeignKeyConstraint(
            ["shop_id", "message_id"],
            ["contact_messages.shop_id", "contact_messages.id"],
            name=op.f("fk_contact_files_shop_id_message_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_contact_files")),
    )
    op.create_index(
        "ix_contact_files_message", "contact_files", ["shop_id", "message_id"], unique=False
    )
    op.alter_column(
        "discrepancies",
        "decide_by",
        existing_type=postgresql.TIMESTAMP(timezone=True),
        server_default=sa.text("clock_timestamp() + interval '48 hours'"),
        existing_nullable=False,
    )
