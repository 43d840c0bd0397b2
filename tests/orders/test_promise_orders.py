"""Many orders are promised their goods in one pass, each in its turn and as if it were alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.concurrency.stepping import InTransaction
from tests.orders.asking import ask, can_be_served
from wms.catalog.kits import Kit, Part, set_kit
from wms.catalog.models import Product
from wms.db import Tx
from wms.orders.backorders import keep_goods, promise_backorder, promise_orders
from wms.orders.place import Placed, place
from wms.orders.reasons import reasons, waiting_for
from wms.shops.models import Shop
from wms.verify import INVARIANTS

MORNING = datetime(2026, 12, 1, 8, tzinfo=UTC)


class Scene:
    """A hall, a shop, and its goods, in a transaction that is rolled back."""

    def __init__(self, tx: Tx, hall: cast.Hall, shop: Shop) -> None:
        self.tx, self.hall, self.shop = tx, hall, shop
        self.products: dict[str, Product] = {}

    async def goods(self, *skus: str) -> None:
        for sku in skus:
            self.products[sku] = await cast.add_product(self.tx, self.shop, sku)

    async def bring(self, sku: str, quantity: int, at: str = "A-05-1", **more: Any) -> None:
        await cast.stock(self.tx, self.hall, self.products[sku], at, quantity, **more)

    async def order(
        self, name: str, policy: Any = "all_or_nothing", hurry: dict[str, Any] | None = None,
        **lines: int,
    ) -> Placed:  # fmt: skip
        asked = msgspec.structs.replace(ask(name, policy=policy, **lines), **(hurry or {}))
        return await place(InTransaction(self.tx), self.shop.id, asked)

    async def order_id(self, name: str) -> UUID:
        found: UUID = await self.tx.scalar(
            text("SELECT id FROM orders WHERE shop_id = :shop AND external_id = :name"),
            {"shop": self.shop.id, "name": name},
        )
        return found

    async def serve(self) -> set[UUID]:
        products = [product.id for product in self.products.values()]
        await keep_goods(self.tx, self.shop.id, products)
        waiting = [order for _, order in await can_be_served(self.tx)]
        return await promise_orders(self.tx, self.shop.id, waiting)

    async def got(self) -> dict[str, list[int]]:
        """By order: what its lines are promised."""
        rows = await self.tx.execute(
            text("SELECT o.external_id, array_agg(l.allocated ORDER BY l.line_no) "
                 "FROM orders o JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id "
                 "WHERE o.shop_id = :shop GROUP BY 1"), {"shop": self.shop.id},
        )  # fmt: skip
        return {row[0]: row[1] for row in rows}

    async def promises(self, name: str) -> list[tuple[str, int, str | None]]:
        """Of one order: from which places how many, and why from there."""
        rows = await self.tx.execute(
            text("SELECT p.code, a.quantity, a.chosen_by FROM allocations a "
                 "JOIN order_lines l ON l.shop_id = a.shop_id AND l.id = a.order_line_id "
                 "JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id "
                 "JOIN places p ON p.id = a.place_id "
                 "WHERE o.shop_id = :shop AND o.external_id = :name ORDER BY l.line_no, a.id"),
            {"shop": self.shop.id, "name": name},
        )  # fmt: skip
        return [(row[0], row[1], row[2]) for row in rows]

    async def holds(self) -> None:
        for name in ("I1", "I2", "I3", "I4"):
            found = await self.tx.execute(text(INVARIANTS[name][1]))
            assert [row for row in found.mappings() if row["shop_id"] == self.shop.id] == [], name


@pytest.fixture
async def scene(tx: Tx) -> Scene:
    return Scene(tx, await cast.open_hall(tx), await cast.open_shop(tx))


async def test_a_pass_serves_by_priority_then_by_time_then_as_they_came(scene: Scene) -> None:
    await scene.goods("TEA", "CUP")
    await scene.order("EARLY", TEA=2)
    await scene.order("LATE", hurry={"ship_by": MORNING + timedelta(days=1)}, TEA=2)
    await scene.order("SOON", hurry={"ship_by": MORNING}, TEA=2)
    await scene.order("URGENT", hurry={"priority": 1}, TEA=2)
    await scene.order("PART", "as_available", TEA=2, CUP=1)
    await scene.order("BIG", hurry={"priority": 2}, TEA=9, CUP=1)
    await scene.bring("TEA", 9)
    assert len(await scene.serve()) == 5
    assert await scene.got() == {
        "URGENT": [2], "SOON": [2], "LATE": [2], "EARLY": [2], "PART": [1, 0], "BIG": [0, 0],
    }  # fmt: skip
    assert await scene.serve() == set(), "nobody gets anything twice"
    await scene.holds()


async def test_a_big_old_order_is_not_overtaken_for_ever(scene: Scene) -> None:
    await scene.goods("TEA", "CUP")
    big = await scene.order("BIG", TEA=6, CUP=1)
    await scene.bring("TEA", 3)
    await scene.bring("CUP", 1)
    await scene.order("YOUNG", TEA=1)
    assert (await scene.got())["YOUNG"] == [1], "a young order may be overtaken"
    await scene.tx.execute(
        text("UPDATE orders SET created_at = now() - interval '3 days' WHERE id = :id"),
        {"id": big.id},
    )
    assert await scene.serve() == set()
    await scene.order("SMALL", "as_available", TEA=1)
    await scene.order("CUPS", CUP=1)
    told = await waiting_for(scene.tx, scene.shop.id, scene.products["TEA"].id)
    assert [(one.order, one.code) for one in told] == [("BIG", "not_enough"), ("SMALL", "kept")]
    await scene.order("URGENT", hurry={"priority": 1}, TEA=1)
    assert (await scene.got())["URGENT"] == [1], "who is before it in turn is served before it"
    assert await scene.serve() == set()
    await scene.bring("TEA", 7)
    await scene.serve()
    assert await scene.got() == {
        "BIG": [6, 1], "YOUNG": [1], "SMALL": [1], "CUPS": [0], "URGENT": [1],
    }  # fmt: skip
    await scene.order("LATER", TEA=1)
    assert (await scene.got())["LATER"] == [1], "nothing is kept any more"
    await scene.holds()


async def test_many_at_once_get_what_they_would_get_one_after_the_other(
    scene: Scene, seed: int
) -> None:
    rng = random.Random(seed)
    skus = ("TEA", "CUP", "MUG", "SET")
    await scene.goods(*skus)
    await set_kit(
        scene.tx, scene.shop.id, "SET",
        Kit(kind="virtual", parts=(Part(sku="TEA", quantity=2), Part(sku="CUP", quantity=1))),
    )  # fmt: skip
    for number in range(40):
        wanted = {s: rng.randint(1, 4) for s in rng.sample(skus, rng.randint(1, 4))}
        policy = rng.choice(("all_or_nothing", "as_available"))
        hurry = {"priority": rng.choice((50, 100))}
        await scene.order(f"W-{number}", policy, hurry, **wanted)
    for sku in ("TEA", "CUP", "MUG"):
        lot = await cast.add_lot(scene.tx, scene.products[sku], "L", expires_in_days=90)
        for at in ("A-01-1", "A-02-1", "B-01-3"):
            await scene.bring(sku, rng.randint(1, 15), at)
            await scene.bring(sku, rng.randint(1, 9), at, lot=lot)
    turn = [order for _, order in await can_be_served(scene.tx)]
    one_by_one = await scene.tx.begin_nested()
    for order in turn:
        await promise_backorder(scene.tx, scene.shop.id, order)
    right = await scene.got()
    await one_by_one.rollback()
    await promise_orders(scene.tx, scene.shop.id, turn)
    assert await scene.got() == right
    assert any(any(got) for got in right.values())
    await scene.holds()
    loose = await scene.tx.scalar(
        text("SELECT count(*) FROM orders o CROSS JOIN LATERAL loose_parts(o.shop_id, o.id) "
             "WHERE o.shop_id = :shop"), {"shop": scene.shop.id},
    )  # fmt: skip
    assert loose == 0, "no kit is promised in part"


async def test_each_line_comes_from_one_place_when_one_has_it_all(scene: Scene) -> None:
    await scene.goods("TEA")
    for name in ("W-1", "W-2", "W-3", "W-4"):
        await scene.order(name, "as_available", TEA=3)
    for at in ("A-01-1", "A-02-1"):
        await scene.bring("TEA", 5, at)
    await scene.bring("TEA", 9, "B-01-3")
    await scene.serve()
    assert await scene.promises("W-1") == [("A-01-1", 3, "came_first")]
    assert await scene.promises("W-2") == [("A-02-1", 3, "whole")]
    # two at either face: whatever is at a pick face is taken before the reserve
    assert await scene.promises("W-3") == [("A-01-1", 2, "came_first"), ("A-02-1", 1, "pick_face")]
    assert await scene.promises("W-4") == [("A-02-1", 1, "pick_face"), ("B-01-3", 2, None)]
    await scene.holds()


async def test_what_expires_first_goes_first_and_the_promise_says_so(scene: Scene) -> None:
    await scene.goods("TEA")
    old = await cast.add_lot(scene.tx, scene.products["TEA"], "OLD", expires_in_days=30)
    new = await cast.add_lot(scene.tx, scene.products["TEA"], "NEW", expires_in_days=60)
    await scene.bring("TEA", 5, "A-01-1", lot=new)
    await scene.bring("TEA", 2, "B-01-3", lot=old)
    await scene.order("W-1", TEA=3)
    assert await scene.promises("W-1") == [("B-01-3", 2, "expires_first"), ("A-01-1", 1, None)]


async def test_a_kit_that_was_ordered_twice_waits_for_its_own_parts(scene: Scene) -> None:
    await scene.goods("TEA", "CUP", "SET")
    await set_kit(
        scene.tx, scene.shop.id, "SET",
        Kit(kind="virtual", parts=(Part(sku="TEA", quantity=2), Part(sku="CUP", quantity=1))),
    )  # fmt: skip
    asked = ask("W-1", policy="as_available", SET=1, CUP=1)
    asked = msgspec.structs.replace(asked, lines=[*asked.lines, asked.lines[0]])
    await scene.bring("TEA", 3)
    await scene.bring("CUP", 1)
    await place(InTransaction(scene.tx), scene.shop.id, asked)
    assert await scene.got() == {"W-1": [1, 2, 0, 0, 0]}, "cup and tea of the first set"
    await scene.bring("CUP", 5)
    await scene.serve()
    assert await scene.got() == {"W-1": [1, 2, 1, 0, 0]}, "one tea is no set"
    await scene.bring("TEA", 1)
    await scene.serve()
    assert await scene.got() == {"W-1": [1, 2, 1, 1, 2]}
    await scene.holds()


async def test_a_line_says_why_it_has_these_goods_and_why_it_waits(scene: Scene) -> None:
    await scene.goods("TEA", "CUP", "MUG")
    await scene.bring("TEA", 4, "A-01-1")
    await scene.bring("TEA", 2, "B-01-3")
    await scene.order("FIRST", TEA=4)
    late = await scene.order("LATE", TEA=3, CUP=1)
    [has] = await reasons(scene.tx, scene.shop.id, (await scene.order_id("FIRST")))
    assert [one.sentence for one in has.chosen] == ["4 from A-01-1: they lie at a pick face"]
    assert (has.waiting, has.before) == (None, [])

    tea, cup = await reasons(scene.tx, scene.shop.id, late.id)
    assert tea.waiting is not None and cup.waiting is not None
    assert (tea.waiting.code, tea.waiting.free) == ("not_enough", 2)
    assert tea.waiting.sentence == (
        "3 of TEA wait: 2 free, and the order goes whole or not at all"
    )  # fmt: skip
    assert [one.sentence for one in tea.before] == ["4 are promised to order FIRST: it came first"]
    assert (cup.waiting.code, cup.before) == ("none_free", [])
    await scene.bring("TEA", 1)
    assert [
        one.code for one in await waiting_for(scene.tx, scene.shop.id, scene.products["TEA"].id)
    ] == ["others_missing"]
    await scene.order("URGENT", hurry={"priority": 1}, TEA=9)
    told = await waiting_for(scene.tx, scene.shop.id, scene.products["TEA"].id)
    assert [(one.order, one.code) for one in told] == [
        ("URGENT", "not_enough"), ("LATE", "others_missing"),
    ]  # fmt: skip
    assert await reasons(scene.tx, scene.shop.id, scene.shop.id) == []
