"""Test keys: at the desk and on the command line, and what they open."""

from __future__ import annotations

import re

import httpx
from sqlalchemy import func, select

from tests.api.conftest import NewClient, ShopKey
from wms.db import HALL, Database
from wms.halls import EVERYBODY, is_twin, twin_of
from wms.shops.models import Shop


async def test_a_manager_issues_rotates_and_revokes_a_test_key_at_the_desk(
    office_client: httpx.AsyncClient, shop_key: ShopKey, new_client: NewClient, db: Database
) -> None:
    form = {"name": "my laptop", "is_test": "yes", "scopes": ["orders:read", "orders:write"]}
    shown = await office_client.post("/office/shops/GLOBEX/keys", data=form)
    key = re.search(r"wms_test_[\w-]+", shown.text)
    assert key is not None, shown.text
    program = await new_client(headers={"Authorization": f"Bearer {key[0]}"})
    assert (await program.get("/v1/orders")).json()["items"] == []
    assert (await program.post("/v1/sandbox/goods", json={"pieces": 1})).status_code == 201
    page = (await office_client.get("/office/shops/GLOBEX")).text
    assert key[0][:13] in page
    live, rotate = re.findall(r'action="(/office/shops/GLOBEX/keys/[\w-]+/rotate)"', page)
    assert "wms_live_" in (await office_client.post(live)).text
    assert "wms_test_" in (await office_client.post(rotate)).text
    revoke = rotate.replace("rotate", "revoke")
    assert (await office_client.post(revoke)).status_code == 303
    async with db.read(EVERYBODY) as read:
        twins = await read.scalar(select(func.count()).where(Shop.sandbox_of.is_not(None)))
    assert twins == 1, "the second key belongs to the same sandbox"
    async with db.read(HALL) as read:
        assert await read.scalar(select(func.count()).where(Shop.sandbox_of.is_not(None))) == 0
    assert is_twin(twin_of(shop_key.shop_id))
    assert not is_twin(shop_key.shop_id)
