"""Pick faces are replenished: rules, walks and tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _rules()
    _walks()
    _tasks()


def _moment(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("clock_timestamp()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)


def _rules() -> None:
    op.create_table(
        "replenish_rules",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        _id(),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("max_quantity", sa.Integer(), nullable=False),
        _moment("created_at", now=True),
        _moment("updated_at", now=True),
        sa.CheckConstraint("min_quantity >= 0", name="min_not_negative"),
        sa.CheckConstraint(
            "max_quantity >= 1 AND max_quantity >= min_quantity", name="max_above_min"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name="fk_replenish_rules_place_id"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id"],
            ["products.shop_id", "products.id"],
            name="fk_replenish_rules_shop_id_product_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_replenish_rules"),
        sa.UniqueConstraint(
            "shop_id", "place_id", "product_id",
            name="uq_replenish_rules_shop_id_place_id_product_id",
        ),
    )  # fmt: skip
    op.create_index("ix_replenish_rules_place_id", "replenish_rules", ["place_id"])


def _walks() -> None:
    op.create_table(
        "replenish_walks",
        _id(),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("at_place_id", sa.Uuid(), nullable=True),
        _moment("started_at", now=True),
        _moment("finished_at"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_replenish_walks_warehouse_id"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name="fk_replenish_walks_operator_id"
        ),
        sa.ForeignKeyConstraint(["cart_id"], ["places.id"], name="fk_replenish_walks_cart_id"),
        sa.ForeignKeyConstraint(
            ["at_place_id"], ["places.id"], name="fk_replenish_walks_at_place_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_replenish_walks"),
    )
    for column in ("operator", "cart"):
        op.create_index(
            f"uq_replenish_walks_{column}_open",
            "replenish_walks",
            [f"{column}_id"],
            unique=True,
            postgresql_where=sa.text("finished_at IS NULL"),
        )


def _tasks() -> None:
    op.create_table(
        "replenish_tasks",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        _id(),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("from_place_id", sa.Uuid(), nullable=False),
        sa.Column("to_place_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("set_down", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=True),
        _moment("skipped_at"),
        _moment("returns_at"),
        sa.Column("why", sa.Text(), nullable=True),
        _moment("created_at", now=True),
        _moment("closed_at"),
        sa.CheckConstraint(
            "status IN ('open', 'taken', 'carried', 'done', 'short', 'cancelled')",
            name="status_known",
        ),
        sa.CheckConstraint("reason IN ('asked', 'demand', 'min')", name="reason_known"),
        sa.CheckConstraint(
            "quantity > 0 AND set_down >= 0 AND collected >= set_down AND quantity >= collected",
            name="counters_in_order",
        ),
        sa.CheckConstraint(
            "(status IN ('done', 'short', 'cancelled')) = (closed_at IS NOT NULL)",
            name="closed_is_closed",
        ),
        sa.CheckConstraint(
            "status NOT IN ('taken', 'carried') OR walk_id IS NOT NULL",
            name="carried_by_somebody",
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR collected = set_down", name="nothing_left_on_a_cart"
        ),
        sa.ForeignKeyConstraint(
            ["from_place_id"], ["places.id"], name="fk_replenish_tasks_from_place_id"
        ),
        sa.ForeignKeyConstraint(
            ["to_place_id"], ["places.id"], name="fk_replenish_tasks_to_place_id"
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"], ["replenish_walks.id"], name="fk_replenish_tasks_walk_id"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"],
            ["lots.shop_id", "lots.product_id", "lots.id"],
            name="fk_replenish_tasks_shop_id_product_id_lot_id",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name="pk_replenish_tasks"),
    )
    op.create_index(
        "uq_replenish_tasks_open",
        "replenish_tasks",
        ["shop_id", "from_place_id", "to_place_id", "lot_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_replenish_tasks_walk_id", "replenish_tasks", ["walk_id"])
    op.create_index("ix_replenish_tasks_closed_at", "replenish_tasks", ["closed_at"])
