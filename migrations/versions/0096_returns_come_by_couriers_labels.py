"""Returns come by couriers' labels and codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0096"
down_revision = "0095"

_STATUSES = (
    "'in_transit', 'available_for_pickup', 'delivery_failed', 'returning', 'lost', 'delivered', "
    "'returned'"
)
_NOW = sa.text("clock_timestamp()")


def _when(name: str, *, is_now: bool = False) -> sa.Column[object]:
    default = {"server_default": _NOW} if is_now else {}
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not is_now, **default)  # type: ignore[arg-type]


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    for column in (
        sa.Column("ways_back", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("is_own_way_offered", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("return_currency", sa.Text(), server_default="PLN", nullable=False),
        sa.Column("return_address", postgresql.JSONB(), nullable=True),
    ):
        op.add_column("consumer_rules", column)
    op.create_check_constraint(
        op.f("ck_consumer_rules_return_currency_shape"),
        "consumer_rules",
        "return_currency ~ '^[A-Z]{3}$'",
    )
    op.create_table(
        "return_labels",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("parcel", sa.Integer(), server_default="1", nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="requested", nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("to_address", postgresql.JSONB(), nullable=False),
        sa.Column("price_minor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts_before", sa.Integer(), server_default="0", nullable=False),
        _when("next_attempt_at", is_now=True),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("tracking_number", sa.Text(), nullable=True),
        sa.Column("tracking_url", sa.Text(), nullable=True),
        sa.Column("courier_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        _when("valid_until"),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("way_status", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        _when("way_status_at"),
        _when("ask_at"),
        sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False),
        _when("ended_at"),
        _when("created_at", is_now=True),
        _when("updated_at", is_now=True),
        _when("bought_at"),
        _when("voided_at"),
        _when("given_back_at"),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'bought', 'refused', 'voided')",
            name=op.f("ck_return_labels_status_known"),
        ),
        sa.CheckConstraint(
            "asked_by IN ('consumer', 'shop', 'office')",
            name=op.f("ck_return_labels_asked_by_known"),
        ),
        sa.CheckConstraint("parcel BETWEEN 1 AND 20", name=op.f("ck_return_labels_parcel_within")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_return_labels_price_positive")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_return_labels_currency_shape")),
        sa.CheckConstraint(
            "status <> 'bought' OR (tracking_number IS NOT NULL AND bought_at IS NOT NULL)",
            name=op.f("ck_return_labels_bought_has_tracking"),
        ),
        sa.CheckConstraint(
            f"way_status IN ({_STATUSES})", name=op.f("ck_return_labels_way_status_known")
        ),
        sa.CheckConstraint(
            "incident ~ '^[a-z_]{1,40}$'", name=op.f("ck_return_labels_incident_code")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name=op.f("fk_return_labels_shop_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_return_labels_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["courier_accounts.id"], name=op.f("fk_return_labels_account_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_labels")),
    )
    op.create_index(
        "uq_return_labels_live",
        "return_labels",
        ["shop_id", "return_id", "parcel"],
        unique=True,
        postgresql_where=sa.text("status IN ('requested', 'bought')"),
    )
    op.create_index(
        "uq_return_labels_tracking",
        "return_labels",
        ["carrier", "tracking_number"],
        unique=True,
        postgresql_where=sa.text("tracking_number IS NOT NULL"),
    )
    op.create_index("ix_return_labels_tracking_number", "return_labels", ["tracking_number"])
    op.create_index(
        "ix_return_labels_due",
        "return_labels",
        ["next_attempt_at"],
        postgresql_where=sa.text("status = 'requested'"),
    )
    op.create_index(
        "ix_return_labels_to_give_back",
        "return_labels",
        ["next_attempt_at"],
        postgresql_where=sa.text("status = 'voided' AND attempts > 0 AND given_back_at IS NULL"),
    )
    op.create_index(
        "ix_return_labels_ask",
        "return_labels",
        ["carrier", "ask_at"],
        postgresql_where=sa.text("status = 'bought' AND ended_at IS NULL"),
    )
    op.create_table(
        "return_news",
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        _when("created_at", is_now=True),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_return_news_status_known")),
        sa.CheckConstraint(
            "incident ~ '^[a-z_]{1,40}$'", name=op.f("ck_return_news_incident_code")
        ),
        sa.CheckConstraint(
            "occurred_at >= '2000-01-01Z' AND occurred_at < '2200-01-01Z'",
            name=op.f("ck_return_news_occurred_at_within_time"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "label_id"],
            ["return_labels.shop_id", "return_labels.id"],
            name=op.f("fk_return_news_shop_id_label_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_news")),
        sa.UniqueConstraint(
            "shop_id",
            "label_id",
            "event_key",
            name=op.f("uq_return_news_shop_id_label_id_event_key"),
        ),
    )
    op.create_index("ix_return_news_occurred_at", "return_news", ["occurred_at"])
