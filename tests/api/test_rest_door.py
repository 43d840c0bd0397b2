"""The door for shops' programs: who comes in, what is refused, and how."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.app import BODY_MAX, Doors, build, create_app
from api.auth import OPEN
from tests.api import rooms
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.api.people import open_app
from wms.access.keys import KEY_PREFIX, issue_key, revoke_key, rotate_key
from wms.db import HALL, Database
from wms.local import Local
from wms.settings import Settings
from wms.shops.open import resume_shop, suspend_shop

ROOMS = "/v1/rooms"
JSON = {"Content-Type": "application/json"}
MEMBERS = {
    "type", "title", "status", "detail", "code", "errors", "request_id", "retryable",
}  # fmt: skip


@pytest.fixture(scope="module")
def doors() -> Doors:
    made = build()
    made.register(rooms.rooms())
    return made


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem of the one shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) == MEMBERS
    assert (told["status"], told["code"]) == (status, code)
    assert told["request_id"] == answer.headers["x-request-id"]
    assert told["detail"]
    return told


# --- keys ---


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "auth.key_missing"),
        ("Basic YTpi", "auth.key_missing"),
        ("Bearer ", "auth.key_unknown"),
        ("Bearer wms_live_wrong", "auth.key_unknown"),
        ("Bearer sk_live_other", "auth.key_unknown"),
        ("Bearer wms_live_\u00ff\u00fe", "auth.key_unknown"),
    ],
)
async def test_nobody_comes_in_without_a_key(
    client: httpx.AsyncClient, header: str | None, code: str
) -> None:
    headers = {"Authorization": header.encode("latin-1")} if header is not None else {}
    answer = await client.get(ROOMS, headers=headers)  # type: ignore[arg-type]
    problem(answer, 401, code)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_expired_key_is_told_so(
    client: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        old = await issue_key(
            tx, shop_key.shop_id, name="old", expires_at=datetime.now(UTC) - timedelta(days=1)
        )
    answer = await client.get(ROOMS, headers={"Authorization": f"Bearer {old.key}"})
    told = problem(answer, 401, "auth.key_expired")
    assert str(datetime.now(UTC).year) in told["detail"]


async def test_a_key_that_expires_while_it_is_remembered_stops_then(
    client: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        short = await issue_key(
            tx, shop_key.shop_id, name="s", expires_at=datetime.now(UTC) + timedelta(seconds=0.8)
        )
    headers = {"Authorization": f"Bearer {short.key}"}
    assert (await client.get(ROOMS, headers=headers)).status_code == 200
    await asyncio.sleep(0.9)
    problem(await client.get(ROOMS, headers=headers), 401, "auth.key_expired")


async def test_a_revoked_key_stops_at_once_in_every_process(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    assert (await shop.get(ROOMS)).status_code == 200
    async with db.begin(HALL) as tx:
        key_id = await tx.scalar(text("SELECT id FROM api_keys"))
        await revoke_key(tx, shop_key.shop_id, key_id)
    await asyncio.sleep(0.2)  # the bell, far less than the five seconds of memory
    problem(await shop.get(ROOMS), 401, "auth.key_revoked")


async def test_a_rotated_key_and_its_successor_work_side_by_side(
    shop: httpx.AsyncClient, client: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        key_id = await tx.scalar(text("SELECT id FROM api_keys"))
        new = await rotate_key(tx, shop_key.shop_id, key_id, overlap=timedelta(seconds=1))
    assert new.key.startswith(KEY_PREFIX)
    assert new.key != shop_key.key
    headers = {"Authorization": f"Bearer {new.key}"}
    assert (await client.get(ROOMS, headers=headers)).status_code == 200
    assert (await shop.get(ROOMS)).status_code == 200
    await asyncio.sleep(1.1)
    problem(await shop.get(ROOMS), 401, "auth.key_expired")
    assert (await client.get(ROOMS, headers=headers)).status_code == 200


async def test_a_suspended_shop_is_turned_away_and_comes_back(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    assert (await shop.get(ROOMS)).status_code == 200
    async with db.begin(HALL) as tx:
        await suspend_shop(tx, shop_key.shop_id)
    await asyncio.sleep(0.2)
    problem(await shop.get(ROOMS), 403, "shop.suspended")
    async with db.begin(HALL) as tx:
        await resume_shop(tx, shop_key.shop_id)
    await asyncio.sleep(0.2)
    assert (await shop.get(ROOMS)).status_code == 200


async def test_a_key_is_for_its_scopes_only(new_client: NewClient, new_shop: NewShop) -> None:
    reader = await new_client(headers=(await new_shop(scopes=("products:read",))).headers)
    assert (await reader.get(ROOMS)).status_code == 200
    told = problem(await reader.post(ROOMS, json={"sku": "T"}), 403, "auth.scope_missing")
    assert "products:write" in told["detail"]


async def test_a_handler_that_names_no_scope_is_for_nobody(shop: httpx.AsyncClient) -> None:
    problem(await shop.get(f"{ROOMS}/door-without-scope"), 403, "auth.scope_missing")


async def test_every_handler_says_who_may_come(app: Doors) -> None:
    from wms.access.keys import SCOPES

    for route in app.routes:
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            path = route.path
            if (
                path.startswith("/v1")
                and "rooms" not in path
                and handler.fn.__name__ != ("options_handler")
            ):
                assert handler.opt.get("scope") in SCOPES, f"{path} names no scope that exists"
                assert OPEN not in handler.opt


async def test_an_ordinary_request_asks_nothing_of_the_database_to_know_the_key(
    shop: httpx.AsyncClient, app: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await shop.get(ROOMS)).status_code == 200
    begun: list[object] = []
    begin = app.house.database.begin
    monkeypatch.setattr(
        app.house.database, "begin", lambda tenant: (begun.append(tenant), begin(tenant))[1]
    )
    assert (await shop.get(ROOMS)).status_code == 200
    assert begun == []


async def test_when_a_key_was_last_used_is_noted(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await shop.get(ROOMS)
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT last_used_at FROM api_keys")) is not None


async def test_a_shop_sees_its_own_rows_only(
    shop: httpx.AsyncClient, new_client: NewClient, new_shop: NewShop
) -> None:
    other = await new_client(headers=(await new_shop("ACME")).headers)
    await shop.post(ROOMS, json={"sku": "MINE"})
    await other.post(ROOMS, json={"sku": "THEIRS"})
    assert (await shop.get(ROOMS)).json()["items"] == ["MINE"]


# --- bodies ---


async def test_an_empty_body_is_a_400(shop: httpx.AsyncClient) -> None:
    problem(await shop.post(ROOMS, content=b"", headers=JSON), 400, "body.missing")
    problem(await shop.post(ROOMS), 400, "body.missing")


async def test_two_megabytes_are_too_large(shop: httpx.AsyncClient) -> None:
    body = b'{"sku": "' + b"x" * (2 * BODY_MAX) + b'"}'
    problem(await shop.post(ROOMS, content=body, headers=JSON), 413, "body.too_large")

    async def chunks() -> Any:  # no Content-Length to look at
        for _ in range(40):
            yield b"x" * 50_000

    problem(await shop.post(ROOMS, content=chunks(), headers=JSON), 413, "body.too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
async def test_another_content_type_is_a_415(shop: httpx.AsyncClient, kind: str) -> None:
    answer = await shop.post(ROOMS, content=b'{"sku": "T"}', headers={"Content-Type": kind})
    problem(answer, 415, "body.not_json")


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nul", b'{"sku": "T"} x', b"\xff\xfe", b'{"sku": "\xff"}', b'{"sku": "\\ud800"}',
        b"[" * 100_000, b'{"sku": 1e999999}', b"\x00",
    ],
)  # fmt: skip
async def test_what_is_no_json_is_a_clean_4xx(shop: httpx.AsyncClient, body: bytes) -> None:
    answer = await shop.post(ROOMS, content=body, headers=JSON)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code, answer.json()["code"])


async def test_all_faults_are_told_at_once_with_pointers(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(
        ROOMS,
        json={
            "name": 5,
            "sizes": [{"height": "tall"}, {"height": 1, "widht": 2}, 7],
            "nested": {"x/y~z": 1},
            "clour": "red",
        },
    )
    told = problem(answer, 422, "invalid")
    assert {(e["pointer"], e["code"]) for e in told["errors"]} == {
        ("/sku", "field.missing"),
        ("/name", "field.invalid"),
        ("/sizes/0/height", "field.invalid"),
        ("/sizes/1/widht", "field.unknown"),
        ("/sizes/2", "field.invalid"),
        ("/nested/height", "field.missing"),
        ("/nested/x~1y~0z", "field.unknown"),
        ("/clour", "field.unknown"),
    }


async def test_numbers_are_not_taken_from_strings(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(ROOMS, json={"sku": "T", "nested": {"height": "3"}})
    told = problem(answer, 422, "invalid")
    assert [e["pointer"] for e in told["errors"]] == ["/nested/height"]


@pytest.mark.parametrize("body", [b"[]", b"5", b'"x"', b"null", b"true"])
async def test_json_of_another_shape_is_a_422(shop: httpx.AsyncClient, body: bytes) -> None:
    problem(await shop.post(ROOMS, content=body, headers=JSON), 422, "invalid")


async def test_a_nul_byte_is_refused_where_it_stands(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(ROOMS, content=b'{"sku": "a\\u0000b"}', headers=JSON)
    told = problem(answer, 422, "invalid")
    assert [e["pointer"] for e in told["errors"]] == ["/sku"]
    # an escaped backslash before u0000 is six ordinary characters
    answer = await shop.post(ROOMS, content=b'{"sku": "a\\\\u0000b"}', headers=JSON)
    assert answer.status_code == 201


# --- the framework's own noes ---


async def test_404_and_405_look_the_same(
    shop: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    problem(await shop.get("/v1/nothing-here"), 404, "not_found")
    problem(await client.get("/nothing-here"), 404, "not_found")
    answer = await shop.put(ROOMS)
    problem(answer, 405, "method_not_allowed")


async def test_a_bug_is_a_500_with_the_request_id_and_no_details(shop: httpx.AsyncClient) -> None:
    told = problem(await shop.post(f"{ROOMS}/bug"), 500, "internal")
    assert "ZeroDivision" not in str(told)


async def test_a_sane_request_id_is_taken_over_and_others_are_not(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": "order-import-42"})
    assert answer.headers["x-request-id"] == "order-import-42"
    for strange in ("short", "x" * 65, "with space here", "<script>alert"):
        answer = await client.get("/healthz", headers={"X-Request-Id": strange})
        assert answer.headers["x-request-id"] != strange


# --- lists ---


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


# --- idempotency ---


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


# --- versions ---


async def test_a_change_names_the_version_that_was_read(shop: httpx.AsyncClient) -> None:
    tag = (await shop.get(f"{ROOMS}/version")).headers["etag"]
    assert (await shop.delete(ROOMS, headers={"If-Match": tag})).status_code == 204
    assert (await shop.delete(ROOMS, headers={"If-Match": "*"})).status_code == 204
    problem(await shop.delete(ROOMS, headers={"If-Match": '"2"'}), 412, "version.moved")
    problem(await shop.delete(ROOMS), 428, "version.needed")


# --- limits ---


async def test_more_than_the_burst_is_a_429_with_when_to_come_back(
    db: Database, settings: Settings, shop_key: ShopKey, local: Local, new_client: NewClient
) -> None:
    from dataclasses import replace

    from redis.asyncio import Redis

    redis = Redis.from_url(local.redis.url)
    counted = replace(settings, rate_limit_per_minute=60, rate_limit_burst=5)
    limited = create_app(counted, db, redis)
    limited.register(rooms.rooms())
    transport = httpx.ASGITransport(app=limited, raise_app_exceptions=False)  # type: ignore[arg-type]
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
