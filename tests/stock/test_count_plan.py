"""What is picked most is counted most often, and no more of it waits than is agreed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from tests import cast
from wms.db import Tx, new_id
from wms.stock.classes import classify
from wms.stock.count_list import ask_counts, count_list, next_place
from wms.stock.count_plan import PlanOutOfBounds, ask_due, count_plans, set_plan
from wms.stock.ledger import Goods, move


async def scene(tx: Tx) -> SimpleNamespace:
    """Three products, there for 40 days: HOT with eight lines, WARM with one, COLD with none."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    s = SimpleNamespace(hall=hall, shop=shop, products={})
    for place, (sku, lines) in zip(
        ("A-01-1", "A-02-1", "A-03-1"), (("HOT", 8), ("WARM", 1), ("COLD", 0)), strict=True
    ):
        product = s.products[sku] = await cast.add_product(tx, shop, sku)
        await cast.stock(tx, hall, product, place, 20)
        goods = Goods(shop_id=shop.id, product_id=product.id, lot_id=product.id)
        for _ in range(lines):
            await move(
                tx, goods, 1, from_place=hall[place].id, to_place=hall["T-1"].id, reason="pick",
                by=None, line_id=new_id(),
            )  # fmt: skip
    await tx.execute(
        text("UPDATE balances SET first_at = now() - interval '40 days' WHERE shop_id = :s"),
        {"s": shop.id},
    )
    await classify(tx)
    return s


async def classes(tx: Tx, s: SimpleNamespace) -> dict[str, str]:
    rows = await tx.execute(
        text("SELECT p.sku, k.class FROM product_classes k JOIN products p "
             "ON p.shop_id = k.shop_id AND p.id = k.product_id WHERE k.shop_id = :s"),
        {"s": s.shop.id},
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def asked(tx: Tx, s: SimpleNamespace) -> list[tuple[str, str, str]]:
    return [
        (row.sku, row.reason, row.letter)
        for row in await count_list(tx, limit=99)
        if row.shop == s.shop.name
    ]


async def test_few_products_make_most_of_the_lines(tx: Tx) -> None:
    s = await scene(tx)
    assert await classes(tx, s) == {"HOT": "A", "WARM": "B"}
    assert await classify(tx) == 0, "nothing changed since"


async def test_only_the_class_whose_time_has_come_is_asked_for(tx: Tx) -> None:
    s = await scene(tx)
    await ask_due(tx)
    assert await asked(tx, s) == [("HOT", "due", "A")], "40 days: too long for A, not for B and C"
    await ask_due(tx)
    assert len(await asked(tx, s)) == 1
    for state in ("status = 'counting'", "status = 'done', closed_at = now()"):
        await tx.execute(
            text(f"UPDATE place_counts SET {state} WHERE shop_id = :s"), {"s": s.shop.id}
        )
    await ask_due(tx)
    assert await asked(tx, s) == [], "it was counted just now"


async def test_goods_in_an_lpn_are_counted_in_it_where_it_stands(tx: Tx) -> None:
    s = await scene(tx)
    await cast.add_lpn(tx, s.hall, "L-1", at="B-01-3")
    await cast.add_lpn(tx, s.hall, "L-2", at="DOCK")
    for lpn in ("L-1", "L-2"):
        await cast.stock(tx, s.hall, s.products["HOT"], lpn, 5)
    await tx.execute(text("UPDATE balances SET first_at = now() - interval '40 days'"))
    await ask_due(tx)
    due = await tx.scalars(
        text("SELECT p.code FROM place_counts c JOIN places p ON p.id = c.place_id "
             "WHERE c.shop_id = :s ORDER BY 1"),
        {"s": s.shop.id},
    )  # fmt: skip
    assert list(due) == ["A-01-1", "L-1"], "the one on the dock was not put away yet"


async def test_a_shop_is_counted_as_it_was_agreed_and_never_more_than_that(tx: Tx) -> None:
    s = await scene(tx)
    await set_plan(tx, s.shop.id, a_days=20, b_days=30, c_days=39, daily_max=2)
    [plan] = [row for row in await count_plans(tx, limit=999) if row.shop_id == s.shop.id]
    assert (plan.due, plan.waiting, plan.a_products, plan.b_products) == (3, 0, 1, 1)
    await ask_due(tx)
    assert [sku for sku, *_ in await asked(tx, s)] == ["HOT", "WARM"], "the latest first"
    await ask_due(tx)
    assert len(await asked(tx, s)) == 2, "what is not done yet is not heaped up"
    await set_plan(tx, s.shop.id, a_days=20, b_days=30, c_days=39, daily_max=0)
    for wrong in ({"a_days": 0}, {"c_days": 9999}, {"daily_max": -1}):
        with pytest.raises(PlanOutOfBounds):
            await set_plan(
                tx, s.shop.id, **{"a_days": 1, "b_days": 1, "c_days": 1, "daily_max": 1, **wrong}
            )


async def test_the_office_asks_by_class(tx: Tx) -> None:
    s = await scene(tx)
    await ask_counts(tx, letter="B")
    assert await asked(tx, s) == [("WARM", "cycle", "B")]


async def test_the_walk_goes_on_from_where_somebody_stands_and_around(tx: Tx) -> None:
    s = await scene(tx)
    ola = await cast.hire(tx)
    await ask_counts(tx, place="A-0")
    here = s.hall
    # other halls of this database have places of the same names
    busy = list(
        await tx.scalars(
            text("SELECT id FROM places WHERE warehouse_id <> :w"), {"w": here.warehouse_id}
        )
    )
    order, past = [], None
    for _ in range(4):
        to_go = await next_place(tx, ola.operator_id, busy=busy, past=past)
        assert to_go is not None and to_go.waiting == 3
        order.append(to_go.place)
        past = to_go.place_id
    assert order == ["A-01-1", "A-02-1", "A-03-1", "A-01-1"]
