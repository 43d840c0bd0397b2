"""The pass: goods that came or were freed go to the orders that wait for them.

It looks, along an index, at what is free of each product that somebody waits for. Orders are read
only when that has changed since the last look, and many are served in one transaction. Nothing is
written where stock moves: whatever freed it, a count, a return, a cancelled order, is seen here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import structlog

from wms.db import Database, Tx
from wms.orders.backorders import (
    LOOK_MAX,
    Wanted,
    keep_goods,
    promise_orders,
    servable,
    waited_for,
)
from workers.loops import is_away, steadily
from workers.transaction import look, settled

log = structlog.get_logger("workers")

#: how often it looks, s; no door calls it: one look serves whatever came since the last one
LOOK_S = 1.0
#: what it knows of the last look is forgotten after this, s: some orders can have something now
#: though as much is free as before, because a day came, somebody had them in hand, or they began
#: to wait in the very moment in which goods came and went
FORGET_S = 20.0
#: orders of one transaction: their products are locked for some tenths of a second
ORDERS_AT_ONCE = 500


class Promises:
    """Remembers what was free at the last look."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._free: dict[Wanted, int] = {}
        self._forgot_at = time.monotonic()

    async def run(self) -> None:
        """Look until cancelled."""

        async def step() -> None:
            await self.serve()

        await steadily("promises", step, every_s=LOOK_S, wake=asyncio.Event())

    async def serve(self) -> int:
        """Promise everything that can be promised now; returns how many orders got something."""
        now = time.monotonic()
        if now - self._forgot_at >= FORGET_S:
            self._free, self._forgot_at = {}, now
        async with look(self._database) as read:
            free = await waited_for(read)
        changed = [one for one, units in free.items() if self._free.get(one) != units]
        self._free = free
        of_shop: dict[UUID, list[UUID]] = {}
        for shop_id, product_id in changed:
            of_shop.setdefault(shop_id, []).append(product_id)
        return sum([await self._serve_shop(*one) for one in of_shop.items()])

    async def _serve_shop(self, shop_id: UUID, products: Sequence[UUID]) -> int:
        """All of a shop's orders that can have something of these products, in their turn."""
        await settled(self._database, partial(keep_goods, shop_id=shop_id, product_ids=products))
        served = 0
        while True:
            async with look(self._database) as read:
                waiting = await servable(read, shop_id, products)
            got = 0
            for at in range(0, len(waiting), ORDERS_AT_ONCE):
                got += await self._promise(shop_id, waiting[at : at + ORDERS_AT_ONCE])
            served += got
            if len(waiting) < LOOK_MAX or not got:
                return served

    async def _promise(self, shop_id: UUID, orders: list[UUID]) -> int:
        """These in one transaction; when that fails, in halves: one of them holds up no other."""

        async def promise(tx: Tx) -> set[UUID]:
            return await promise_orders(tx, shop_id, orders)

        try:
            return len(await settled(self._database, promise))
        except Exception as error:
            if len(orders) > 1 and not is_away(error):
                half = len(orders) // 2
                return await self._promise(shop_id, orders[:half]) + await self._promise(
                    shop_id, orders[half:]
                )
            self._free = {}  # they are tried again at the next look
            log.warning(
                "backorder waits on",
                shop_id=str(shop_id),
                order_id=str(orders[0]),
                orders=len(orders),
                error=repr(error),
                exc_info=not is_away(error),
            )
            return 0
