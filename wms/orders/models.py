"""Tables of what shops ask us to send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopId, ShopOwned, of_a_shop
from wms.moments import sql_check
from wms.states import Machine

ORDER_STATES = Machine(
    "orders",
    "received",
    {
        "received": ("allocated", "backordered", "cancelled"),
        "backordered": ("allocated", "cancelled"),
        "allocated": ("released", "backordered", "cancelled"),
        "released": ("picking", "allocated", "backordered", "cancelled"),
        "picking": ("picked", "backordered", "cancelled"),
        "picked": ("packing", "picking", "backordered", "cancelled"),
        "packing": ("packed", "picked", "backordered", "cancelled"),
        "packed": ("shipped", "packing", "cancelled"),
        "shipped": ("delivered", "returned", "lost"),
        # what a courier said of its parcels it may take back
        "delivered": ("returned", "shipped", "lost"),
        "cancelled": (),
        "returned": (),
        "lost": ("shipped", "delivered", "returned"),
    },
)


class Order(ShopOwned, Base):
    """What a shop asks us to send to one recipient."""

    __tablename__ = "orders"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "external_id"),
        UniqueConstraint("number"),
        CheckConstraint(ORDER_STATES.sql_check(), name="status_known"),
        CheckConstraint(
            "external_id <> '' AND length(external_id) <= 100", name="external_id_length"
        ),
        CheckConstraint("cod_amount_minor > 0", name="cod_amount_positive"),
        CheckConstraint(
            "(cod_amount_minor IS NULL) = (cod_currency IS NULL)", name="cod_has_currency"
        ),
        CheckConstraint("insurance_amount_minor > 0", name="insurance_amount_positive"),
        CheckConstraint(
            "(insurance_amount_minor IS NULL) = (insurance_currency IS NULL)",
            name="insurance_has_currency",
        ),
        CheckConstraint("value_amount_minor > 0", name="value_amount_positive"),
        CheckConstraint(
            "(value_amount_minor IS NULL) = (value_currency IS NULL)", name="value_has_currency"
        ),
        CheckConstraint(
            "backorder_policy IN ('all_or_nothing', 'as_available')", name="backorder_policy_known"
        ),
        CheckConstraint(sql_check("ship_by"), name="ship_by_within_time"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_is_a_code"),
        Index("ix_orders_shop_id_updated_at", "shop_id", "updated_at", "id"),
        Index(
            "ix_orders_wait_until",
            "wait_until",
            postgresql_where="wait_until IS NOT NULL AND backorder_policy = 'all_or_nothing'",
        ),
        # as a walk chooses: the first few of thousands, without sorting them all, and without
        # looking at those that are held back
        # who goes to a pickup point and is still here: a few, whose points are watched
        Index(
            "ix_orders_to_points",
            "carrier",
            "pickup_point_id",
            postgresql_where="pickup_point_id IS NOT NULL AND status IN "
            "('received', 'backordered', 'allocated', 'released', 'picking', 'picked', 'packing')",
        ),
        # whose person is to be forgotten, the oldest first: not one that is still worked on
        Index(
            "ix_orders_to_forget",
            "shop_id",
            "updated_at",
            postgresql_where="person_erased_at IS NULL AND status IN "
            "('shipped', 'delivered', 'returned', 'lost', 'cancelled')",
        ),
        Index("ix_orders_keeping", "shop_id", postgresql_where="keeps_since IS NOT NULL"),
        Index("ix_orders_to_walk", "status", "is_held", "priority", "ship_by", "number"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    external_id: Mapped[str]
    #: what people read; also the number on the order slip's barcode
    number: Mapped[Number] = mapped_column(Identity(start=1001))
    status: Mapped[str] = mapped_column(server_default="received")
    #: to whom it goes (`wms.orders.person`), closed with its key; None: erased
    person_sealed: Mapped[bytes | None]
    #: where to, ISO 3166-1 alpha-2; stays after an erasure
    country: Mapped[str]
    #: to which of its courier's points, for those who watch them; None: to the address, or erased
    pickup_point_id: Mapped[str | None]
    carrier: Mapped[str]
    service: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="en")
    #: 0 is first, 100 the ordinary rank
    priority: Mapped[int] = mapped_column(server_default="100")
    #: when it has left: as its shop said, else what we promised; None while goods are missing
    ship_by: Mapped[datetime | None]
    #: whether the time is ours, from the calendar: then it follows it
    is_ship_by_ours: Mapped[bool] = mapped_column(server_default="false")
    #: when its time had passed for the first time and it was still here
    delayed_at: Mapped[datetime | None]
    #: `up_to` a day is `all_or_nothing` with a last day of waiting, then `as_available`
    backorder_policy: Mapped[str]
    #: the last day, in the warehouse's time zone, on which it waits for all of its goods
    wait_until: Mapped[date | None]
    cod_amount_minor: Mapped[int | None]
    cod_currency: Mapped[str | None]
    #: each of its parcels is insured for so much
    insurance_amount_minor: Mapped[int | None]
    insurance_currency: Mapped[str | None]
    #: what the goods are worth to the buyer, when the shop says it
    value_amount_minor: Mapped[int | None]
    value_currency: Mapped[str | None]
    #: how the rules chose courier and service (`wms.orders.chosen.ChosenWay`); NULL: the shop did
    way: Mapped[dict[str, Any] | None]
    #: some hold of it is open (`wms.orders.holds` keeps both in one transaction): no walk takes it
    is_held: Mapped[bool] = mapped_column(server_default="false")
    #: it goes whole and was overtaken for too long: since then goods are kept for it
    keeps_since: Mapped[datetime | None]
    note: Mapped[str | None]
    #: the packer confirms the note; else it is only shown
    is_note_confirmed: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    cancelled_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    #: the order of which this one sends something again (`wms.shipping.again.reship` keeps why)
    reship_of: Mapped[UUID | None]
    #: a cancel that came while the packer had it: the packer is told and takes it apart
    intercepted_at: Mapped[datetime | None]
    #: since then nobody knows any more who ordered it (`wms.privacy.erase`)
    person_erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")


class OrderLine(ShopOwned, Base):
    """One product of an order with its counters, in base units."""

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(["shop_id", "product_id"], ["products.shop_id", "products.id"]),
        ForeignKeyConstraint(["shop_id", "kit_id"], ["products.shop_id", "products.id"]),
        CheckConstraint("(kit_id IS NULL) = (kits IS NULL)", name="kit_whole"),
        UniqueConstraint("shop_id", "order_id", "line_no"),
        # 0: it was taken off the order again. What happened to it refers to the row; whoever lists
        # the lines of an order leaves it out
        CheckConstraint("ordered >= 0", name="ordered_not_negative"),
        CheckConstraint(
            "allocated >= 0 AND picked >= 0 AND packed >= 0 AND shipped >= 0 AND cancelled >= 0 "
            "AND returned >= 0 AND backordered >= 0",
            name="counters_positive",
        ),
        CheckConstraint("allocated + backordered + cancelled <= ordered", name="within_order"),
        CheckConstraint("picked <= allocated", name="picked_was_allocated"),
        CheckConstraint("packed <= picked", name="packed_was_picked"),
        CheckConstraint("shipped <= packed", name="shipped_was_packed"),
        CheckConstraint("returned <= shipped", name="returned_was_shipped"),
        # who waits for a product: a few of very many
        Index(
            "ix_order_lines_waiting",
            "shop_id",
            "product_id",
            "order_id",
            postgresql_where="backordered > 0",
        ),
        {"postgresql_with": {"fillfactor": 70}},
    )

    order_id: Mapped[UUID]
    line_no: Mapped[int]
    product_id: Mapped[UUID]
    #: the shop's own id of the line, told back in events
    external_id: Mapped[str | None]
    ordered: Mapped[int]
    #: the kit that was ordered, and how many: this line is a part of it
    kit_id: Mapped[UUID | None]
    kits: Mapped[int | None]
    allocated: Mapped[int] = mapped_column(server_default="0")
    picked: Mapped[int] = mapped_column(server_default="0")
    packed: Mapped[int] = mapped_column(server_default="0")
    shipped: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    returned: Mapped[int] = mapped_column(server_default="0")
    backordered: Mapped[int] = mapped_column(server_default="0")
    #: nobody ordered it: a leaflet or a sample that goes along (`wms.packing.inserts.inserts`)
    is_insert: Mapped[bool] = mapped_column(server_default="false")


class PromiseTold(Base):
    """How far into a shop's feed promises were told as changes of its stock."""

    __tablename__ = "promises_told"
    __table_args__ = (of_a_shop(),)

    shop_id: Mapped[ShopId]
    last_sequence: Mapped[Number]
