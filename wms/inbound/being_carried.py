"""Docks whose goods somebody carries to a shelf: until they are put down the books have them on the
dock."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.stock.ledger import Goods

# who has logged out has gone home, and carries nothing any more (see put_away_hands.sql)
_CARRIED = """
    FROM put_aways c JOIN operators o ON o.id = c.operator_id
    WHERE c.done_at IS NULL AND c.cancelled_at IS NULL AND EXISTS (
        SELECT FROM operator_sessions s WHERE s.operator_id = c.operator_id AND s.ended_at IS NULL)
"""
_PLACES = text(f"SELECT DISTINCT c.from_place_id {_CARRIED}")
_IN_HANDS = text(
    f"""
    SELECT min(o.name) AS name, sum(c.quantity) AS quantity {_CARRIED}
      AND c.shop_id = :shop AND c.product_id = :product AND c.lot_id = :lot
      AND c.condition = :condition AND c.from_place_id = :place
    """
)
_ALL_IN_HANDS = text(
    f"SELECT min(o.name) AS name, sum(c.quantity) AS quantity {_CARRIED} "
    "AND c.from_place_id = :place"
)
_ON_HAND = text(
    "SELECT on_hand FROM balances WHERE shop_id = :shop AND product_id = :product "
    "AND lot_id = :lot AND condition = :condition AND place_id = :place"
)
_WHO = text(f"SELECT o.name {_CARRIED} AND c.from_place_id = :place ORDER BY o.name LIMIT 1")


class BeingCarried(Refusal):
    """Somebody carries goods of this place."""

    kind = Kind.BUSY
    code = "count.being_carried"
    sentence = N_("{by} carries goods from {place} to a shelf. Count another place first.")


async def places_being_carried_from(read: Read | Tx) -> list[UUID]:
    """Places of which somebody has goods in hand."""
    return list(await read.scalars(_PLACES))


async def leave_to_its_carrier(read: Read | Tx, place_id: UUID, place: str) -> None:
    """Do nothing when nobody carries goods of the place.

    Raises:
        BeingCarried: somebody does.
    """
    name = await read.scalar(_WHO, {"place": place_id})
    if name is not None:
        raise BeingCarried(by=name, place=place)


class HandsFirst(Refusal):
    """Somebody has taken these goods in hand."""

    kind = Kind.BUSY
    code = "move.being_carried"
    sentence = N_("{by} carries {quantity} of these to a shelf already. Move the others only.")


async def leave_what_is_carried(
    read: Read | Tx, goods: Goods, quantity: int, *, place_id: UUID
) -> None:
    """Do nothing when so many of the goods lie at the place besides what somebody carries.

    Raises:
        HandsFirst: they do not.
    """
    keys = {
        "shop": goods.shop_id,
        "product": goods.product_id,
        "lot": goods.lot_id,
        "condition": goods.condition,
        "place": place_id,
    }
    carried = (await read.execute(_IN_HANDS, keys)).one()
    if not carried.quantity:
        return
    there = await read.scalar(_ON_HAND, keys) or 0
    if quantity > there - carried.quantity:
        raise HandsFirst(by=carried.name, quantity=int(carried.quantity))


async def leave_to_hands(read: Read | Tx, place_id: UUID) -> None:
    """Do nothing when all that lies at a place can be taken away at once.

    Raises:
        HandsFirst: somebody carries some of it.
    """
    carried = (await read.execute(_ALL_IN_HANDS, {"place": place_id})).one()
    if carried.quantity:
        raise HandsFirst(by=carried.name, quantity=int(carried.quantity))
