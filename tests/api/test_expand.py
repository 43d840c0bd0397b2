"""What would be asked next comes along when it is named, for whoever may read it."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import NewClient, ShopKey
from tests.api.problems import problem
from tests.test_query_counts import counted
from wms.access.keys import issue_key
from wms.db import HALL, Database

ANNA = {
    "name": "Anna", "street": "Polna 1", "postcode": "00-622", "city": "Warszawa", "country": "PL",
}  # fmt: skip


async def order(shop: httpx.AsyncClient, name: str) -> str:
    asked = {"external_id": name, "recipient": ANNA, "lines": [{"sku": "TEA", "quantity": 1}]}
    answer = await shop.post("/v1/orders", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_orders_come_with_what_belongs_to_them(
    shop: httpx.AsyncClient,
    shop_key: ShopKey,
    db: Database,
    new_client: NewClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea"})
    first = await order(shop, "WEB-1")
    case = {"kind": "enquiry", "title": "Where is it?", "order_id": first}
    opened = await shop.post("/v1/cases", json=case)
    assert opened.status_code == 201, opened.text
    everything = f"/v1/orders/{first}?expand=shipments,returns,cases,lines.product"
    whole = (await shop.get(everything)).json()
    assert whole["lines"][0]["product"] == (await shop.get("/v1/products/TEA")).json()
    assert (whole["shipments"], whole["returns"]) == ([], [])
    assert whole["cases"] == [(await shop.get(f"/v1/cases/{opened.json()['id']}")).json()]
    plain = (await shop.get(f"/v1/orders/{first}")).json()
    assert {"shipments", "returns", "cases"} & set(plain) == set()
    assert "product" not in plain["lines"][0]
    of_case = f"/v1/cases/{opened.json()['id']}"
    assert (await shop.get(of_case + "?expand=order")).json()["order"] == plain
    assert "order" not in (await shop.get("/v1/cases")).json()["items"][0]

    # a second order costs no query more
    listed = "/v1/orders?expand=shipments,returns,cases,lines.product"
    with counted(monkeypatch) as one:
        assert len((await shop.get(listed, params={"external_id": "WEB-1"})).json()["items"]) <= 1
    for name in ("WEB-2", "WEB-3"):
        await order(shop, name)
    await shop.get(listed)
    with counted(monkeypatch) as many:
        await shop.get(listed)
    with counted(monkeypatch) as without:
        await shop.get("/v1/orders")
    assert len(one) > 0
    assert len(many) - len(without) <= 7  # five reads; the titles of cases are opened

    # what there is not, and who may not
    no = problem(await shop.get("/v1/orders?expand=invoices"), 400, "expand.unknown")
    assert "shipments, returns, cases" in no["detail"]
    async with db.begin(HALL) as tx:
        narrow = await issue_key(tx, shop_key.shop_id, name="narrow", scopes=("orders:read",))
    reader = await new_client(headers={"Authorization": f"Bearer {narrow.key}"})
    problem(await reader.get("/v1/orders?expand=cases"), 403, "auth.scope_missing")
    assert (await reader.get("/v1/orders")).status_code == 200
