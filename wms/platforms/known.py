"""What is known of an order of a platform, before it is followed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.failures import Failure, failure_in
from wms.platforms.connections import Connection
from wms.platforms.failures import CANCEL_TOO_LATE, CHANGE_TOO_LATE, GOES_WITH
from wms.platforms.port import Seen, Wish

_KNOWN: Final = text(
    "SELECT EXISTS (SELECT FROM platform_orders WHERE shop_id = :shop "
    "AND connection_id = :connection AND platform_id = :platform_id)"
)
_STAYED: Final = text(
    "SELECT number FROM platform_orders WHERE shop_id = :shop AND connection_id = :connection "
    "AND platform_id = :platform_id AND failure ->> 'code' = ANY(:too_late)"
)
_LEFT: Final = text(
    "SELECT EXISTS (SELECT FROM orders WHERE shop_id = :shop AND id = :order "
    "AND status IN ('shipped', 'delivered', 'returned', 'lost'))"
)
#: an order with one of these still has the goods that left it at its platform
_TOO_LATE: Final = [CHANGE_TOO_LATE, CANCEL_TOO_LATE, GOES_WITH]


async def is_known(tx: Tx, one: Connection, seen: Seen) -> bool:
    """Whether it was ever taken, or waits to be."""
    asked = {"shop": one.shop_id, "connection": one.id, "platform_id": seen.id}
    return bool(await tx.scalar(_KNOWN, asked))


async def goes_with(
    tx: Tx, one: Connection, seen: Seen, stuck: dict[str, Any] | None
) -> Failure | None:
    """Why it would send goods twice that another order took along; None: it does not.

    ``stuck``: what was said of it before, when nothing of it changed since.
    """
    if seen.wish not in (Wish.SEND, Wish.WAIT):
        return None
    if stuck and stuck.get("code") == GOES_WITH:
        return failure_in(stuck)
    if seen.goods_from is None:
        return None
    asked = {
        "shop": one.shop_id, "connection": one.id, "platform_id": seen.goods_from,
        "too_late": _TOO_LATE,
    }  # fmt: skip
    number = await tx.scalar(_STAYED, asked)
    return None if number is None else Failure(code=GOES_WITH, facts={"number": number})


async def has_left(tx: Tx, one: Connection, order_id: UUID) -> bool:
    """Whether a courier has it, or had it."""
    return bool(await tx.scalar(_LEFT, {"shop": one.shop_id, "order": order_id}))
