"""A staging shop on WooCommerce is connected to a sandbox: a robot sends what is ordered there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import text

from tests.platforms.scene import HERE
from tests.platforms.woo_simulator import KEY, SECRET, WooShop
from tests.sandbox.conftest import (
    Developer,
    app,
    developer,
    doors,
    new_client,
    new_shop,
    shop_key,
)
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.halls import EVERYBODY, SANDBOX
from wms.platforms.connected import Platforms
from wms.platforms.connections import connect, connections
from wms.platforms.turns import due_connections
from wms.platforms.wire import Dial
from wms.settings import Settings
from workers.platforms import attend
from workers.transaction import in_hall_of

__all__ = ["app", "developer", "doors", "new_client", "new_shop", "shop_key"]


@pytest.fixture
def woo() -> Iterator[WooShop]:
    with WooShop() as shop:
        shop.sells("SAMPLE-TEA", 5)
        yield shop


async def test_a_staging_shop_is_served_in_the_sandbox_and_the_hall_sees_nothing_of_it(
    developer: Developer,
    db: Database,
    settings: Settings,
    woo: WooShop,
) -> None:
    async with db.begin(developer.twin_id) as tx:
        made = await connect(
            tx, settings.secret_key, developer.twin_id, "woocommerce", url=woo.url, label="",
            credentials={"key": KEY, "secret": SECRET}, settings={}, policy=HERE, by=None,
        )  # fmt: skip
    async with db.read(HALL) as read:
        assert await connections(read) == [] and await due_connections(read, 10) == []
    platforms = Platforms(db, settings, Dial(HERE))

    async def turn() -> None:
        async with db.begin(EVERYBODY) as tx:
            await number_events(tx)
        with in_hall_of(SANDBOX):
            while await attend(db, settings, platforms, made):
                pass

    async with db.read(SANDBOX) as read:
        assert await due_connections(read, 10) == [(developer.twin_id, made)]
    await turn()
    order = woo.ordered(("SAMPLE-TEA", 2))
    for one in woo.take_outbox():
        answer = await developer.program.post(
            httpx.URL(one.url).path, content=one.body, headers=one.headers
        )
        assert answer.status_code == 200
    await turn()
    async with db.read(SANDBOX) as read:
        placed = await read.scalar(
            text("SELECT id FROM orders WHERE external_id = :number"), {"number": order["number"]}
        )
    await developer.advance({"id": str(placed)}, "shipped")
    await turn()
    assert order["status"] == "completed"
    parcels = next(m["value"] for m in order["meta_data"] if m["key"] == "_wms_parcels")
    assert len(parcels) == 1 and parcels[0]["tracking_number"]
    await platforms.close()
