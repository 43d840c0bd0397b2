"""Kits: products made of others.

A `virtual` kit is never on a shelf: an order for it is an order for its parts, taken apart where
the order is written (wms/orders/sql/place_order.sql). A `built` kit is a product like any other,
with stock of its own; its list says what a piece of it is made of.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import and_, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from wms.catalog.errors import (
    KitInKit,
    KitNone,
    KitPartTwice,
    KitPartUnknown,
    ProductUnknown,
)
from wms.catalog.in_use import needs_of_kit, refusals
from wms.catalog.models import KitPart, Product
from wms.db import Read, Tx
from wms.texts import Sku

#: products that one kit is made of, at most
PARTS_MAX: Final = 20
#: pieces of one product in a kit, at most
PIECES_MAX: Final = 1_000

VIRTUAL, BUILT = "virtual", "built"
KitKind = Literal["virtual", "built"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of a product are in one kit."""

    sku: Sku
    quantity: Annotated[int, Meta(ge=1, le=PIECES_MAX)]


class Kit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a product is made of."""

    kind: KitKind
    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=PARTS_MAX)]


async def set_kit(tx: Tx, shop_id: UUID, sku: str, kit: Kit) -> Kit:
    """Make a product a kit of these parts; orders that were placed before stay as they are.

    Raises:
        ProductUnknown: the shop has no such product.
        KitPartUnknown, KitPartTwice: a part is no product of the shop, or stands there twice.
        KitInKit: a part is a kit itself, or the product is a part of another kit.
        ProductInStock, ProductOrdered, ProductAnnounced, KitAtWork: goods are counted by it.
    """
    twice = [name for name, count in Counter(part.sku for part in kit.parts).items() if count > 1]
    if twice:
        raise KitPartTwice(pointer="/parts", sku=twice[0])
    product_id = await _locked(tx, shop_id, sku)
    parts = await _parts(tx, shop_id, kit)
    is_part = exists().where(KitPart.shop_id == shop_id, KitPart.part_id == product_id)
    if product_id in parts or await tx.scalar(select(is_part)):
        raise KitInKit(sku=sku)
    await _check_not_in_use(tx, shop_id, product_id, sku, kit)
    await _forget(tx, shop_id, product_id)
    await tx.execute(
        insert(KitPart).values(
            [
                {"shop_id": shop_id, "kit_id": product_id, "part_id": part, "quantity": quantity}
                for part, quantity in parts.items()
            ]
        )
    )
    await _mark(tx, shop_id, product_id, kit.kind)
    return kit


async def clear_kit(tx: Tx, shop_id: UUID, sku: str) -> None:
    """The product is no kit any more.

    Raises:
        ProductUnknown, KitNone: there is none.
        KitAtWork: pieces of it are being built or taken apart.
    """
    await kit_of(tx, shop_id, sku)
    product_id = await _locked(tx, shop_id, sku)
    await _check_not_in_use(tx, shop_id, product_id, sku, None)
    await _forget(tx, shop_id, product_id)
    await _mark(tx, shop_id, product_id, None)


async def kit_of(read: Read | Tx, shop_id: UUID, sku: str) -> Kit:
    """What a product is made of.

    Raises:
        ProductUnknown: the shop has no such product.
        KitNone: it is no kit.
    """
    row = (
        await read.execute(
            select(Product.id, Product.kit).where(Product.shop_id == shop_id, Product.sku == sku)
        )
    ).one_or_none()
    if row is None:
        raise ProductUnknown(sku=sku)
    if row.kit is None:
        raise KitNone(sku=sku)
    parts = await read.execute(
        select(Product.sku, KitPart.quantity)
        .join(Product, and_(Product.shop_id == KitPart.shop_id, Product.id == KitPart.part_id))
        .where(KitPart.shop_id == shop_id, KitPart.kit_id == row.id)
        .order_by(Product.sku)
    )
    return Kit(kind=row.kit, parts=tuple(Part(**part._mapping) for part in parts))


async def _check_not_in_use(
    tx: Tx, shop_id: UUID, product_id: UUID, sku: str, wanted: Kit | None
) -> None:
    before: Kit | None = None
    with suppress(KitNone):
        before = await kit_of(tx, shop_id, sku)
    needs = needs_of_kit(
        before.kind if before else None,
        wanted.kind if wanted else None,
        parts_change=_parts_by_sku(before) != _parts_by_sku(wanted),
    )
    for no in (await refusals(tx, shop_id, {product_id: (sku, needs)})).values():
        raise no


def _parts_by_sku(kit: Kit | None) -> dict[str, int]:
    return {part.sku: part.quantity for part in kit.parts} if kit else {}


async def _locked(tx: Tx, shop_id: UUID, sku: str) -> UUID:
    found: UUID | None = await tx.scalar(
        select(Product.id).where(Product.shop_id == shop_id, Product.sku == sku).with_for_update()
    )
    if found is None:
        raise ProductUnknown(sku=sku)
    return found


async def _parts(tx: Tx, shop_id: UUID, kit: Kit) -> dict[UUID, int]:
    """Part's id → pieces; each is locked, so that it does not become a kit meanwhile."""
    rows = await tx.execute(
        select(Product.id, Product.sku, Product.kit)
        .where(Product.shop_id == shop_id, Product.sku.in_([part.sku for part in kit.parts]))
        .order_by(Product.id)
        .with_for_update(read=True)
    )
    known = {row.sku: row for row in rows}
    found: dict[UUID, int] = {}
    for index, part in enumerate(kit.parts):
        row = known.get(part.sku)
        if row is None:
            raise KitPartUnknown(pointer=f"/parts/{index}/sku", sku=part.sku)
        if row.kit is not None:
            raise KitInKit(pointer=f"/parts/{index}/sku", sku=part.sku)
        found[row.id] = part.quantity
    return found


async def _forget(tx: Tx, shop_id: UUID, product_id: UUID) -> None:
    await tx.execute(
        delete(KitPart).where(KitPart.shop_id == shop_id, KitPart.kit_id == product_id)
    )


async def _mark(tx: Tx, shop_id: UUID, product_id: UUID, kind: str | None) -> None:
    await tx.execute(
        update(Product)
        .where(Product.shop_id == shop_id, Product.id == product_id)
        .values(kit=kind, version=Product.version + 1, updated_at=func.clock_timestamp())
    )
