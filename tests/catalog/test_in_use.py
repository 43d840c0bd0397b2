"""How goods are counted does not change under their feet, whichever door asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests import cast
from tests.catalog.test_kits import kit
from tests.orders.asking import ask
from wms.catalog.bring import Judged, Wanted, judge
from wms.catalog.errors import KitAtWork, ProductAnnounced, ProductInStock, ProductOrdered
from wms.catalog.kits import clear_kit, set_kit
from wms.catalog.products import BarcodeOf, NewProduct, ProductChange
from wms.catalog.put_batch import put_batch
from wms.catalog.queries import card_by_sku
from wms.catalog.update import change, put
from wms.db import HALL, Database, Tx
from wms.errors import Refusal
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.kitting.work import NewKitOrder, ask_for_kits, cancel_kits
from wms.orders.place import place
from wms.shops.models import Shop

EAN = "5901234123457"
LOTS = ProductChange(is_lot_tracked=True)
#: what counted one piece would count six
SIX = ProductChange(barcodes=(BarcodeOf(code=EAN, quantity=6),))

Doing = Callable[[Tx], Awaitable[Any]]


async def scene(tx: Tx, stocked: int) -> Shop:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA")
    pieces = (BarcodeOf(code=EAN), BarcodeOf(code="15901234123454", quantity=6))
    await change(tx, shop.id, "TEA", ProductChange(barcodes=pieces))
    if stocked:
        await cast.stock(tx, hall, tea, "A-01-1", stocked)
    return shop


async def test_with_goods_in_stock_every_door_says_the_same(tx: Tx) -> None:
    shop = await scene(tx, 7)
    whole = NewProduct(sku="TEA", name="Tea", barcodes=(BarcodeOf(code=EAN),), is_lot_tracked=True)
    said: list[Refusal] = []
    doors: list[Doing] = [
        lambda tx: change(tx, shop.id, "TEA", LOTS),
        lambda tx: put(tx, shop.id, whole),
    ]
    for door in doors:
        with pytest.raises(ProductInStock) as no:
            await door(tx)
        said.append(no.value)
    one, new = await put_batch(tx, shop.id, [whole, NewProduct(sku="NEW", name="New")])
    assert isinstance(one, ProductInStock) and not isinstance(new, Refusal)
    [dry] = await judge(tx, shop.id, [Wanted(sku="TEA", facts={"is_lot_tracked": True})])
    assert isinstance(dry, ProductInStock), "the dry run of a file says it before"
    for no in (*said, one, dry):
        assert (no.facts, no.pointer) == (
            {"sku": "TEA", "on_hand": 7, "places": "A-01-1"}, "/is_lot_tracked",
        )  # fmt: skip
    for other in (ProductChange(is_expiry_tracked=True), SIX):
        with pytest.raises(ProductInStock):
            await change(tx, shop.id, "TEA", other)
    with pytest.raises(ProductInStock):
        await set_kit(tx, shop.id, "TEA", kit(NEW=1))


async def test_what_no_piece_depends_on_changes_at_any_time(tx: Tx) -> None:
    shop = await scene(tx, 7)
    wanted = ProductChange(
        name="Better tea", is_serial_tracked=True, is_lot_tracked=False,
        barcodes=(
            BarcodeOf(code=EAN),
            BarcodeOf(code="15901234123454", quantity=8),  # the carton holds eight
            BarcodeOf(code="25901234123451", quantity=24),
        ),
    )  # fmt: skip
    await change(tx, shop.id, "TEA", wanted)
    [same] = await judge(tx, shop.id, [Wanted(sku="TEA", facts={"name": "Tea"})])
    assert isinstance(same, Judged)
    card = await card_by_sku(tx, shop.id, "TEA")
    assert (card.is_serial_tracked, len(card.barcodes)) == (True, 3)


async def test_without_goods_lots_can_begin_but_what_is_asked_for_keeps_its_unit(
    db: Database,
) -> None:
    async with db.begin(HALL) as tx:
        shop = await scene(tx, 0)
        await cast.add_product(tx, shop, "MUG")
        lines = (NewAsnLine(sku="TEA", quantity=5),)
        await announce(tx, shop.id, NewAsn(external_id="PO-1", lines=lines))
    placed = await place(await db.hot(), shop.id, ask("W-1", TEA=1))
    async with db.begin(HALL) as tx:
        await change(tx, shop.id, "TEA", LOTS)
        with pytest.raises(ProductOrdered) as ordered:
            await change(tx, shop.id, "TEA", SIX)
        assert ordered.value.facts == {"sku": "TEA", "orders": 1, "external_id": "W-1"}
        with pytest.raises(ProductOrdered):
            await set_kit(tx, shop.id, "TEA", kit(MUG=1))
        await set_kit(tx, shop.id, "TEA", kit("built", MUG=1))
    from wms.picking.cancel import cancel

    async with db.begin(HALL) as tx:
        await cancel(tx, shop.id, placed.id)
        with pytest.raises(ProductAnnounced) as announced:
            await change(tx, shop.id, "TEA", SIX)
        assert announced.value.facts == {"sku": "TEA", "deliveries": "PO-1"}


async def test_a_kit_keeps_its_parts_while_it_is_built_or_lies_there(tx: Tx) -> None:
    shop = await scene(tx, 0)
    await cast.add_product(tx, shop, "MUG")
    await set_kit(tx, shop.id, "TEA", kit("built", MUG=1))
    order = await ask_for_kits(tx, shop.id, NewKitOrder(sku="TEA", work="build", quantity=3))
    doings: list[Doing] = [
        lambda tx: set_kit(tx, shop.id, "TEA", kit("built", MUG=2)),
        lambda tx: clear_kit(tx, shop.id, "TEA"),
        lambda tx: set_kit(tx, shop.id, "TEA", kit(MUG=1)),
    ]
    for doing in doings:
        with pytest.raises(KitAtWork) as no:
            await doing(tx)
        assert no.value.facts == {"sku": "TEA", "work_orders": str(order.number)}
    await set_kit(tx, shop.id, "TEA", kit("built", MUG=1))  # as it is already
    await cancel_kits(tx, shop.id, order.id)
    await set_kit(tx, shop.id, "TEA", kit("built", MUG=2))
    await clear_kit(tx, shop.id, "TEA")
