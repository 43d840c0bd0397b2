"""Something of an order went wrong: what is concerned is sent again, as an order of its own.

The new order names the first one, goes before all others, and no unit is sent again twice: whoever
asks takes turns on the first order's row, and what was sent again already is counted there. When
a reshipment is cancelled, its units can be sent again anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Row, insert, text, update

from wms.access.people import Desk
from wms.db import Read, Tx, work_for
from wms.errors import NotFound
from wms.events.outbox import Subject, record
from wms.orders.address_checks import doubts
from wms.orders.chosen import ChosenWay
from wms.orders.models import Order
from wms.orders.person import PERSON, person_of
from wms.orders.place import (
    LineAsked,
    OrderAsked,
    Placed,
    Quantity,
    Recipient,
    Remark,
    as_written,
    check,
)
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.again.errors import (
    NoAddressLeft,
    NothingToSendAgain,
    NotInThisOrder,
    TooManyAgain,
    VirtualKitNow,
)
from wms.shipping.again.models import COSTS, NOTHING_CAME, Reshipment, ReshipmentLine
from wms.shipping.carriers.registry import POINT_IDS, check_service
from wms.shipping.ways.choose import choose_service
from wms.texts import ExternalId, Sku

#: somebody waits for it already: before all ordinary orders (100), behind what is set by hand to 0
RESHIP_PRIORITY: Final = 10
EXTERNAL_ID_MAX_CHARS: Final = 100
LINES_MAX: Final = 500

Reason = Literal[
    "missing", "wrong_item", "damaged", "lost", "not_delivered", "returned", "address", "other"
]


class AgainLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a product is sent again."""

    sku: Sku
    quantity: Quantity


class ReshipAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent again, and why."""

    reason: Reason
    #: None: all that left and was not sent again yet, of the parcel when one is named
    lines: Annotated[list[AgainLine], msgspec.Meta(min_length=1, max_length=LINES_MAX)] | None = (
        None
    )
    #: in place of which parcel
    parcel_id: UUID | None = None
    #: who pays; None: as is usual for the reason
    cost: Literal["us", "carrier", "shop"] | None = None
    #: None: as the first time
    carrier: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    service: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    #: None: to the same address
    recipient: Recipient | None = None
    #: your own name of the new order; None: the first one's with -R1, -R2 …
    external_id: ExternalId | None = None
    note: Remark | None = None


class SentAgain(msgspec.Struct, frozen=True, kw_only=True):
    """The order that sends it."""

    order_id: UUID
    number: int
    status: str


_FIRST = text(
    f"""
    SELECT o.id, o.external_id, o.number, {PERSON} AS person, o.carrier, o.service, o.language,
           o.backorder_policy, o.cod_amount_minor, o.cod_currency, o.insurance_amount_minor,
           o.insurance_currency, o.gift_note
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order FOR UPDATE
    """
)
_HOW_MANIETH = text(
    "SELECT count(*) + 1 FROM reshipments WHERE shop_id = :shop AND of_order_id = :order"
)
# what left of each line, in this parcel when one is named, and of it what may still be sent again
_LEFT = text(
    """
    SELECT l.id, l.line_no, p.sku, l.external_id, l.shipped,
           greatest(0, least(
               l.shipped - coalesce((
                   SELECT sum(n.ordered - n.cancelled) FROM reshipment_lines r
                   JOIN order_lines n ON n.shop_id = r.shop_id AND n.id = r.order_line_id
                   WHERE r.shop_id = l.shop_id AND r.of_line_id = l.id), 0),
               CASE WHEN CAST(:parcel AS uuid) IS NULL THEN l.shipped ELSE coalesce((
                   SELECT sum(i.quantity) FROM parcel_lines i
                   WHERE i.shop_id = l.shop_id AND i.order_line_id = l.id
                     AND i.parcel_id = CAST(:parcel AS uuid)), 0) END)) AS room
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.ordered > 0 ORDER BY l.line_no
    """
)
_IS_OF_ORDER = text(
    "SELECT EXISTS (SELECT FROM parcels WHERE shop_id = :shop AND order_id = :order "
    "AND id = :parcel)"
)
_PLACE = text("SELECT CAST(place_order(:shop, NULL, NULL, CAST(:order AS jsonb)) AS text)")
_WHOSE = text("SELECT current_setting('wms.tenant')")
_decode: Final = msgspec.json.Decoder(Placed).decode


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a product can still be sent again; ``wanted`` of it lay in the parcel named."""

    sku: str
    room: int
    wanted: int


async def left_to_send(
    read: Read | Tx, shop_id: UUID, order_id: UUID, parcel_id: UUID | None = None
) -> list[Left]:
    """What of an order can still be sent again, by product."""
    key = {"shop": shop_id, "order": order_id}
    of_order = (await read.execute(_LEFT, {**key, "parcel": None})).all()
    wanted: dict[str, int] = {}
    for line in (await read.execute(_LEFT, {**key, "parcel": parcel_id})).all():
        wanted[line.sku] = wanted.get(line.sku, 0) + line.room
    room: dict[str, int] = {}
    for line in of_order:
        room[line.sku] = room.get(line.sku, 0) + line.room
    return [
        Left(sku=sku, room=most, wanted=wanted[sku] if parcel_id else 0)
        for sku, most in room.items()
        if most
    ]


async def send_again(
    tx: Tx, shop_id: UUID, order_id: UUID, asked: ReshipAsked, *, by: Desk | None = None
) -> SentAgain:
    """Place an order for what is sent again; stock is promised to it at once.

    ``by``: who of the desk; None: the shop's program.

    Raises:
        NotFound: there is no such order, or the parcel is of another one.
        NothingToSendAgain: nothing of it has left, or all of it was sent again.
        NotInThisOrder, TooManyAgain: a line asks for what did not leave, or for more than that.
        NoAddressLeft: the recipient was erased, and none is given.
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        See `wms.orders.place.place` for what else it refuses.
    """
    key = {"shop": shop_id, "order": order_id}
    first = (await tx.execute(_FIRST, key)).first()
    if first is None:
        raise NotFound(what="order", name=str(order_id))
    parcel = {"parcel": asked.parcel_id}
    if asked.parcel_id and not await tx.scalar(_IS_OF_ORDER, key | parcel):
        raise NotFound(what="parcel", name=str(asked.parcel_id))
    left = (await tx.execute(_LEFT, key | parcel)).all()
    chosen = _chosen(left, asked.lines, first.number)
    order = _as_order(first, asked, chosen, nth=await tx.scalar(_HOW_MANIETH, key))
    order = msgspec.structs.replace(order, **_money(first, asked, chosen, left))
    order, way = await _upgraded(tx, shop_id, order_id, order, asked)
    usable = await usable_by(tx, shop_id)
    check_service(order.carrier or "", order.service or "", usable)
    placed = await _place(tx, shop_id, order, way)
    if len(placed.lines) != len(chosen):
        raise VirtualKitNow(number=first.number)
    await _link(tx, shop_id, first, asked, placed, [line.id for line, _ in chosen], by)
    await _tell(tx, shop_id, first, asked, placed, chosen)
    return SentAgain(order_id=placed.id, number=placed.number, status=placed.status)


Chosen = list[tuple[Row[Any], int]]


def _chosen(left: Sequence[Row[Any]], lines: list[AgainLine] | None, number: int) -> Chosen:
    """Of which lines how much; a product that stands in several lines is taken from the first."""
    if not any(line.room for line in left):
        raise NothingToSendAgain(number=number)
    if lines is None:
        return [(line, line.room) for line in left if line.room]
    room = {line.id: line.room for line in left}
    taken: dict[UUID, int] = {}
    for n, one in enumerate(lines):
        of_sku = [line for line in left if line.sku == one.sku and line.shipped]
        if not of_sku:
            raise NotInThisOrder(pointer=f"/lines/{n}/sku", sku=one.sku, number=number)
        wanted = one.quantity
        for line in of_sku:
            some = min(wanted, room[line.id])
            if some:
                taken[line.id] = taken.get(line.id, 0) + some
            room[line.id] -= some
            wanted -= some
        if wanted:
            most = one.quantity - wanted
            raise TooManyAgain(pointer=f"/lines/{n}/quantity", sku=one.sku, most=most)
    return [(line, taken[line.id]) for line in left if line.id in taken]


def _as_order(first: Row[Any], asked: ReshipAsked, chosen: Chosen, *, nth: int) -> OrderAsked:
    recipient = asked.recipient
    if recipient is None:
        to = person_of(first.person)
        if not to.is_known:
            raise NoAddressLeft(number=first.number)
        recipient = msgspec.convert(to.facts(), Recipient)
    ending = f"-R{nth}"
    name = first.external_id[: EXTERNAL_ID_MAX_CHARS - len(ending)] + ending
    is_same_carrier = asked.carrier in (None, first.carrier)
    return OrderAsked(
        external_id=asked.external_id or name,
        recipient=recipient,
        lines=[
            LineAsked(sku=line.sku, quantity=quantity, external_id=line.external_id)
            for line, quantity in chosen
        ],
        carrier=asked.carrier or first.carrier,
        service=asked.service or (first.service if is_same_carrier else "standard"),
        language=first.language,
        priority=RESHIP_PRIORITY,
        backorder_policy=first.backorder_policy,
        gift_note=first.gift_note,
        note=asked.note,
    )


def _money(
    first: Row[Any], asked: ReshipAsked, chosen: Chosen, left: Sequence[Row[Any]]
) -> dict[str, Any]:
    """What is collected and insured: the money of the first time only when all of it goes again."""
    is_whole = sum(quantity for _, quantity in chosen) == sum(line.shipped for line in left)
    told: dict[str, Any] = {
        "insurance_amount_minor": first.insurance_amount_minor,
        "insurance_currency": first.insurance_currency,
    }
    if is_whole and asked.reason in NOTHING_CAME:
        told |= {"cod_amount_minor": first.cod_amount_minor, "cod_currency": first.cod_currency}
    return told


async def _upgraded(
    tx: Tx, shop_id: UUID, order_id: UUID, order: OrderAsked, asked: ReshipAsked
) -> tuple[OrderAsked, ChosenWay | None]:
    """After our mistake it may go faster than the first time, when a rule of its shop says so."""
    is_ours = (asked.cost or COSTS[asked.reason]) == "us"
    if not is_ours or asked.carrier or asked.service:
        return order, None
    choice = await choose_service(tx, shop_id, order_id, reason="our_mistake")
    if choice.chosen.upgraded_for is None:
        return order, None
    return (
        msgspec.structs.replace(order, carrier=choice.carrier, service=choice.service),
        choice.chosen,
    )


async def _place(tx: Tx, shop_id: UUID, order: OrderAsked, way: ChosenWay | None) -> Placed:
    check(order)
    found = doubts(order.recipient, point_id=POINT_IDS.get(order.carrier or ""))
    whose = await tx.scalar(_WHOSE)
    answer = await tx.scalar(_PLACE, {"shop": shop_id, "order": as_written(order, found, way)})
    await work_for(tx, whose)  # it works for the shop
    return _decode(answer)


async def _link(
    tx: Tx,
    shop_id: UUID,
    first: Row[Any],
    asked: ReshipAsked,
    placed: Placed,
    of_lines: list[UUID],
    by: Desk | None,
) -> None:
    await tx.execute(
        update(Order)
        .where(Order.shop_id == shop_id, Order.id == placed.id)
        .values(reship_of=first.id)
    )
    await tx.execute(
        insert(Reshipment).values(
            shop_id=shop_id,
            order_id=placed.id,
            of_order_id=first.id,
            parcel_id=asked.parcel_id,
            reason=asked.reason,
            cost=asked.cost or COSTS[asked.reason],
            user_id=by.user_id if by else None,
        )
    )
    await tx.execute(
        insert(ReshipmentLine),
        [
            {"shop_id": shop_id, "order_line_id": line.id, "of_line_id": of_line}
            for line, of_line in zip(placed.lines, of_lines, strict=True)
        ],
    )


async def _tell(
    tx: Tx, shop_id: UUID, first: Row[Any], asked: ReshipAsked, placed: Placed, chosen: Chosen
) -> None:
    await record(
        tx,
        shop_id,
        "order.reshipped",
        Subject("order", first.id, first.external_id),
        {
            "order_number": first.number,
            "reshipment_id": placed.id,
            "reshipment_number": placed.number,
            "reason": asked.reason,
            "cost": asked.cost or COSTS[asked.reason],
            "lines": [{"sku": line.sku, "quantity": quantity} for line, quantity in chosen],
        },
    )
