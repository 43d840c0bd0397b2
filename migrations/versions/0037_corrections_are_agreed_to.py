"""Corrections of the books are proposed with a reason, and large ones agreed to by another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    op.create_table(
        "adjustments",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(start=1), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="proposed", nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("movement_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("kind IN ('more', 'fewer', 'scrap', 'damaged')", name="kind_known"),
        sa.CheckConstraint("why ~ '^[a-z_]{1,40}$'", name="why_is_a_code"),
        sa.CheckConstraint("length(note) <= 200", name="note_length"),
        sa.CheckConstraint(
            "condition IN ('good', 'opened', 'damaged', 'quarantine')", name="condition_known"
        ),
        sa.CheckConstraint("status IN ('proposed', 'done', 'refused')", name="status_known"),
        sa.CheckConstraint("(status = 'done') = (movement_id IS NOT NULL)", name="done_has_moved"),
        sa.CheckConstraint(
            "status <> 'done' OR NOT needs_second OR decider_id <> proposer_id",
            name="somebody_else_agrees",
        ),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_at IS NULL)", name="decided_is_decided"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_adjustments_place_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"],
            ["lots.shop_id", "lots.product_id", "lots.id"],
            name="fk_adjustments_shop_id_product_id_lot_id",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "movement_id"],
            ["movements.shop_id", "movements.id"],
            name="fk_adjustments_shop_id_movement_id",
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["office_users.id"], name="fk_adjustments_proposer_id"
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["office_users.id"], name="fk_adjustments_decider_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_adjustments"),
        sa.UniqueConstraint("number", name="uq_adjustments_number"),
    )
    op.create_index("ix_adjustments_movement", "adjustments", ["shop_id", "movement_id"])
