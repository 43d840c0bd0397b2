"""Cases stand beside orders, and their clocks run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0084"
down_revision = "0083"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "cases",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=1), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("parcel_id", sa.Uuid(), nullable=True),
        sa.Column("return_id", sa.Uuid(), nullable=True),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("remedy_order_id", sa.Uuid(), nullable=True),
        sa.Column("credit_minor", sa.BigInteger(), nullable=True),
        sa.Column("credit_currency", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(status = 'resolved') = (resolved_at IS NOT NULL)", name="ck_cases_resolved_has_time"
        ),
        sa.CheckConstraint("cost IN ('us', 'carrier', 'shop')", name="ck_cases_cost_known"),
        sa.CheckConstraint("credit_currency ~ '^[A-Z]{3}$'", name="ck_cases_currency_shape"),
        sa.CheckConstraint(
            "kind IN ('enquiry', 'complaint', 'courier_claim', 'stock_dispute', 'our_mistake')",
            name="ck_cases_kind_known",
        ),
        sa.CheckConstraint(
            "opened_by IN ('shop', 'us', 'consumer')", name="ck_cases_opened_by_known"
        ),
        sa.CheckConstraint(
            "remedy IN ('reship', 'extra_item', 'credit', 'other_carrier', 'none')",
            name="ck_cases_remedy_known",
        ),
        sa.CheckConstraint(
            "status <> 'resolved' OR remedy IS NOT NULL", name="ck_cases_resolved_has_remedy"
        ),
        sa.CheckConstraint(
            "status IN ('open', 'waiting_for_shop', 'waiting_for_us', 'resolved')",
            name="ck_cases_status_known",
        ),
        sa.CheckConstraint(
            "(credit_minor IS NULL) = (credit_currency IS NULL)",
            name="ck_cases_credit_has_currency",
        ),
        sa.CheckConstraint("(remedy IS NULL) = (cost IS NULL)", name="ck_cases_remedy_has_cost"),
        sa.CheckConstraint("credit_minor > 0", name="ck_cases_credit_positive"),
        sa.ForeignKeyConstraint(["assigned_to"], ["office_users.id"], name="fk_cases_assigned_to"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_cases_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_cases_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "remedy_order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_cases_shop_id_remedy_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name="fk_cases_shop_id_return_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "thread_id"],
            ["contact_threads.shop_id", "contact_threads.id"],
            name="fk_cases_shop_id_thread_id",
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cases_shop_id"),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_cases_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index(
        "ix_cases_answer_due",
        "cases",
        ["answer_due_at"],
        unique=False,
        postgresql_where="status <> 'resolved'",
    )
    op.create_index("ix_cases_order", "cases", ["shop_id", "order_id"], unique=False)
    op.create_index("ix_cases_updated_at", "cases", ["shop_id", "updated_at", "id"], unique=False)
    op.create_table(
        "case_messages",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["cases.shop_id", "cases.id"],
            name="fk_case_messages_shop_id_case_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "message_id"],
            ["contact_messages.shop_id", "contact_messages.id"],
            name="fk_case_messages_shop_id_message_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "message_id", name="pk_case_messages"),
    )
    op.create_index(
        "ix_case_messages_case", "case_messages", ["shop_id", "case_id", "message_id"], unique=False
    )
    op.create_table(
        "case_tasks",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(done_by IS NULL) = (done_at IS NULL)", name="ck_case_tasks_done_whole"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["office_users.id"], name="fk_case_tasks_done_by"),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["cases.shop_id", "cases.id"],
            name="fk_case_tasks_shop_id_case_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_case_tasks"),
    )
    op.create_index("ix_case_tasks_case", "case_tasks", ["shop_id", "case_id", "id"], unique=False)
    op.create_table(
        "case_acts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column(
            "facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "what IN ('opened', 'assigned', 'answered', 'resolved', 'reopened', 'granted')",
            name="ck_case_acts_what_known",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["cases.shop_id", "cases.id"],
            name="fk_case_acts_shop_id_case_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_case_acts_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_case_acts"),
    )
    op.create_index("ix_case_acts_case", "case_acts", ["shop_id", "case_id", "id"], unique=False)
    op.create_table(
        "case_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("answer_days", sa.Integer(), server_default="1", nullable=False),
        sa.Column("complaint_days", sa.Integer(), server_default="14", nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="PLN", nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ck_case_rules_currency_shape"),
        sa.CheckConstraint("answer_days BETWEEN 0 AND 30", name="ck_case_rules_answer_days_within"),
        sa.CheckConstraint(
            "complaint_days BETWEEN 1 AND 14", name="ck_case_rules_complaint_days_within"
        ),
        sa.CheckConstraint("granted_minor >= 0", name="ck_case_rules_granted_positive"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_case_rules_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_case_rules"),
    )
    op.create_table(
        "deadlines",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("return_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_tomorrow_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "clock IN ('first_answer', 'complaint_answer', 'refund', 'goods_back')",
            name="ck_deadlines_clock_known",
        ),
        sa.CheckConstraint(
            "(case_id IS NULL) <> (return_id IS NULL)", name="ck_deadlines_about_one"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "case_id"],
            ["cases.shop_id", "cases.id"],
            name="fk_deadlines_shop_id_case_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name="fk_deadlines_shop_id_return_id",
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_deadlines_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_deadlines"),
    )
    op.create_index(
        "ix_deadlines_due_at",
        "deadlines",
        ["due_at", "id"],
        unique=False,
        postgresql_where="met_at IS NULL",
    )
    op.create_index(
        "uq_deadlines_case",
        "deadlines",
        ["shop_id", "case_id", "clock"],
        unique=True,
        postgresql_where="case_id IS NOT NULL",
    )
    op.create_index(
        "uq_deadlines_return",
        "deadlines",
        ["shop_id", "return_id", "clock"],
        unique=True,
        postgresql_where="return_id IS NOT NULL",
    )
