"""What was wrong at the dock is photographed there, for the shop that decides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "discrepancy_photos",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("discrepancy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "id"],
            ["photos.shop_id", "photos.id"],
            name=op.f("fk_discrepancy_photos_shop_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "discrepancy_id"],
            ["discrepancies.shop_id", "discrepancies.id"],
            name=op.f("fk_discrepancy_photos_shop_id_discrepancy_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_discrepancy_photos")),
    )
    op.create_index(
        "ix_discrepancy_photos_discrepancy", "discrepancy_photos", ["shop_id", "discrepancy_id"]
    )
