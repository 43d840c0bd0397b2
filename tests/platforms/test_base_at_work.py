"""A shop that sells through Base: from its order there to the package there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from tests.platforms.base_scene import SETTINGS
from tests.platforms.base_shop import CANCELLED, NEW, PACKED, READY, RETURNED, SHIPPED, WAREHOUSE
from tests.platforms.base_simulator import TOKEN, BaseSimulator, Fault
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.events.guard import Policy
from wms.picking.cancel import cancel
from wms.platforms.connected import Platforms
from wms.platforms.connections import connect
from wms.platforms.wire import Dial
from wms.settings import Settings
from wms.shipping.alarms.raised import watch
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.load import load_anywhere
from workers.labels import buy
from workers.platforms import attend

_DUE = (
    "UPDATE platform_connections SET reconcile_at = now(), away_until = NULL, "
    "leased_until = now() + interval '1 minute'",
    "UPDATE platform_tellings SET due_at = now() WHERE status = 'due'",
    "UPDATE platform_stock SET due_at = now() WHERE due_at IS NOT NULL",
    "UPDATE platform_orders SET retry_at = now() WHERE retry_at IS NOT NULL",
)


class Work:
    """The warehouse, the seller's account, and the workers between them."""

    def __init__(self, bench: Bench, base: BaseSimulator, settings: Settings) -> None:
        self.bench, self.base, self.shop, self.settings = bench, base, base.shop, settings
        dial = Dial(Policy(allow_http=True, allow_private=True))
        self.platforms = Platforms(bench.db, settings, dial)
        self.connection: Any = None

    async def connect(self) -> None:
        said = {name: value for name, value in SETTINGS.items() if value}
        async with self.bench.db.begin(HALL) as tx:
            self.connection = await connect(
                tx, self.settings.secret_key, self.bench.shop.id, "baselinker", url="",
                label="Sklep", credentials={"token": TOKEN}, settings=said, policy=Policy(),
                by=None,
            )  # fmt: skip
            asked = {"url": self.base.url}
            await tx.execute(text("UPDATE platform_connections SET url = :url"), asked)

    async def turn(self) -> None:
        """What a worker does when everything is due, until nothing is left to do."""
        for _ in range(20):
            async with self.bench.db.begin(HALL) as tx:
                await number_events(tx)
                for statement in _DUE:
                    await tx.execute(text(statement))
            if not await attend(self.bench.db, self.settings, self.platforms, self.connection):
                return
        raise AssertionError("it never ends")

    async def orders(self) -> dict[str, str]:
        """Number there → state here."""
        rows = await self.bench.rows("SELECT external_id, status FROM orders ORDER BY number")
        return {row.external_id: row.status for row in rows}

    async def known(self, number: int) -> Any:
        """What is known of an order there: status and code of the failure."""
        rows = await self.bench.rows(
            "SELECT status, failure ->> 'code' AS code FROM platform_orders "
            "WHERE platform_id = :id", id=str(number),
        )  # fmt: skip
        return tuple(rows[0]) if rows else None

    async def pack(self, number: int, **lines: int) -> None:
        """Picked, packed and labelled."""
        order_id = await self.bench.value(
            "SELECT id FROM orders WHERE external_id = :id", id=str(number)
        )
        opened = await self.bench.open(await self.bench.walked(order_id))
        for sku, quantity in lines.items():
            for _ in range(quantity):
                await self.bench.scan(opened.parcel, sku)
        async with self.bench.db.read(HALL) as read:
            keys = await due_shipments(read, 100)
        for key in keys:
            assert await buy(self.bench.db, carriers(self.settings), *key) is not None

    async def ship(self) -> str:
        """The last parcel goes; its tracking number."""
        tracking = await self.bench.value(
            "SELECT tracking_number FROM shipments ORDER BY id DESC LIMIT 1"
        )
        async with self.bench.db.begin(HALL) as tx:
            loaded = await load_anywhere(tx, tracking, by=self.bench.ola)
            await close_manifest(tx, loaded.manifest, signed_by="Piotr", by=self.bench.ola)
        return str(tracking)

    def status(self, number: int) -> int:
        """Of an order there."""
        return int(self.shop.orders[number]["order_status_id"])


@pytest.fixture
async def work(db: Database, settings: Settings) -> AsyncIterator[Work]:
    with BaseSimulator() as base:
        made = Work(await open_bench(db), base, settings)
        made.shop.sells("TEA")
        made.shop.sells("MUG")
        await made.connect()
        yield made
        await made.platforms.close()
        await made.bench.assert_books_balance()


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
    assert await work.orders() == {str(number): "allocated"}
    assert await work.known(foreign) is None
    # what can be sold was told: 20 less what is promised
    stock = {one["sku"]: one["stock"][WAREHOUSE] for one in work.shop.products.values()}
    assert stock == {"TEA": 18, "MUG": 19}

    await work.pack(number, TEA=2, MUG=1)
    await work.turn()
    assert work.status(number) == PACKED
    assert await work.orders() == {str(number): "packed"}

    tracking = await work.ship()
    # the answer is lost, then the worker killed, between Base's deed and our record of it
    work.base.fails(Fault.LOST_ANSWER, on="createPackageManual")
    await work.turn()
    assert work.status(number) == PACKED
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
    assert await work.orders() == {
        str(kept): "allocated", str(gone): "cancelled", str(deleted): "cancelled",
    }  # fmt: skip
    lines = await work.bench.rows(
        "SELECT p.sku, l.ordered FROM order_lines l JOIN products p ON p.id = l.product_id "
        "JOIN orders o ON o.id = l.order_id WHERE o.external_id = :id ORDER BY 1", id=str(kept),
    )  # fmt: skip
    assert [tuple(line) for line in lines] == [("MUG", 1), ("TEA", 1)]
    work.shop.moves(kept, NEW)
    await work.turn()
    held = "SELECT code FROM order_holds WHERE released_at IS NULL"
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
    assert await work.orders() == {str(number): "cancelled"}


async def test_what_comes_too_late_is_said_so_once(work: Work) -> None:
    number = work.shop.places("TEA")
    await work.turn()
    await work.pack(number, TEA=1)
    work.shop.moves(number, CANCELLED)
    await work.turn()
    await work.turn()
    assert await work.known(number) == ("here", "platform.cancel_too_late")
    assert "too late to cancel" in work.shop.orders[number]["admin_comments"]
    refused = "SELECT count(*) FROM events WHERE type = 'order.cancel_refused'"
    assert await work.bench.value(refused) == 1
    assert await work.orders() == {str(number): "packed"}


async def test_goods_that_go_with_one_order_are_not_sent_once_more(work: Work) -> None:
    divided = work.shop.places("TEA", "MUG")
    merged, into = work.shop.places("TEA"), work.shop.places("MUG")
    await work.turn()
    await work.pack(divided, TEA=1, MUG=1)
    await work.pack(merged, TEA=1)
    part = work.shop.splits(divided, "MUG")
    work.shop.merges(merged, into=into)
    await work.turn()
    await work.turn()
    assert await work.known(part) == ("refused", "platform.goes_with")
    assert await work.known(into) == ("here", "platform.goes_with")
    assert sorted((await work.orders()).items()) == [
        (str(divided), "packed"), (str(merged), "packed"), (str(into), "allocated"),
    ]  # fmt: skip
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
    assert set(await work.orders()) == {str(number), str(unpaid)}


async def test_a_blocked_token_is_waited_out_and_seen_at_the_desk(work: Work) -> None:
    work.base.token = "changed"
    await work.turn()
    failing = "SELECT failure ->> 'code' FROM platform_connections"
    assert await work.bench.value(failing) == "platform.key_refused"
    work.base.token = TOKEN
    for _ in range(101):
        work.base.answer(TOKEN, "getInventories", {})
    await work.turn()
    assert await work.bench.value(failing) == "platform.busy"
    async with work.bench.db.begin(HALL) as tx:
        await watch(tx)
    alarms = await work.bench.rows("SELECT code FROM alarms WHERE ended_at IS NULL")
    assert [row.code for row in alarms] == ["platform_blocked"]
    wait = await work.bench.value(
        "SELECT away_until - now() > '8 minutes' FROM platform_connections"
    )
    assert wait is True
