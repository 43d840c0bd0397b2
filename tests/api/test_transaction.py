"""A request's transaction: what we rely on in Litestar, and what we built on it."""

from __future__ import annotations

import asyncio
import gc

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from api.app import Doors
from tests.api import rooms
from tests.api.conftest import ShopKey
from tests.api.rooms import doors
from wms.db import HALL, Database, driver_url

__all__ = ["doors"]


@pytest.fixture
def room(shop: httpx.AsyncClient) -> httpx.AsyncClient:
    return shop


async def skus(db: Database) -> list[str]:
    async with db.read(HALL) as read:
        return list(await read.scalars(text("SELECT sku FROM products ORDER BY sku")))


async def test_what_is_answered_is_committed_before_the_answer_starts(
    app: Doors, shop_key: ShopKey, db: Database
) -> None:
    seen: list[list[str]] = []

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            seen.append(await skus(db))

    body = b'{"sku": "TEA"}'

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http", "method": "POST", "path": "/v1/rooms/", "raw_path": b"/v1/rooms/",
        "query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("t", 80),
        "client": ("t", 1), "root_path": "",
        "headers": [(b"host", b"t"), (b"content-type", b"application/json"),
                    (b"authorization", f"Bearer {shop_key.key}".encode())],
    }  # fmt: skip
    await app(scope, receive, send)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    assert seen == [["TEA"]]


async def test_a_commit_that_fails_is_a_500_and_nothing_is_there(
    room: httpx.AsyncClient, owner_url: str, db: Database
) -> None:
    owner = await asyncpg.connect(driver_url(owner_url))
    await owner.execute(
        """CREATE FUNCTION fail_late() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = 'XX001'; END $$;
           CREATE CONSTRAINT TRIGGER fail_late AFTER INSERT ON products
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_late();"""
    )
    await owner.close()
    answer = await room.post("/v1/rooms", json={"sku": "TEA"})
    assert answer.status_code == 500
    told = answer.json()
    assert told["code"] == "internal"
    # PostgreSQL itself refused the commit: it is sure that nothing was saved
    assert "nothing was changed" in told["detail"]
    assert told["request_id"] == answer.headers["x-request-id"]
    assert await skus(db) == []


async def test_a_refusal_rolls_back_and_a_bug_too(room: httpx.AsyncClient, db: Database) -> None:
    assert (await room.post("/v1/rooms/refused")).status_code == 409
    assert (await room.post("/v1/rooms/bug")).status_code == 500
    assert await skus(db) == []


async def test_a_returned_4xx_commits_so_refusals_are_raised(
    room: httpx.AsyncClient, db: Database
) -> None:
    assert (await room.post("/v1/rooms/returned")).status_code == 409
    assert await skus(db) == ["RETURNED"]


async def test_a_get_cannot_write(room: httpx.AsyncClient, db: Database) -> None:
    assert (await room.get("/v1/rooms/write")).status_code == 500
    assert await skus(db) == []


async def test_a_mistake_in_the_address_keeps_no_connection(
    room: httpx.AsyncClient, db: Database
) -> None:
    """Litestar begins all dependencies at once and forgets them all when one of them refuses."""
    gc.disable()  # it would find what was forgotten, in any thread, and end it there
    try:
        for _ in range(30):
            assert (await room.get("/v1/rooms", params={"limit": "many"})).status_code == 422
        assert isinstance(db.engine.pool, QueuePool)
        assert db.engine.pool.checkedout() == 0
    finally:
        gc.enable()


async def test_no_handler_has_two_transactions(app: Doors) -> None:
    seen = 0
    for route in app.routes:
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            names = _needed(handler)
            seen += bool(names & {"tx", "read"})
            assert not {"tx", "read"} <= names, f"{handler} has a Tx and a Read"
    assert seen >= 3


def _needed(handler: object) -> set[str]:
    provided = handler.resolve_dependencies()  # type: ignore[attr-defined]  # Litestar's handler, found by its routes
    open_names = set(handler.parsed_fn_signature.parameters)  # type: ignore[attr-defined]  # Litestar's handler, found by its routes
    found: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name in provided and name not in found:
            found.add(name)
            open_names |= set(provided[name].parsed_fn_signature.parameters)
    return found


async def test_two_that_deadlock_are_both_done(room: httpx.AsyncClient) -> None:
    rooms.clashes, rooms.both_inside = 0, asyncio.Barrier(2)
    answers = await asyncio.gather(
        room.post("/v1/rooms/clash/a/b", json={"sku": "ONE"}),
        room.post("/v1/rooms/clash/b/a", json={"sku": "TWO"}),
    )
    rooms.both_inside = None
    assert [a.status_code for a in answers] == [201, 201]
    assert [a.text for a in answers] == ["ONE", "TWO"]  # the kept body was read again
    assert rooms.clashes == 3  # the deadlock really happened, and one of them ran twice


async def test_it_gives_up_after_five_runs(
    room: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Conflict(Exception):
        sqlstate = "40001"

    runs = 0

    async def lose(*_: object) -> None:
        nonlocal runs
        runs += 1
        raise Conflict

    monkeypatch.setattr(rooms, "note", lose)
    answer = await room.post("/v1/rooms", json={"sku": "TEA"})
    assert (answer.status_code, runs) == (500, 5)


async def test_cancelled_requests_leave_no_open_transaction(
    app: Doors, room: httpx.AsyncClient, db: Database, owner_url: str
) -> None:
    inside = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    owner = await asyncpg.connect(driver_url(owner_url))
    try:
        for _ in range(5):
            tasks = [asyncio.create_task(room.post("/v1/rooms/slow")) for _ in range(10)]
            await asyncio.sleep(0.15)
            assert await owner.fetchval(inside + "AND state = 'idle in transaction'") > 0
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(50):
            left = await owner.fetchval(inside + "AND state LIKE 'idle in transaction%'")
            if not left:
                break
            await asyncio.sleep(0.05)
        assert left == 0
    finally:
        await owner.close()
    assert await skus(db) == []
    assert (await room.post("/v1/rooms", json={"sku": "AFTER"})).status_code == 201


async def test_after_a_commit_the_relay_is_woken_once(
    room: httpx.AsyncClient, db: Database
) -> None:
    rings: list[str] = []
    ear = await db.connection()
    await ear.add_listener("wms_events", lambda *_: rings.append("ring"))
    try:
        await asyncio.gather(*[room.post("/v1/rooms", json={"sku": f"T{n}"}) for n in range(10)])
        await asyncio.sleep(0.3)
        woken = len(rings)
        await room.post("/v1/rooms/refused")
        await room.get("/v1/rooms")
        await asyncio.sleep(0.2)
    finally:
        await ear.close()
    assert 1 <= woken <= 4, "ten commits must not ring ten times"
    assert len(rings) == woken, "nobody rings without a commit"
