"""Orders leave by a calendar: weeks of cut-offs, closed days, and the days that come as rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

_WEEK = "cardinality(closes) = 7 AND cardinality(leaves) = 7"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _weeks()
    _days()
    op.add_column(
        "orders",
        sa.Column("is_ship_by_ours", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column("orders", sa.Column("delayed_at", sa.DateTime(timezone=True)))
    # what is still here gets its promise from the next look at the calendar
    op.execute(
        "UPDATE orders SET is_ship_by_ours = true WHERE ship_by IS NULL "
        "AND status NOT IN ('shipped', 'delivered', 'cancelled', 'returned', 'lost')"
    )


def _week() -> list[sa.Column[list[str]]]:
    return [
        sa.Column("closes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("leaves", sa.ARRAY(sa.Text()), nullable=False),
    ]


def _updated_at() -> sa.Column[object]:
    return sa.Column(
        "updated_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def _weeks() -> None:
    op.create_table(
        "house_calendars",
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("holidays_of", sa.Text(), nullable=False),
        *_week(),
        _updated_at(),
        sa.CheckConstraint(_WEEK, name="week_whole"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_house_calendars_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("warehouse_id", name="pk_house_calendars"),
    )
    op.create_table(
        "days_off",
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) <= 100", name="reason_length"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_days_off_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("warehouse_id", "closed_on", name="pk_days_off"),
    )
    op.create_table(
        "cutoffs",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), server_default="", nullable=False),
        sa.Column("service", sa.Text(), server_default="", nullable=False),
        *_week(),
        _updated_at(),
        sa.CheckConstraint(_WEEK, name="week_whole"),
        sa.CheckConstraint("carrier <> '' OR service = ''", name="service_of_a_carrier"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_cutoffs_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "carrier", "service", name="pk_cutoffs"),
    )


def _days() -> None:
    op.create_table(
        "house_days",
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ship_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("closes_at", name="pk_house_days"),
    )
    op.create_table(
        "dispatch_days",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ship_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_dispatch_days_shop_id"),
        sa.PrimaryKeyConstraint(
            "shop_id", "carrier", "service", "closes_at", name="pk_dispatch_days"
        ),
    )
    op.create_index(
        "ix_dispatch_days_first",
        "dispatch_days",
        ["shop_id", sa.desc("carrier"), sa.desc("service"), "closes_at"],
    )
