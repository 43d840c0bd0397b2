"""A shop tells what is in the cartons of a delivery: each is received by one scan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0018"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "asn_cartons",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("asn_id", sa.Uuid(), nullable=False),
        sa.Column("carton_no", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True)),
        sa.Column("scan_id", sa.Uuid()),
        sa.CheckConstraint(
            "code <> '' AND length(code) <= 128", name=op.f("ck_asn_cartons_code_length")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "asn_id"],
            ["asns.shop_id", "asns.id"],
            name=op.f("fk_asn_cartons_shop_id_asn_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_asn_cartons")),
        sa.UniqueConstraint(
            "shop_id", "asn_id", "code", name=op.f("uq_asn_cartons_shop_id_asn_id_code")
        ),
    )
    op.create_table(
        "asn_carton_lines",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("carton_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Text()),
        sa.Column("expires_on", sa.Date()),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_asn_carton_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["shop_id", "carton_id"],
            ["asn_cartons.shop_id", "asn_cartons.id"],
            name=op.f("fk_asn_carton_lines_shop_id_carton_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name=op.f("fk_asn_carton_lines_shop_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_asn_carton_lines")),
    )
    op.create_index("ix_asn_carton_lines_carton", "asn_carton_lines", ["shop_id", "carton_id"])
