"""Goods in: the dock of a delivery, what the shop was told, what was withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("asns", sa.Column("dock_place_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_asns_dock_place_id"), "asns", "places", ["dock_place_id"], ["id"]
    )
    op.add_column("asn_lines", sa.Column("told", sa.Integer(), server_default="0", nullable=False))
    op.add_column("asn_lines", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_asn_lines_told_positive"), "asn_lines", "told >= 0")
    op.add_column("discrepancies", sa.Column("scan_id", sa.Uuid(), nullable=True))
    op.add_column(
        "discrepancies", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "uq_discrepancies_excess",
        "discrepancies",
        ["shop_id", "asn_id", "product_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('over', 'unexpected_product') AND withdrawn_at IS NULL"),
    )
    op.add_column("put_aways", sa.Column("movement_id", sa.Uuid(), nullable=True))
