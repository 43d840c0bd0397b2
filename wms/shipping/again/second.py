"""The order that follows another one: to the same person, before all others, linked and told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Row, insert, text, update

from wms.access.people import Desk
from wms.db import Tx, work_for
from wms.errors import NotFound
from wms.events.kinds.order import OrderReshipped, PiecesAgain
from wms.events.outbox import Subject, record
from wms.orders.address_checks import doubts
from wms.orders.chosen import ChosenWay
from wms.orders.models import Order
from wms.orders.person import PERSON, person_of
from wms.orders.place import LineAsked, OrderAsked, Placed, Recipient, Remark, as_written, check
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.again.errors import NoAddressLeft
from wms.shipping.again.models import COSTS, Reshipment
from wms.shipping.carriers.registry import POINT_IDS, check_service
from wms.shipping.ways.choose import choose_service
from wms.texts import ExternalId

#: somebody waits for it already: before all ordinary orders (100), behind what is set by hand to 0
RESHIP_PRIORITY: Final = 10
EXTERNAL_ID_MAX_CHARS: Final = 100

Reason = Literal[
    "missing", "wrong_item", "damaged", "lost", "not_delivered", "returned", "address", "other"
]


class SecondAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why something follows an order, whither and at whose cost."""

    reason: Reason | Literal["exchange"]
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

    @property
    def paid_by(self) -> str:
        """Who pays for it."""
        return self.cost or COSTS.get(self.reason, "shop")


class SentAgain(msgspec.Struct, frozen=True, kw_only=True):
    """The order that sends it."""

    order_id: UUID
    number: int
    status: str


_FIRST = text(
    f"""
    SELECT o.id, o.external_id, o.number, {PERSON} AS person, o.carrier, o.service, o.language,
           o.backorder_policy, o.cod_amount_minor, o.cod_currency, o.insurance_amount_minor,
           o.insurance_currency
    FROM orders o WHERE o.shop_id = :shop AND o.id = :order FOR UPDATE
    """
)
_IS_OF_ORDER = text(
    "SELECT EXISTS (SELECT FROM parcels WHERE shop_id = :shop AND order_id = :order "
    "AND id = :parcel)"
)
_HOW_MANIETH = text(
    "SELECT count(*) + 1 FROM reshipments WHERE shop_id = :shop AND of_order_id = :order"
)
_PLACE = text("SELECT CAST(place_order(:shop, NULL, NULL, CAST(:order AS jsonb)) AS text)")
_WHOSE = text("SELECT current_setting('wms.tenant')")
_decode: Final = msgspec.json.Decoder(Placed).decode


async def first_order(tx: Tx, shop_id: UUID, order_id: UUID, parcel_id: UUID | None) -> Row[Any]:
    """The order that something follows, locked: whoever sends twice at once takes turns.

    Raises:
        NotFound: there is no such order, or the parcel is of another one.
    """
    key = {"shop": shop_id, "order": order_id}
    first = (await tx.execute(_FIRST, key)).first()
    if first is None:
        raise NotFound(what="order", name=str(order_id))
    if parcel_id and not await tx.scalar(_IS_OF_ORDER, key | {"parcel": parcel_id}):
        raise NotFound(what="parcel", name=str(parcel_id))
    return first


async def place_second(
    tx: Tx,
    shop_id: UUID,
    first: Row[Any],
    asked: SecondAsked,
    lines: Sequence[LineAsked],
    **money: Any,
) -> Placed:
    """Place it; ``money``: what is collected and insured, as an order says it.

    Raises:
        NoAddressLeft: the recipient was erased, and none is given.
        CarrierUnknown, ServiceUnknown: nobody here carries that.
        See `wms.orders.place.place` for what else it refuses.
    """
    nth = await tx.scalar(_HOW_MANIETH, {"shop": shop_id, "order": first.id})
    order = msgspec.structs.replace(_as_order(first, asked, lines, nth=nth), **money)
    order, way = await _upgraded(tx, shop_id, first.id, order, asked)
    check_service(order.carrier or "", order.service or "", await usable_by(tx, shop_id))
    check(order)
    found = doubts(order.recipient, point_id=POINT_IDS.get(order.carrier or ""))
    whose = await tx.scalar(_WHOSE)
    answer = await tx.scalar(_PLACE, {"shop": shop_id, "order": as_written(order, found, way)})
    await work_for(tx, whose)  # it works for the shop
    return _decode(answer)


def _as_order(
    first: Row[Any], asked: SecondAsked, lines: Sequence[LineAsked], *, nth: int
) -> OrderAsked:
    to, recipient = person_of(first.person), asked.recipient
    if recipient is None:
        if not to.is_known:
            raise NoAddressLeft(number=first.number)
        recipient = msgspec.convert(to.facts(), Recipient)
    ending = f"-R{nth}"
    name = first.external_id[: EXTERNAL_ID_MAX_CHARS - len(ending)] + ending
    is_same_carrier = asked.carrier in (None, first.carrier)
    return OrderAsked(
        external_id=asked.external_id or name,
        recipient=recipient,
        lines=list(lines),
        carrier=asked.carrier or first.carrier,
        service=asked.service or (first.service if is_same_carrier else "standard"),
        language=first.language,
        priority=RESHIP_PRIORITY,
        backorder_policy=first.backorder_policy,
        gift_note=to.gift_note,
        note=asked.note,
    )


async def _upgraded(
    tx: Tx, shop_id: UUID, order_id: UUID, order: OrderAsked, asked: SecondAsked
) -> tuple[OrderAsked, ChosenWay | None]:
    """After our mistake it may go faster than the first time, when a rule of its shop says so."""
    if asked.paid_by != "us" or asked.carrier or asked.service:
        return order, None
    choice = await choose_service(tx, shop_id, order_id, reason="our_mistake")
    if choice.chosen.upgraded_for is None:
        return order, None
    return (
        msgspec.structs.replace(order, carrier=choice.carrier, service=choice.service),
        choice.chosen,
    )


async def link_second(
    tx: Tx,
    shop_id: UUID,
    first: Row[Any],
    asked: SecondAsked,
    placed: Placed,
    lines: Sequence[tuple[str, int]],
    *,
    is_extra: bool,
    by: Desk | None,
) -> SentAgain:
    """Both orders name each other, and the shop is told; ``lines``: how much of which SKU."""
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
            cost=asked.paid_by,
            is_extra=is_extra,
            user_id=by.user_id if by else None,
        )
    )
    await record(
        tx,
        shop_id,
        Subject("order", first.id, first.external_id),
        OrderReshipped(
            order_number=first.number,
            reshipment_id=placed.id,
            reshipment_number=placed.number,
            reason=asked.reason,
            cost=asked.paid_by,
            is_extra=is_extra,
            lines=[PiecesAgain(sku=sku, quantity=quantity) for sku, quantity in lines],
        ),
    )
    return SentAgain(order_id=placed.id, number=placed.number, status=placed.status)
