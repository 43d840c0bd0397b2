"""A shop tries Base out in its sandbox: the robot packs and ships, Base is told."""

from __future__ import annotations

from sqlalchemy import text

from tests.platforms.base_scene import SETTINGS
from tests.platforms.base_shop import PACKED, SHIPPED
from tests.platforms.base_simulator import TOKEN, BaseSimulator
from tests.platforms.scene import HERE
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
from wms.platforms.wire import Dial
from wms.settings import Settings
from workers.platforms import attend
from workers.transaction import in_hall_of


async def test_an_order_of_base_goes_all_the_way_in_the_sandbox(
    developer: Developer,  # noqa: F811
    db: Database,
    settings: Settings,
) -> None:
    said = {name: value for name, value in SETTINGS.items() if value}
    platforms = Platforms(db, settings, Dial(HERE))
    with BaseSimulator() as base:
        base.shop.sells("SAMPLE-TEA")
        async with db.begin(developer.twin_id) as tx:
            connection_id = await connect(
                tx, settings.secret_key, developer.twin_id, "baselinker", url="", label="",
                credentials={"token": TOKEN}, settings=said, policy=HERE, by=None,
            )  # fmt: skip
            await tx.execute(text("UPDATE platform_connections SET url = :url"),
                             {"url": base.address})  # fmt: skip

        async def turn() -> None:
            async with db.begin(EVERYBODY) as tx:
                await number_events(tx)
            async with db.begin(SANDBOX) as tx:
                await tx.execute(text("UPDATE platform_connections SET reconcile_at = now()"))
                await tx.execute(text("UPDATE platform_tellings SET due_at = now() "
                                      "WHERE status = 'due'"))  # fmt: skip
            with in_hall_of(SANDBOX):
                while await attend(db, settings, platforms, connection_id):
                    pass

        number = base.shop.places(("SAMPLE-TEA", 2))
        await turn()
        found = (await developer.done("GET", f"/v1/orders?external_id={number}"))["items"]
        assert [one["status"] for one in found] == ["allocated"]
        await developer.advance(found[0], "packed")
        await turn()
        assert base.shop.orders[number]["order_status_id"] == PACKED
        await developer.advance(found[0], "shipped")
        await turn()
        (package,) = base.shop.packages[number]
        assert package["courier_package_nr"]
        assert base.shop.orders[number]["order_status_id"] == SHIPPED
    await platforms.close()
