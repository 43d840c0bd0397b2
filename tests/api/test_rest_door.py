"""What every resource behind the door for shops' programs can: pages, repeats, versions, limits."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.app import create_app
from tests.api import rooms
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.api.people import open_app
from tests.api.problems import problem
from tests.api.rooms import ROOMS, doors
from wms.db import HALL, Database
from wms.local import Local
from wms.settings import Settings

__all__ = ["doors"]


async def test_pages_follow_each_other_to_the_end(shop: httpx.AsyncClient) -> None:
    for n in range(5):
        await shop.post(ROOMS, json={"sku": f"T{n}"})
    seen, after = [], None
    for _ in range(3):
        query = {"limit": "2", **({"after": after} if after else {})}
        page = (await shop.get(ROOMS, params=query)).json()
        seen.append(page["items"])
        after = page["next"]
    assert seen == [["T0", "T1"], ["T2", "T3"], ["T4"]]
    assert after is None


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", "1.5"])
async def test_a_limit_out_of_bounds_is_a_422(shop: httpx.AsyncClient, limit: str) -> None:
    told = problem(await shop.get(ROOMS, params={"limit": limit}), 422, "invalid")
    assert [e["pointer"] for e in told["errors"]] == ["?limit"]


@pytest.mark.parametrize("after", ["x", "%", "🙂", "WzFd", "a" * 600, "AA\x00"])
async def test_a_cursor_that_is_not_ours_is_a_422(shop: httpx.AsyncClient, after: str) -> None:
    answer = await shop.get(ROOMS, params={"after": after})
    assert answer.status_code == 422
    problem(answer, 422, answer.json()["code"])


async def test_the_same_key_and_body_answer_the_first_answer(
    shop: httpx.AsyncClient, db: Database
) -> None:
    key = {"Idempotency-Key": "order-1"}
    first = await shop.post(ROOMS, json={"sku": "T"}, headers=key)
    again = await shop.post(ROOMS, json={"sku": "T"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["content-type"] == "application/json"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM products")) == 1


async def test_the_same_key_for_another_request_is_a_422(shop: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "order-1"}
    await shop.post(ROOMS, json={"sku": "T"}, headers=key)
    answer = await shop.post(ROOMS, json={"sku": "OTHER"}, headers=key)
    problem(answer, 422, "idempotency.key_reused")


async def test_a_refused_request_leaves_its_key_free(shop: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "order-1"}
    await shop.post(ROOMS, json={"sku": "TAKEN"})
    assert (await shop.post(ROOMS, json={"sku": "TAKEN"}, headers=key)).status_code >= 400
    assert (await shop.post(ROOMS, json={"sku": "FREE"}, headers=key)).status_code == 201


async def test_two_shops_may_use_the_same_key(
    shop: httpx.AsyncClient, new_client: NewClient, new_shop: NewShop
) -> None:
    other = await new_client(headers=(await new_shop("ACME")).headers)
    key = {"Idempotency-Key": "1"}
    first = await shop.post(ROOMS, json={"sku": "T"}, headers=key)
    second = await other.post(ROOMS, json={"sku": "T"}, headers=key)
    assert first.json()["id"] != second.json()["id"]


async def test_twins_have_one_effect(shop: httpx.AsyncClient, db: Database) -> None:
    key = {"Idempotency-Key": "order-1"}
    answers = await asyncio.gather(
        *[shop.post(ROOMS, json={"sku": "T"}, headers=key) for _ in range(20)]
    )
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({a.content for a in answers if a.status_code == 201}) == 1
    for twin in answers:
        if twin.status_code == 409:
            assert problem(twin, 409, "idempotency.twin_running")["retryable"] is True
            assert "retry-after" in twin.headers
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM products")) == 1


async def test_a_twin_of_a_slow_request_is_told_to_wait(
    shop: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = rooms.note

    async def slowly(*arguments: Any) -> Any:
        await asyncio.sleep(1)
        return await note(*arguments)

    monkeypatch.setattr(rooms, "note", slowly)
    key = {"Idempotency-Key": "order-1"}
    first = asyncio.create_task(shop.post(ROOMS, json={"sku": "T"}, headers=key))
    await asyncio.sleep(0.3)
    problem(await shop.post(ROOMS, json={"sku": "T"}, headers=key), 409, "idempotency.twin_running")
    assert (await first).status_code == 201


@pytest.mark.parametrize("key", ["x" * 256])
async def test_an_idempotency_key_out_of_bounds_is_a_422(shop: httpx.AsyncClient, key: str) -> None:
    answer = await shop.post(ROOMS, json={"sku": "T"}, headers={"Idempotency-Key": key})
    problem(answer, 422, "invalid")


async def test_a_change_names_the_version_that_was_read(shop: httpx.AsyncClient) -> None:
    tag = (await shop.get(f"{ROOMS}/version")).headers["etag"]
    assert (await shop.delete(ROOMS, headers={"If-Match": tag})).status_code == 204
    assert (await shop.delete(ROOMS, headers={"If-Match": "*"})).status_code == 204
    problem(await shop.delete(ROOMS, headers={"If-Match": '"2"'}), 412, "version.moved")
    problem(await shop.delete(ROOMS), 428, "version.needed")


async def test_more_than_the_burst_is_a_429_with_when_to_come_back(
    db: Database, settings: Settings, shop_key: ShopKey, local: Local, new_client: NewClient
) -> None:
    from dataclasses import replace

    from redis.asyncio import Redis

    redis = Redis.from_url(local.redis.url)
    counted = replace(settings, rate_limit_per_minute=60, rate_limit_burst=5)
    limited = create_app(counted, db, redis)
    limited.register(rooms.rooms())
    transport = httpx.ASGITransport(app=limited, raise_app_exceptions=False)  # type: ignore[arg-type]  # Litestar has ASGI types of its own
    try:
        async with (
            open_app(limited),
            httpx.AsyncClient(
                transport=transport, base_url="http://w", headers=shop_key.headers
            ) as shop,
        ):
            answers = [await shop.get(ROOMS) for _ in range(7)]
            health = (await shop.get("/healthz")).json()
    finally:
        await redis.aclose()
    assert [a.status_code for a in answers[:5]] == [200] * 5
    assert int(answers[0].headers["ratelimit-remaining"]) == 4
    told = problem(answers[6], 429, "rate_limited")
    assert told["retryable"] is True
    assert int(answers[6].headers["retry-after"]) >= 1
    assert health["redis"] == "ok"
