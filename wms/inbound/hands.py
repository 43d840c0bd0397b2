"""What is in whose hands between the dock and the shelf."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Tx
from wms.inbound.models import PutAway
from wms.inbound.waiting import Waiting, waiting
from wms.stock.ledger import Goods


async def in_hand(tx: Tx, by: AtWork) -> PutAway | None:
    """What the operator carries."""
    return await tx.scalar(
        select(PutAway)
        .where(
            PutAway.operator_id == by.operator_id,
            PutAway.done_at.is_(None),
            PutAway.cancelled_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def goods_of(carried: PutAway) -> Goods:
    """Which goods are carried, for the ledger."""
    return Goods(
        shop_id=carried.shop_id,
        product_id=carried.product_id,
        lot_id=carried.lot_id,
        condition=carried.condition,
    )


async def free_of(tx: Tx, goods: Goods, place_id: UUID) -> int:
    """How many of them at a place are in nobody's hands."""
    for there in await waiting(tx, product_ids=[goods.product_id]):
        if there.goods == goods and there.place_id == place_id:
            return there.free
    return 0


async def carriers_of(tx: Tx, there: Waiting) -> str:
    """Who carries them, by name."""
    names: Any = await tx.scalars(
        text(
            "SELECT DISTINCT o.name FROM put_aways p JOIN operators o ON o.id = p.operator_id "
            "WHERE p.shop_id = :shop AND p.product_id = :product "
            "AND p.done_at IS NULL AND p.cancelled_at IS NULL ORDER BY 1"
        ),
        {"shop": there.shop_id, "product": there.product_id},
    )
    return ", ".join(names)


async def sku_of(tx: Tx, shop_id: UUID, product_id: UUID) -> str:
    """What people call the product."""
    return (await tx.get_one(Product, (shop_id, product_id))).sku
