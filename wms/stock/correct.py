"""A person counted a place and the number is another one: the correction in a person's words."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.catalog.models import Lot
from wms.catalog.products import ProductCard
from wms.catalog.queries import card_by_sku
from wms.db import Tx
from wms.errors import N_, Kind, Refusal
from wms.layout.queries import place_by_code, the_warehouse
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import GOOD, Goods
from wms.stock.queries import stock_at

#: what the movement says of a correction whose reason is told by where the goods came from or went
_SAID: Final = {Adjustment.FOUND: "found", Adjustment.LOST: "lost", Adjustment.SCRAP: "scrapped"}


class LotUnclear(Refusal):
    """Goods that are kept by lot or expiry, and nobody said which of them."""

    kind = Kind.INVALID
    code = "stock.lot_unclear"
    sentence = N_("{sku} is kept by lot. Say which one is meant; here lie: {lots}.")


class LotUnknown(Refusal):
    """Nothing of that lot ever came."""

    kind = Kind.NOT_FOUND
    code = "stock.lot_unknown"
    sentence = N_("There is no lot {lot} of {sku}.")


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What is corrected. ``change`` is in base units: more than zero were found."""

    shop_id: UUID
    sku: str
    place: str
    change: int
    why: Adjustment
    lot: str | None = None
    condition: str = GOOD


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """The movement that was written, and what lies at the place now, in base units."""

    movement_id: UUID
    on_hand: int


async def correct(tx: Tx, asked: Correction) -> Corrected:
    """Correct what the books say about goods at a place by one movement.

    Raises:
        ProductUnknown, PlaceUnknown: nothing is called so.
        LotUnclear, LotUnknown: which lot is not said, or there is none of that name.
        StockInsufficient: what is lost or scrapped is not there, or is promised to an order.
        QuantityNotPositive: nothing would change.
    """
    goods, place_id = await goods_meant(tx, asked)
    movement_id = await adjust(
        tx,
        goods,
        abs(asked.change),
        place_id=place_id,
        why=asked.why,
        by=None,
        said=_SAID[asked.why],
    )
    left = await stock_at(tx, place_id=place_id, shop_id=goods.shop_id, product_id=goods.product_id)
    return Corrected(movement_id=movement_id, on_hand=sum(each.on_hand for each in left))


async def goods_meant(tx: Tx, asked: Correction) -> tuple[Goods, UUID]:
    """The goods that a person means, and the place.

    Raises:
        ProductUnknown, PlaceUnknown: nothing is called so.
        LotUnclear, LotUnknown: which lot is not said, or there is none of that name.
    """
    product = await card_by_sku(tx, asked.shop_id, asked.sku)
    place = await place_by_code(tx, await the_warehouse(tx), asked.place)
    goods = Goods(
        shop_id=asked.shop_id,
        product_id=product.id,
        lot_id=await _lot(tx, asked, product, place.id),
        condition=asked.condition,
    )
    return goods, place.id


async def _lot(tx: Tx, asked: Correction, product: ProductCard, place_id: UUID) -> UUID:
    """The lot that is meant: the named one, or the only one that lies there."""
    if asked.lot is not None:
        found: UUID | None = await tx.scalar(
            select(Lot.id).where(
                Lot.shop_id == asked.shop_id, Lot.product_id == product.id, Lot.code == asked.lot
            )
        )
        if found is None:
            raise LotUnknown(sku=asked.sku, lot=asked.lot)
        return found
    lots = {
        each.lot_id: each.lot or "–"
        for each in await stock_at(
            tx, place_id=place_id, shop_id=asked.shop_id, product_id=product.id
        )
        if each.condition == asked.condition
    }
    is_tracked = product.is_lot_tracked or product.is_expiry_tracked
    if len(lots) > 1 or (is_tracked and not lots):
        raise LotUnclear(sku=asked.sku, lots=", ".join(sorted(lots.values())))
    return next(iter(lots), product.id)
