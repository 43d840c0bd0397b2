"""Reading orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import aliased

from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.chosen import WayTold, told, way_of
from wms.orders.hold_codes import HOLD_CODES
from wms.orders.holds import HoldView, hold_view, open_holds
from wms.orders.models import Order, OrderLine
from wms.orders.person import Person, person_column, person_of
from wms.orders.place import LineAsked, LinePart, OfKit, OrderAsked, Placed


class OrderLineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its counters, in base units."""

    id: UUID
    line_no: int
    sku: str
    name: str
    external_id: str | None
    #: base units that you ordered
    ordered: int
    allocated: int
    #: in a tote
    picked: int
    #: in a parcel
    packed: int
    #: on their way
    shipped: int
    #: not sent any more
    cancelled: int
    #: back here
    returned: int
    #: waited for
    backordered: int
    #: the virtual kit of which this line is a part, as it was ordered
    kit: OfKit | None = None


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its shop sees it."""

    id: UUID
    shop_id: UUID
    external_id: str
    number: int
    status: str
    recipient: dict[str, Any]
    carrier: str
    service: str
    language: str
    priority: int
    ship_by: datetime | None
    #: as its shop said: all_or_nothing, as_available, or up_to a day
    backorder_policy: str
    #: with up_to: the last day on which it waits for all of its goods
    wait_until: date | None
    cod_amount_minor: int | None
    cod_currency: str | None
    insurance_amount_minor: int | None
    insurance_currency: str | None
    #: what the goods are worth to the buyer
    value_amount_minor: int | None
    value_currency: str | None
    #: courier and service were left to the rules; null: the shop named both
    chosen_way: WayTold | None
    gift_note: str | None
    note: str | None
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    shipped_at: datetime | None
    #: you asked to cancel it when goods of it were in a tote already
    is_cancel_requested: bool
    #: the order of which this one sends something again
    reship_of: UUID | None
    #: why it waits, the oldest reason first; empty when nothing holds it back
    holds: list[HoldView]
    version: int
    lines: tuple[OrderLineView, ...]
    #: the consumer's own page of it, to be passed on to them; told when an order is placed, read,
    #: listed or amended
    consumer_url: str | None = None


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """Orders in the order of their last change; ``last`` is where the next page begins."""

    items: list[OrderView]
    last: tuple[datetime, UUID] | None


def view_of(shop_id: UUID, asked: OrderAsked, placed: Placed) -> OrderView:
    """A new order as its shop sees it, without reading it again."""
    own = msgspec.structs.asdict(asked)
    del own["is_first_order"]
    if placed.carrier is not None:
        own.update(carrier=placed.carrier, service=placed.service)
    lines: Sequence[LineAsked | LinePart] = placed.parts or asked.lines
    own.update(
        shop_id=shop_id,
        recipient=msgspec.to_builtins(asked.recipient),
        id=placed.id,
        number=placed.number,
        status=placed.status,
        ship_by=placed.ship_by,
        backorder_policy="up_to" if asked.wait_until else placed.backorder_policy,
        created_at=placed.created_at,
        updated_at=placed.updated_at,
        version=placed.version,
        cancelled_at=None,
        shipped_at=None,
        is_cancel_requested=False,
        reship_of=None,
        chosen_way=told(placed.way),
        holds=[
            hold_view(one.code, HOLD_CODES[one.code].owner, None, one.details, placed.created_at)
            for one in sorted(placed.doubts, key=lambda one: one.code)
        ],
        lines=tuple(
            OrderLineView(
                id=got.id,
                line_no=n,
                sku=line.sku,
                name=got.name,
                external_id=line.external_id,
                ordered=line.quantity,
                allocated=got.allocated,
                picked=0,
                packed=0,
                shipped=0,
                cancelled=0,
                returned=0,
                backordered=got.backordered,
                kit=line.kit if isinstance(line, LinePart) else None,
            )
            for n, (line, got) in enumerate(zip(lines, placed.lines, strict=True), start=1)
        ),
    )
    return OrderView(**own)


_LINE = (
    OrderLine.id, OrderLine.line_no, Product.sku, Product.name, OrderLine.external_id,
    OrderLine.ordered, OrderLine.allocated, OrderLine.picked, OrderLine.packed, OrderLine.shipped,
    OrderLine.cancelled, OrderLine.returned, OrderLine.backordered,
)  # fmt: skip
_KIT = aliased(Product)


async def order(read: Read | Tx, shop_id: UUID, order_id: UUID) -> OrderView:
    """One order of a shop.

    Raises:
        NotFound: there is none, or it is another shop's.
    """
    found = await _views(read, [Order.shop_id == shop_id, Order.id == order_id], limit=1)
    if not found:
        raise NotFound(what="order", name=str(order_id))
    return found[0]


async def orders_by_id(
    read: Read | Tx, shop_id: UUID, order_ids: Sequence[UUID]
) -> dict[UUID, OrderView]:
    """The shop's orders with these ids, by id."""
    conditions = [Order.shop_id == shop_id, Order.id.in_(order_ids)]
    return {one.id: one for one in await _views(read, conditions, limit=len(order_ids))}


async def orders(
    read: Read,
    shop_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
    status: str | None = None,
    external_id: str | None = None,
) -> OrderPage:
    """A shop's orders, the longest unchanged first, so that a reader who goes on misses none.

    ``settled``: only what was changed before then, see `wms.horizon`.
    """
    conditions: list[ColumnElement[bool]] = [Order.shop_id == shop_id]
    if after is not None:
        conditions.append(tuple_(Order.updated_at, Order.id) > after)
    if updated_since is not None:
        conditions.append(Order.updated_at >= updated_since)
    if settled is not None:
        conditions.append(Order.updated_at < settled)
    if status is not None:
        conditions.append(Order.status == status)
    if external_id is not None:
        conditions.append(Order.external_id == external_id)
    items = await _views(read, conditions, limit=limit + 1)
    more = len(items) > limit
    items = items[:limit]
    return OrderPage(
        items=items, last=(items[-1].updated_at, items[-1].id) if more and items else None
    )


async def _views(
    read: Read | Tx, conditions: Sequence[ColumnElement[bool]], *, limit: int
) -> list[OrderView]:
    """Two statements, however many orders: the orders, then all their lines.

    A third one reads the holds, when an order is held back.
    """
    found = (
        await read.execute(
            select(Order, person_column())
            .where(and_(*conditions))
            .order_by(Order.updated_at, Order.id)
            .limit(limit)
        )
    ).all()
    rows = [row.Order for row in found]
    lines: dict[UUID, list[OrderLineView]] = {row.id: [] for row in rows}
    if rows:
        for order_id, kit, kits, *facts in await read.execute(
            select(OrderLine.order_id, _KIT.sku, OrderLine.kits, *_LINE)
            .join(
                Product,
                and_(Product.shop_id == OrderLine.shop_id, Product.id == OrderLine.product_id),
            )
            .outerjoin(_KIT, and_(_KIT.shop_id == OrderLine.shop_id, _KIT.id == OrderLine.kit_id))
            .where(
                tuple_(OrderLine.shop_id, OrderLine.order_id).in_(
                    [(r.shop_id, r.id) for r in rows]
                ),
                OrderLine.ordered > 0,
                ~OrderLine.is_insert,
            )
            .order_by(OrderLine.order_id, OrderLine.line_no)
        ):
            lines[order_id].append(
                _line(facts, OfKit(sku=kit, quantity=kits or 0) if kit else None)
            )
    holds = await open_holds(read, [(row.shop_id, row.id) for row in rows if row.is_held])
    return [
        _view(row, person_of(told), lines[row.id], holds.get(row.id, [])) for row, told in found
    ]


def _line(facts: Sequence[Any], kit: OfKit | None) -> OrderLineView:
    told = {c.key: value for c, value in zip(_LINE, facts, strict=True)}
    return OrderLineView(**told, kit=kit)


def _view(
    row: Order, person: Person, lines: list[OrderLineView], holds: list[HoldView]
) -> OrderView:
    own = {
        name: getattr(row, name)
        for name in OrderView.__struct_fields__
        if name
        not in (
            "recipient", "gift_note", "lines", "holds", "is_cancel_requested", "chosen_way",
            "consumer_url",
        )
    }  # fmt: skip
    own.update(recipient=person.facts(), gift_note=person.gift_note)
    own["chosen_way"] = told(way_of(row.way))
    if row.wait_until is not None:
        own["backorder_policy"] = "up_to"
    return OrderView(
        **own, is_cancel_requested=row.intercepted_at is not None, holds=holds, lines=tuple(lines)
    )


async def order_is_here(read: Read | Tx, shop_id: UUID, order_id: UUID) -> None:
    """Raises NotFound when the shop has no such order."""
    key = (Order.shop_id == shop_id, Order.id == order_id)
    if await read.scalar(select(Order.id).where(*key)) is None:
        raise NotFound(what="order", name=str(order_id))
