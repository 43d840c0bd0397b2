"""A shop on WooCommerce, over real HTTP: its orders come once, whatever is lost on the way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import app, client, doors, new_client
from tests.packing.bench import open_bench
from tests.platforms.scene import Scene, open_scene
from tests.platforms.server import Delivery, Fault
from tests.platforms.woo_simulator import KEY, SECRET, WooShop
from wms.db import HALL, Database
from wms.platforms import wire
from wms.platforms.turns import due_connections, end_turn, take_turn
from wms.platforms.woocommerce.adapter import TOPICS
from wms.settings import Settings
from wms.shipping.alarms.raised import watch

__all__ = ["app", "client", "doors", "new_client"]

CREDENTIALS = {"key": KEY, "secret": SECRET}


@pytest.fixture
def woo(monkeypatch: pytest.MonkeyPatch) -> Iterator[WooShop]:
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))
    with WooShop() as shop:
        shop.sells("TEA", 20)
        parent = shop.sells("MUGS", None, type="variable")
        shop.sells("MUG", 20, parent=parent)
        shop.sells("POSTCARD", 5)
        yield shop


@pytest.fixture
async def scene(
    db: Database, settings: Settings, client: httpx.AsyncClient, woo: WooShop
) -> AsyncIterator[Scene]:
    bench = await open_bench(db)
    made = await open_scene(bench, settings, client, woo, "woocommerce", credentials=CREDENTIALS)
    await made.turn()  # its webhooks are made
    await made.deliver()
    yield made
    await made.platforms.close()


def stock(woo: WooShop) -> dict[str, int]:
    return {one["sku"]: one["stock_quantity"] for one in woo.products.values()}


async def test_an_order_comes_once_and_its_tracking_goes_back(scene: Scene, woo: WooShop) -> None:
    assert sorted(hook["topic"] for hook in woo.hooks.values()) == sorted(TOPICS)
    assert [status for _, status in scene.told] == [200] * 4, "the pings of new webhooks"

    order = woo.ordered(("TEA", 2), ("MUG", 1), customer_note="Dziękuję!")
    number = order["number"]
    waiting = woo.take_outbox()
    assert len({one.headers["x-wc-webhook-delivery-id"] for one in waiting}) == 2
    assert await scene.deliver(*waiting, *waiting) == [200] * 4, "each of them twice"
    forged = Delivery(waiting[0].url, waiting[0].headers, waiting[0].body + b" ")
    assert await scene.deliver(forged) == [401]
    assert await scene.orders() == {}, "acknowledged before it is followed"
    await scene.turn(whole=False)
    assert await scene.orders() == {number: "allocated"}
    assert [act.key for act in await scene.acts("order.placed")] == [str(order["id"])]
    assert len(await scene.acts("call.taken")) == 2
    assert len(await scene.acts("call.repeated")) == 3, "two deliveries, and the same order told"
    assert len(await scene.acts("call.forged")) == 1
    raw = await scene.bench.rows("SELECT content_locked FROM platform_messages")
    assert not any(b"Gdynia" in row.content_locked for row in raw), "locked"
    assert stock(woo)["TEA"] == 18 and stock(woo)["MUG"] == 19

    tracking = await scene.sent(number)
    woo.goes_wrong(Fault.LOST, on=lambda asked: asked.path.endswith("/notes"))
    await scene.turn()
    assert await scene.bench.value("SELECT tries FROM platform_connections") == 1
    await scene.turn()
    there = woo.orders[order["id"]]
    parcels = next(m["value"] for m in there["meta_data"] if m["key"] == "_wms_parcels")
    assert [one["tracking_number"] for one in parcels] == [tracking]
    assert there["status"] == "completed"
    notes = [one["note"] for one in woo.notes[order["id"]] if tracking in one["note"]]
    assert len(notes) == 1, "told again, it was not written twice"
    told = await scene.acts("event.told")
    assert [(act.outcome, act.facts["type"]) for act in told] == [("done", "shipment.handed_over")]
    assert len(await scene.acts("platform.failed")) == 1
    assert len(await scene.acts("platform.done")) == 2, "of the telling, and of the connection"
    await scene.deliver()
    await scene.turn()
    assert await scene.orders() == {number: "shipped"}, "its own echo changes nothing"

    # one worker looks after a connection; one that died is followed by another when its lease ends
    db, key = scene.bench.db, (scene.bench.shop.id, scene.connection_id)
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE platform_connections SET look_at = now()"))
        assert await due_connections(tx, 10) == [key]  # type: ignore[arg-type]  # it only reads
        assert await take_turn(tx, *key)
        assert not await take_turn(tx, *key) and await due_connections(tx, 10) == []  # type: ignore[arg-type]
        await tx.execute(text("UPDATE platform_connections SET leased_until = now()"))
        assert await take_turn(tx, *key)
        await end_turn(tx, *key, is_more=True)
        await tx.execute(text("UPDATE shops SET suspended_at = now()"))
        assert await due_connections(tx, 10) == [], "of a shop that is suspended nobody asks"  # type: ignore[arg-type]


async def test_what_webhooks_drop_is_found_and_what_comes_late_undoes_nothing(
    scene: Scene, woo: WooShop
) -> None:
    lost = woo.ordered(("TEA", 1), tell=False)
    first = woo.ordered(("TEA", 2))
    old = woo.take_outbox()
    woo.later(5)
    billing = first["billing"] | {"phone": "600 100 200"}
    woo.changed(first["id"], shipping=first["shipping"] | {"city": "Sopot"}, billing=billing)
    woo.changed(first["id"], line_items=[first["line_items"][0] | {"quantity": 3}])
    new = woo.take_outbox()
    await scene.deliver(new[-1], *old)
    await scene.turn(whole=False)
    assert await scene.orders() == {first["number"]: "allocated"}
    assert len(await scene.acts("call.outdated")) == 2
    ordered = "SELECT l.ordered FROM order_lines l JOIN orders o ON o.id = l.order_id " \
        "WHERE o.external_id = :number"  # fmt: skip
    assert await scene.bench.value(ordered, number=first["number"]) == 3

    await scene.turn()  # the look at everything that changed
    assert await scene.orders() == {first["number"]: "allocated", lost["number"]: "allocated"}
    assert await scene.bench.value(
        "SELECT is_found FROM platform_orders WHERE number = :number", number=lost["number"]
    )
    reconciled = await scene.acts("orders.reconciled")
    assert reconciled[-1].facts["missing"] == 1

    # two changes of one second: the platform is asked which is true
    woo.changed(lost["id"], customer_note="a")
    woo.changed(lost["id"], customer_note="b")
    twins = woo.take_outbox()
    await scene.deliver(*reversed(twins))
    await scene.turn(whole=False)
    note = await scene.bench.value("SELECT note FROM orders WHERE external_id = :number",
                                   number=lost["number"])  # fmt: skip
    assert note == "b"

    # our machine was away: its webhooks were switched off, and nobody was told
    hook = next(one for one in woo.hooks.values() if one["topic"] == "order.created")
    for _ in range(7):
        woo.ordered(("POSTCARD", 1), status="pending")
        for one in woo.take_outbox():
            if one.hook == hook["id"]:
                woo.delivered(one, 502)
    assert hook["status"] == "disabled"
    hooks = woo.hooks.values()
    next(one for one in hooks if one["topic"] == "order.deleted")["status"] = "paused"
    await scene.turn()
    assert hook["status"] == "active"
    assert [one["status"] for one in hooks].count("paused") == 1, "a person did that"
    mended = [(act.facts["made"], act.facts["mended"]) for act in await scene.acts("hooks.mended")]
    assert mended == [(4, 0), (0, 1)]


async def test_what_cannot_be_taken_waits_for_its_shop_and_is_said_aloud(
    scene: Scene, woo: WooShop
) -> None:
    unknown = woo.ordered(("POSTCARD", 2))
    unpaid = woo.ordered(("TEA", 3), status="on-hold")
    nameless = woo.ordered(("TEA", 1), tell=False)
    woo.changed(nameless["id"], shipping=nameless["shipping"] | {"postcode": ""},
                billing=nameless["billing"] | {"postcode": ""})  # fmt: skip
    called_off = woo.ordered(("MUG", 1))
    await scene.deliver()
    await scene.turn()
    assert await scene.there() == {
        unknown["number"]: "refused", unpaid["number"]: "waiting", nameless["number"]: "refused",
        called_off["number"]: "here",
    }  # fmt: skip
    refused = {act.key: act.code for act in await scene.acts("order.refused")}
    assert refused == {
        str(unknown["id"]): "platform.unknown_sku", str(nameless["id"]): "platform.not_as_needed",
    }  # fmt: skip
    field = await scene.bench.value(
        "SELECT failure->'facts'->>'field' FROM platform_orders WHERE number = :number",
        number=nameless["number"],
    )
    assert field == "recipient.postcode"
    assert stock(woo)["TEA"] == 20 - 3 - 1, "what was sold there and is not here is not offered"

    async with scene.bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE platform_orders SET retry_at = now(), "
                 "failing_since = now() - interval '31 minutes' WHERE status = 'refused'")
        )  # fmt: skip
        assert (await watch(tx)).raised == 2
        await tx.execute(
            text("INSERT INTO products (shop_id, sku, name) VALUES (:shop, 'POSTCARD', 'Card')"),
            {"shop": scene.bench.shop.id},
        )
    woo.changed(unpaid["id"], status="processing")
    woo.changed(nameless["id"], shipping=nameless["shipping"] | {"postcode": "81-368"})
    woo.changed(called_off["id"], status="cancelled")
    await scene.deliver()
    await scene.turn()
    assert await scene.orders() == {
        called_off["number"]: "cancelled", unpaid["number"]: "allocated",
        nameless["number"]: "allocated", unknown["number"]: "backordered",
    }  # fmt: skip
    async with scene.bench.db.begin(HALL) as tx:
        assert (await watch(tx)).ended == 2
    await scene.turn()
    assert woo.products and stock(woo)["MUG"] == 20, "the piece that was called off is back"

    # called off too late: the shop is told so
    await scene.packed(unpaid["number"])
    woo.changed(unpaid["id"], status="cancelled")
    await scene.deliver()
    await scene.turn()
    assert (await scene.orders())[unpaid["number"]] == "packed"
    assert "too late to cancel" in woo.notes[unpaid["id"]][0]["note"]
    assert [act.outcome for act in await scene.acts("order.cancel_refused")] == ["refused"]
    # and one that comes back is another order
    woo.later(2)
    woo.changed(called_off["id"], status="processing")
    await scene.deliver()
    await scene.turn()
    assert (await scene.orders())[f"{called_off['number']}-2"] == "allocated"
    # money was given back for a piece before it was sent
    woo.later(2)
    woo.refunded(nameless["id"], 0, 1)
    await scene.deliver()
    await scene.turn()
    assert [act.facts["pieces"] for act in await scene.acts("order.refunded")] == [1]


async def test_a_shop_on_a_cheap_host_is_asked_no_sooner_than_it_wants(
    scene: Scene, woo: WooShop
) -> None:
    order = woo.ordered(("TEA", 1))
    woo.take_outbox()
    woo.goes_wrong(Fault.LIMITED, 1, seconds=90)
    await scene.turn()
    assert await scene.orders() == {}
    away = await scene.bench.value(
        "SELECT extract(epoch FROM away_until - clock_timestamp()) FROM platform_connections"
    )
    assert 80 < away <= 90
    limited = await scene.acts("platform.limited")
    assert [(act.code, act.facts["wait_s"]) for act in limited] == [("platform.busy", 90)]
    asked = len(woo.asked)
    await scene.turn(whole=False)
    assert len(woo.asked) == asked, "it is left alone"
    for fault in (Fault.AWAY, Fault.BROKEN, Fault.CUT):
        woo.goes_wrong(fault, 3)
        await scene.turn()
        assert await scene.orders() == {}
    woo.goes_wrong(Fault.AWAY, 2)  # for a moment only
    await scene.turn()
    assert await scene.orders() == {order["number"]: "allocated"}
    assert await scene.bench.value("SELECT failure IS NULL FROM platform_connections")

    # a key that only reads: orders come, and the shop is told what is wrong
    woo.may_write = False
    woo.hooks.clear()
    later = woo.ordered(("MUG", 1), tell=False)
    await scene.turn()
    failure = await scene.bench.value("SELECT failure->>'code' FROM platform_connections")
    assert failure == "platform.key_refused"
    assert later["number"] in await scene.orders(), "what can be done is done"
    async with scene.bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE platform_connections SET failing_since = now() - interval '1 hour'")
        )
        assert (await watch(tx)).raised == 1


async def _burst(scene: Scene, woo: WooShop, *, events: int, workers: int) -> None:
    """A campaign: ``events`` deliveries within 90 s, some twice, some lost, in any order, while
    several workers follow them and the shop wants fewer requests."""
    chance = random.Random(7)
    there = [woo.ordered(("TEA" if n % 2 else "MUG", 1)) for n in range(events // 2)]
    waiting = woo.take_outbox()
    assert len(waiting) == 2 * (events // 2)
    chance.shuffle(waiting)
    kept = [one for one in waiting if chance.random() > 0.1]
    twice = [one for one in kept if chance.random() < 0.2]
    woo.goes_wrong(Fault.LIMITED, 3, seconds=0)
    halves = [*kept, *twice]
    for begin in range(0, len(halves), 40):
        some = halves[begin : begin + 40]
        await asyncio.gather(*(scene.deliver(one) for one in some))
        await scene.make_due("platform_stock", "platform_messages", "platform_tellings")
        await asyncio.gather(*(scene.attend() for _ in range(workers)))
    assert {status for _, status in scene.told} == {200}
    await scene.turn()
    await scene.turn()
    assert sorted(await scene.orders()) == sorted(order["number"] for order in there)
    placed = [act.key for act in await scene.acts("order.placed")]
    assert len(placed) == len(set(placed)) == len(there)


async def test_a_burst_becomes_each_order_once(scene: Scene, woo: WooShop) -> None:
    await _burst(scene, woo, events=40, workers=2)


@pytest.mark.large  # make platforms
async def test_four_hundred_events_become_each_order_once(scene: Scene, woo: WooShop) -> None:
    await _burst(scene, woo, events=400, workers=4)
