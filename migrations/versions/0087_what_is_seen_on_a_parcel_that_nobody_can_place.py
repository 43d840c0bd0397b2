"""What is seen on a parcel that nobody can place is written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0087"
down_revision = "0086"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "unidentified_parcels",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sender_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_order_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_unidentified_parcels_weight_positive")),
        sa.CheckConstraint(
            "cardinality(codes) <= 50", name=op.f("ck_unidentified_parcels_codes_few")
        ),
        sa.CheckConstraint(
            "(asked_order_id IS NULL) = (asked_at IS NULL)",
            name=op.f("ck_unidentified_parcels_asked_about_an_order"),
        ),
        sa.CheckConstraint(
            "answer IN ('yes', 'no')", name=op.f("ck_unidentified_parcels_answer_known")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["office_users.id"], name=op.f("fk_unidentified_parcels_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asked_order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_unidentified_parcels_shop_id_asked_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name=op.f("fk_unidentified_parcels_shop_id_return_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "return_id", name=op.f("pk_unidentified_parcels")),
    )
