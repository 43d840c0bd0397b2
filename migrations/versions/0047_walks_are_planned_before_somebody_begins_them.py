"""Walks are planned before somebody begins them; rules say which orders, when and how."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column(
        "pick_runs", sa.Column("is_fixed", sa.Boolean(), nullable=False, server_default="false")
    )
    op.add_column(
        "pick_runs", sa.Column("priority", sa.Integer(), nullable=False, server_default="100")
    )
    op.add_column("pick_runs", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.add_column("pick_runs", sa.Column("stops", postgresql.ARRAY(sa.Uuid())))
    op.add_column("pick_runs", sa.Column("length_mm", sa.BigInteger()))
    op.create_index(
        "ix_pick_runs_open",
        "pick_runs",
        ["priority", "due_at", "number"],
        postgresql_where="status = 'open'",
    )
    op.create_table(
        "pick_carts",
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("totes", sa.Integer(), nullable=False),
        sa.Column("batch_orders", sa.Integer(), nullable=False),
        sa.Column("units_max", sa.Integer()),
        sa.Column("weight_max_g", sa.Integer()),
        sa.Column("volume_max_cm3", sa.Integer()),
        sa.CheckConstraint("totes BETWEEN 1 AND 60", name="ck_pick_carts_totes_within"),
        sa.CheckConstraint("batch_orders BETWEEN 1 AND 200", name="ck_pick_carts_batch_within"),
        sa.CheckConstraint(
            "units_max > 0 AND weight_max_g > 0 AND volume_max_cm3 > 0",
            name="ck_pick_carts_limits_positive",
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_pick_carts_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("warehouse_id", name="pk_pick_carts"),
    )
    op.create_table(
        "release_rules",
        sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Uuid()),
        sa.Column("carrier", sa.Text()),
        sa.Column("priority_max", sa.Integer()),
        sa.Column("due_within_min", sa.Integer()),
        sa.Column("zone_id", sa.Uuid()),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("minutes_before", sa.Integer()),
        sa.Column("mode", sa.Text()),
        sa.Column("created_by_id", sa.Uuid()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("clock_timestamp()"),
        ),
        sa.CheckConstraint(
            "release IN ('now', 'before_cut_off', 'by_hand')",
            name="ck_release_rules_release_known",
        ),
        sa.CheckConstraint(
            "(release = 'before_cut_off') = (minutes_before IS NOT NULL)",
            name="ck_release_rules_minutes_of_cut_off",
        ),
        sa.CheckConstraint(
            "minutes_before > 0 AND due_within_min > 0", name="ck_release_rules_minutes_positive"
        ),
        sa.CheckConstraint(
            "mode IN ('single', 'cluster', 'order', 'zone')", name="ck_release_rules_mode_known"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_release_rules_shop_id"),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_release_rules_zone_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["office_users.id"], name="fk_release_rules_created_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_release_rules"),
    )
    op.create_table(
        "hand_releases",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text()),
        sa.Column("user_id", sa.Uuid()),
        sa.Column(
            "released_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("clock_timestamp()"),
        ),
        sa.CheckConstraint(
            "mode IN ('single', 'cluster', 'order', 'zone')", name="ck_hand_releases_mode_known"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_hand_releases_shop_id",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["office_users.id"], name="fk_hand_releases_user_id"),
        sa.PrimaryKeyConstraint("shop_id", "order_id", name="pk_hand_releases"),
    )
