"""A sandbox does what goes wrong in life when it is asked to, and its time goes forward."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

KINDS = (
    "kind IN ('short_pick', 'label_refused', 'parcel_lost', 'parcel_damaged', 'webhook_timeout', "
    "'api_unavailable', 'api_limited')"
)


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "sandbox_faults",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_hit", sa.Text(), nullable=True),
        sa.Column("last_hit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(KINDS, name=op.f("ck_sandbox_faults_kind_known")),
        sa.CheckConstraint(
            "used BETWEEN 0 AND times AND times >= 1", name=op.f("ck_sandbox_faults_used_in_times")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_sandbox_faults_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_sandbox_faults")),
    )
    op.create_table(
        "sandbox_clocks",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("forwarded", sa.Interval(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_sandbox_clocks_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_sandbox_clocks")),
    )
