"""Goods to begin with: the live shop's catalogue, or a handful of samples, on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.access.robots import hire_robot
from wms.catalog.products import SHOPS_COLUMNS, BarcodeOf, NewProduct, ProductCard
from wms.catalog.queries import cards
from wms.catalog.register import register_batch
from wms.db import Tx, working_for
from wms.errors import Refusal
from wms.halls import SANDBOX
from wms.layout.models import Place
from wms.sandbox.errors import NotSandbox
from wms.shops.models import Shop
from wms.stock.adjust import Adjustment, adjust
from wms.stock.ledger import Goods

#: products of the live catalogue that come along; a test needs no more
PRODUCTS_MAX: Final = 200
#: pieces of each that come at once
PIECES: Final = 100
#: what a shop without a catalogue tries out; the barcodes begin as numbers inside a house do (GS1
#: General Specifications, 2.1.11): nobody's goods carry them
SAMPLES: Final = (
    NewProduct(
        sku="SAMPLE-TEA", name="Green tea 100 g", weight_g=120,
        barcodes=(BarcodeOf(code="2000000000015"),),
    ),
    NewProduct(
        sku="SAMPLE-TEA-250", name="Green tea 250 g", weight_g=280,
        barcodes=(BarcodeOf(code="2000000000022"), BarcodeOf(code="2000000000039", quantity=12)),
    ),
    NewProduct(
        sku="SAMPLE-MUG", name="Blue mug", weight_g=350, is_fragile=True,
        barcodes=(BarcodeOf(code="2000000000046"),),
    ),
    NewProduct(
        sku="SAMPLE-POT", name="Glass teapot", weight_g=640, is_fragile=True,
        barcodes=(BarcodeOf(code="2000000000053"),),
    ),
)  # fmt: skip


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What lies on the sandbox's shelf now besides what lay there."""

    #: products that were not there before
    products: int
    #: pieces of each product without a lot or an expiry date
    pieces: int
    #: your names of them
    skus: list[str]


async def give_goods(tx: Tx, twin_id: UUID, *, pieces: int = PIECES) -> Given:
    """Copy the products that the live shop has and the sandbox has not (at most `PRODUCTS_MAX`; the
    samples when it has none), and put ``pieces`` of each on the shelf.

    Goods with lots or expiry dates come by a delivery, as in life: only there somebody reads them.

    Raises:
        NotSandbox: this is no sandbox.
    """
    async with working_for(tx, twin_id):
        live_id = await tx.scalar(select(Shop.sandbox_of).where(Shop.id == twin_id))
    if live_id is None:
        raise NotSandbox
    async with working_for(tx, live_id):
        live = await cards(tx, live_id, limit=PRODUCTS_MAX)
    wanted = [_copied(card) for card in live] or list(SAMPLES)
    async with working_for(tx, SANDBOX):
        there = await register_batch(tx, twin_id, wanted)
        filled = await _fill(tx, twin_id, [one.sku for one in wanted], pieces)
    new = sum(not isinstance(one, Refusal) for one in there)
    return Given(products=new, pieces=pieces, skus=filled)


def _copied(card: ProductCard) -> NewProduct:
    facts = {name: getattr(card, name) for name in SHOPS_COLUMNS}
    return NewProduct(barcodes=card.barcodes, **facts)


async def _fill(tx: Tx, twin_id: UUID, skus: Sequence[str], pieces: int) -> list[str]:
    shelf = await tx.scalar(
        select(Place.id).where(Place.kind == "pick_face").order_by(Place.pick_order).limit(1)
    )
    robot = await hire_robot(tx)
    filled = []
    for card in await cards(tx, twin_id):
        if card.sku not in skus or card.is_lot_tracked or card.is_expiry_tracked:
            continue
        if shelf is not None and pieces:
            goods = Goods(shop_id=twin_id, product_id=card.id, lot_id=card.id)
            await adjust(tx, goods, pieces, place_id=shelf, why=Adjustment.FOUND, by=robot)
        filled.append(card.sku)
    return filled
