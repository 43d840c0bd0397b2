"""What shops' programs asked stands in a log for seven days, and costs their requests nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from api import request_log
from api.app import Doors
from tests.api.conftest import (
    NewClient,
    NewShop,
    ShopKey,
    app,
    client,
    doors,
    new_client,
    new_shop,
    shop,
    shop_key,
)
from tests.api.problems import problem
from tests.faults.conftest import home, nursery
from tests.faults.servers import Nursery, Server
from tests.requests.noted import placed
from wms.access.keys import issue_key, revoke_key
from wms.db import HALL, Database, new_id
from wms.requests.note import note
from wms.requests.queries import KEEP_DAYS
from wms.settings import Settings
from wms.shops.open import suspend_shop
from workers.nightly import CHORES

__all__ = [
    "app", "client", "doors", "home", "new_client", "new_shop", "nursery", "shop", "shop_key",
]  # fmt: skip

_ORDER: dict[str, Any] = {
    "external_id": "WEB-1",
    "recipient": {
        "name": "Grażyna Żółć", "street": "Świętokrzyska 7", "postcode": "00-950", "city": "Łódź",
        "country": "PL", "email": "grazyna@example.com", "phone": "+48600100200",
    },
    "lines": [{"sku": "TEA", "quantity": 1}],
    "note": "Dzwonić do Zenona",
}  # fmt: skip
BURST = 40


async def _rows(db: Database) -> list[dict[str, Any]]:
    async with db.read(HALL) as read:
        return [
            dict(row._mapping)
            for row in await read.execute(text("SELECT * FROM api_requests ORDER BY at, id"))
        ]


async def _logged(app: Doors, shop: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    await app.house.request_log.write()
    answer = await shop.get("/v1/requests", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_shop_reads_what_it_asked_and_why_it_was_refused(
    app: Doors, shop: httpx.AsyncClient, shop_key: ShopKey
) -> None:
    unknown = await shop.post(
        "/v1/orders?", json=_ORDER,
        headers={"Idempotency-Key": "try-1", "User-Agent": "shop/7", "X-Request-Id": "mine-0001"},
    )  # fmt: skip
    assert unknown.status_code == 422
    tea = {"sku": "TEA", "name": "Tea"}
    for _ in range(2):
        await shop.post("/v1/products", json=tea, headers={"Idempotency-Key": "tea"})
    await shop.get("/v1/stock?sku=TEA&limit=2")
    await shop.get("/v1/pickup-points?carrier=inpost&postcode=00-950&country=PL")
    newest = await _logged(app, shop)
    told = [(one["operation"], one["status"], one["is_replayed"]) for one in newest]
    assert told == [
        ("listPickupPoints", 422, False), ("listStock", 200, False),
        ("registerProduct", 201, True), ("registerProduct", 201, False), ("placeOrder", 422, False),
    ]  # fmt: skip
    query = {one["operation"]: set(one["query"].split("&")) for one in newest}
    whence = {"carrier=inpost", "postcode=…", "country=PL"}
    assert query["listPickupPoints"] == whence, "a postcode is where somebody lives"
    assert query["listStock"] == {"sku=TEA", "limit=2"}
    refused = newest[-1]
    assert refused["code"] == unknown.json()["code"]
    assert refused["field_codes"] == [one["code"] for one in unknown.json()["errors"]]
    assert (refused["idempotency_key"], refused["user_agent"]) == ("try-1", "shop/7")
    assert (refused["key_name"], refused["path"]) == ("test", "/v1/orders")
    assert refused["latency_ms"] >= 0 and refused["address"]
    assert (await shop.get("/v1/requests/mine-0001")).json() == refused
    problem(await shop.get("/v1/requests/nobody-s"), 404, "request.unknown")

    assert await _logged(app, shop, status="refused", operation="placeOrder") == [refused]
    assert await _logged(app, shop, code=refused["field_codes"][0]) == [refused]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert await _logged(app, shop, since=tomorrow) == []
    problem(await shop.get("/v1/requests?since=2026-11-30T00:00:00"), 422, "moment.outside")
    paged, after = [], {}
    while True:
        page = (
            await shop.get("/v1/requests", params={"limit": "2", "until": refused["at"], **after})
        ).json()
        assert page["items"] == []  # nothing came before the first
        page = (await shop.get("/v1/requests", params={"limit": "2", **after})).json()
        paged += [one["request_id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(paged) == len(set(paged)) >= len(newest)


async def test_nothing_of_a_person_is_in_the_log(
    app: Doors, shop: httpx.AsyncClient, db: Database
) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    order = (await shop.post("/v1/orders", json=_ORDER)).json()
    await shop.post(f"/v1/orders/{order['id']}/messages", json={"words": "Pani Grażyna"})
    await shop.get("/v1/orders?name=Grażyna")
    await shop.get("/v1/people/Grażyna Żółć/Świętokrzyska 7")
    await shop.get("/v1/people/grazyna@example.com")
    await shop.get("/v1/pickup-points?carrier=inpost&postcode=00-950&country=PL")
    await app.house.request_log.write()
    rows = await _rows(db)
    assert len(rows) == 7
    kept = " ".join(str(value) for row in rows for value in row.values())
    people = (*_ORDER["recipient"].values(), _ORDER["note"], "Pani")
    assert [one for one in people if one != "PL" and one in kept] == []


async def test_who_is_refused_with_a_key_that_is_known_is_in_its_shops_log(
    app: Doors, shop_key: ShopKey, new_client: NewClient, new_shop: NewShop, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        lost = await issue_key(tx, shop_key.shop_id, name="lost")
        await revoke_key(tx, shop_key.shop_id, lost.id)
        little = await issue_key(tx, shop_key.shop_id, name="little", scopes=("stock:read",))
        fixed = await issue_key(tx, shop_key.shop_id, name="fixed", addresses=["198.51.100.0/24"])
    closed = await new_shop("CLOSED")
    async with db.begin(HALL) as tx:
        await suspend_shop(tx, closed.shop_id)
    program = await new_client()
    for key, path in (
        (lost.key, "/v1/stock"), (little.key, "/v1/orders"), (fixed.key, "/v1/stock"),
        (closed.key, "/v1/stock"), (shop_key.key, "/v1/ordesr"), ("wms_live_nobody", "/v1/stock"),
        ("wms_live_nobody", "/v1/ordesr"),
    ):  # fmt: skip
        await program.get(path, headers={"Authorization": f"Bearer {key}"})
    await program.delete("/v1/stock", headers=shop_key.headers)
    await program.get("/office/login", headers=shop_key.headers)
    await app.house.request_log.write()
    told = {(one["path"], one["status"], one["code"], one["key_id"]) for one in await _rows(db)}
    of_shop = [one for one in await _rows(db) if one["shop_id"] == shop_key.shop_id]
    assert {(path, status, code) for path, status, code, _ in told} == {
        ("/v1/stock", 401, "auth.key_revoked"), ("/v1/orders", 403, "auth.scope_missing"),
        ("/v1/stock", 403, "auth.address_forbidden"), ("/v1/stock", 403, "shop.suspended"),
        ("/v1/ordesr", 404, "not_found"), ("/v1/stock", 405, "method_not_allowed"),
    }  # fmt: skip
    assert len(of_shop) == 5 and len({one["key_id"] for one in of_shop}) == 4


async def test_a_request_is_written_beside_its_answer_and_many_at_once(
    app: Doors, shop: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    async def counted(hot: Any, batch: Any) -> int:
        written.append(len(batch))
        return await note(hot, batch)

    monkeypatch.setattr(request_log, "note", counted)
    monkeypatch.setattr(request_log, "BATCH_MAX", 30)
    await app.house.request_log.write()
    written.clear()
    await asyncio.gather(*(shop.get("/v1/stock-rules") for _ in range(50)))
    assert len(written) < 10, "no request waits for its own line"
    await app.house.request_log.write()
    assert sum(written) == 50 and len(written) < 15


async def test_what_was_asked_while_the_log_could_not_be_written_is_written_later(
    app: Doors, shop: httpx.AsyncClient, db: Database, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ALTER TABLE api_requests RENAME TO away")
    try:
        assert (await shop.get("/v1/stock-rules")).status_code == 200
        with pytest.raises(asyncpg.PostgresError):
            await app.house.request_log.write()
    finally:
        await owner.execute("ALTER TABLE away RENAME TO api_requests")
        await owner.close()
    await app.house.request_log.write()
    await app.house.request_log.write()
    assert [one["operation"] for one in await _rows(db)] == ["readStockRules"]


async def test_it_is_forgotten_after_seven_days(
    app: Doors, shop_key: ShopKey, db: Database
) -> None:
    now = datetime.now(UTC)
    old = now - timedelta(days=KEEP_DAYS, minutes=1)
    young = now - timedelta(days=KEEP_DAYS, minutes=-1)
    rows = [
        placed(shop_key.shop_id, new_id(), at=at, request_id=f"{at:%H%M}") for at in (old, young)
    ]
    await note(await db.hot(), rows)
    assert await note(await db.hot(), rows) == 0, "a batch whose answer was lost is no second one"
    assert await CHORES["forget requests"][1](db) == "1 rows went"
    assert [one["at"] for one in await _rows(db)] == [young]


async def test_a_burst_at_several_processes_is_all_in_the_log(
    nursery: Nursery, home: Settings, new_shop: NewShop, db: Database
) -> None:
    """They are told to end right after their last answer."""
    key = await new_shop()
    servers = [nursery.server(), nursery.server()]

    async def burst(server: Server) -> list[str]:
        transport = httpx.AsyncHTTPTransport(uds=server.path)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://warehouse.test", headers=key.headers
        ) as program:
            answers = await asyncio.gather(*(program.get("/v1/stock-rules") for _ in range(BURST)))
        return [answer.headers["x-request-id"] for answer in answers]

    asked = await asyncio.gather(*(burst(server) for server in servers))
    for server in servers:
        os.kill(server.pid, signal.SIGTERM)
        server.exit_code = nursery.exit_code(server.pid)
    rows = await _rows(db)
    assert sorted(one["request_id"] for one in rows) == sorted(asked[0] + asked[1])
    assert {one["shop_id"] for one in rows} == {key.shop_id}
