"""A parcel has a photo when its shop wants one, and what happened to it is kept as a chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "photo_wishes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("value_from_minor", sa.Integer()),
        sa.Column("currency", sa.Text()),
        sa.CheckConstraint("of IN ('all', 'fragile', 'value')", name="of_known"),
        sa.CheckConstraint(
            "(of = 'value') = (value_from_minor IS NOT NULL AND currency IS NOT NULL)",
            name="value_has_limit",
        ),
        sa.CheckConstraint("value_from_minor > 0", name="limit_positive"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_photo_wishes_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_photo_wishes"),
    )
    op.create_table(
        "parcel_photos",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid()),
        sa.Column("sha256", sa.Text()),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid()),
        sa.Column("scan_id", sa.Uuid()),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("replaced_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(photo_id IS NULL) = (sha256 IS NULL)", name="photo_has_its_hash"),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_parcel_photos_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "photo_id"],
            ["photos.shop_id", "photos.id"],
            name="fk_parcel_photos_shop_id_photo_id",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_parcel_photos_operator_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_parcel_photos"),
    )
    op.create_index("ix_parcel_photos_parcel", "parcel_photos", ["shop_id", "parcel_id"])
    op.create_table(
        "evidence",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("link_no", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('closed', 'opened_again', 'label', 'decision')", name="kind_known"
        ),
        sa.CheckConstraint("link_no >= 1", name="link_no_positive"),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_evidence_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_evidence_shop_id_parcel_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "link_no", name="pk_evidence"),
    )
