"""The bell between processes, and what the house says of its own health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg
import httpx
import msgspec
from redis.asyncio import Redis
from structlog.testing import capture_logs

from api.app import Doors, create_app
from api.bell import AUTH_CHANNEL, EVENTS_CHANNEL, Bell
from tests.api.people import open_app, reopened
from wms.db import Database, driver_url
from wms.events.promised import samples_of
from wms.local import Local
from wms.settings import Settings


async def until(is_so: Callable[[], bool], seconds: float = 5.0) -> bool:
    for _ in range(int(seconds / 0.05)):
        if is_so():
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_bell_that_was_cut_off_connects_again_and_forgets_what_it_missed(
    db: Database, owner_url: str, local: Local
) -> None:
    heard: list[str] = []
    bell = Bell(db, lambda: heard.append("ring"))
    await bell.open()
    before = len(heard)
    owner = await asyncpg.connect(driver_url(owner_url))
    try:
        cut = await owner.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cut == 1
        assert await until(lambda: len(heard) >= before + 2)  # lost, and back again
        known = len(heard)
        await owner.execute(f"NOTIFY {AUTH_CHANNEL}")
        assert await until(lambda: len(heard) == known + 1)
    finally:
        await owner.close()
        await bell.close()


async def test_a_ring_that_takes_long_is_not_rung_into(db: Database, owner_url: str) -> None:
    bell, heard = Bell(db, lambda: None), list[str]()
    await bell.open()
    owner = await asyncpg.connect(driver_url(owner_url))
    await owner.add_listener(EVENTS_CHANNEL, lambda *_: heard.append("ring"))
    try:
        with capture_logs() as said:  # on a busy database NOTIFY takes longer than the debounce
            await asyncio.gather(*(bell._notify() for _ in range(3)))
            assert await until(lambda: len(heard) == 2), "what came meanwhile rings after it"
        assert said == []
    finally:
        await owner.close()
        await bell.close()


async def test_waking_after_the_end_does_nothing(db: Database) -> None:
    bell = Bell(db, lambda: None)
    bell.wake()
    await bell.open()
    await bell.close()
    bell.wake()
    await asyncio.sleep(0.1)


async def test_health_tells_how_long_the_oldest_event_waits(
    client: httpx.AsyncClient, owner_url: str
) -> None:
    assert (await client.get("/healthz")).json()["relay_lag_s"] == 0
    owner = await asyncpg.connect(driver_url(owner_url))
    data = msgspec.json.encode(samples_of("order.received", 1)[0]).decode()
    try:
        await owner.execute(
            "SELECT set_config('wms.tenant', 'hall', false);"
            "INSERT INTO shops (code, name, email) VALUES ('LAG', 'L', 'l@example.com')"
        )
        await owner.execute(
            "INSERT INTO events (shop_id, type, subject_type, subject_id, subject_version, data, "
            "occurred_at) SELECT id, 'order.received', 'order', uuidv7(), 1, $1, "
            "clock_timestamp() - interval '42 seconds' FROM shops",
            data,
        )
    finally:
        await owner.close()
    told = (await client.get("/healthz")).json()
    assert 42 <= told["relay_lag_s"] < 60


async def test_without_a_database_it_is_not_well(doors: Doors, settings: Settings) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", settings, name="test")
    app = reopened(doors, settings, nowhere)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with httpx.AsyncClient(transport=transport, base_url="http://w") as client:
        answer = await client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["database"] == "away"
        # the doors say so too, instead of hanging
        refused = await client.get("/v1/orders", headers={"Authorization": "Bearer wms_live_x"})
        assert refused.status_code == 503
        assert refused.json()["code"] == "away"
        assert refused.json()["retryable"] is True
        client.cookies.set("wms_floor", "x")
        scan = await client.post("/scanner/pick/scan", data={"code": "1"})
        assert scan.status_code in (404, 405)
        page = await client.get("/scanner")
        assert page.status_code == 503  # the handheld sends the scan again by itself
        assert "database is away" in page.text
    await nowhere.close()


async def test_without_redis_it_goes_on(doors: Doors, db: Database, settings: Settings) -> None:
    redis = Redis(host="127.0.0.1", port=1)
    app = reopened(doors, settings, db, redis)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    async with open_app(app), httpx.AsyncClient(transport=transport, base_url="http://w") as client:
        answer = await client.get("/healthz")
    await redis.aclose()
    assert answer.status_code == 200
    assert answer.json()["redis"] == "away"


async def test_the_app_starts_and_stops_twice(app: Doors, client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).status_code == 200
    async with open_app(create_app(app.house.settings, app.house.database)):
        pass
    assert (await client.get("/healthz")).status_code == 200


async def test_a_process_starts_without_its_database_and_hears_it_come(
    doors: Doors,
    settings: Settings,
) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", settings, name="test")
    app = reopened(doors, settings, nowhere)
    async with asyncio.timeout(6), open_app(app):
        pass
    await nowhere.close()
