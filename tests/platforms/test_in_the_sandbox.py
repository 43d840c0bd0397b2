"""A staging shop of each platform is connected to a sandbox: a robot sends what is ordered."""

from __future__ import annotations

import pytest

from tests.platforms.staging import BaseOwner, Owner, ShopifyOwner, WooOwner, open_staging
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
from wms.halls import SANDBOX
from wms.platforms.connections import connections
from wms.platforms.turns import due_connections
from wms.settings import Settings

__all__ = ["app", "developer", "doors", "new_client", "new_shop", "shop_key"]

TEA = "SAMPLE-TEA"


@pytest.mark.parametrize("owned", [WooOwner, BaseOwner, ShopifyOwner], ids=lambda one: one.kind)
async def test_a_staging_shop_is_served_in_the_sandbox_and_the_hall_sees_nothing_of_it(
    owned: type[Owner], developer: Developer, db: Database, settings: Settings
) -> None:
    owner = owned()
    with owner.simulator:
        owner.sells(TEA)
        staging = await open_staging(owner, developer, db, settings)
        async with db.read(HALL) as read:
            assert await connections(read) == [] and await due_connections(read, 10) == []
        async with db.read(SANDBOX) as read:
            due = await due_connections(read, 10)
        assert due == [(developer.twin_id, staging.connection_id)]
        await staging.turn()
        one, order = await staging.comes_in(TEA, 2)
        assert order["status"] == "allocated"
        await staging.advance(order, "shipped")
        await staging.turn()
        [number] = owner.parcels(one)
        assert number
        await staging.platforms.close()
