"""What stands on the docks and waits to be put away, and where it could go."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.layout.queries import PlaceCard, place_by_id
from wms.stock.ledger import Goods

_WAITING = text(
    "SELECT * FROM goods_waiting(ARRAY[CAST(:shop AS uuid)], ARRAY[CAST(:product AS uuid)])"
)
_COUNT = text("SELECT count_waiting()")
_PLACE = text("SELECT place_id FROM put_away_place(:shop, :product, :condition, :dock, :operator)")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that can be taken in hand; ``free`` are in nobody's hands yet."""

    shop_id: UUID
    shop: str
    product_id: UUID
    sku: str
    name: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    condition: str
    place_id: UUID
    place: str
    on_hand: int
    free: int


async def waiting(read: Read | Tx, shop_id: UUID, product_id: UUID) -> list[Waiting]:
    """What of a product stands on the docks: first good ones, then by expiry."""
    rows = await read.execute(_WAITING, {"shop": shop_id, "product": product_id})
    return [Waiting(**row._mapping) for row in rows]


async def count_waiting(read: Read | Tx) -> int:
    """Base units on the docks that nobody carries."""
    return int(await read.scalar(_COUNT))


async def suggest(read: Read | Tx, goods: Goods, *, dock: UUID, by: UUID) -> PlaceCard | None:
    """Where goods from a dock should go: to what is there of them, else an empty pick face, else
    reserve (`sql/put_away_place.sql`).

    A place that somebody else was sent to counts as taken. Goods that are not good go aside.
    ``by``: the operator who asks. None when there is no place left.
    """
    place_id: UUID | None = await read.scalar(
        _PLACE,
        {
            "shop": goods.shop_id,
            "product": goods.product_id,
            "condition": goods.condition,
            "dock": dock,
            "operator": by,
        },
    )
    return None if place_id is None else await place_by_id(read, place_id)
