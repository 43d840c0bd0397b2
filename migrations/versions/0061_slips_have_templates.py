"""Slips have templates of their shops, and are printed many at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "slip_templates",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("logo_id", sa.Uuid()),
        sa.Column("made_by", sa.Uuid()),
        sa.Column("restored_from", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_slip_templates_version_positive")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_slip_templates_shop_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "logo_id"],
            ["photos.shop_id", "photos.id"],
            name="fk_slip_templates_shop_id_logo_id",
        ),
        sa.ForeignKeyConstraint(["made_by"], ["office_users.id"], name="fk_slip_templates_made_by"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_slip_templates"),
        sa.UniqueConstraint("shop_id", "version", name="uq_slip_templates_shop_id_version"),
    )
    op.create_table(
        "slip_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "status IN ('waiting', 'printing', 'printed', 'cancelled', 'failed')",
            name=op.f("ck_slip_batches_status_known"),
        ),
        sa.CheckConstraint(
            "paper IN ('A4', 'A6', 'roll', 'own')", name=op.f("ck_slip_batches_paper_known")
        ),
        sa.CheckConstraint(
            "made >= 0 AND made <= slips AND slips >= 1", name=op.f("ck_slip_batches_made_within")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["office_users.id"], name="fk_slip_batches_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_slip_batches"),
    )
    op.create_index("ix_slip_batches_asked_by", "slip_batches", ["asked_by", "id"])
    op.create_table(
        "slip_prints",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid()),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("template_version", sa.Integer()),
        sa.Column("batch_id", sa.Uuid()),
        sa.Column("position", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("copy_no >= 1", name=op.f("ck_slip_prints_copy_no_positive")),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name="fk_slip_prints_shop_id_order_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name="fk_slip_prints_shop_id_parcel_id",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["slip_batches.id"], name="fk_slip_prints_batch_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_slip_prints"),
        sa.UniqueConstraint(
            "shop_id",
            "order_id",
            "parcel_id",
            "copy_no",
            name="uq_slip_prints_shop_id_order_id_parcel_id_copy_no",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_slip_prints_batch_id",
        "slip_prints",
        ["batch_id"],
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
