"""Whether a place takes what somebody wants to put there, before it is moved by hand.

Who asks has its turn there until the transaction ends: two cannot fill it over its limit together.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx
from wms.layout.queries import PlaceCard
from wms.stock.ledger import Goods

_GOODS = text("SELECT room_for(:place, :shop, :product, :quantity, :operator)")
_CONTAINER = text("SELECT room_for_container(:container, :place, :operator)")
_SAY_NO = text("SELECT place_says_no(:no, :code)")
_MAY_BE_OVERRULED = text("SELECT may_be_overruled(:no)")


async def no_room_for_goods(
    tx: Tx, place: PlaceCard, goods: Goods, quantity: int, *, by: AtWork
) -> str | None:
    """Why a person should think twice: mixed, full_units, full_weight, full_volume; None: nothing.

    Raises:
        PlaceNotForShop, PlaceNotForProduct, PlaceRetired: it never takes them.
    """
    facts = {
        "place": place.id, "shop": goods.shop_id, "product": goods.product_id,
        "quantity": quantity, "operator": by.operator_id,
    }  # fmt: skip
    return await _judged(tx, await tx.scalar(_GOODS, facts), place)


async def no_room_for_container(
    tx: Tx, place: PlaceCard, container_id: UUID, *, by: AtWork
) -> str | None:
    """The same for everything that is in an LPN.

    Raises:
        PlaceNotForShop, PlaceNotForProduct, PlaceRetired: it never takes them.
    """
    facts = {"container": container_id, "place": place.id, "operator": by.operator_id}
    return await _judged(tx, await tx.scalar(_CONTAINER, facts), place)


async def _judged(tx: Tx, no: str | None, place: PlaceCard) -> str | None:
    if no is None:
        return None
    await tx.execute(_SAY_NO, {"no": no, "code": place.code})
    # a blocked place is refused when the goods move
    return no if await tx.scalar(_MAY_BE_OVERRULED, {"no": no}) else None
