"""What does not go by itself raises an alarm, until its cause is gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0066"
down_revision = "0065"


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _made() -> sa.Column[object]:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which raises none."""
    op.create_table(
        "alarms",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("shipment_id", sa.Uuid(), nullable=True),
        sa.Column("manifest_id", sa.Uuid(), nullable=True),
        sa.Column("facts", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        _made(),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        _moment("taken_at"),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        _moment("resolved_at"),
        _moment("ended_at"),
        sa.CheckConstraint("code ~ '^[a-z_]{1,40}$'", name="code_is_a_code"),
        sa.CheckConstraint("owner IN ('us', 'shop', 'consumer', 'carrier')", name="owner_known"),
        sa.CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taken_whole"),
        sa.CheckConstraint("(resolved_by IS NULL) = (resolved_at IS NULL)", name="resolved_whole"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_alarms_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name="fk_alarms_shop_id_shipment_id",
        ),
        sa.ForeignKeyConstraint(["manifest_id"], ["manifests.id"], name="fk_alarms_manifest_id"),
        sa.ForeignKeyConstraint(["taken_by"], ["office_users.id"], name="fk_alarms_taken_by"),
        sa.ForeignKeyConstraint(["resolved_by"], ["office_users.id"], name="fk_alarms_resolved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    op.create_index(
        "uq_alarms_cause",
        "alarms",
        ["code", "subject"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "ix_alarms_since", "alarms", ["since", "id"], postgresql_where="ended_at IS NULL"
    )
    op.create_index(
        "ix_alarms_ended_at", "alarms", ["ended_at"], postgresql_where="ended_at IS NOT NULL"
    )
    op.create_table(
        "alarm_acts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _made(),
        sa.CheckConstraint("what IN ('taken', 'note', 'resolved')", name="what_known"),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 500", name="note_length"),
        sa.ForeignKeyConstraint(
            ["alarm_id"], ["alarms.id"], name="fk_alarm_acts_alarm_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_alarm_acts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_acts"),
    )
    op.create_index("ix_alarm_acts_alarm", "alarm_acts", ["alarm_id", "id"])
