"""Correcting what the ledger says to what is on the shelf; each correction is a movement."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from wms.access.people import AtWork
from wms.db import Tx
from wms.layout.queries import outside_of_place
from wms.stock.ledger import Goods, move
from wms.stock.notes import note_why
from wms.stock.tell import tell_stock


class Adjustment(StrEnum):
    """Why the number is corrected, named as the outside place that gives or takes the goods."""

    FOUND = "found"
    LOST = "lost"
    SCRAP = "scrap"


async def adjust(
    tx: Tx,
    goods: Goods,
    quantity: int,
    *,
    place_id: UUID,
    why: Adjustment,
    by: AtWork | None,
    scan_id: UUID | None = None,
    said: str | None = None,
) -> UUID:
    """Goods were found at a place, are lost from it, or go to the scrap; the movement's id.

    ``said``: the person's reason, a code, which is kept beside the movement and told to the shop.

    Raises:
        StockInsufficient: what is lost or scrapped is not there, or is promised to an order.
    """
    outside = await outside_of_place(tx, place_id, why.value)
    is_more = why is Adjustment.FOUND
    made = await move(
        tx,
        goods,
        quantity,
        from_place=outside if is_more else place_id,
        to_place=place_id if is_more else outside,
        reason="adjust",
        by=by,
        scan_id=scan_id,
    )
    await _tell(tx, goods, made, reason="adjust", said=said)
    return made


async def damage(
    tx: Tx,
    goods: Goods,
    quantity: int,
    *,
    place_id: UUID,
    by: AtWork | None,
    scan_id: UUID | None = None,
    to_condition: str = "damaged",
    said: str | None = None,
) -> UUID:
    """Goods at a place are not good any more; the movement's id. ``said``: see `adjust`.

    Raises:
        StockInsufficient: they are not there, or promised to an order.
    """
    made = await move(
        tx,
        goods,
        quantity,
        from_place=place_id,
        to_place=place_id,
        to_condition=to_condition,
        reason="damage",
        by=by,
        scan_id=scan_id,
    )
    await _tell(tx, goods, made, reason="damage", said=said)
    return made


async def _tell(tx: Tx, goods: Goods, movement: UUID, *, reason: str, said: str | None) -> None:
    if said is not None:
        await note_why(tx, goods.shop_id, movement, said)
    await tell_stock(tx, goods.shop_id, [goods.product_id], reason=reason, why=said)
