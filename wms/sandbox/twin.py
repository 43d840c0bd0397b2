"""A shop's sandbox is opened, once, with a hall, a robot and goods to begin with."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from wms.access.robots import hire_robot
from wms.db import Tx, working_for
from wms.errors import NotFound
from wms.halls import SANDBOX, is_twin, twin_of
from wms.layout.build import add_locations, open_warehouse
from wms.layout.errors import NoWarehouse
from wms.layout.queries import the_warehouse
from wms.layout.walk import NewPlace
from wms.sandbox.goods import give_goods
from wms.shops.queries import shop
from wms.shops.twins import open_twin_of, twin_is_open

#: as people would call the warehouse, were there any
CODE: Final = "SANDBOX"
#: where a robot finds everything it needs
PLACES: Final = {
    "DOCK": "dock", "BENCH": "bench", "STAGING": "staging", "QUARANTINE": "quarantine",
    "RETURNS": "returns", "SHELF-1": "pick_face", "SHELF-2": "pick_face", "RESERVE": "storage",
}  # fmt: skip


async def open_twin(tx: Tx, shop_id: UUID) -> UUID:
    """The id of a shop's sandbox, which is opened when it is asked for first.

    For whom the transaction works must see the shop itself: its hall, or the shop.

    Raises:
        NotFound: there is no such shop, or it is a sandbox itself.
    """
    live = await shop(tx, shop_id)
    if is_twin(shop_id):
        raise NotFound(what="shop", name=str(shop_id))
    async with working_for(tx, SANDBOX):
        # two first keys at once open it once
        await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext("wms.sandbox"))))
        if await twin_is_open(tx, shop_id):
            return twin_of(shop_id)
        await _furnish(tx)
        twin_id = await open_twin_of(tx, live)
    await give_goods(tx, twin_id)
    return twin_id


async def _furnish(tx: Tx) -> None:
    """The hall in which all twins' goods lie side by side."""
    try:
        await the_warehouse(tx)
    except NoWarehouse:
        warehouse_id = await open_warehouse(tx, code=CODE, name="Sandbox")
        places = [
            NewPlace(code=code, kind=kind, pick_order=n)
            for n, (code, kind) in enumerate(PLACES.items(), start=1)
        ]
        await add_locations(tx, warehouse_id, places)
        await hire_robot(tx)
