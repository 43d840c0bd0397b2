"""An order may fill several totes, doubts about a place are kept, promises are told to shops."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _promises_told()
    _full_totes()
    _place_counts()


def _moment(name: str, *, is_set: bool = True) -> sa.Column[datetime]:
    now = sa.text("clock_timestamp()") if is_set else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=now, nullable=not is_set)


def _promises_told() -> None:
    op.create_table(
        "promises_told",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_promises_told_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_promises_told"),
    )
    # nobody wants to hear of the promises of last month
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute(
        "INSERT INTO promises_told (shop_id, last_sequence) "
        "SELECT shop_id, last_sequence FROM feed_positions"
    )


def _full_totes() -> None:
    op.create_table(
        "full_totes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("tote_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        _moment("full_at"),
        sa.ForeignKeyConstraint(["tote_id"], ["places.id"], name="fk_full_totes_tote_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "run_id", "order_id"],
            ["pick_run_orders.shop_id", "pick_run_orders.run_id", "pick_run_orders.order_id"],
            name="fk_full_totes_shop_id_run_id_order_id",
        ),
        sa.UniqueConstraint("tote_id", name="uq_full_totes_tote_id"),
        sa.PrimaryKeyConstraint("shop_id", "tote_id", name="pk_full_totes"),
    )
    op.create_index("ix_full_totes_order", "full_totes", ["shop_id", "order_id"])


def _place_counts() -> None:
    op.create_table(
        "place_counts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        _moment("created_at"),
        _moment("closed_at", is_set=False),
        sa.CheckConstraint(
            "reason IN ('short', 'not_empty', 'asked')", name="ck_place_counts_reason_known"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_place_counts_place_id"),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_place_counts_operator_id"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_place_counts_shop_id_product_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_place_counts"),
    )
    op.create_index(
        "uq_place_counts_open",
        "place_counts",
        ["shop_id", "place_id", "product_id"],
        unique=True,
        postgresql_where="closed_at IS NULL",
    )
