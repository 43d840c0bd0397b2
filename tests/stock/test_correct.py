"""What a person counted is made true by one movement, or refused with what to do."""

from __future__ import annotations

from datetime import date

import pytest

from tests import cast
from tests.stock.test_stock import events_of, scene
from wms.catalog.errors import ProductUnknown
from wms.catalog.lots import Batch, keep_lot
from wms.db import Tx
from wms.layout.errors import PlaceUnknown
from wms.stock.adjust import Adjustment, adjust
from wms.stock.correct import Correction, LotUnclear, LotUnknown, correct
from wms.stock.ledger import Goods
from wms.stock.movement_list import movements
from wms.stock.queries import stock_at
from wms.violations import QuantityNotPositive, StockInsufficient


async def test_a_correction_leaves_the_counted_number_and_tells_the_shop(tx: Tx) -> None:
    hall, shop, tea, _ = await scene(tx)
    await cast.stock(tx, hall, tea, "A-01-1", 10)

    def asked(change: int, why: Adjustment) -> Correction:
        return Correction(shop_id=shop.id, sku=tea.sku, place="A-01-1", change=change, why=why)

    assert (await correct(tx, asked(-3, Adjustment.LOST))).on_hand == 7
    made = await correct(tx, asked(2, Adjustment.FOUND))
    assert made.on_hand == 9
    *_, last = await movements(tx, shop.id, limit=10)
    assert (last.id, last.quantity, last.from_kind, last.to_place) == (
        made.movement_id, 2, "found", "A-01-1",
    )  # fmt: skip
    assert [kind for kind, _ in await events_of(tx, shop)] == ["stock.changed"] * 2
    with pytest.raises(StockInsufficient):
        async with tx.begin_nested():
            await correct(tx, asked(-10, Adjustment.SCRAP))
    with pytest.raises(QuantityNotPositive):
        async with tx.begin_nested():
            await correct(tx, asked(0, Adjustment.LOST))


async def test_a_lot_is_named_where_there_are_several(tx: Tx) -> None:
    hall, shop, tea, _ = await scene(tx)
    tea.is_lot_tracked = True
    await tx.flush()

    async def correction(lot: str | None, change: int = 1) -> int:
        why = Adjustment.FOUND if change > 0 else Adjustment.LOST
        asked = Correction(
            shop_id=shop.id, sku=tea.sku, place="A-01-1", change=change, why=why, lot=lot
        )
        return (await correct(tx, asked)).on_hand

    with pytest.raises(LotUnclear):
        await correction(None)
    lots = {
        code: await keep_lot(
            tx, shop.id, tea.id, tea.sku, Batch(lot=code, expires_on=date(2099, 1, 1))
        )
        for code in ("L-1", "L-2")
    }
    assert await correction("L-1", 4) == 4
    assert await correction(None) == 5, "the only lot that lies there is meant"
    await adjust(
        tx, Goods(shop_id=shop.id, product_id=tea.id, lot_id=lots["L-2"]), 2,
        place_id=hall["A-01-1"].id, why=Adjustment.FOUND, by=None,
    )  # fmt: skip
    with pytest.raises(LotUnclear, match=r"here lie: L-1, L-2\."):
        await correction(None, -1)
    await correction("L-2", -1)
    assert {each.lot: each.on_hand for each in await stock_at(tx, product_id=tea.id)} == {
        "L-1": 5, "L-2": 1,
    }  # fmt: skip
    with pytest.raises(LotUnknown):
        await correction("L-3")


@pytest.mark.parametrize(
    ("sku", "place", "no"),
    [("CUP-1", "A-01-1", ProductUnknown), ("TEA-100", "Z-99-9", PlaceUnknown)],
)
async def test_what_nobody_knows_is_refused(
    tx: Tx, sku: str, place: str, no: type[Exception]
) -> None:
    _, shop, _, _ = await scene(tx)
    with pytest.raises(no):
        await correct(
            tx,
            Correction(shop_id=shop.id, sku=sku, place=place, change=1, why=Adjustment.FOUND),
        )
