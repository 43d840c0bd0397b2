"""Short words for orders in tests."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text, update

from wms.db import HALL, Read, Tx, work_for
from wms.orders.address_checks import doubts
from wms.orders.backorders import servable, waited_for
from wms.orders.models import Order
from wms.orders.person import people_of, seal_anew
from wms.orders.place import LineAsked, OrderAsked, Recipient, as_written

ANNA = Recipient(
    name="Anna Żółć",
    street="Świętokrzyska 12/7",
    postcode="00-950",
    city="Warszawa",
    country="PL",
    email="anna@example.com",
    phone="+48600100200",
)


def ask(
    external_id: str,
    *,
    policy: Literal["all_or_nothing", "as_available"] | None = None,
    **lines: int,
) -> OrderAsked:
    """``ask("WEB-1", TEA=2)``: an order of two TEA for Anna."""
    return OrderAsked(
        carrier="house",
        service="standard",
        external_id=external_id,
        recipient=ANNA,
        backorder_policy=policy,
        lines=[LineAsked(sku=sku, quantity=quantity) for sku, quantity in lines.items()],
    )


_PLACE = text("SELECT CAST(place_order(:shop, NULL, NULL, CAST(:body AS jsonb)) AS text)")


async def placed(tx: Tx, shop_id: UUID, order: OrderAsked) -> dict[str, Any]:
    """The order, taken in within a transaction that goes on for the hall."""
    body = as_written(order, doubts(order.recipient))
    answer = await tx.scalar(_PLACE, {"shop": shop_id, "body": body})
    await work_for(tx, HALL)
    return dict(msgspec.json.decode(answer))


def told(**recipient: str) -> Recipient:
    """Anna, whose address is another one."""
    return msgspec.structs.replace(ANNA, **recipient)


async def can_be_served(read: Read | Tx) -> list[tuple[UUID, UUID]]:
    """Keys of the waiting orders that the next pass tries, in their turn."""
    wanted = await waited_for(read)
    return [
        (shop, order)
        for shop in sorted({shop for shop, _ in wanted})
        for order in await servable(read, shop, [p for s, p in wanted if s == shop])
    ]


async def goes_to(tx: Tx, shop_id: UUID, order_id: UUID, **facts: str | None) -> None:
    """An order whose person is another one, or a new one, without anybody being told."""
    was = (await people_of(tx, [(shop_id, order_id)]))[order_id]
    to = msgspec.structs.replace(was, **facts)
    values = await seal_anew(tx, shop_id, order_id, to, was=was)
    await tx.execute(
        update(Order).where(Order.shop_id == shop_id, Order.id == order_id).values(**values)
    )
