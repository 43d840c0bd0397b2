"""What there is, what can be sold, and corrections that the shop hears of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from tests import cast
from tests.cast import Hall
from wms.catalog.lots import Batch, keep_lot
from wms.catalog.models import Product
from wms.db import Tx
from wms.events.models import Event
from wms.layout.build import block
from wms.shops.models import Shop
from wms.stock.adjust import Adjustment, adjust, damage
from wms.stock.block import block as block_and_tell
from wms.stock.block import unblock as unblock_and_tell
from wms.stock.ledger import Goods
from wms.stock.movement_list import movements
from wms.stock.queries import stock_at, stock_of
from wms.violations import StockInsufficient


async def scene(tx: Tx) -> tuple[Hall, Shop, Product, Goods]:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    return hall, shop, tea, Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)


async def events_of(tx: Tx, shop: Shop) -> list[tuple[str, dict[str, object]]]:
    rows = await tx.execute(
        select(Event.type, Event.data).where(Event.shop_id == shop.id).order_by(Event.id)
    )
    return [(kind, data) for kind, data in rows]


async def test_on_hand_is_everything_and_available_what_can_be_sold(tx: Tx) -> None:
    hall, shop, tea, goods = await scene(tx)
    for place, quantity in {
        "DOCK": 1,
        "A-01-1": 10,
        "B-01-3": 100,
        "A-02-1": 1000,
        "T-1": 7,
    }.items():
        await cast.stock(tx, hall, tea, place, quantity)
    await block(tx, hall["A-02-1"].id)
    await damage(tx, goods, 2, place_id=hall["A-01-1"].id, by=None)
    coffee = await cast.add_product(tx, shop, "COFFEE")
    first, second = await stock_of(tx, shop.id)
    assert (first.sku, first.on_hand, first.allocated, first.available) == ("TEA-100", 1118, 0, 108)
    assert first.conditions == {"good": 1116, "damaged": 2}
    assert (second.sku, second.on_hand, second.available, second.conditions) == ("COFFEE", 0, 0, {})
    assert await stock_of(tx, shop.id, skus=["COFFEE"]) == [second]
    assert await stock_of(tx, shop.id, limit=1) == [first]
    assert await stock_of(tx, shop.id, after=tea.id) == [second]
    assert coffee.id == second.product_id


async def test_available_is_what_allocation_would_give(tx: Tx) -> None:
    """Two sentences of one rule: here and in allocate_stock.sql."""
    hall, shop, tea, goods = await scene(tx)
    until = datetime.now(UTC).date() - timedelta(days=1)
    tea.is_expiry_tracked = True
    await tx.flush()
    expired = await keep_lot(tx, shop.id, tea.id, "TEA-100", Batch(expires_on=until))
    for place in ("DOCK", "QUAR", "T-1", "A-01-1", "B-01-3", "A-02-1"):
        await cast.stock(tx, hall, tea, place, 5)
    await adjust(
        tx, Goods(shop_id=shop.id, product_id=tea.id, lot_id=expired), 3,
        place_id=hall["A-03-1"].id, why=Adjustment.FOUND, by=None,
    )  # fmt: skip
    await block(tx, hall["A-02-1"].id)
    await damage(tx, goods, 1, place_id=hall["B-01-3"].id, by=None)
    [stock] = await stock_of(tx, shop.id)
    assert stock.available == 9
    order = await tx.scalar(
        text(
            "INSERT INTO orders (shop_id, external_id, country, carrier, service, "
            "backorder_policy) VALUES (:s, 'O', 'PL', 'house', 'std', 'as_available') RETURNING id"
        ),
        {"s": shop.id},
    )
    line = await tx.scalar(
        text(
            "INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered) "
            "VALUES (:s, :o, 1, :p, 100) RETURNING id"
        ),
        {"s": shop.id, "o": order, "p": tea.id},
    )
    given = await tx.scalar(
        text(
            "SELECT allocated FROM allocate_stock(CAST(:s AS uuid), ARRAY[CAST(:l AS uuid)], "
            "ARRAY[CAST(:p AS uuid)], ARRAY[100], false)"
        ),
        {"s": shop.id, "l": line, "p": tea.id},
    )
    assert given == stock.available
    [after] = await stock_of(tx, shop.id)
    assert (after.allocated, after.available) == (9, 0)


@pytest.mark.parametrize(("why", "left"), [("found", 13), ("lost", 7), ("scrap", 7)])
async def test_a_correction_is_a_movement_and_the_shop_hears_of_it(
    tx: Tx, why: str, left: int
) -> None:
    hall, shop, tea, goods = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 10)
    await adjust(tx, goods, 3, place_id=hall["A-01-1"].id, why=Adjustment(why), by=None)
    [(kind, data)] = await events_of(tx, shop)
    assert kind == "stock.changed"
    assert (data["sku"], data["on_hand"], data["available"], data["reason"]) == (
        "TEA-100", left, left, "adjust",
    )  # fmt: skip
    last = (await movements(tx, shop.id, limit=10))[-1]
    assert (last.sku, last.quantity, last.reason) == ("TEA-100", 3, "adjust")
    assert why in (last.from_kind, last.to_kind)


async def test_what_is_not_there_cannot_be_lost(tx: Tx) -> None:
    hall, _shop, tea, goods = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 1)
    with pytest.raises(StockInsufficient):
        await adjust(tx, goods, 2, place_id=hall["A-01-1"].id, why=Adjustment.LOST, by=None)


async def test_a_place_tells_what_lies_there(tx: Tx) -> None:
    hall, shop, tea, goods = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 4)
    await cast.stock(tx, hall, tea, "DOCK", 2)
    await damage(tx, goods, 1, place_id=hall["A-01-1"].id, by=None)
    here = await stock_at(tx, place_id=hall["A-01-1"].id)
    assert [(s.sku, s.condition, s.on_hand, s.lot) for s in here] == [
        ("TEA-100", "damaged", 1, None),
        ("TEA-100", "good", 3, None),
    ]
    docks = await stock_at(tx, shop_id=shop.id, place_kinds=["dock"])
    assert [(s.place, s.on_hand) for s in docks] == [("DOCK", 2)]
    assert len(await stock_at(tx, shop_id=shop.id, product_id=tea.id)) == 3


async def test_the_ledger_is_read_page_by_page(tx: Tx) -> None:
    hall, shop, tea, _goods = await scene(tx)
    coffee = await cast.add_product(tx, shop, "COFFEE")
    for quantity in (1, 2, 3):
        await cast.stock(tx, hall, tea, "A-01-1", quantity)
    await cast.stock(tx, hall, coffee, "A-01-1", 9)
    first = await movements(tx, shop.id, limit=2)
    rest = await movements(tx, shop.id, limit=2, after=first[-1].id)
    assert [m.quantity for m in first + rest] == [1, 2, 3, 9]
    assert [m.quantity for m in await movements(tx, shop.id, limit=9, sku="COFFEE")] == [9]
    late = await movements(tx, shop.id, limit=9, since=rest[-1].occurred_at)
    assert [m.quantity for m in late] == [9]


async def test_a_shop_hears_that_a_place_of_its_goods_was_blocked(tx: Tx) -> None:
    hall, shop, tea, _ = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 5)
    await cast.stock(tx, hall, tea, "A-02-1", 2)
    place = hall["A-01-1"].id
    await block_and_tell(tx, place, because="wet floor")
    await block_and_tell(tx, place)  # it is so already
    await block_and_tell(tx, hall["A-03-1"].id)  # nothing lies there
    await unblock_and_tell(tx, place)
    told = [(d["reason"], d["on_hand"], d["available"]) for _, d in await events_of(tx, shop)]
    assert told == [("block", 7, 2), ("block", 7, 7)]
