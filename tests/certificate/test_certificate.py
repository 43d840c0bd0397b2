"""A sandbox's certificate, as a shop's program and people at the desk see it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.app import Doors
from tests.sandbox.conftest import (
    Developer,
    app,
    developer,
    doors,
    new_client,
    new_shop,
    office_client,
    shop_key,
)
from wms.certificate import issue
from wms.certificate.judges import Judged
from wms.certificate.scenarios import SCENARIOS
from wms.db import HALL, Database
from wms.events.feed import number_events
from wms.halls import SANDBOX

__all__ = [
    "app", "developer", "doors", "new_client", "new_shop", "office_client", "shop_key",
]  # fmt: skip


async def _states(app: Doors, developer: Developer) -> dict[int, dict[str, Any]]:
    await app.house.request_log.write()
    answer = await developer.done("GET", "/v1/sandbox/certificate")
    return {one["number"]: one for one in answer["scenarios"]}


async def test_what_really_happened_in_the_sandbox_is_what_counts(
    app: Doors, developer: Developer, office_client: httpx.AsyncClient, db: Database
) -> None:
    begun = await _states(app, developer)
    assert {one["state"] for one in begun.values()} == {"not_yet"}
    tea = {"sku": "TEA-1", "name": "Tea", "weight_g": 100, "barcodes": [{"code": "2000000000060"}]}
    await developer.done("POST", "/v1/products", tea)
    order = await developer.place("WEB-1", SAMPLE_TEA=1)
    await developer.refused("POST", "/v1/orders", {**_like(order), "external_id": "WEB-1"})
    wrong = {**_like(order), "external_id": "WEB-2", "lines": [{"sku": "NO", "quantity": 1}]}
    assert await developer.refused("POST", "/v1/orders", wrong)
    second = await developer.place("WEB-2", SAMPLE_TEA=1)
    address = f"/v1/orders/{order['id']}"
    old = {"If-Match": '"999"'}
    assert (
        await developer.program.patch(address, json={"priority": 1}, headers=old)
    ).status_code == 412
    fresh = await developer.program.get(address)
    changed = await developer.program.patch(
        address, json={"priority": 1}, headers={"If-Match": fresh.headers["etag"]}
    )
    assert changed.is_success, changed.text
    await developer.done("POST", f"/v1/orders/{second['id']}/cancel")
    await developer.advance(order, "shipped")
    await developer.done("POST", "/v1/orders", {**_like(order), "external_id": "WEB-3",
                         "lines": [{"sku": "SAMPLE-TEA", "quantity": 1000}]})  # fmt: skip
    page = await developer.done("GET", "/v1/stock?limit=3")
    await developer.done("GET", f"/v1/stock?limit=3&after={page['next']}")
    async with db.begin(SANDBOX) as tx:
        await number_events(tx)
    after = 0
    while True:
        fed = await developer.done("GET", f"/v1/events?after={after}&limit=5")
        if not fed["items"]:
            break
        after = fed["next_after"]
    now = await _states(app, developer)
    passed = {number for number, one in now.items() if one["state"] == "passed"}
    assert passed >= {1, 3, 4, 5, 6, 7, 9, 13, 14, 17}, passed
    assert 10 not in passed, "nothing was delivered"
    assert all(
        one["seen"] and one["next"] is None for one in now.values() if one["number"] in passed
    )
    assert now[3]["seen"][1]["key"] == "WEB-1"
    assert await developer.refused("POST", "/v1/sandbox/certificate") == "certificate.not_earned"
    polish = await developer.done("GET", "/v1/sandbox/certificate?language=pl")
    assert polish["scenarios"][0]["name"] != SCENARIOS[0].name

    async with db.read(HALL) as read:
        code = await read.scalar(text("SELECT code FROM shops"))
    desk = (await office_client.get(f"/office/shops/{code}/certificate")).text
    assert f"{len(passed)} of 20 passed" in desk and "WEB-1" in desk


async def test_a_certificate_is_kept_and_the_next_begins_anew(
    developer: Developer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await developer.place("WEB-1", SAMPLE_TEA=1)
    with monkeypatch.context() as earned:  # what earns it: tests/certificate/test_judges.py
        earned.setattr(issue, "judge", lambda _number, _seen: Judged(state="passed"))
        issued = await developer.done("POST", "/v1/sandbox/certificate")
    assert issued["number"] >= 1001 and issued["api_version"]
    after = await developer.done("GET", "/v1/sandbox/certificate")
    assert after["issued"] == [issued] and after["since"] == issued["issued_at"]
    assert after["passed"] == 0, "what earned the last one does not earn the next"


def _like(order: dict[str, Any]) -> dict[str, Any]:
    from tests.sandbox.conftest import ORDER

    return {**ORDER, "lines": [{"sku": "SAMPLE-TEA", "quantity": 1}]}
