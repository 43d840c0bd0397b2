"""The warehouse as Shopify's fulfilment service, from the bell to the courier."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import app, client, doors, new_client
from tests.packing.bench import open_bench
from tests.platforms.scene import Scene, open_scene
from tests.platforms.server import Asked, Delivery, Fault
from tests.platforms.shopify import Shopify
from tests.platforms.shopify.owner import FulfillmentOrder
from tests.platforms.shopify.simulator import CLIENT_ID, CLIENT_SECRET
from wms.db import HALL, Database
from wms.picking.cancel import cancel
from wms.platforms import wire
from wms.platforms.shopify.ask import number_of
from wms.settings import Settings
from wms.shipping.again.reship import ReshipAsked, send_again

__all__ = ["app", "client", "doors", "new_client"]

CREDENTIALS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def shopify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shopify]:
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))
    with Shopify() as shop:
        shop.store.sells("TEA", "MUG")
        yield shop


@pytest.fixture
async def scene(
    db: Database, settings: Settings, client: httpx.AsyncClient, shopify: Shopify
) -> AsyncIterator[Scene]:
    bench = await open_bench(db)
    made = await open_scene(bench, settings, client, shopify, "shopify", credentials=CREDENTIALS)
    await made.turn()  # our location, its bell and our webhooks are made
    yield made
    await made.platforms.close()


def numbered(one: FulfillmentOrder) -> str:
    """What the order is called here."""
    return f"{one.order.name}/{number_of(one.id)}"


async def rung(scene: Scene, *again: Delivery) -> None:
    """The bell rings, and a worker follows it."""
    assert set(await scene.deliver(*again)) <= {200}
    await scene.turn(whole=False)


def changes(asked: Asked, what: str = "") -> bool:
    return b"mutation" in asked.sent and what.encode() in asked.sent


async def test_a_request_is_accepted_once_sent_once_and_told_once(
    scene: Scene, shopify: Shopify
) -> None:
    store = shopify.store
    assert (store.available("TEA"), store.available("MUG")) == (20, 20)
    one = store.requested(("TEA", 2), ("MUG", 1))
    [bell] = shopify.take_outbox()
    forged = Delivery(bell.url, bell.headers, b'{"kind": "FULFILLMENT_REQUEST" }')
    assert await scene.deliver(forged) == [401]
    await rung(scene, bell, bell, bell)
    assert await scene.orders() == {numbered(one): "allocated"}
    assert one.state == "IN_PROGRESS/ACCEPTED" and len(one.answers) == 1
    assert (store.available("TEA"), store.available("MUG")) == (18, 19)
    raw = await scene.bench.rows("SELECT content_locked FROM platform_messages")
    assert len(raw) == 3

    tracking = await scene.sent(numbered(one))
    shopify.goes_wrong(Fault.LOST, on=lambda asked: changes(asked, "fulfillmentCreate"))
    await scene.turn()
    assert await scene.bench.value("SELECT tries FROM platform_connections") == 1
    await scene.turn()
    await scene.turn()
    [sent] = one.fulfillments
    assert [each["number"] for each in sent.tracking] == [tracking]
    assert one.status == "CLOSED" and sent.notified
    assert (store.available("TEA"), store.available("MUG")) == (18, 19), "told, and not sold twice"
    assert await scene.orders() == {numbered(one): "shipped"}


async def test_what_we_cannot_send_is_rejected_and_taken_when_it_comes_again(
    scene: Scene, shopify: Shopify
) -> None:
    store = shopify.store
    one = store.requested(("TEA", 1), ("SCARF", 1))
    await rung(scene)
    assert one.state == "OPEN/REJECTED"
    [(_, reason, words, lines)] = one.answers
    assert (reason, lines) == ("INVALID_SKU", [one.lines[1].id])
    assert words is not None and "SCARF" in words
    assert await scene.orders() == {}
    await scene.turn()
    assert len(one.answers) == 1, "nobody asks any more"
    async with scene.bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET sku = 'SCARF' WHERE sku = 'MUG'"))
    store.submit(one)
    await rung(scene)
    assert [answer[0] for answer in one.answers] == ["rejected", "accepted"]
    assert list(await scene.orders()) == [numbered(one)]


async def test_goods_that_are_missing_wait_or_are_rejected_as_the_shop_wants(
    scene: Scene, shopify: Shopify
) -> None:
    store = shopify.store
    waits = store.requested(("TEA", 500))
    await rung(scene)
    assert waits.state == "IN_PROGRESS/ACCEPTED"
    assert await scene.orders() == {numbered(waits): "backordered"}
    async with scene.bench.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "UPDATE platform_connections SET settings = settings || "
                '\'{"missing": "reject"}\', updated_at = clock_timestamp()'
            )
        )
    no = store.requested(("MUG", 500))
    yes = store.requested(("MUG", 1))
    await rung(scene)
    assert [answer[:2] for answer in no.answers] == [("rejected", "INVENTORY_OUT_OF_STOCK")]
    assert "MUG" in (no.answers[0][2] or "")
    assert yes.state == "IN_PROGRESS/ACCEPTED"
    assert list(await scene.orders()) == [numbered(waits), numbered(yes)]


async def test_a_cancellation_in_time_is_accepted_and_too_late_it_is_rejected(
    scene: Scene, shopify: Shopify
) -> None:
    store = shopify.store
    early, late = store.requested(("TEA", 1)), store.requested(("MUG", 1))
    await rung(scene)
    await scene.packed(numbered(late))
    for one in (early, late):
        store.ask_to_cancel(one, "Changed her mind")
    bells = shopify.take_outbox()
    await rung(scene, *bells, *bells)
    assert early.state == "CLOSED/CANCELLATION_ACCEPTED"
    assert late.state == "IN_PROGRESS/CANCELLATION_REJECTED"
    assert "too late" in (late.answers[-1][2] or "")
    assert [len(one.answers) for one in (early, late)] == [2, 2]
    assert await scene.orders() == {numbered(early): "cancelled", numbered(late): "packed"}


async def test_a_cancellation_races_with_the_packer_and_one_of_them_wins(
    scene: Scene, shopify: Shopify
) -> None:
    one = shopify.store.requested(("TEA", 2))
    await rung(scene)
    shopify.store.ask_to_cancel(one)

    async def packs() -> None:
        await scene.packed(numbered(one))

    outcome = await asyncio.gather(rung(scene), packs(), return_exceptions=True)
    status = (await scene.orders())[numbered(one)]
    await scene.turn()
    if status == "packed":
        assert one.state == "IN_PROGRESS/CANCELLATION_REJECTED", outcome
    else:
        assert one.state == "CLOSED/CANCELLATION_ACCEPTED", outcome
    assert len(one.answers) == 2


async def test_bells_that_never_rang_are_found_by_looking(scene: Scene, shopify: Shopify) -> None:
    store = shopify.store
    one = store.requested(("TEA", 1))
    shopify.take_outbox()
    await scene.turn()
    assert one.state == "IN_PROGRESS/ACCEPTED"
    held, gone, asked = (store.requested(("TEA", 1)) for _ in range(3))
    await scene.turn()
    store.hold(held)
    store.cancel_over_our_heads(gone)
    store.ask_to_cancel(asked)
    shopify.take_outbox()
    await scene.turn()
    rows = await scene.bench.rows("SELECT external_id, status, is_held FROM orders")
    found = {row.external_id: (row.status, row.is_held) for row in rows}
    assert found == {
        numbered(one): ("allocated", False), numbered(held): ("allocated", True),
        numbered(gone): ("cancelled", False), numbered(asked): ("cancelled", False),
    }  # fmt: skip
    store.release(held)
    await rung(scene)
    assert not await scene.bench.value("SELECT bool_or(is_held) FROM orders")


@pytest.mark.parametrize("many", [40, pytest.param(400, marks=pytest.mark.large)])
async def test_hundreds_of_requests_in_ninety_seconds_come_each_once(
    scene: Scene, shopify: Shopify, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    store, waited = shopify.store, 0.0

    async def sleep(seconds: float) -> None:
        nonlocal waited
        waited += seconds
        store.shift += timedelta(seconds=seconds)

    monkeypatch.setattr("wms.platforms.shopify.ask.sleep", sleep)
    ours = []
    for _ in range(many):
        ours.append(store.requested(("TEA", 1)))
        store.shift += timedelta(seconds=90 / many)
    bells = shopify.take_outbox()
    # some never ring, some ring twice, and they ring in any order
    ringing = [*bells[: many * 3 // 4], *bells[: many // 10]]
    random.Random(7).shuffle(ringing)
    await scene.deliver(*ringing)
    for _ in range(20):
        await scene.turn()
        # points come back while nobody looks
        store.shift += timedelta(seconds=20)
        if all(one.state == "IN_PROGRESS/ACCEPTED" for one in ours):
            break
    assert [one.state for one in ours] == ["IN_PROGRESS/ACCEPTED"] * many
    assert all(len(one.answers) == 1 for one in ours)
    assert len(await scene.orders()) == many


async def test_a_part_goes_first_and_the_rest_by_another_parcel(
    scene: Scene, shopify: Shopify
) -> None:
    one = shopify.store.ordered(("TEA", 3))
    rest = shopify.store.submit_part(one, 2)
    await rung(scene)
    assert list(await scene.orders()) == [numbered(one)]
    shopify.store.submit(rest)
    await rung(scene)
    assert list(await scene.orders()) == [numbered(one), numbered(rest)]
    assert numbered(one).partition("/")[0] == numbered(rest).partition("/")[0]


async def test_a_parcel_that_was_lost_goes_again_and_its_tracking_follows(
    scene: Scene, shopify: Shopify
) -> None:
    one = shopify.store.requested(("TEA", 1))
    await rung(scene)
    first = await scene.sent(numbered(one))
    await scene.turn()
    order = (await scene.bench.rows("SELECT id, shop_id FROM orders"))[0]
    async with scene.bench.db.begin(HALL) as tx:
        await send_again(tx, order.shop_id, order.id, ReshipAsked(reason="lost"))
    again = (await scene.bench.rows("SELECT external_id FROM orders WHERE id <> :id", id=order.id))[
        0
    ].external_id
    second = await scene.sent(again)
    await scene.turn()
    [sent] = one.fulfillments
    assert [each["number"] for each in sent.tracking] == [second] != [first]


async def test_what_the_warehouse_calls_off_goes_back_to_the_shop(
    scene: Scene, shopify: Shopify
) -> None:
    one = shopify.store.requested(("TEA", 1))
    await rung(scene)
    order = (await scene.bench.rows("SELECT id, shop_id FROM orders"))[0]
    async with scene.bench.db.begin(HALL) as tx:
        await cancel(tx, order.shop_id, order.id)
    await scene.turn()
    assert one.state == "INCOMPLETE/CLOSED"
    await scene.turn()
    assert len(one.answers) == 2


async def test_whoever_shopify_wants_forgotten_is_forgotten(scene: Scene, shopify: Shopify) -> None:
    one = shopify.store.requested(("TEA", 1), to={"email": "olena@example.com"})
    shopify.store.requested(("TEA", 1), to={"email": "ivan@example.com"})
    await rung(scene)
    url = next(uri for _, uri in shopify.app.hooks.values())
    who = {"customer": {"id": 1, "email": "Olena@example.com", "phone": None}}
    asks = shopify.signed(url, "customers/data_request", who | {"orders_requested": [1]})
    forget = shopify.signed(url, "customers/redact", who | {"orders_to_redact": [1]})
    unknown = shopify.signed(url, "customers/redact", {"customer": {"email": "no@example.com"}})
    await rung(scene, asks, forget, unknown)
    concerned = (
        "SELECT o.external_id FROM erasures e JOIN orders o "
        "ON o.shop_id = e.shop_id AND o.id = e.order_id ORDER BY o.number"
    )
    assert [row.external_id for row in await scene.bench.rows(concerned)] == [numbered(one)]
    assert len(await scene.acts("person.asked")) == 1
    shopify.uninstall()
    await rung(scene)
    assert (await scene.bench.value("SELECT failure ->> 'code' FROM platform_connections")) == (
        "shopify.not_installed"
    )
    await rung(scene, shopify.signed(url, "shop/redact", {"shop_id": 1}))
    assert len(await scene.bench.rows(concerned)) == 2


async def test_a_scope_that_was_taken_away_stands_at_the_connection(
    scene: Scene, shopify: Shopify
) -> None:
    shopify.scopes.discard("write_inventory")
    await scene.turn()
    failure: dict[str, Any] = await scene.bench.value("SELECT failure FROM platform_connections")
    assert failure["code"] == "shopify.not_allowed"
    assert "write_inventory" in failure["facts"]["scopes"]
    shopify.scopes.add("write_inventory")
    await scene.turn()
    assert await scene.bench.value("SELECT failure FROM platform_connections") is None
