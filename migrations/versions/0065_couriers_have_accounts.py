"""Couriers have accounts, and a shipment remembers with which one it was bought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which buys of the house only."""
    op.create_table(
        "courier_accounts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
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
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("carrier ~ '^[a-z][a-z0-9_]{1,29}$'", name="carrier_shape"),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 60", name="label_length"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_courier_accounts_shop_id"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_courier_accounts_user_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_courier_accounts"),
    )
    op.create_index(
        "uq_courier_accounts_live",
        "courier_accounts",
        ["carrier", "shop_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.add_column("shipments", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.add_column("shipments", sa.Column("courier_id", sa.Text(), nullable=True))
    # no row names an account yet, so there is nothing to look through
    op.create_foreign_key(
        "fk_shipments_account_id", "shipments", "courier_accounts", ["account_id"], ["id"]
    )
