"""Orders through the shop's door."""

from __future__ import annotations

import httpx
import msgspec
from sqlalchemy import text

from tests import cast
from tests.api.conftest import NewClient, NewShop, ShopKey
from tests.orders.asking import ask
from wms.db import HALL, Database
from wms.shops.models import Shop


def asked(external_id: str, **lines: int) -> dict[str, object]:
    """The JSON of an order."""
    body: dict[str, object] = msgspec.to_builtins(ask(external_id, **lines))
    return {name: value for name, value in body.items() if value is not None}


async def sell(db: Database, shop: ShopKey, **quantities: int) -> None:
    """The shop has so much of these products on A-01-1."""
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        row = await tx.get_one(Shop, shop.shop_id)
        for sku, quantity in quantities.items():
            product = await cast.add_product(tx, row, sku, name=f"Name of {sku}")
            if quantity:
                await cast.stock(tx, hall, product, "A-01-1", quantity)


async def test_a_placed_order_is_answered_as_it_is_read(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5, CUP=0)
    placed = await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))
    assert placed.status_code == 201, placed.text
    read = await shop.get(f"/v1/orders/{placed.json()['id']}")
    assert read.json() == placed.json()
    assert read.json()["lines"][0] | {"id": ""} == {
        "id": "", "line_no": 1, "sku": "TEA", "name": "Name of TEA", "external_id": None,
        "ordered": 2, "allocated": 2, "picked": 0, "packed": 0, "shipped": 0, "cancelled": 0,
        "returned": 0, "backordered": 0, "kit": None,
    }  # fmt: skip


async def test_every_unknown_sku_has_its_pointer(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    answer = await shop.post("/v1/orders", json=asked("WEB-1", NO=1, TEA=2, NEVER=1))
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/lines/0/sku", "/lines/2/sku"]


async def test_the_same_key_replays_and_the_same_external_id_conflicts(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    key = {"Idempotency-Key": "abc"}
    first = await shop.post("/v1/orders", json=asked("WEB-1", TEA=2), headers=key)
    again = await shop.post("/v1/orders", json=asked("WEB-1", TEA=2), headers=key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json() == first.json()
    other = await shop.post("/v1/orders", json=asked("WEB-2", TEA=1), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    twice = await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))
    assert (twice.status_code, twice.json()["code"]) == (409, "order.exists")
    assert first.json()["id"] in twice.json()["detail"]


async def test_lists_are_read_page_by_page_and_miss_nothing(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=0)
    for n in range(7):
        assert (await shop.post("/v1/orders", json=asked(f"WEB-{n}", TEA=1))).status_code == 201
    seen, after = [], None
    while True:
        params = {"limit": "3"} | ({"after": after} if after else {})
        page = (await shop.get("/v1/orders", params=params)).json()
        seen += [order["external_id"] for order in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == [f"WEB-{n}" for n in range(7)]
    found = (await shop.get("/v1/orders", params={"external_id": "WEB-3"})).json()
    assert [order["external_id"] for order in found["items"]] == ["WEB-3"]


async def test_a_cancel_is_answered_once_and_the_same_again(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    order = (await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))).json()
    for _ in range(2):
        answer = await shop.post(f"/v1/orders/{order['id']}/cancel")
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"answer": "accepted", "status": "cancelled"}
    seen = (await shop.get(f"/v1/orders/{order['id']}")).json()
    assert (seen["status"], seen["lines"][0]["cancelled"]) == ("cancelled", 2)


async def test_a_cancel_that_comes_too_late_is_told_once_and_can_be_asked_again(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    order = (await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))).json()
    async with db.begin(HALL) as tx:
        for status in ("released", "picking", "picked", "packing", "packed"):
            await tx.execute(text("UPDATE orders SET status = :s"), {"s": status})
    for _ in range(2):
        no = await shop.post(
            f"/v1/orders/{order['id']}/cancel", headers={"Idempotency-Key": "stop"}
        )
        assert no.status_code == 409, no.text
        assert no.json()["code"] == "order.cancel_too_late"
    async with db.read(HALL) as read:
        told = await read.execute(
            text("SELECT subject_external_id, data FROM events WHERE type = 'order.cancel_refused'")
        )
        assert told.all() == [("WEB-1", {"order_number": order["number"], "status": "packed"})]
        kept = await read.scalar(text("SELECT count(*) FROM idempotency_keys WHERE key = 'stop'"))
    assert kept == 0  # a refusal does not use up the key


async def test_another_shops_order_is_not_there(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, new_shop: NewShop,
    new_client: NewClient,
) -> None:  # fmt: skip
    await sell(db, shop_key, TEA=5)
    order = (await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))).json()
    other = await new_client(headers=(await new_shop("OTHER")).headers)
    assert (await other.get(f"/v1/orders/{order['id']}")).status_code == 404
    assert (await other.post(f"/v1/orders/{order['id']}/cancel")).status_code == 404
    assert (await other.get("/v1/orders")).json()["items"] == []


async def test_what_no_courier_can_do_is_refused_before_the_order_is_taken(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    for wrong, pointer, code in (
        ({"carrier": "nope"}, "/carrier", "carrier.unknown"),
        ({"service": ""}, "/service", "carrier.service_unknown"),
        ({"cod_amount_minor": 100}, "/cod_currency", "order.cod_incomplete"),
        ({"cod_currency": "PLN"}, "/cod_amount_minor", "order.cod_incomplete"),
    ):
        answer = await shop.post("/v1/orders", json=asked("WEB-1", TEA=1) | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await shop.get("/v1/orders")).json()["items"] == []
