"""Tables of stock: the ledger, its projection, and the promises made from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned
from wms.states import Machine

CONDITIONS = ("good", "opened", "damaged", "quarantine")
REASONS = (
    "receive", "put_away", "move", "replenish", "pick", "unpick", "pack", "unpack", "ship",
    "adjust", "count", "damage", "return_receive", "return_grade", "kit_build", "kit_break",
    "correct", "expire",
)  # fmt: skip

#: why exactly these goods were promised, and not the next ones (sql/allocate_stock.sql): they
#: expire first, their lot is the oldest, they lie at a pick face, the place holds the whole
#: quantity, they came first, they are nearest on the walk; or a picker chose them, or they were
#: brought from the reserve to the pick face
CHOSEN_BY = (
    "expires_first", "oldest_lot", "pick_face", "whole", "came_first", "nearest", "picker",
    "replenished",
)  # fmt: skip

COUNT_REASONS = ("short", "not_empty", "asked", "cycle", "due", "full")
COUNT_STATES = Machine(
    "place_counts",
    "open",
    {
        "open": ("counting", "cancelled"),
        #: an operator stands there; what is given up is open again, or waits for the second person
        "counting": ("open", "recount", "to_approve", "done"),
        #: too far off: somebody else counts it too
        "recount": ("counting", "cancelled"),
        "to_approve": ("recount", "done"),
        "done": (),
        "cancelled": (),
    },
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class Movement(ShopOwned, Base):
    """One line of the ledger; append-only, the database refuses UPDATE and DELETE."""

    __tablename__ = "movements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "from_place_id <> to_place_id OR from_condition <> to_condition", name="goes_somewhere"
        ),
        CheckConstraint(_one_of("from_condition", CONDITIONS), name="from_condition_known"),
        CheckConstraint(_one_of("to_condition", CONDITIONS), name="to_condition_known"),
        CheckConstraint(_one_of("reason", REASONS), name="reason_known"),
        Index("ix_movements_product", "shop_id", "product_id", "id"),
        Index("ix_movements_line", "shop_id", "line_id"),
        Index("ix_movements_from", "shop_id", "from_place_id", "id"),
        Index("ix_movements_to", "shop_id", "to_place_id", "id"),
        # what happens at every scan is found on every page of the ledger, and is spared the index
        Index(
            "ix_movements_rare",
            "shop_id",
            "reason",
            "id",
            postgresql_where="reason NOT IN ('receive', 'put_away', 'move', 'pick', 'pack', "
            "'ship')",
        ),
        Index(
            "uq_movements_reverses",
            "shop_id",
            "reverses_id",
            unique=True,
            postgresql_where="reverses_id IS NOT NULL",
        ),
    )

    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    quantity: Mapped[int]
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    from_condition: Mapped[str]
    to_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    to_condition: Mapped[str]
    reason: Mapped[str]
    #: the line of an ASN, order or return, or the count, that this movement serves
    line_id: Mapped[UUID | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    device_id: Mapped[UUID | None]
    #: the scan behind it
    scan_id: Mapped[UUID | None]
    #: the movement that this one takes back; at most one does
    reverses_id: Mapped[UUID | None]
    occurred_at: Mapped[CreatedAt]


class Balance(Base):
    """What is where: the projection of the movements, for places inside the building."""

    __tablename__ = "balances"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("on_hand >= 0", name="on_hand_positive"),
        CheckConstraint("allocated >= 0 AND allocated <= on_hand", name="never_oversold"),
        CheckConstraint("allocated = 0 OR condition = 'good'", name="only_good_is_promised"),
        CheckConstraint(_one_of("condition", CONDITIONS), name="condition_known"),
        Index("ix_balances_place_id", "place_id"),
        # scans change the two counters only, and no index has them: updates stay on their page
        {"postgresql_with": {"fillfactor": 70}},
    )

    shop_id: Mapped[ShopId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    condition: Mapped[str] = mapped_column(primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    on_hand: Mapped[int]
    allocated: Mapped[int] = mapped_column(server_default="0")
    #: when goods first came to this place: FIFO goes by it
    first_at: Mapped[CreatedAt]


class Allocation(ShopOwned, Base):
    """A promise of exact stock to an order line."""

    __tablename__ = "allocations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        ForeignKeyConstraint(
            ["shop_id", "order_line_id"], ["order_lines.shop_id", "order_lines.id"]
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("picked >= 0 AND freed >= 0", name="counters_positive"),
        CheckConstraint("picked + freed <= quantity", name="within_promise"),
        CheckConstraint(_one_of("chosen_by", CHOSEN_BY), name="chosen_by_known"),
        Index("ix_allocations_order_line", "shop_id", "order_line_id"),
        Index("ix_allocations_place_id", "place_id"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    order_line_id: Mapped[UUID]
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    #: given back: cancelled, or not found on the shelf
    freed: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]
    #: why these goods and no others; none: there were no others, or it was not kept yet
    chosen_by: Mapped[str | None]


class PlaceCount(ShopOwned, Base):
    """Somebody doubts what the books say of a product at a place: it wants counting."""

    __tablename__ = "place_counts"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        CheckConstraint(_one_of("reason", COUNT_REASONS), name="reason_known"),
        CheckConstraint(COUNT_STATES.sql_check(), name="status_known"),
        CheckConstraint(
            "(status IN ('done', 'cancelled')) = (closed_at IS NOT NULL)", name="closed_is_closed"
        ),
        # a doubt that stands already is not written down again
        Index(
            "uq_place_counts_open",
            "shop_id",
            "place_id",
            "product_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
        ),
        # whether goods that a picker did not find were missing
        Index("ix_place_counts_short_closed", "closed_at", postgresql_where="reason = 'short'"),
        # when it was counted last
        Index("ix_place_counts_closed", "shop_id", "place_id", "product_id", "closed_at"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    product_id: Mapped[UUID]
    #: short: less than the books say; not_empty: more; asked: the operator wants it counted;
    #: cycle: the office wants it counted; due: its class is counted so often; full: the place was
    #: too full to put goods down, and empty by the books
    reason: Mapped[str]
    #: what the operator said about it, a code of the screen
    note: Mapped[str | None]
    #: who wants it counted; none: the office
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    status: Mapped[str] = mapped_column(server_default="open")
    #: how often it was counted to the end
    rounds: Mapped[int] = mapped_column(server_default="0")
    #: who stands there now, and since when no goods may have moved
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id"))
    started_at: Mapped[datetime | None]
    #: why the office believes the count; above a limit two persons say so
    why: Mapped[str | None]
    first_approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    #: the books were put right, or found right
    closed_at: Mapped[datetime | None]


class CountEntry(ShopOwned, Base):
    """What a person counted of one lot in one condition, and what the books said at that moment."""

    __tablename__ = "count_entries"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "count_id"], ["place_counts.shop_id", "place_counts.id"]),
        ForeignKeyConstraint(
            ["shop_id", "product_id", "lot_id"], ["lots.shop_id", "lots.product_id", "lots.id"]
        ),
        CheckConstraint("counted >= 0 AND books >= 0 AND held >= 0", name="numbers_positive"),
        CheckConstraint(_one_of("condition", CONDITIONS), name="condition_known"),
        UniqueConstraint("shop_id", "count_id", "round", "lot_id", "condition"),
        # where a person counted last
        Index("ix_count_entries_operator", "operator_id", "created_at"),
    )

    count_id: Mapped[UUID]
    #: 1, or 2 for the second person
    round: Mapped[int]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id"))
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    condition: Mapped[str]
    counted: Mapped[int]
    books: Mapped[int]
    #: more on the books, in quarantine since a picker did not find it: nobody can tell it apart
    held: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]
