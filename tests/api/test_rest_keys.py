"""Who comes in by the door for shops' programs, and who does not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from api.auth import OPEN
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.api.problems import problem
from tests.api.rooms import ROOMS, doors
from wms.access.keys import LIVE_PREFIX, issue_key, revoke_key, rotate_key
from wms.db import HALL, Database
from wms.shops.open import resume_shop, suspend_shop

__all__ = ["doors"]


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
    answer = await client.get(ROOMS, headers=headers)  # type: ignore[arg-type]  # bytes that are no latin letters
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
    assert new.key.startswith(LIVE_PREFIX)
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
                and path != "/v1/versions"  # a changelog; there is nothing of a shop in it
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

    def counted(tenant: UUID | str) -> Any:
        begun.append(tenant)
        return begin(tenant)

    monkeypatch.setattr(app.house.database, "begin", counted)
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
