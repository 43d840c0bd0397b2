"""Tables of the way from the reserve to the pick face: rules, walks and their tasks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, ShopOwned
from wms.states import Machine

#: why goods are wanted at a pick face, the most urgent first: the office asked; open orders are
#: promised from the reserve; less lies there than the rule says
REASONS = ("asked", "demand", "min")
TASK_STATES = Machine(
    "replenish_tasks",
    "open",
    {
        "open": ("taken", "cancelled"),
        #: on somebody's walk; its goods lie in the reserve, or some of them do
        "taken": ("open", "carried", "short", "cancelled"),
        #: its goods are on the cart
        "carried": ("taken", "done", "short"),
        "done": ("carried",),  # undo of the last scan
        "short": ("carried",),
        "cancelled": (),
    },
)


class ReplenishRule(ShopOwned, Base):
    """How much of a product a pick face should hold, in base units."""

    __tablename__ = "replenish_rules"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        UniqueConstraint("shop_id", "place_id", "product_id"),
        CheckConstraint("min_quantity >= 0", name="min_not_negative"),
        CheckConstraint("max_quantity >= 1 AND max_quantity >= min_quantity", name="max_above_min"),
        Index("ix_replenish_rules_place_id", "place_id"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    product_id: Mapped[UUID]
    #: fewer than so many free, and what is on its way counted: goods are brought
    min_quantity: Mapped[int]
    #: and up to so many
    max_quantity: Mapped[int]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class ReplenishWalk(Base):
    """One person with a cart: goods are collected in the reserve, then put down at pick faces."""

    __tablename__ = "replenish_walks"
    __table_args__ = (
        Index(
            "uq_replenish_walks_operator_open",
            "operator_id",
            unique=True,
            postgresql_where="finished_at IS NULL",
        ),
        Index(
            "uq_replenish_walks_cart_open",
            "cart_id",
            unique=True,
            postgresql_where="finished_at IS NULL",
        ),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    #: in the ledger the goods are here between the reserve and the pick face
    cart_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: the place whose label was scanned last: the next scan there is goods
    at_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    started_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]


class ReplenishTask(ShopOwned, Base):
    """Bring so much of one lot from one place to one pick face."""

    __tablename__ = "replenish_tasks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint(TASK_STATES.sql_check(), name="status_known"),
        CheckConstraint(
            "reason IN (" + ", ".join(f"'{r}'" for r in REASONS) + ")", name="reason_known"
        ),
        CheckConstraint(
            "quantity > 0 AND set_down >= 0 AND collected >= set_down AND quantity >= collected",
            name="counters_in_order",
        ),
        CheckConstraint(
            "(status IN ('done', 'short', 'cancelled')) = (closed_at IS NOT NULL)",
            name="closed_is_closed",
        ),
        CheckConstraint("status NOT IN ('taken', 'carried') OR walk_id IS NOT NULL",
                        name="carried_by_somebody"),
        CheckConstraint("closed_at IS NULL OR collected = set_down", name="nothing_left_on_a_cart"),
        Index(
            "uq_replenish_tasks_open",
            "shop_id",
            "from_place_id",
            "to_place_id",
            "lot_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
        ),
        Index("ix_replenish_tasks_walk_id", "walk_id"),
        Index("ix_replenish_tasks_closed_at", "closed_at"),
    )  # fmt: skip

    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    to_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: base units, as are the two counters
    quantity: Mapped[int]
    #: were laid on the cart
    collected: Mapped[int] = mapped_column(server_default="0")
    #: left the cart again
    set_down: Mapped[int] = mapped_column(server_default="0")
    reason: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    walk_id: Mapped[UUID | None] = mapped_column(ForeignKey("replenish_walks.id"))
    #: left for the end of the walk
    skipped_at: Mapped[datetime | None]
    #: what is still on the cart does not go to the pick face but back
    returns_at: Mapped[datetime | None]
    #: what the operator said about it, a code of the screen
    why: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    closed_at: Mapped[datetime | None]
