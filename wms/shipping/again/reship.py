"""Something of an order went wrong: what is concerned is sent again, as an order of its own.

The new order names the first one, goes before all others, and no unit is sent again twice: whoever
asks takes turns on the first order's row, and what was sent again already is counted there. When
a reshipment is cancelled, its units can be sent again anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, insert, text

from wms.access.people import Desk
from wms.db import Read, Tx
from wms.orders.place import LineAsked, Quantity
from wms.shipping.again.errors import (
    NothingToSendAgain,
    NotInThisOrder,
    TooManyAgain,
    VirtualKitNow,
)
from wms.shipping.again.models import NOTHING_CAME, ReshipmentLine
from wms.shipping.again.second import (
    Reason,
    SecondAsked,
    SentAgain,
    first_order,
    link_second,
    place_second,
)
from wms.texts import Sku

LINES_MAX: Final = 500


class AgainLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a product is sent again."""

    sku: Sku
    quantity: Quantity


class ReshipAsked(SecondAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent again, and why."""

    reason: Reason
    #: None: all that left and was not sent again yet, of the parcel when one is named
    lines: Annotated[list[AgainLine], msgspec.Meta(min_length=1, max_length=LINES_MAX)] | None = (
        None
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
    first = await first_order(tx, shop_id, order_id, asked.parcel_id)
    key = {"shop": shop_id, "order": order_id, "parcel": asked.parcel_id}
    left = (await tx.execute(_LEFT, key)).all()
    chosen = _chosen(left, asked.lines, first.number)
    lines = [
        LineAsked(sku=line.sku, quantity=quantity, external_id=line.external_id)
        for line, quantity in chosen
    ]
    money = _money(first, asked, chosen, left)
    placed = await place_second(tx, shop_id, first, asked, lines, **money)
    if len(placed.lines) != len(chosen):
        raise VirtualKitNow(number=first.number)
    told = [(line.sku, quantity) for line, quantity in chosen]
    sent = await link_second(tx, shop_id, first, asked, placed, told, is_extra=False, by=by)
    await tx.execute(
        insert(ReshipmentLine),
        [
            {"shop_id": shop_id, "order_line_id": line.id, "of_line_id": of_line.id}
            for line, (of_line, _) in zip(placed.lines, chosen, strict=True)
        ],
    )
    return sent


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
