"""A shop announces returns by REST and reads what became of them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests import cast
from tests.api.conftest import NewClient
from tests.returns.shipped import Gone, ship
from wms.access.keys import SCOPES, issue_key
from wms.db import HALL, Database
from wms.returns.unidentified.take_in import arrive_unidentified


@pytest.fixture
async def gone(db: Database) -> Gone:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        return await ship(tx, hall, shop, [(tea, 3)])


@pytest.fixture
async def program(db: Database, gone: Gone, new_client: NewClient) -> httpx.AsyncClient:
    async with db.begin(HALL) as tx:
        issued = await issue_key(tx, gone.shop_id, name="test", scopes=SCOPES)
    return await new_client(headers={"Authorization": f"Bearer {issued.key}"})


def asked(gone: Gone, name: str = "RMA-1", quantity: int = 1, **facts: Any) -> dict[str, Any]:
    return {
        "external_id": name,
        "order_external_id": gone.external_id,
        "lines": [{"sku": "TEA-100", "quantity": quantity}],
    } | facts


async def test_a_return_is_announced_once_and_read(program: httpx.AsyncClient, gone: Gone) -> None:
    body = asked(gone, declared_at="2026-11-20T08:00:00Z")
    made = await program.post("/v1/returns", json=body, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201, made.text
    again = await program.post("/v1/returns", json=body, headers={"Idempotency-Key": "k1"})
    assert again.content == made.content and again.headers["Idempotent-Replayed"] == "true"
    twice = await program.post("/v1/returns", json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "return.exists")
    one = made.json()
    assert one["clocks"]["refund_due_at"].startswith("2026-12-04T22:59:59")
    assert (await program.get(f"/v1/returns/{one['id']}")).json() == one
    listed = (await program.get("/v1/returns?external_id=RMA-1")).json()
    assert listed == {"items": [one], "next": None}


async def test_pages(program: httpx.AsyncClient, gone: Gone) -> None:
    for n in range(3):
        await program.post("/v1/returns", json=asked(gone, f"RMA-{n}"))
    seen = (await program.get("/v1/returns?limit=2")).json()
    rest = (await program.get(f"/v1/returns?limit=2&after={seen['next']}")).json()
    names = [one["external_id"] for one in seen["items"] + rest["items"]]
    assert (names, rest["next"]) == (["RMA-0", "RMA-1", "RMA-2"], None)


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"lines": []}, 422, "/lines"),
        ({"lines": [{"sku": "TEA-100", "quantity": 4}]}, 409, "/lines/0/quantity"),
        ({"lines": [{"sku": "NONE", "quantity": 1}]}, 409, "/lines/0/sku"),
        ({"order_external_id": "NONE"}, 422, "/order_external_id"),
        ({"reason": "boredom"}, 422, "/reason"),
        ({"declared_at": "2026-11-20T08:00:00"}, 422, "/declared_at"),
    ],
)
async def test_what_cannot_come_back_is_refused_with_a_pointer(
    program: httpx.AsyncClient, gone: Gone, change: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await program.post("/v1/returns", json=asked(gone) | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_an_unknown_parcel_is_identified(
    program: httpx.AsyncClient, gone: Gone, db: Database
) -> None:
    async with db.begin(HALL) as tx:
        lost = await arrive_unidentified(tx, gone.shop_id, code="WHO")
    (one,) = (await program.get("/v1/returns?status=unidentified")).json()["items"]
    path = f"/v1/returns/{one['id']}/identify"
    no = await program.post(path, json={"order_external_id": "NONE"})
    assert no.json()["code"] == "return.order_unknown"
    found = await program.post(path, json={"order_external_id": gone.external_id})
    assert (found.status_code, found.json()["status"]) == (200, "arrived")
    assert found.json()["number"] == lost.number
    again = await program.post(path, json={"order_external_id": gone.external_id})
    assert again.status_code == 404


async def test_another_shop_sees_nothing(
    program: httpx.AsyncClient, gone: Gone, new_client: NewClient, db: Database
) -> None:
    one = (await program.post("/v1/returns", json=asked(gone))).json()
    async with db.begin(HALL) as tx:
        other = await cast.open_shop(tx, "INITECH")
        issued = await issue_key(tx, other.id, name="test", scopes=SCOPES)
    theirs = await new_client(headers={"Authorization": f"Bearer {issued.key}"})
    assert (await theirs.get(f"/v1/returns/{one['id']}")).status_code == 404
    assert (await theirs.get("/v1/returns")).json()["items"] == []
    answer = await theirs.post("/v1/returns", json=asked(gone))
    assert answer.json()["code"] == "return.order_unknown"
