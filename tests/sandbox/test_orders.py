"""A test order goes through its hall by a robot, and nobody else sees a row of it."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
from sqlalchemy import text

from api.app import Doors
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.sandbox.conftest import Developer
from tests.sandbox.keys import issue_test_key
from wms import tables
from wms.db import HALL, Database
from wms.halls import SANDBOX
from wms.shops.open import suspend_shop
from wms.verify import verify

TABLES = sorted(t.name for t in tables.metadata.sorted_tables)


async def rows_seen(db: Database, tenant: str) -> dict[str, int]:
    """How many rows of each table somebody sees."""
    counts = ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in TABLES)
    async with db.read(tenant) as read:
        return dict((await read.execute(text(f"SELECT {counts}"))).one()._mapping)


async def test_a_test_order_goes_all_the_way_and_the_hall_sees_not_one_row_of_it(
    developer: Developer, db: Database, client: httpx.AsyncClient
) -> None:
    before = await rows_seen(db, HALL)
    order = await developer.place("WEB-1", SAMPLE_TEA=3, SAMPLE_MUG=1)
    assert order["status"] == "allocated"
    packed = await developer.advance(order, "packed")
    assert (packed["order"]["status"], packed["stopped"]) == ("packed", None)
    assert [event["type"] for event in packed["events"]] == [
        "order.released", "order.picking_started", "order.packed", "shipment.label_created",
    ]  # fmt: skip
    delivered = await developer.advance(order, "delivered")
    types = [event["type"] for event in delivered["events"]]
    assert types == [
        "shipment.handed_over", "order.shipped", "stock.changed", "stock.changed",
        "shipment.tracking_updated", "shipment.tracking_updated", "shipment.delivered",
    ], types  # fmt: skip
    assert delivered["order"]["status"] == "delivered"
    assert await rows_seen(db, HALL) == before
    [shipment] = (await developer.done("GET", "/v1/shipments"))["items"]
    where = await client.get(urlsplit(shipment["tracking_url"]).path)
    assert shipment["tracking_number"] in where.text
    assert "This is only a test" in where.text
    theirs = await rows_seen(db, SANDBOX)
    seen = ("orders", "parcels", "shipments", "labels", "scans", "pick_runs", "manifests")
    assert all(theirs[name] for name in seen), theirs
    for hall in (HALL, SANDBOX):
        async with db.read(hall) as read:
            assert await verify(read) == []


async def test_two_sandboxes_and_a_live_shop_know_nothing_of_each_other(
    developer: Developer, new_shop: NewShop, new_client: NewClient, shop_key: ShopKey,
    db: Database, app: Doors,
) -> None:  # fmt: skip
    order = await developer.place("WEB-1", SAMPLE_TEA=1)
    path = f"/v1/sandbox/orders/{order['id']}/advance"
    live = await new_client(headers=shop_key.headers)
    refused = await live.post(path, json={"to": "packed"})
    assert (refused.status_code, refused.json()["code"]) == (403, "sandbox.live_key")
    assert (await live.get(f"/v1/orders/{order['id']}")).status_code == 404
    other = await new_shop("OTHER")
    async with db.begin(HALL) as tx:
        key = await issue_test_key(tx, other.shop_id)
    stranger = await new_client(headers={"Authorization": f"Bearer {key}"})
    assert (await stranger.post(path, json={"to": "packed"})).status_code == 404
    assert (await stranger.get("/v1/orders")).json()["items"] == []
    # a suspended shop's sandbox is closed as well
    async with db.begin(HALL) as tx:
        await suspend_shop(tx, other.shop_id)
    app.house.doorman.forget()
    assert (await stranger.get("/v1/orders")).json()["code"] == "shop.suspended"


async def test_the_robot_stops_where_a_person_would(developer: Developer) -> None:
    order = await developer.place("WEB-1", SAMPLE_TEA=2)
    path = f"/v1/sandbox/orders/{order['id']}/advance"
    await developer.done("POST", f"/v1/orders/{order['id']}/hold", {"code": "payment"})
    assert await developer.refused("POST", path, {"to": "packed"}) == "sandbox.order_held"
    await developer.done("POST", f"/v1/orders/{order['id']}/release", {"code": "payment"})
    picked = await developer.advance(order, "picked")
    assert picked["order"]["status"] == "picked"
    assert (await developer.advance(order, "picked"))["events"] == [], "asked again, nothing"
    assert await developer.refused("POST", path, {"to": "released"}) == "sandbox.behind_already"
    await developer.advance(order, "lost")
    assert await developer.refused("POST", path, {"to": "packed"}) == "sandbox.behind_already"
    # what is not there is found for it
    large = await developer.place("WEB-2", SAMPLE_TEA=500)
    assert large["status"] == "backordered"
    assert (await developer.advance(large, "packed"))["order"]["status"] == "packed"
