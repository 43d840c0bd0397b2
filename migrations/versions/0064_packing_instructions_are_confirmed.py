"""What a shop wants done with its parcels is shown to the packer, confirmed and kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.add_column("products", sa.Column("packing_instructions", sa.Text()))
    op.add_column(
        "parcels", sa.Column("is_full", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_table(
        "packing_instructions",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Uuid()),
        sa.Column("user_id", sa.Uuid()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("moment IN ('begin', 'close')", name="moment_known"),
        sa.CheckConstraint("words <> ''", name="words_there"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_packing_instructions_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name="fk_packing_instructions_shop_id_photo_id",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name="fk_packing_instructions_user_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_packing_instructions"),
    )
    op.create_table(
        "parcel_instructions",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid()),
        sa.Column("words", sa.Text()),
        sa.Column("photo_id", sa.Uuid()),
        sa.Column("operator_id", sa.Uuid()),
        sa.Column("device_id", sa.Uuid()),
        sa.Column("scan_id", sa.Uuid()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("source IN ('shop', 'product', 'order')", name="source_known"),
        sa.CheckConstraint("moment IN ('begin', 'item', 'close')", name="moment_known"),
        sa.CheckConstraint(
            "(words IS NULL) = (source = 'order')", name="words_of_an_order_are_there"
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (operator_id IS NULL)", name="confirmed_by_somebody"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_parcel_instructions_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_parcel_instructions_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name="fk_parcel_instructions_shop_id_photo_id",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_parcel_instructions_operator_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_parcel_instructions"),
    )
    op.create_index(
        "ix_parcel_instructions_parcel", "parcel_instructions", ["shop_id", "parcel_id"]
    )
