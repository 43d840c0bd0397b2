"""Stock moves through one door, and the door is narrow."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import cast
from wms.db import Tx
from wms.stock.ledger import Goods, move
from wms.violations import StockInsufficient


async def test_goods_that_move_are_gone_here_and_there_on_the_other_side(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", 5)
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    await move(
        tx, goods, 2, from_place=hall["A-01-1"].id, to_place=hall["A-02-1"].id,
        reason="move", by=None,
    )  # fmt: skip
    rows = await tx.execute(
        text("SELECT place_id, on_hand FROM balances WHERE product_id = :p"), {"p": tea.id}
    )
    assert dict(rows.all()) == {
        hall["A-01-1"].id: 3,
        hall["A-02-1"].id: 2,
    }


async def test_more_than_there_is_is_refused_with_what_there_is(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", 1)
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    with pytest.raises(StockInsufficient) as caught:
        await move(
            tx, goods, 2, from_place=hall["A-01-1"].id, to_place=hall["A-02-1"].id,
            reason="move", by=None,
        )  # fmt: skip
    assert str(caught.value) == "Only 1 of TEA-100 are free at A-01-1; 2 were asked for."


@pytest.mark.parametrize(
    "statement",
    ["UPDATE movements SET quantity = 9", "DELETE FROM movements", "TRUNCATE movements"],
)
async def test_the_ledger_is_append_only(tx: Tx, statement: str) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    await cast.stock(tx, hall, await cast.add_product(tx, shop, "TEA"), "A-01-1", 1)
    with pytest.raises(DBAPIError, match="permission denied"):
        await tx.execute(text(statement))
