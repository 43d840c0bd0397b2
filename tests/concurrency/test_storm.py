"""A storm: everybody does everything at once on a few products, and the books still balance.

Shops place, amend, hold and cancel, the pass promises what was freed, the planner writes walks
ahead, the office releases and holds, pickers walk, shorten, skip, take elsewhere, give and take
back, people carry goods elsewhere, count and correct; orders overlap on purpose, so rows are locked
in every order there is. No deadlock may reach a client, only refusals in words; after each round
every invariant holds. Who does what comes from the seed, for each client a row of its own.

In the suite twenty short rounds. `make storm` is the large one: 64 clients on 500 products, 100,000
operations (TIMES=10).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import text

from tests import cast
from tests.concurrency.storm import (
    AT_FACE,
    IN_RESERVE,
    LARGE,
    SUITE,
    TOTES,
    Office,
    Pass,
    Planner,
    Shop,
    Size,
    Storm,
)
from tests.concurrency.storm_floor import Clerk, Picker
from tests.picking.walking import open_floor
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL, Database, new_id
from wms.settings import Settings
from wms.verify import verify
from workers.promises import Promises

#: connections of a large storm, together
POOL: Final = 32
#: in every storm somebody manages to do these, and in a large one the others too
MOST: Final = ("place", "amend", "hold", "cancel", "release", "plan a walk", "walk", "scan", "move",
               "adjust", "count", "pass", "serve")  # fmt: skip
EVERYTHING: Final = (
    *MOST, "place several", "end a hold", "leave to the rules", "short", "skip", "damaged",
    "take elsewhere", "give back", "undo", "put back",
)  # fmt: skip


@pytest.fixture
async def db(app_url: str, settings: Settings, times: int) -> AsyncIterator[Database]:
    """64 clients come through several processes, each of which has connections of its own."""
    pool = POOL if times > 1 else settings.database_pool
    database = Database(app_url, replace(settings, database_pool=pool), name="test")
    yield database
    await database.close()


async def open_storm(db: Database, size: Size, seed: int) -> tuple[Storm, list[Any]]:
    """The hall with its goods, and all clients; each has a row of chances of its own."""
    skus = [f"SKU-{n}" for n in range(size.products)]
    floor = await open_floor(db)
    storm = Storm(floor, size, skus)
    chances = (random.Random(f"{seed}-{n}") for n in range(size.clients))
    async with db.begin(HALL) as tx:
        for n, sku in enumerate(skus):
            product = floor.products[sku] = await cast.add_product(tx, floor.shop, sku)
            floor.codes[sku] = await cast.barcode_of(tx, product)
            await cast.add_place(tx, floor.hall, f"F-{n}", "pick_face", order=100 + n)
            await cast.add_place(tx, floor.hall, f"R-{n}", "storage", order=1000 + n)
            await cast.stock(tx, floor.hall, product, f"F-{n}", AT_FACE)
            await cast.stock(tx, floor.hall, product, f"R-{n}", IN_RESERVE)
        clients: list[Any] = [Pass(storm), Planner(storm)]
        clients += [Shop(storm, next(chances)) for _ in range(size.shops)]
        for n in range(size.pickers):
            totes = [f"T-{n}-{m}" for m in range(TOTES)]
            for tote in totes:
                await cast.add_place(tx, floor.hall, tote, "tote")
            clients.append(Picker(storm, next(chances), await cast.hire(tx, f"P {n}"), totes))
        for n in range(size.clerks):
            by = await cast.hire(tx, f"Clerk {n}", is_supervisor=True)
            clients.append(Clerk(storm, next(chances), by))
        for n in range(size.desks):
            user = await hire_office_user(
                tx,
                email=f"d{n}@example.com",
                name=f"Desk {n}",
                password="a long password of theirs",
            )
            desk = Desk(user_id=user, session_id=new_id(), name=f"Desk {n}", role="office",
                        shop_id=None, language="en")  # fmt: skip
            clients.append(Office(storm, next(chances), desk))
    return storm, clients


async def test_everybody_at_once(db: Database, seed: int, times: int) -> None:
    size = SUITE if times == 1 else LARGE
    storm, clients = await open_storm(db, size, seed)

    async def client(one: Any) -> None:
        # who walks has the most to do: four scans for an order of one line
        deeds = size.deeds * (2 if isinstance(one, Picker) else 1)
        for _ in range(1 if isinstance(one, Pass | Planner) and times == 1 else deeds):
            await one.act()

    began = time.monotonic()
    for _ in range(size.rounds * times):
        await asyncio.gather(*(client(one) for one in clients))
        async with db.read(HALL) as read:
            assert await verify(read) == [], f"{storm.did} {storm.told}"
    await Promises(db).serve()
    assert await Promises(db).serve() == 0, "who could have something has it"
    done = sum(storm.did.values()) + sum(storm.told.values())
    seconds = time.monotonic() - began
    print(f"{done} operations of {size.clients} clients in {seconds:.0f} s")
    print("done:", dict(storm.did.most_common()))
    print("refused:", dict(storm.told.most_common()))
    for name in EVERYTHING if times > 1 else MOST:
        assert storm.did[name] > 0, f"nobody managed to {name}: {storm.did} {storm.told}"
    async with db.read(HALL) as read:
        lost = await read.scalar(
            text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        )
    print("deadlocks that were run again:", lost)
