"""One unit left, 256 orders at once: exactly one gets it.

Real tasks, a pool of real connections, real commits, the real `place_order`. That the lock and the
CHECK are what holds is proved here too, by taking them out (`test_without_…`): without
``FOR UPDATE`` the CHECK still stops the second promise, but orders fail; without both, stock is
oversold. LAST_UNIT_ROUNDS=10000 runs it large.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

import wms.stock
from tests import cast
from tests.orders.asking import ask
from wms.db import HALL, Database, Hot
from wms.orders.place import Placed, place
from wms.settings import Settings
from wms.verify import verify
from wms.violations import Refusal

TASKS = 256
CONNECTIONS = 20
ROUNDS = int(os.environ.get("LAST_UNIT_ROUNDS", "5"))
#: rounds after which a missing lock must have been seen
PATIENCE = 20
POLICIES = ("all_or_nothing", "as_available")
ALLOCATE = Path(wms.stock.__file__).parent / "sql" / "allocate_stock.sql"
LOCK = "    FOR UPDATE OF b;"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As many connections as the test's processes would have together."""
    return dataclasses.replace(settings, database_hot_pool=CONNECTIONS)


class Race:
    """A shop whose last units everybody wants."""

    def __init__(self, db: Database, hot: Hot) -> None:
        self.db, self.hot = db, hot
        self.hall: cast.Hall
        self.shop_id: UUID

    async def prepare(self) -> None:
        async with self.db.begin(HALL) as tx:
            self.hall = await cast.open_hall(tx)
            self.shop = await cast.open_shop(tx)
            self.shop_id = self.shop.id

    async def run(self, number: int, *, units: int = 1) -> list[Placed | BaseException]:
        """256 orders for the last ``units`` of a fresh product, all at once."""
        sku = f"LAST{number}"
        async with self.db.begin(HALL) as tx:
            product = await cast.add_product(tx, self.shop, sku)
            await cast.stock(tx, self.hall, product, "A-01-1", units)
        return await asyncio.gather(
            *(
                place(
                    self.hot,
                    self.shop_id,
                    ask(f"{sku}-{n}", policy=POLICIES[n % 2], **{sku: 1}),
                )
                for n in range(TASKS)
            ),
            return_exceptions=True,
        )

    async def promised(self, number: int) -> tuple[int, int]:
        """(allocated in the balances, sum of the promises) of a round's product."""
        async with self.db.read(HALL) as read:
            row = (
                await read.execute(
                    text(
                        "SELECT (SELECT sum(allocated) FROM balances b WHERE b.product_id = p.id), "
                        "coalesce((SELECT sum(quantity - freed) FROM allocations a "
                        "WHERE a.product_id = p.id), 0) FROM products p WHERE sku = :sku"
                    ),
                    {"sku": f"LAST{number}"},
                )
            ).one()
        return int(row[0]), int(row[1])


@pytest.fixture
async def race(db: Database) -> Race:
    made = Race(db, await db.hot())
    await made.prepare()
    return made


async def test_the_last_unit_is_promised_once(race: Race) -> None:
    for number in range(ROUNDS):
        answers = await race.run(number)
        placed = [a for a in answers if isinstance(a, Placed)]
        assert len(placed) == TASKS, next(a for a in answers if not isinstance(a, Placed))
        winners = [a for a in placed if sum(line.allocated for line in a.lines)]
        assert len(winners) == 1
        assert {a.status for a in placed} == {"allocated", "backordered"}
        assert await race.promised(number) == (1, 1)
    async with race.db.read(HALL) as read:
        assert await verify(read) == []


async def test_seven_last_units_are_promised_seven_times(race: Race) -> None:
    answers = await race.run(0, units=7)
    got = [sum(line.allocated for line in a.lines) for a in answers if isinstance(a, Placed)]
    assert (len(got), sum(got)) == (TASKS, 7)
    assert await race.promised(0) == (7, 7)


async def _without_the_lock(owner_url: str, *, without_check: bool) -> None:
    sql = ALLOCATE.read_text()
    assert sql.count(LOCK) == 1, "the lock has moved: this test proves nothing"
    owner = await asyncpg.connect(owner_url)
    await owner.execute(sql.replace(LOCK, ";"))
    if without_check:
        await owner.execute("ALTER TABLE balances DROP CONSTRAINT ck_balances_never_oversold")
    await owner.close()


async def test_without_the_lock_the_check_still_stops_the_second_promise(
    race: Race, owner_url: str
) -> None:
    await _without_the_lock(owner_url, without_check=False)
    for number in range(PATIENCE):
        answers = await race.run(number)
        assert await race.promised(number) == (1, 1)
        failed = [a for a in answers if isinstance(a, Refusal)]
        if failed:
            assert {no.code for no in failed} == {"busy"}
            return
    pytest.fail(f"{PATIENCE} rounds without the lock and nobody collided: no race was run")


async def test_without_lock_and_check_the_last_unit_is_sold_twice(
    race: Race, owner_url: str
) -> None:
    await _without_the_lock(owner_url, without_check=True)
    for number in range(PATIENCE):
        await race.run(number)
        if (await race.promised(number))[0] > 1:
            return
    pytest.fail(f"{PATIENCE} rounds without lock and CHECK and nothing was oversold: no race")
