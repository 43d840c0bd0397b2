"""A shop that sells through Base: from its order there to the package there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from tests.platforms.base_scene import SETTINGS
from tests.platforms.base_shop import (
    CANCELLED,
    NEW,
    PACKED,
    READY,
    RETURNED,
    SHIPPED,
    WAREHOUSE,
    BaseShop,
)
from tests.platforms.base_simulator import TOKEN, BaseSimulator
from tests.platforms.scene import Scene, open_scene
from tests.platforms.server import Fault
from wms.db import HALL, Database
from wms.picking.cancel import cancel
from wms.settings import Settings
from wms.shipping.alarms.raised import watch


class Work:
    """The warehouse, the seller's account, and the workers between them."""

    def __init__(self, scene: Scene, base: BaseSimulator) -> None:
        self.scene, self.base = scene, base
        self.shop: BaseShop = base.shop
        self.bench: Bench = scene.bench

    async def turn(self) -> None:
        """What a worker does when everything is due."""
        async with self.bench.db.begin(HALL) as tx:
            await tx.execute(text("UPDATE platform_orders SET retry_at = now() "
                                  "WHERE retry_at IS NOT NULL"))  # fmt: skip
        await self.scene.turn()

    async def known(self, number: int) -> Any:
        """What is known of an order there: status and code of the failure."""
        rows = await self.bench.rows(
            "SELECT status, failure ->> 'code' AS code FROM platform_orders "
            "WHERE platform_id = :id", id=str(number),
        )  # fmt: skip
        return tuple(rows[0]) if rows else None

    async def orders(self) -> dict[int, str]:
        """Number there → state here."""
        return {int(number): status for number, status in (await self.scene.orders()).items()}

    def status(self, number: int) -> int:
        """Of an order there."""
        return int(self.shop.orders[number]["order_status_id"])


@pytest.fixture
async def work(db: Database, settings: Settings) -> AsyncIterator[Work]:
    said = {name: value for name, value in SETTINGS.items() if value}
    async with httpx.AsyncClient() as client:
        with BaseSimulator() as base:
            base.shop.sells("TEA")
            base.shop.sells("MUG")
            scene = await open_scene(
                await open_bench(db), settings, client, base, "baselinker",
                credentials={"token": TOKEN}, said=said,
            )  # fmt: skip
            async with db.begin(HALL) as tx:
                await tx.execute(text("UPDATE platform_connections SET url = :url"),
                                 {"url": base.address})  # fmt: skip
            yield Work(scene, base)
            await scene.platforms.close()
            await scene.bench.assert_books_balance()


class Killed(BaseException):
    """The process is gone: nobody catches it."""


async def killed(*_: Any, **__: Any) -> None:
    raise Killed


async def test_an_order_of_base_is_packed_shipped_and_told_once(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = work.shop.places(("TEA", 2), "MUG")
    foreign = work.shop.places("TEA", status=NEW)
    await work.turn()
    assert await work.orders() == {number: "allocated"}
    assert await work.known(foreign) is None
    # what can be sold was told: 20 less what is promised
    stock = {one["sku"]: one["stock"][WAREHOUSE] for one in work.shop.products.values()}
    assert stock == {"TEA": 18, "MUG": 19}

    await work.scene.packed(str(number))
    await work.turn()
    assert work.status(number) == PACKED
    assert await work.orders() == {number: "packed"}

    tracking = await work.scene.handed_over(str(number))
    # the answer is lost, then the worker killed, between Base's deed and our record of it
    work.base.fails(Fault.LOST, on="createPackageManual")
    await work.turn()
    with monkeypatch.context() as patch:
        patch.setattr("workers.platforms.told", killed)
        with pytest.raises(Killed):
            await work.turn()
    assert work.status(number) == SHIPPED
    await work.turn()
    assert [one["courier_package_nr"] for one in work.shop.packages[number]] == [tracking]
    assert len(work.base.calls("createPackageManual")) == 1
    # it goes on its way there: nothing of ours, and no alarm
    work.shop.moves(number, RETURNED)
    await work.turn()
    assert await work.known(number) == ("here", None)


async def test_what_is_changed_or_called_off_in_time_is_so_here(work: Work) -> None:
    kept, gone, deleted = (work.shop.places("TEA") for _ in range(3))
    await work.turn()
    work.shop.edits_address(kept, delivery_city="Sopot")
    work.shop.adds(kept, "MUG")
    work.shop.pays(kept, 200)
    work.shop.moves(gone, CANCELLED)
    work.shop.removes(deleted)
    await work.turn()
    assert await work.orders() == {kept: "allocated", gone: "cancelled", deleted: "cancelled"}
    lines = await work.bench.rows(
        "SELECT p.sku, l.ordered FROM order_lines l JOIN products p ON p.id = l.product_id "
        "JOIN orders o ON o.id = l.order_id WHERE o.external_id = :id ORDER BY 1", id=str(kept),
    )  # fmt: skip
    assert [tuple(line) for line in lines] == [("MUG", 1), ("TEA", 1)]
    held = "SELECT code FROM order_holds WHERE released_at IS NULL"
    work.shop.moves(kept, NEW)
    await work.turn()
    assert [row.code for row in await work.bench.rows(held)] == ["shop_request"]
    work.shop.moves(kept, READY)
    await work.turn()
    assert await work.bench.rows(held) == []


async def test_one_that_was_cancelled_here_gets_its_status_there(work: Work) -> None:
    number = work.shop.places("TEA")
    await work.turn()
    order_id = await work.bench.value("SELECT id FROM orders")
    async with work.bench.db.begin(HALL) as tx:
        await cancel(tx, work.bench.shop.id, order_id)
    await work.turn()
    assert work.status(number) == CANCELLED
    await work.turn()
    assert await work.orders() == {number: "cancelled"}


async def test_what_comes_too_late_is_said_so_once(work: Work) -> None:
    number = work.shop.places("TEA")
    await work.turn()
    await work.scene.packed(str(number))
    work.shop.moves(number, CANCELLED)
    await work.turn()
    await work.turn()
    assert await work.known(number) == ("here", "platform.cancel_too_late")
    assert "too late to cancel" in work.shop.orders[number]["admin_comments"]
    refused = "SELECT count(*) FROM events WHERE type = 'order.cancel_refused'"
    assert await work.bench.value(refused) == 1
    assert await work.orders() == {number: "packed"}


async def test_goods_that_go_with_one_order_are_not_sent_once_more(work: Work) -> None:
    divided = work.shop.places("TEA", "MUG")
    merged, into = work.shop.places("TEA"), work.shop.places("MUG")
    await work.turn()
    await work.scene.packed(str(divided))
    await work.scene.packed(str(merged))
    part = work.shop.splits(divided, "MUG")
    work.shop.merges(merged, into=into)
    await work.turn()
    await work.turn()
    assert await work.known(part) == ("refused", "platform.goes_with")
    assert await work.known(into) == ("here", "platform.goes_with")
    assert await work.orders() == {divided: "packed", merged: "packed", into: "allocated"}
    assert await work.bench.value("SELECT sum(ordered) FROM order_lines") == 4
    # its seller takes what is too much off it, and it goes on
    work.shop.takes_out(into, "TEA")
    work.shop.removes(part)
    await work.turn()
    assert await work.known(into) == ("here", None)
    assert await work.known(part) == ("not_ours", None)


async def test_one_that_cannot_be_taken_says_why_and_comes_by_itself(work: Work) -> None:
    number = work.shop.places("COCOA", email="")
    unpaid = work.shop.places("TEA", payment_done=0)
    await work.turn()
    assert await work.known(number) == ("refused", "platform.unknown_sku")
    assert await work.known(unpaid) == ("waiting", None)
    assert await work.orders() == {}
    work.shop.takes_out(number, "COCOA")
    work.shop.adds(number, "TEA")
    work.shop.pays(unpaid, 65.98)
    await work.turn()
    assert set(await work.orders()) == {number, unpaid}


async def test_a_blocked_token_is_waited_out_and_seen_at_the_desk(work: Work) -> None:
    work.base.token = "changed"
    await work.turn()
    failing = "SELECT failure ->> 'code' FROM platform_connections"
    assert await work.bench.value(failing) == "platform.key_refused"
    work.base.token = TOKEN
    for _ in range(101):
        work.base.call(TOKEN, "getInventories", {})
    await work.turn()
    assert await work.bench.value(failing) == "platform.busy"
    away = "SELECT away_until - now() > '8 minutes' FROM platform_connections"
    assert await work.bench.value(away) is True
    async with work.bench.db.begin(HALL) as tx:
        await watch(tx)
    alarms = await work.bench.rows("SELECT code FROM alarms WHERE ended_at IS NULL")
    assert [row.code for row in alarms] == ["platform_blocked"]
