"""Parcels wait for their courier at staging places; who takes them signs on the screen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release, which stages and counts nothing."""
    op.create_table(
        "staged_parcels",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column(
            "staged_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_staged_parcels_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_staged_parcels_place_id"),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_staged_parcels_operator_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "parcel_id", name="pk_staged_parcels"),
    )
    op.create_index("ix_staged_parcels_place_id", "staged_parcels", ["place_id"])
    op.add_column("manifests", sa.Column("signature", sa.Text(), nullable=True))
    op.add_column("manifests", sa.Column("counted", sa.Integer(), nullable=True))
    op.add_column("manifests", sa.Column("recount_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("signature_length", "manifests", "length(signature) <= 2000")
    op.create_check_constraint("counted_not_negative", "manifests", "counted >= 0")
