"""Each carton of a return has its own arrival."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

#: what is known of returns that are there: one carton each
KNOWN = """
    INSERT INTO return_parcels (shop_id, return_id, tracking_number, arrived_at)
    SELECT shop_id, id, tracking_number, arrived_at FROM returns
    WHERE status <> 'unidentified' AND (arrived_at IS NOT NULL OR tracking_number IS NOT NULL)
"""


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "return_parcels",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=True),
        sa.Column("shipment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_return_parcels_weight_positive")),
        sa.CheckConstraint(
            "operator_id IS NULL OR arrived_at IS NOT NULL",
            name=op.f("ck_return_parcels_taken_in_when_here"),
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_return_parcels_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "return_id"],
            ["returns.shop_id", "returns.id"],
            name=op.f("fk_return_parcels_shop_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "shipment_id"],
            ["shipments.shop_id", "shipments.id"],
            name=op.f("fk_return_parcels_shop_id_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_return_parcels")),
        sa.UniqueConstraint(
            "shop_id",
            "return_id",
            "tracking_number",
            name=op.f("uq_return_parcels_shop_id_return_id_tracking_number"),
        ),
    )
    op.create_index(
        "ix_return_parcels_tracking_number", "return_parcels", ["tracking_number"], unique=False
    )
    op.create_index(
        "ix_return_parcels_shipment", "return_parcels", ["shop_id", "shipment_id"], unique=True
    )
    op.execute(KNOWN)
    op.add_column("inspection_photos", sa.Column("parcel_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_inspection_photos_shop_id_parcel_id"),
        "inspection_photos",
        "return_parcels",
        ["shop_id", "parcel_id"],
        ["shop_id", "id"],
    )
