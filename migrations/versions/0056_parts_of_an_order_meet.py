"""Orders are picked zone by zone, and their parts meet at a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.drop_constraint(op.f("ck_pick_runs_mode_known"), "pick_runs", type_="check")
    op.create_check_constraint(
        op.f("ck_pick_runs_mode_known"),
        "pick_runs",
        "mode IN ('single', 'cluster', 'order', 'zone')",
    )
    op.add_column("pick_runs", sa.Column("group_id", sa.Uuid()))
    op.add_column("pick_run_orders", sa.Column("zone_id", sa.Uuid()))
    op.add_column("pick_run_orders", sa.Column("brought_at", sa.DateTime(timezone=True)))
    op.create_foreign_key(
        "fk_pick_run_orders_zone_id", "pick_run_orders", "zones", ["zone_id"], ["id"]
    )
    op.drop_index("uq_pick_run_orders_order_open", "pick_run_orders")
    op.create_index(
        "uq_pick_run_orders_order_open",
        "pick_run_orders",
        ["shop_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("emptied_at IS NULL AND zone_id IS NULL"),
    )
    op.create_index(
        "uq_pick_run_orders_part_open",
        "pick_run_orders",
        ["shop_id", "order_id", "zone_id"],
        unique=True,
        postgresql_where=sa.text("emptied_at IS NULL AND zone_id IS NOT NULL"),
    )
    op.create_table(
        "meeting_places",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name="pk_meeting_places"),
        sa.UniqueConstraint("place_id", name="uq_meeting_places_place_id"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_meeting_places_place_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_meeting_places_shop_id_order_id",
        ),
    )
