"""Telling a shop in time that a product runs low."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import and_, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.stock.watch_models import LowLevel

#: nobody keeps more pieces of one product
LOW_AT_MAX = 1_000_000_000


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Down to how many available base units a product may come before its shop is told."""

    low_at: Annotated[int, Meta(ge=0, le=LOW_AT_MAX)]


class ProductLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A product's level; ``is_low``: there are no more than that now, and it was told."""

    product_id: UUID
    sku: str
    low_at: int
    #: there are no more than that now
    is_low: bool


_TELL = text("SELECT tell_low(:shop, ARRAY[CAST(:product AS uuid)])")


async def put_level(tx: Tx, shop_id: UUID, sku: str, level: Level) -> ProductLevel:
    """From now on ``stock.low`` is told at this level; at once when there are no more already.

    Raises:
        NotFound: the shop has no product of this SKU.
    """
    product_id = await _product(tx, shop_id, sku)
    new = insert(LowLevel).values(shop_id=shop_id, product_id=product_id, low_at=level.low_at)
    await tx.execute(
        new.on_conflict_do_update(
            index_elements=["shop_id", "product_id"],
            set_={"low_at": level.low_at, "is_low": False},
            where=LowLevel.low_at != level.low_at,  # said once more, it is not told once more
        )
    )
    await tx.execute(_TELL, {"shop": shop_id, "product": product_id})
    [made] = await levels(tx, shop_id, limit=1, product_id=product_id)
    return made


async def forget_level(tx: Tx, shop_id: UUID, sku: str) -> None:
    """This product is not told of any more; also when it never was.

    Raises:
        NotFound: the shop has no product of this SKU.
    """
    product_id = await _product(tx, shop_id, sku)
    await tx.execute(
        delete(LowLevel).where(LowLevel.shop_id == shop_id, LowLevel.product_id == product_id)
    )


async def levels(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    after: UUID | None = None,
    product_id: UUID | None = None,
    is_low: bool | None = None,
) -> list[ProductLevel]:
    """A shop's levels in the order in which products were registered."""
    wanted = (
        select(LowLevel.product_id, Product.sku, LowLevel.low_at, LowLevel.is_low)
        .join(Product, and_(Product.shop_id == LowLevel.shop_id, Product.id == LowLevel.product_id))
        .where(LowLevel.shop_id == shop_id)
        .order_by(LowLevel.product_id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(LowLevel.product_id > after)
    if product_id is not None:
        wanted = wanted.where(LowLevel.product_id == product_id)
    if is_low is not None:
        wanted = wanted.where(LowLevel.is_low == is_low)
    return [
        ProductLevel(**row._mapping)
        for row in await read.execute(wanted.execution_options(populate_existing=True))
    ]


async def _product(tx: Tx, shop_id: UUID, sku: str) -> UUID:
    found = await tx.scalar(
        select(Product.id).where(Product.shop_id == shop_id, Product.sku == sku)
    )
    if found is None:
        raise NotFound(what="product", name=sku)
    return found
