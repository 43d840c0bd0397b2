"""A shop's program registers products, announces deliveries and asks what there is."""

from __future__ import annotations

from typing import Any

import httpx

from tests import cast
from tests.api.conftest import NewClient, NewShop
from wms.db import HALL, Database

TEA: dict[str, Any] = {
    "sku": "TEA-100",
    "name": "Herbata",
    "barcodes": [{"code": "5901234123457"}, {"code": "15901234123454", "quantity": 12}],
    "weight_g": 120,
}


async def register(shop: httpx.AsyncClient, **facts: Any) -> dict[str, Any]:
    answer = await shop.post("/v1/products", json=TEA | facts)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_product_is_registered_read_and_changed(shop: httpx.AsyncClient) -> None:
    made = await register(shop)
    assert made["barcodes"][1] == {"code": "15901234123454", "quantity": 12}
    read = await shop.get("/v1/products/TEA-100")
    assert (read.json(), read.headers["etag"]) == (made, '"1"')
    unsure = await shop.patch("/v1/products/TEA-100", json={"name": "Tea"})
    assert unsure.status_code == 428
    changed = await shop.patch(
        "/v1/products/TEA-100",
        json={"name": "Tea", "weight_g": None},
        headers={"If-Match": read.headers["etag"]},
    )
    assert changed.status_code == 200 and changed.headers["etag"] == '"2"'
    assert (changed.json()["name"], changed.json()["weight_g"]) == ("Tea", None)
    late = await shop.patch("/v1/products/TEA-100", json={"name": "X"}, headers={"If-Match": '"1"'})
    assert late.status_code == 412


async def test_put_registers_then_replaces(shop: httpx.AsyncClient) -> None:
    first = await shop.put("/v1/products/TEA-100", json=TEA)
    again = await shop.put("/v1/products/TEA-100", json={"sku": "TEA-100", "name": "Tea"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["weight_g"], again.json()["barcodes"]) == (None, [])
    other = await shop.put("/v1/products/TEA-200", json=TEA)
    assert (other.status_code, other.json()["code"]) == (422, "product.other_sku")


async def test_put_with_if_match_overwrites_nobody_s_change(shop: httpx.AsyncClient) -> None:
    path, tea = "/v1/products/TEA-100", {"sku": "TEA-100", "name": "Tea"}
    none_yet = await shop.put(path, json=TEA, headers={"If-Match": "*"})
    assert (none_yet.status_code, none_yet.json()["code"]) == (412, "version.moved")
    tag = (await shop.put(path, json=TEA)).headers["etag"]
    second = await shop.put(path, json=tea, headers={"If-Match": tag})
    assert (second.status_code, second.headers["etag"]) == (200, '"2"')
    late = await shop.put(path, json=TEA, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "version.moved")
    kept = (await shop.get(path)).json()
    assert (kept["name"], kept["version"]) == ("Tea", 2)
    any_version = await shop.put(path, json=TEA, headers={"If-Match": "*"})
    assert (any_version.status_code, any_version.headers["etag"]) == (200, '"3"')


async def test_refusals_name_the_field_and_the_first(shop: httpx.AsyncClient) -> None:
    made = await register(shop)
    again = await shop.post("/v1/products", json=TEA)
    assert (again.status_code, again.json()["code"]) == (409, "product.exists")
    taken = await shop.post("/v1/products", json=TEA | {"sku": "B"})
    assert taken.json()["errors"] == [
        {
            "pointer": "/barcodes/0/code",
            "code": "product.barcode_taken",
            "detail": "Barcode 5901234123457 belongs to TEA-100 already.",
        }
    ]
    mistyped = await shop.post(
        "/v1/products", json={"sku": "C", "name": "C", "barcodes": [{"code": "5901234123456"}]}
    )
    assert (mistyped.status_code, mistyped.json()["code"]) == (422, "product.barcode_mistyped")
    many = await shop.post("/v1/products", json={"sku": "", "name": "x\x00y", "colour": "red"})
    assert many.status_code == 422
    assert {e["pointer"] for e in many.json()["errors"]} == {"/sku", "/name", "/colour"}
    missing = await shop.get("/v1/products/NOPE")
    assert (missing.status_code, missing.json()["code"]) == (404, "product.unknown")
    assert made["version"] == 1


async def test_a_batch_answers_for_each_item(shop: httpx.AsyncClient) -> None:
    await register(shop)
    answer = await shop.post(
        "/v1/products/batch",
        json={
            "products": [
                {"sku": "A", "name": "A"},
                {"sku": "B"},
                TEA,
                {"sku": "C", "name": "C", "weight_g": -1, "x": 1},
                {"sku": "D", "name": "D"},
            ]
        },
        headers={"Idempotency-Key": "batch-1"},
    )
    told = answer.json()
    assert (answer.status_code, told["registered"], told["refused"]) == (200, 2, 3)
    assert [r["status"] for r in told["results"]] == [
        "registered", "refused", "refused", "refused", "registered",
    ]  # fmt: skip
    pointers = [[e["pointer"] for e in r["errors"]] for r in told["results"]]
    assert pointers[1:4] == [
        ["/products/1/name"], ["/products/2/sku"], ["/products/3/weight_g", "/products/3/x"],
    ]  # fmt: skip
    again = await shop.post(
        "/v1/products/batch", json={"products": [{"sku": "E", "name": "E"}] * 501}
    )
    assert again.status_code == 422


async def test_an_idempotency_key_registers_once(shop: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = await shop.post("/v1/products", json=TEA, headers=headers)
    second = await shop.post("/v1/products", json=TEA, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


async def test_lists_go_on_where_they_stopped(shop: httpx.AsyncClient) -> None:
    items = [{"sku": f"S{n}", "name": "S"} for n in range(5)]
    await shop.post("/v1/products/batch", json={"products": items})
    seen: list[str] = []
    after: str | None = None
    while True:
        query = {"limit": "2"} | ({"after": after} if after else {})
        page = (await shop.get("/v1/products", params=query)).json()
        seen += [item["sku"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"S{n}" for n in range(5)]
    assert (await shop.get("/v1/products", params={"after": "!!"})).status_code == 422


async def test_a_delivery_is_announced_once_and_cancelled_in_time(shop: httpx.AsyncClient) -> None:
    await register(shop)
    asked = {"external_id": "PO-1", "lines": [{"sku": "TEA-100", "quantity": 24}]}
    made = await shop.post("/v1/asns", json=asked)
    assert made.status_code == 201, made.text
    asn = made.json()
    assert asn["lines"] == [
        {"line_no": 1, "sku": "TEA-100", "expected": 24, "received": 0, "lots": []}
    ]
    again = await shop.post("/v1/asns", json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "asn.exists")
    wrong = await shop.post(
        "/v1/asns",
        json={
            "external_id": "PO-2",
            "lines": [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 1}],
        },
    )
    assert [e["pointer"] for e in wrong.json()["errors"]] == ["/lines/0/sku", "/lines/1/sku"]
    assert (await shop.get(f"/v1/asns/{asn['id']}")).json() == asn
    listed = (await shop.get("/v1/asns", params={"external_id": "PO-1"})).json()
    assert listed == {"items": [asn], "next": None}
    for _ in range(2):
        cancelled = await shop.post(f"/v1/asns/{asn['id']}/cancel")
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")


async def test_stock_and_the_ledger_are_told(
    shop: httpx.AsyncClient, db: Database, shop_key: Any
) -> None:
    made = await register(shop)
    await shop.post("/v1/products", json={"sku": "B", "name": "B"})
    async with db.begin(HALL) as tx:
        from uuid import UUID

        from wms.catalog.models import Product

        hall = await cast.open_hall(tx)
        product = await tx.get_one(Product, (shop_key.shop_id, UUID(made["id"])))
        await cast.stock(tx, hall, product, "A-01-1", 7)
        await cast.stock(tx, hall, product, "DOCK", 1)
    everything = (await shop.get("/v1/stock")).json()["items"]
    assert [(s["sku"], s["on_hand"], s["available"]) for s in everything] == [
        ("TEA-100", 8, 7), ("B", 0, 0),
    ]  # fmt: skip
    some = (await shop.get("/v1/stock", params=[("sku", "B"), ("sku", "X")])).json()["items"]
    assert [s["sku"] for s in some] == ["B"]
    moved = (await shop.get("/v1/stock-movements", params={"sku": "TEA-100"})).json()["items"]
    assert [(m["quantity"], m["from_kind"], m["to_place"], m["reason"]) for m in moved] == [
        (7, "found", "A-01-1", "adjust"), (1, "found", "DOCK", "adjust"),
    ]  # fmt: skip


async def test_another_shops_things_are_not_there(
    shop: httpx.AsyncClient, new_shop: NewShop, new_client: NewClient
) -> None:
    await register(shop)
    asn = (
        await shop.post(
            "/v1/asns", json={"external_id": "P", "lines": [{"sku": "TEA-100", "quantity": 1}]}
        )
    ).json()
    other = await new_client(headers=(await new_shop("ACME")).headers)
    assert (await other.get("/v1/products/TEA-100")).status_code == 404
    assert (await other.get("/v1/products")).json()["items"] == []
    assert (await other.get(f"/v1/asns/{asn['id']}")).status_code == 404
    assert (await other.post(f"/v1/asns/{asn['id']}/cancel")).status_code == 404
    assert (await other.get("/v1/stock")).json()["items"] == []
    assert (await register(other))["sku"] == "TEA-100"  # the same SKU and EAN in two shops
    reader = await new_client(headers=(await new_shop("INITECH", ("stock:read",))).headers)
    assert (await reader.post("/v1/products", json=TEA)).status_code == 403
