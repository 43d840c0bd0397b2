"""Requests that nobody waits for any more leave no connection in a transaction."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from api.app import Doors
from tests.api.conftest import app, doors
from tests.faults.flow import ANNA
from tests.faults.servers import Nursery
from tests.picking.walking import open_floor
from wms.access.keys import issue_key
from wms.db import HALL, Database

__all__ = ["app", "doors"]

#: requests that are given up, over the wire and inside the process
OVER_THE_WIRE = 300
INSIDE = 250
AT_ONCE = 16

_OPEN = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
)
_WHO_IS_LEFT = text(
    "SELECT pid, now() - xact_start, query FROM pg_stat_activity "
    "WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
)


async def _shop(db: Database) -> tuple[str, Callable[[], tuple[str, str, dict[str, Any]]]]:
    """A key, and what its program asks by turns."""
    floor = await open_floor(db, TEA=("A-01-1", 100_000))
    async with db.begin(HALL) as tx:
        key = (await issue_key(tx, floor.shop.id, name="test")).key

    def order() -> tuple[str, str, dict[str, Any]]:
        lines = [{"sku": "TEA", "quantity": 1}]
        body = {"external_id": uuid4().hex, "recipient": ANNA, "carrier": "house", "lines": lines}
        return "POST", "/v1/orders", body

    def asn() -> tuple[str, str, dict[str, Any]]:
        lines = [{"sku": "TEA", "quantity": 1}]
        return "POST", "/v1/asns", {"external_id": uuid4().hex, "lines": lines}

    def stock() -> tuple[str, str, dict[str, Any]]:
        return "GET", "/v1/stock", {}

    return key, lambda: random.choice((order, asn, stock))()


async def _nobody_is_left_open(db: Database) -> None:
    await asyncio.sleep(3)
    for _ in range(40):  # less than idle_transaction_timeout_ms, which would hide it
        # a transaction each: within one, PostgreSQL shows the same activity again and again
        async with db.read(HALL) as read:
            if await read.scalar(_OPEN) == 0:
                return
            left = (await read.execute(_WHO_IS_LEFT)).all()
        await asyncio.sleep(0.5)
    raise AssertionError(f"in a transaction for nobody: {left}")


async def test_shops_that_hang_up(
    db: Database, nursery: Nursery, holds: Callable[[], Awaitable[None]], seed: int, times: int
) -> None:
    random.seed(seed)
    key, ask = await _shop(db)
    server = nursery.server()
    hung_up = 0
    for _ in range(OVER_THE_WIRE * times):
        method, path, body = ask()
        content = json.dumps(body).encode()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(server.path)
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: w\r\nAuthorization: Bearer {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            whole = head.encode() + (content if method == "POST" else b"")
            # every fifth hangs up after it has sent all, and does not wait for the answer
            is_whole = hung_up % 5 == 0
            cut = len(whole) if is_whole else random.randrange(len(whole) // 2, len(whole))
            line.sendall(whole[:cut])
            hung_up += 1
    await _nobody_is_left_open(db)
    with server.client(headers={"Authorization": f"Bearer {key}"}) as client:
        assert client.get("/v1/stock").status_code == 200
    async with db.read(HALL) as read:
        done = await read.scalar(text("SELECT count(*) FROM orders"))
    assert hung_up == OVER_THE_WIRE * times
    assert done > 0, "some were hung up after the server had it all"
    await holds()
    server.stop()


async def test_requests_that_are_cancelled_at_any_await(
    app: Doors, db: Database, holds: Callable[[], Awaitable[None]], seed: int, times: int
) -> None:
    chance = random.Random(seed)
    random.seed(seed)
    key, ask = await _shop(db)
    headers = {"Authorization": f"Bearer {key}"}
    cancelled = finished = 0
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with httpx.AsyncClient(transport=transport, base_url="http://w", headers=headers) as shop:

        async def give_up() -> None:
            nonlocal cancelled, finished
            method, path, body = ask()
            content = {"json": body} if method == "POST" else {}
            task = asyncio.create_task(shop.request(method, path, **content))  # type: ignore[arg-type]  # JSON for a POST, nothing else
            await asyncio.sleep(chance.random() * 0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            cancelled += task.cancelled()
            finished += not task.cancelled()

        left = iter(range(INSIDE * times))

        async def one_after_another() -> None:
            for _ in left:
                await give_up()

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        assert cancelled > INSIDE // 4, f"{cancelled} cancelled, {finished} finished"
        await _nobody_is_left_open(db)
        assert (await shop.get("/v1/stock")).status_code == 200
    await holds()
