"""A shop tries Shopify out in its sandbox: the robot packs and ships, Shopify is told."""

from __future__ import annotations

from sqlalchemy import text

from tests.platforms.scene import HERE
from tests.platforms.shopify import Shopify
from tests.platforms.shopify.simulator import CLIENT_ID, CLIENT_SECRET
from tests.sandbox.conftest import (  # noqa: F401 - fixtures
    Developer,
    app,
    developer,
    doors,
    new_client,
    new_shop,
    office_client,
    shop_key,
)
from wms.db import Database
from wms.events.feed import number_events
from wms.halls import EVERYBODY, SANDBOX
from wms.platforms.connected import Platforms
from wms.platforms.connections import connect
from wms.platforms.shopify.ask import number_of
from wms.platforms.wire import Dial
from wms.settings import Settings
from workers.platforms import attend
from workers.transaction import in_hall_of


async def test_a_request_of_shopify_goes_all_the_way_in_the_sandbox(
    developer: Developer,  # noqa: F811
    db: Database,
    settings: Settings,
) -> None:
    platforms = Platforms(db, settings, Dial(HERE))
    with Shopify() as shopify:
        shopify.store.sells("SAMPLE-TEA")
        async with db.begin(developer.twin_id) as tx:
            connection_id = await connect(
                tx, settings.secret_key, developer.twin_id, "shopify", url=shopify.url, label="",
                credentials={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}, settings={},
                policy=HERE, by=None,
            )  # fmt: skip

        async def turn() -> None:
            async with db.begin(EVERYBODY) as tx:
                await number_events(tx)
            async with db.begin(SANDBOX) as tx:
                await tx.execute(text("UPDATE platform_connections SET reconcile_at = now()"))
                await tx.execute(
                    text("UPDATE platform_tellings SET due_at = now() WHERE status = 'due'")
                )
            with in_hall_of(SANDBOX):
                while await attend(db, settings, platforms, connection_id):
                    pass

        one = shopify.store.requested(("SAMPLE-TEA", 2))
        await turn()
        assert one.state == "IN_PROGRESS/ACCEPTED"
        number = f"{one.order.name}/{number_of(one.id)}".replace("#", "%23")
        found = (await developer.done("GET", f"/v1/orders?external_id={number}"))["items"]
        assert [order["status"] for order in found] == ["allocated"]
        await developer.advance(found[0], "shipped")
        await turn()
        [sent] = one.fulfillments
        assert sent.tracking[0]["number"] and one.status == "CLOSED"
        refused = shopify.store.requested(("NO-SUCH-TEA", 1))
        await turn()
        assert refused.state == "OPEN/REJECTED"
        again = shopify.store.requested(("SAMPLE-TEA", 1))
        await turn()
        shopify.store.ask_to_cancel(again)
        await turn()
        assert again.state == "CLOSED/CANCELLATION_ACCEPTED"
    await platforms.close()
