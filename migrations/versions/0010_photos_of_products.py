"""Pictures are kept, those of products first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "photos",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("width_px > 0 AND height_px > 0", name="size_positive"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_photos_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_photos"),
    )
    # JPEGs do not get smaller: PostgreSQL shall not try
    op.execute("ALTER TABLE photos ALTER COLUMN picture SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE photos ALTER COLUMN thumbnail SET STORAGE EXTERNAL")
    op.create_table(
        "product_photos",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_product_photos_shop_id_product_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name="fk_product_photos_shop_id_photo_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "photo_id", name="pk_product_photos"),
    )
    op.create_index(
        "ix_product_photos_product", "product_photos", ["shop_id", "product_id", "photo_id"]
    )
