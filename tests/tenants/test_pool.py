"""A connection that served one shop serves the next one, and brings nothing along."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import cast
from tests.orders.asking import ask
from wms.db import HALL, Database
from wms.orders.place import place
from wms.settings import Settings

SHOPS = 6
#: turns in all, over a handful of connections
TURNS = 2_000
AT_ONCE = 8
_WHO = text("SELECT DISTINCT shop_id FROM products")


class Planned(Exception):
    """A unit that fails on purpose."""


async def test_thousands_of_turns_on_a_few_connections_never_mix_the_shops(
    db: Database, settings: Settings, app_url: str, seed: int, times: int
) -> None:
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        shops = [await cast.open_shop(tx, f"S{n}") for n in range(SHOPS)]
        for shop in shops:
            product = await cast.add_product(tx, shop, "SAME-SKU")
            await cast.stock(tx, hall, product, "A-01-1", 10_000)
    narrow = Database(
        app_url, replace(settings, database_pool=2, database_hot_pool=2), name="narrow"
    )
    turns = _Turns(narrow, [shop.id for shop in shops], random.Random(seed))
    try:
        await turns.run(TURNS * times)
        assert turns.took.keys() == {"read", "write", "hot", "fails", "is cancelled"}
        assert min(turns.took.values()) > TURNS // 20, turns.took
        assert len(turns.connections) < TURNS * times / 5, "the turns did share their connections"
        with pytest.raises(DBAPIError):
            async with narrow.engine.connect() as used:
                await used.execute(_WHO)
        pool = (await narrow.hot())._pool
        with pytest.raises(asyncpg.PostgresError):
            await pool.fetch("SELECT shop_id FROM products")
    finally:
        await narrow.close()
    async with db.read(HALL) as read:
        mixed = await read.scalar(
            text(
                "SELECT count(*) FROM orders o JOIN order_lines l ON l.order_id = o.id "
                "JOIN products p ON p.id = l.product_id "
                "WHERE (o.shop_id, o.shop_id) IS DISTINCT FROM (l.shop_id, p.shop_id)"
            )
        )
        assert mixed == 0
        placed = dict(
            (await read.execute(text("SELECT shop_id, count(*) FROM orders GROUP BY 1"))).all()
        )
    assert placed == turns.placed


class _Turns:
    """Random work for random shops, each of which looks whom it sees."""

    def __init__(self, database: Database, shops: list[UUID], chance: random.Random) -> None:
        self.database, self.shops, self.chance = database, shops, chance
        self.took: dict[str, int] = {}
        self.placed: dict[UUID, int] = {}
        self.connections: set[int] = set()
        self._orders = 0

    async def run(self, count: int) -> None:
        left = iter(range(count))

        async def one_after_another() -> None:
            for _ in left:
                await self._turn()

        await asyncio.gather(*[one_after_another() for _ in range(AT_ONCE)])

    async def _turn(self) -> None:
        kinds: dict[str, Callable[[UUID], Awaitable[None]]] = {
            "read": self._read, "write": self._write, "hot": self._hot, "fails": self._fails,
            "is cancelled": self._is_cancelled,
        }  # fmt: skip
        kind = self.chance.choice(list(kinds))
        await kinds[kind](self.chance.choice(self.shops))
        self.took[kind] = self.took.get(kind, 0) + 1

    async def _look(self, session: object, shop: UUID) -> None:
        seen = (await session.execute(_WHO)).scalars().all()  # type: ignore[attr-defined]  # the test asks for the session itself
        assert seen == [shop], f"{shop} sees {seen}"
        pid = await session.scalar(text("SELECT pg_backend_pid()"))  # type: ignore[attr-defined]  # the test asks for the session itself
        self.connections.add(pid)

    async def _read(self, shop: UUID) -> None:
        async with self.database.read(shop) as read:
            await self._look(read, shop)

    async def _write(self, shop: UUID) -> None:
        async with self.database.begin(shop) as tx:
            touched = await tx.execute(
                text("UPDATE products SET name = name || '' RETURNING shop_id")
            )
            assert set(touched.scalars()) == {shop}

    async def _hot(self, shop: UUID) -> None:
        self._orders += 1
        asked = ask(f"O-{self._orders}", **{"SAME-SKU": 1})
        await place(await self.database.hot(), shop, asked)
        self.placed[shop] = self.placed.get(shop, 0) + 1

    async def _fails(self, shop: UUID) -> None:
        with pytest.raises(Planned):
            async with self.database.begin(shop) as tx:
                await self._look(tx, shop)
                raise Planned

    async def _is_cancelled(self, shop: UUID) -> None:
        task = asyncio.create_task(self._read(shop))
        for _ in range(self.chance.randrange(6)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if not task.cancelled() and isinstance(task.exception(), AssertionError):
            raise task.exception()  # type: ignore[misc]  # the task failed
