"""Tables of the walk: runs, the totes of their orders, and the tasks at each place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, InSandbox, Number, ShopId, ShopOwned
from wms.release.models import MODES, one_of
from wms.states import Machine

RUN_STATES = Machine(
    "pick_runs",
    "open",
    {
        "open": ("picking", "cancelled"),
        "picking": ("picked", "open", "cancelled"),
        "picked": ("picking",),  # undo of the last scan
        "cancelled": (),
    },
)

#: why a lot is taken before another one whose turn it is
OTHER_LOT_WHYS = ("not_there", "out_of_reach", "told")

TASK_STATES = Machine(
    "pick_tasks",
    "open",
    {
        "open": ("picked", "short", "skipped", "cancelled"),
        "skipped": ("open", "picked", "short", "cancelled"),
        "picked": ("open",),  # undo of the last scan
        "short": (),
        "cancelled": (),
    },
)


class PickRun(Base):
    """A walk by one operator for one or many orders, of any shops, ordered by route."""

    __tablename__ = "pick_runs"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(RUN_STATES.sql_check(), name="status_known"),
        CheckConstraint(one_of("mode", MODES), name="mode_known"),
        CheckConstraint(
            "status = 'open' OR operator_id IS NOT NULL OR status = 'cancelled'",
            name="walked_by_someone",
        ),
        Index("ix_pick_runs_status", "status", "number"),
        # as a picker takes the next one
        Index(
            "ix_pick_runs_open", "priority", "due_at", "number", postgresql_where="status = 'open'"
        ),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    number: Mapped[Number] = mapped_column(Identity(start=1))
    mode: Mapped[str]
    #: walks that were planned together: the same orders, zone by zone
    group_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="open")
    #: the planner leaves it as it is: somebody has begun it, or said by hand what goes together
    is_fixed: Mapped[bool] = mapped_column(server_default="false")
    #: of its most urgent order: the most urgent walk is taken first
    priority: Mapped[int] = mapped_column(server_default="100")
    due_at: Mapped[datetime | None]
    #: where the planner leads, and how far that is from the start and back to it
    stops: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    length_mm: Mapped[Number | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    #: the place whose label was scanned last: the next scan there is an item
    at_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    #: a robot's walk for test orders
    is_sandbox: Mapped[InSandbox]
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class PickCart(Base):
    """What a cart of this warehouse takes; without a row: `wms.picking.carts.CART`."""

    __tablename__ = "pick_carts"
    __table_args__ = (
        CheckConstraint("totes BETWEEN 1 AND 60", name="totes_within"),
        CheckConstraint("batch_orders BETWEEN 1 AND 200", name="batch_within"),
        CheckConstraint(
            "units_max > 0 AND weight_max_g > 0 AND volume_max_cm3 > 0", name="limits_positive"
        ),
    )

    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    #: totes on it, one an order
    totes: Mapped[int]
    #: orders of one piece that are picked together into one tote
    batch_orders: Mapped[int]
    #: of all the goods on it; NULL: no limit
    units_max: Mapped[int | None]
    weight_max_g: Mapped[int | None]
    volume_max_cm3: Mapped[int | None]
    #: by whom and when it was said last
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    changed_at: Mapped[datetime | None]


class PickRunOrder(Base):
    """An order on a run, and the tote its goods go into."""

    __tablename__ = "pick_run_orders"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("run_id", "slot"),
        # an open tote holds its own order only (I11), and an order is in one open run only; the
        # tote of a batch holds that batch only: who gives a tote to a walk locks it first
        Index(
            "uq_pick_run_orders_tote_open",
            "tote_id",
            unique=True,
            postgresql_where="emptied_at IS NULL AND tote_id IS NOT NULL AND NOT is_batch",
        ),
        Index(
            "ix_pick_run_orders_batch_tote",
            "tote_id",
            postgresql_where="emptied_at IS NULL AND tote_id IS NOT NULL AND is_batch",
        ),
        # on one open run; picked zone by zone, on one of each zone. Without a zone is one, too: so
        # one index finds an order's runs in either case
        Index(
            "uq_pick_run_orders_open",
            "shop_id",
            "order_id",
            "zone_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="emptied_at IS NULL",
        ),
    )

    shop_id: Mapped[ShopId]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("pick_runs.id"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: the tote's place on the cart, from 1
    slot: Mapped[int]
    tote_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    #: one piece, which lies in one tote with those of other orders of its walk
    is_batch: Mapped[bool] = mapped_column(server_default="false")
    #: this is the part of the order that lies in that zone; NULL: all of it
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zones.id"))
    #: the part's totes stand where the parts of the order meet
    brought_at: Mapped[datetime | None]
    #: the tote was emptied at the bench, or the order left the run
    emptied_at: Mapped[datetime | None]


class FullTote(Base):
    """A tote of an order that goes on in another one; both go to the bench.

    The row goes when the bench has emptied it: one tote is full for one order only (I11).
    """

    __tablename__ = "full_totes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "run_id", "order_id"],
            ["pick_run_orders.shop_id", "pick_run_orders.run_id", "pick_run_orders.order_id"],
        ),
        UniqueConstraint("tote_id"),
        Index("ix_full_totes_order", "shop_id", "order_id"),
    )

    shop_id: Mapped[ShopId]
    tote_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    run_id: Mapped[UUID]
    order_id: Mapped[UUID]
    full_at: Mapped[CreatedAt]


class MeetingPlace(Base):
    """Where the parts of an order meet that is picked zone by zone; one order at a time.

    The row goes when the order's last tote was emptied.
    """

    __tablename__ = "meeting_places"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        UniqueConstraint("place_id"),
    )

    shop_id: Mapped[ShopId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    created_at: Mapped[CreatedAt]


class PickTask(ShopOwned, Base):
    """Take so much of one product from one place for one order."""

    __tablename__ = "pick_tasks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "allocation_id"], ["allocations.shop_id", "allocations.id"]
        ),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        ForeignKeyConstraint(
            ["shop_id", "run_id", "order_id"],
            ["pick_run_orders.shop_id", "pick_run_orders.run_id", "pick_run_orders.order_id"],
        ),
        CheckConstraint(TASK_STATES.sql_check(), name="status_known"),
        CheckConstraint(
            "quantity > 0 AND picked >= 0 AND picked <= quantity", name="picked_within"
        ),
        CheckConstraint("status <> 'picked' OR picked = quantity", name="picked_is_whole"),
        CheckConstraint(
            "other_lot_because IN (" + ", ".join(f"'{why}'" for why in OTHER_LOT_WHYS) + ")",
            name="other_lot_because_known",
        ),
        Index("ix_pick_tasks_run", "run_id", "sequence"),
        Index("ix_pick_tasks_order", "shop_id", "order_id"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    run_id: Mapped[UUID]
    order_id: Mapped[UUID]
    order_line_id: Mapped[UUID]
    allocation_id: Mapped[UUID]
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: rank on the walk
    sequence: Mapped[int]
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(server_default="open")
    short_reason: Mapped[str | None]
    #: why its lot was taken out of its turn (first expired, first out)
    other_lot_because: Mapped[str | None]
