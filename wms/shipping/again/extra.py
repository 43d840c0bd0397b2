"""Something more goes to whoever ordered: goods that the order did not have, or more of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wms.access.people import Desk
from wms.db import Tx
from wms.orders.place import LineAsked
from wms.shipping.again.errors import NothingChosen
from wms.shipping.again.reship import AgainLine
from wms.shipping.again.second import (
    SecondAsked,
    SentAgain,
    first_order,
    link_second,
    place_second,
)


async def send_extra(
    tx: Tx,
    shop_id: UUID,
    order_id: UUID,
    lines: Sequence[AgainLine],
    asked: SecondAsked,
    *,
    by: Desk | None = None,
) -> SentAgain:
    """Place an order for any products of the shop, to the person of another order.

    It stands in place of no parcel: what is the matter with one goes on being so, and what was sent
    again is not counted. Nothing is collected for it at the door. ``by``: who of the desk; None:
    the shop's program.

    Raises:
        NothingChosen: no product was named.
        NotFound: there is no such order.
        See `wms.shipping.again.second.place_second` for what else it refuses, products that the
        shop does not have among it.
    """
    if not lines:
        raise NothingChosen(pointer="/lines")
    first = await first_order(tx, shop_id, order_id, None)
    wanted = [LineAsked(sku=line.sku, quantity=line.quantity) for line in lines]
    placed = await place_second(tx, shop_id, first, asked, wanted)
    told = [(line.sku, line.quantity) for line in lines]
    return await link_second(tx, shop_id, first, asked, placed, told, is_extra=True, by=by)
