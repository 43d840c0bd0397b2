"""All that is held about one person, as a file for whoever asks what we know of them.

General Data Protection Regulation (EU) 2016/679: art. 15(3) (a copy), art. 20(1) (structured, in a
format that machines read).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.orders.person import orders_of_email
from wms.privacy.errors import NobodyFound
from wms.privacy.held import Held, held

#: orders of one person in one file, the newest
FILE_ORDERS_MAX: Final = 500


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is held about a person, order by order, the newest first."""

    shop: str
    read_at: datetime
    #: False: there are older orders, too; ask for them by their names
    is_complete: bool
    orders: list[Held]


_NAMED: Final = text("SELECT id FROM orders WHERE shop_id = :shop AND external_id = :said")


async def known(read: Read | Tx, shop_id: UUID, who: str) -> Known:
    """What is held about ``who``: the shop's name of an order, or an e-mail address.

    An address means all orders that have it; with none, it may still be the name of an order.

    Raises:
        NobodyFound: no order is meant.
    """
    asked: dict[str, Any] = {"shop": shop_id, "said": who.replace("\0", "").strip()}
    orders: list[UUID] = []
    if "@" in asked["said"]:
        # as `wms.privacy.erase.ask` asks: who is shown is who is erased
        theirs = await orders_of_email(read, shop_id, asked["said"], limit=FILE_ORDERS_MAX + 1)
        orders = [order for _, order in theirs]
    orders = orders or list((await read.scalars(_NAMED, asked)).all())
    if not orders:
        raise NobodyFound(pointer="/who")
    head = (
        await read.execute(
            text("SELECT name, clock_timestamp() AS now FROM shops WHERE id = :shop"),
            {"shop": shop_id},
        )
    ).one()
    return Known(
        shop=head.name,
        read_at=head.now,
        is_complete=len(orders) <= FILE_ORDERS_MAX,
        orders=[await held(read, shop_id, order_id) for order_id in orders[:FILE_ORDERS_MAX]],
    )
