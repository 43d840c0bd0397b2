"""A delivery says which lots come; each piece that has a serial number is known by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "asn_lots",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("asn_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "lot <> '' AND length(lot) <= 128", name=op.f("ck_asn_lots_lot_length")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asn_id"], ["asns.shop_id", "asns.id"],
            name=op.f("fk_asn_lots_shop_id_asn_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"], ["products.shop_id", "products.id"],
            name=op.f("fk_asn_lots_shop_id_product_id"),
        ),
        sa.PrimaryKeyConstraint(
            "shop_id", "asn_id", "product_id", "lot", name=op.f("pk_asn_lots")
        ),
    )  # fmt: skip
    op.create_table(
        "received_serials",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("asn_id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "serial <> '' AND length(serial) <= 128",
            name=op.f("ck_received_serials_serial_length"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asn_id"], ["asns.shop_id", "asns.id"],
            name=op.f("fk_received_serials_shop_id_asn_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"], ["products.shop_id", "products.id"],
            name=op.f("fk_received_serials_shop_id_product_id"),
        ),
        sa.PrimaryKeyConstraint(
            "shop_id", "product_id", "serial", name=op.f("pk_received_serials")
        ),
    )  # fmt: skip
    op.create_index("ix_received_serials_asn", "received_serials", ["shop_id", "asn_id"])
