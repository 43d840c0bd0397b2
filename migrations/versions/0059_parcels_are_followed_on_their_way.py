"""What couriers tell of parcels is kept, and says where they are."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0059"
down_revision = "0058"

_STATUS_KNOWN = (
    "status IN ('in_transit', 'available_for_pickup', 'delivery_failed', 'returning', 'lost', "
    "'delivered', 'returned')"
)
_INCIDENT_CODE = "incident ~ '^[a-z_]{1,40}$'"


def _now(name: str) -> sa.Column[datetime]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which does not ask couriers."""
    op.create_table(
        "tracking_events",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        _now("created_at"),
        sa.CheckConstraint(_STATUS_KNOWN, name="status_known"),
        sa.CheckConstraint(_INCIDENT_CODE, name="incident_code"),
        sa.CheckConstraint("source IN ('poll', 'webhook', 'office')", name="source_known"),
        sa.CheckConstraint("length(words) <= 300 AND length(place) <= 100", name="words_length"),
        sa.CheckConstraint(
            "occurred_at >= '2000-01-01Z' AND occurred_at < '2200-01-01Z'",
            name="occurred_at_within_time",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name="fk_tracking_events_shop_id_shipment_id",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_tracking_events_user_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_tracking_events"),
        sa.UniqueConstraint(
            "shop_id",
            "shipment_id",
            "event_key",
            name="uq_tracking_events_shop_id_shipment_id_event_key",
        ),
    )
    op.create_index("ix_tracking_events_occurred_at", "tracking_events", ["occurred_at"])
    op.create_table(
        "trackings",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        _now("due_at"),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        _now("created_at"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_STATUS_KNOWN, name="status_known"),
        sa.CheckConstraint(_INCIDENT_CODE, name="incident_code"),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name="fk_trackings_shop_id_shipment_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "shipment_id", name="pk_trackings"),
    )
    op.create_index(
        "ix_trackings_due", "trackings", ["carrier", "due_at"], postgresql_where="ended_at IS NULL"
    )
    op.create_table(
        "courier_turns",
        sa.Column("carrier", sa.Text(), nullable=False),
        _now("next_at"),
        sa.PrimaryKeyConstraint("carrier", name="pk_courier_turns"),
    )
    op.create_table(
        "courier_messages",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("heard", JSONB(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        _now("due_at"),
        sa.Column("failure", JSONB(), nullable=True),
        _now("created_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'done', 'failed')", name="status_known"),
        sa.PrimaryKeyConstraint("id", name="pk_courier_messages"),
        sa.UniqueConstraint("carrier", "digest", name="uq_courier_messages_carrier_digest"),
    )
    op.create_index(
        "ix_courier_messages_waiting",
        "courier_messages",
        ["due_at"],
        postgresql_where="status = 'waiting'",
    )
    op.create_index("ix_courier_messages_created_at", "courier_messages", ["created_at"])
