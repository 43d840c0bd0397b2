"""A place that was too full to put down at, and is empty by the books, is counted."""

from __future__ import annotations

from sqlalchemy import text

from tests import cast
from wms.db import Tx
from wms.inbound.doubts import doubt_places


async def test_a_full_place_that_is_empty_by_the_books_is_counted_once(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea, ola = await cast.add_product(tx, shop, "TEA"), await cast.hire(tx)
    cup = await cast.add_product(tx, shop, "CUP")
    await cast.stock(tx, hall, cup, "A-02-1", 3)
    await tx.execute(
        text(
            "INSERT INTO put_aways (shop_id, operator_id, product_id, lot_id, condition, quantity,"
            " from_place_id, to_place_id, refused_place_ids, overruled_because) "
            "VALUES (:shop, :ola, :tea, :tea, 'good', 1, :dock, :a3, ARRAY[:a1, :a2]::uuid[],"
            " 'full')"
        ),
        {"shop": shop.id, "ola": ola.operator_id, "tea": tea.id, "dock": hall["DOCK"].id,
         "a1": hall["A-01-1"].id, "a2": hall["A-02-1"].id, "a3": hall["A-03-1"].id},
    )  # fmt: skip
    assert await doubt_places(tx) == 1, "A-02-1 holds goods: it may be full"
    asked = (
        await tx.execute(
            text("SELECT p.code, c.reason FROM place_counts c JOIN places p ON p.id = c.place_id")
        )
    ).all()
    assert [tuple(row) for row in asked] == [("A-01-1", "full")]
    assert await doubt_places(tx) == 0
    await tx.execute(text("UPDATE place_counts SET status = 'cancelled', closed_at = now() + "
                          "interval '1 minute'"))  # fmt: skip
    assert await doubt_places(tx) == 0, "somebody looked since"


async def test_a_place_with_other_goods_than_expected_is_counted_as_the_books_know_it(
    tx: Tx,
) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea, ola = await cast.add_product(tx, shop, "TEA"), await cast.hire(tx)
    cup = await cast.add_product(tx, shop, "CUP")
    await cast.stock(tx, hall, cup, "A-02-1", 3)
    lpn = await cast.add_lpn(tx, hall, "L-1", at="DOCK")
    await cast.stock(tx, hall, tea, "L-1", 2)
    keys = {"shop": shop.id, "ola": ola.operator_id, "tea": tea.id, "dock": hall["DOCK"].id,
            "lpn": lpn.id, "a1": hall["A-01-1"].id, "a2": hall["A-02-1"].id,
            "a3": hall["A-03-1"].id}  # fmt: skip
    await tx.execute(
        text(
            "INSERT INTO put_aways (shop_id, operator_id, product_id, lot_id, condition, quantity,"
            " from_place_id, to_place_id, refused_place_ids, overruled_because) "
            "VALUES (:shop, :ola, :tea, :tea, 'good', 1, :dock, :a3, ARRAY[:a1, :a2]::uuid[],"
            " 'wrong_goods')"
        ),
        keys,
    )
    await tx.execute(
        text(
            "INSERT INTO container_put_aways (operator_id, container_id, from_id, "
            "refused_place_ids, overruled_because) "
            "VALUES (:ola, :lpn, :dock, ARRAY[:a3]::uuid[], 'full')"
        ),
        keys,
    )
    assert await doubt_places(tx) == 3
    asked = await tx.execute(
        text(
            "SELECT p.code, r.sku, c.reason FROM place_counts c JOIN places p ON p.id = c.place_id "
            "JOIN products r ON r.shop_id = c.shop_id AND r.id = c.product_id ORDER BY 1"
        )
    )
    assert [tuple(row) for row in asked] == [
        ("A-01-1", "TEA", "not_empty"), ("A-02-1", "CUP", "asked"), ("A-03-1", "TEA", "full"),
    ]  # fmt: skip
    assert await doubt_places(tx) == 0
