"""A program that reads a list on and on misses nothing, however slow somebody else's change is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests import cast
from tests.api.conftest import ShopKey
from tests.api.test_orders import asked, sell
from wms.db import HALL, Database, Tx
from wms.horizon import settled_before
from wms.shops.models import Shop

Change = Callable[[Tx, str], Awaitable[None]]


@asynccontextmanager
async def slowly(db: Database, change: Change, name: str) -> AsyncIterator[None]:
    """A change that is made at the beginning of the block and committed at its end."""
    async with db.begin(HALL) as tx:
        await change(tx, name)
        yield


async def read_on(shop: httpx.AsyncClient, path: str, seen: list[str], name: str) -> None:
    """Read what is new since the last time, as api.md tells shops to do, page by page."""
    since = f"&{_SINCE[path]}={_last[path].replace('+', '%2B')}" if path in _last else ""
    after = ""
    while True:
        page = (await shop.get(f"/v1/{path}?limit=1{since}{after}")).json()
        for item in page["items"]:
            seen.append(item[name])
            _last[path] = item.get("updated_at") or item["occurred_at"]
        if page["next"] is None:
            return
        after = f"&after={page['next']}"


_SINCE = {"stock-movements": "since"} | dict.fromkeys(
    ("orders", "products"), "updated_since"
)  # fmt: skip
_last: dict[str, str] = {}


@pytest.fixture(autouse=True)
def nothing_read_yet() -> None:
    _last.clear()


async def _touch(table: str, column: str, tx: Tx, name: str) -> None:
    done = await tx.execute(
        text(
            f"UPDATE {table} SET updated_at = clock_timestamp(), version = version + 1 "
            f"WHERE {column} = :name"
        ),
        {"name": name},
    )
    assert done.rowcount == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "table", "column", "names"),
    [
        ("orders", "orders", "external_id", ("WEB-1", "WEB-2")),
        ("products", "products", "sku", ("TEA", "CUP")),
    ],
)
async def test_a_change_that_commits_late_is_not_passed_over(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database,
    path: str, table: str, column: str, names: tuple[str, str],
) -> None:  # fmt: skip
    await sell(db, shop_key, TEA=5, CUP=5)
    for name in ("WEB-1", "WEB-2"):
        assert (await shop.post("/v1/orders", json=asked(name, TEA=1))).status_code == 201
    seen: list[str] = []
    await read_on(shop, path, seen, column)
    assert set(seen) == set(names)

    async def change(tx: Tx, name: str) -> None:
        await _touch(table, column, tx, name)

    seen.clear()
    async with slowly(db, change, names[0]):
        async with slowly(db, change, names[1]):
            pass
        await read_on(shop, path, seen, column)
        early = len(seen)
    await read_on(shop, path, seen, column)
    assert set(names) <= set(seen[early:] + seen), "a change was passed over"
    assert names[0] in seen[early:]


async def test_a_movement_that_commits_late_is_not_passed_over(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        row = await tx.get_one(Shop, shop_key.shop_id)
        goods = {sku: await cast.add_product(tx, row, sku) for sku in ("TEA", "CUP")}

    async def find(tx: Tx, sku: str) -> None:
        await cast.stock(tx, hall, goods[sku], "A-01-1", 1)

    last, seen = "", []

    async def read() -> None:
        nonlocal last
        page: dict[str, Any] = (await shop.get(f"/v1/stock-movements?limit=200{last}")).json()
        seen.extend(item["sku"] for item in page["items"])
        if page["items"]:
            last = f"&since={page['items'][-1]['occurred_at'].replace('+', '%2B')}"

    async with slowly(db, find, "TEA"):
        async with slowly(db, find, "CUP"):
            pass
        await read()
    await read()
    assert set(seen) == {"TEA", "CUP"}


async def test_who_looks_for_one_order_finds_it_at_once(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)

    async def change(tx: Tx, name: str) -> None:
        await tx.execute(text("SELECT :name"), {"name": name})

    async with slowly(db, change, "anything"):
        assert (await shop.post("/v1/orders", json=asked("WEB-1", TEA=1))).status_code == 201
        found = (await shop.get("/v1/orders?external_id=WEB-1")).json()["items"]
        assert [order["external_id"] for order in found] == ["WEB-1"]


async def test_only_what_is_older_than_every_running_change_is_settled(db: Database) -> None:
    async def moment() -> float:
        async with db.read(HALL) as read:
            return (await settled_before(read)).timestamp()

    async def now() -> float:
        async with db.read(HALL) as read:
            return float(await read.scalar(text("SELECT extract(epoch FROM clock_timestamp())")))

    before = await now()
    assert await moment() >= before, "nothing runs, so everything is settled"
    async with db.begin(HALL) as tx:
        began = float(await tx.scalar(text("SELECT extract(epoch FROM now())")))
        assert await moment() == pytest.approx(began, abs=1e-5)
    assert await moment() > began
