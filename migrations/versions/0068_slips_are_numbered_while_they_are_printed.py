"""Slips in batches: numbered while they are printed, marked when all of them are out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.drop_constraint(
        "uq_slip_prints_shop_id_order_id_parcel_id_copy_no", "slip_prints", type_="unique"
    )
    op.create_index(
        "uq_slip_prints_printed",
        "slip_prints",
        ["shop_id", "order_id", "parcel_id", "copy_no"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("printed_at IS NOT NULL"),
    )
    op.create_index("ix_slip_prints_order", "slip_prints", ["shop_id", "order_id"])
    op.add_column("slip_batches", sa.Column("begun_at", sa.DateTime(timezone=True)))
    op.add_column("slip_batches", sa.Column("failure", postgresql.JSONB()))
    op.add_column("slip_batches", sa.Column("letters", postgresql.JSONB()))
