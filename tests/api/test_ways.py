"""A shop leaves courier and service out, and its rules choose."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import text

from tests.api.conftest import ShopKey
from wms.db import HALL, Database
from wms.shipping.ways.rules import Rule, add_rule, change_rule, rules

TO = {"name": "Anna", "street": "Prosta 1", "postcode": "00-950", "city": "Warszawa",
      "country": "PL", "email": "Anna@example.com"}  # fmt: skip


def order(name: str, **facts: Any) -> dict[str, Any]:
    return {"external_id": name, "recipient": TO, "lines": [{"sku": "TEA", "quantity": 1}], **facts}


async def test_rules_choose_what_the_shop_leaves_out(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    async def post(body: dict[str, Any], key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = await shop.post("/v1/orders", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea", "weight_g": 500})
    usual = await post(order("W-0", recipient=TO | {"email": "ola@example.com"}))
    assert (usual["carrier"], usual["service"]) == ("house", "standard")
    assert usual["chosen_way"] == {"upgraded_for": None, "instead_of": None}
    standard, express = ({"carrier": "house", "service": one} for one in ("standard", "express"))
    async with db.begin(HALL) as tx:
        first_order = await add_rule(
            tx, shop_key.shop_id, Rule(**express, upgrade_for="first_order"), by=None
        )
        await add_rule(tx, shop_key.shop_id, Rule(**express, countries=["DE"]), by=None)
        await add_rule(tx, shop_key.shop_id, Rule(**standard), by=None)

    first = await post(order("W-1"), key="k")
    assert (first["service"], first["chosen_way"]) == (
        "express", {"upgraded_for": "first_order", "instead_of": standard},
    )  # fmt: skip
    second = await post(order("W-2", recipient=TO | {"email": "anna@EXAMPLE.com"}))
    assert (second["service"], second["chosen_way"]["upgraded_for"]) == ("standard", None)
    said = await post(order("W-3", is_first_order=True))
    assert said["chosen_way"]["upgraded_for"] == "first_order", "its shop knows the buyer better"
    named = await post(order("W-4", **standard, is_first_order=True))
    assert (named["service"], named["chosen_way"]) == ("standard", None)
    half = await post(order("W-5", service="express"))
    assert half["service"] == "express" and half["chosen_way"] is not None

    async with db.begin(HALL) as tx:
        await change_rule(tx, shop_key.shop_id, first_order, Rule(**standard), by=None)
    again = await post(order("W-1"), key="k")
    assert again["service"] == "express", "an answer is kept as it was given"
    read = (await shop.get(f"/v1/orders/{first['id']}")).json()
    assert read == first | {"version": read["version"], "updated_at": read["updated_at"]}
    received = await _event(db, first["id"], "order.received")
    assert (received["upgraded_for"], received["instead_of"]) == ("first_order", standard)
    assert "service" not in await _event(db, named["id"], "order.received")

    for body, no in (
        (order("X", service="drone"), "carrier.service_unknown"),
        (order("X", carrier="pigeon"), "carrier.unknown"),
        (order("X", value_amount_minor=5), "order.value_incomplete"),
    ):
        answer = await shop.post("/v1/orders", json=body)
        assert answer.status_code == 422 and no in answer.text, answer.text
    batch = (
        await shop.post(
            "/v1/orders/batch",
            json={"orders": [order("B-1", **express), order("B-2"), order("B-3", service="drone")]},
        )
    ).json()["results"]
    assert [one["status"] for one in batch] == ["placed", "placed", "refused"]
    assert [one["order"] and one["order"]["service"] for one in batch] == [
        "express", "standard", None,
    ]  # fmt: skip


async def test_an_order_that_changes_asks_the_rules_again_unless_its_shop_named_the_way(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await shop.post("/v1/products", json={"sku": "TEA", "name": "Tea", "weight_g": 500})
    express = {"carrier": "house", "service": "express"}
    async with db.begin(HALL) as tx:
        await add_rule(tx, shop_key.shop_id, Rule(**express, countries=["DE"]), by=None)
    made = (await shop.post("/v1/orders", json=order("W-1"))).json()

    async def change(**facts: Any) -> Any:
        answer = await shop.patch(f"/v1/orders/{made['id']}", json=facts, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    berlin = {"country": "DE", "postcode": "10115", "city": "Berlin"}
    there = await change(recipient=berlin)
    assert (there["service"], there["chosen_way"]["upgraded_for"]) == ("express", None)
    named = await change(service="standard")
    assert (named["service"], named["chosen_way"]) == ("standard", None)
    assert (await change(recipient={"postcode": "10117"}))["service"] == "standard"
    left = await change(carrier=None, service=None)
    assert left["service"] == "express" and left["chosen_way"] is not None
    noted = await change(note="by the back door")
    assert noted["service"] == "express" and noted["chosen_way"] is not None
    wrong = await shop.patch(
        f"/v1/orders/{made['id']}", json={"service": "drone"}, headers={"If-Match": "*"}
    )
    assert wrong.status_code == 422 and "carrier.service_unknown" in wrong.text
    async with db.read(HALL) as read:
        assert len(await rules(read, shop_key.shop_id)) == 1


async def _event(db: Database, order_id: str, kind: str) -> Any:
    async with db.read(HALL) as read:
        return await read.scalar(
            text("SELECT data FROM events WHERE subject_id = :id AND type = :kind"),
            {"id": order_id, "kind": kind},
        )
