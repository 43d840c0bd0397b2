"""Blocking places and using them again: what can be promised changes, and the shops are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms.db import Tx
from wms.layout import build
from wms.stock.tell import tell_stock

#: why stock changed although nothing moved: its place was blocked, or is in use again
BLOCK: Final = "block"

# the places themselves and the LPNs that stand in them, through whatever those are nested in
_PROMISABLE = text(
    """
    WITH RECURSIVE there AS (
        SELECT id, picked_as FROM places WHERE id = ANY (:places)
        UNION
        SELECT p.id, p.picked_as FROM places p JOIN there t ON p.inside_id = t.id
    )
    SELECT b.place_id, b.shop_id, b.product_id
    FROM there t JOIN balances b ON b.place_id = t.id
    WHERE t.picked_as IS NOT NULL AND b.condition = 'good' AND b.on_hand > b.allocated
    """
)

#: place, shop, product
_Free = set[tuple[UUID, UUID, UUID]]


async def block(tx: Tx, *place_ids: UUID, because: str | None = None) -> int:
    """Nothing may be put there and nothing is promised from there; see `wms.layout.build.block`.

    Raises:
        PlaceUnknown: none of them can be.
    """
    return await _told(tx, place_ids, lambda: build.block(tx, *place_ids, because=because))


async def unblock(tx: Tx, *place_ids: UUID) -> int:
    """The places are in use again; see `wms.layout.build.unblock`.

    Raises:
        PlaceUnknown: none of them can be.
    """
    return await _told(tx, place_ids, lambda: build.unblock(tx, *place_ids))


async def _told(tx: Tx, place_ids: tuple[UUID, ...], change: Callable[[], Awaitable[int]]) -> int:
    before = await _promisable(tx, place_ids)
    count = await change()
    changed = before ^ await _promisable(tx, place_ids)
    for shop_id in sorted({shop for _, shop, _ in changed}):
        products = {product for _, shop, product in changed if shop == shop_id}
        await tell_stock(tx, shop_id, products, reason=BLOCK)
    return count


async def _promisable(tx: Tx, place_ids: tuple[UUID, ...]) -> _Free:
    rows = await tx.execute(_PROMISABLE, {"places": list(place_ids)})
    return {(row.place_id, row.shop_id, row.product_id) for row in rows}
