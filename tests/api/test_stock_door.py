"""A shop asks what there was, why there is so much, and for the seals of its ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text

from tests import cast
from wms.catalog.models import Product
from wms.db import HALL, Database
from wms.layout.queries import place_by_id
from wms.stock.adjust import damage
from wms.stock.counting import begin_count, left_to_count, say_number
from wms.stock.ledger import Goods, move
from wms.stock.settle import settle


async def shelve(db: Database, shop: httpx.AsyncClient) -> tuple[cast.Hall, Goods]:
    """Ten pieces of tea on a pick face, of which two are damaged, and three on the dock."""
    answer = await shop.post("/v1/products", json={"sku": "TEA-100", "name": "Tea"})
    product_id = UUID(answer.json()["id"])
    async with db.begin(HALL) as tx:
        hall = await cast.open_hall(tx)
        tea = (await tx.scalars(select(Product).where(Product.id == product_id))).one()
        await cast.stock(tx, hall, tea, "A-01-1", 10)
        await cast.stock(tx, hall, tea, "DOCK", 3)
        goods = Goods(shop_id=tea.shop_id, product_id=tea.id, lot_id=tea.id)
        await damage(tx, goods, 2, place_id=hall["A-01-1"].id, by=None)
    return hall, goods


async def items(shop: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await shop.get(f"/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_stock_is_told_of_any_moment(shop: httpx.AsyncClient, db: Database) -> None:
    before = datetime.now(UTC).isoformat()
    await shelve(db, shop)
    [now] = await items(shop, "stock")
    assert (now["on_hand"], now["available"]) == (13, 8)
    [then] = await items(shop, "stock", as_of=before, sku="TEA-100")
    assert (then["on_hand"], then["conditions"], "available" in then) == (0, {}, False)
    [last] = await items(shop, "stock", as_of=datetime.now(UTC).isoformat())
    assert (last["on_hand"], last["conditions"]) == (13, {"good": 11, "damaged": 2})
    refused = await shop.get("/v1/stock?as_of=2026-01-01T00:00:00")
    assert (refused.status_code, refused.json()["code"]) == (422, "moment.outside")


async def test_movements_are_found_by_place_reason_and_time(
    shop: httpx.AsyncClient, db: Database
) -> None:
    before = datetime.now(UTC).isoformat()
    await shelve(db, shop)
    after = datetime.now(UTC).isoformat()

    async def found(**query: str) -> list[int]:
        return [one["quantity"] for one in await items(shop, "stock-movements", **query)]

    assert await found() == [10, 3, 2]
    assert await found(place="DOCK") == [3]
    assert await found(place="A-01-1") == [10, 2]
    assert await found(reason="damage") == [2]
    assert await found(lot="L1") == []
    assert await found(until=before) == [] and await found(since=after) == []
    assert await found(since=before, until=after) == [10, 3, 2]
    assert (await shop.get("/v1/stock-movements?reason=magic")).status_code == 422


async def test_every_unit_on_hand_is_explained(shop: httpx.AsyncClient, db: Database) -> None:
    hall, goods = await shelve(db, shop)
    address = {
        "name": "Jan",
        "street": "Polna 1",
        "postcode": "00-001",
        "city": "W",
        "country": "PL",
    }
    placed = await shop.post(
        "/v1/orders",
        json={"external_id": "1007", "recipient": address, "carrier": "house",
              "service": "standard", "lines": [{"sku": "TEA-100", "quantity": 5}]},
    )  # fmt: skip
    assert placed.status_code == 201, placed.text
    async with db.begin(HALL) as tx:
        await move(
            tx,
            goods,
            1,
            from_place=hall["DOCK"].id,
            to_place=hall["T-1"].id,
            reason="pick",
            by=None,
        )
        await tx.execute(
            text("UPDATE places SET blocked_at = now() WHERE id = :id"), {"id": hall["A-02-1"].id}
        )
    told = (await shop.get("/v1/stock/TEA-100/explain")).json()
    parts = {part["code"]: part for part in told["parts"]}
    assert {code: part["quantity"] for code, part in parts.items()} == {
        "free": 3, "promised": 5, "damaged": 2, "waiting": 2, "picked": 1,
    }  # fmt: skip
    assert sum(part["quantity"] for part in told["parts"]) == told["on_hand"] == 13
    assert (parts["promised"]["order_external_id"], parts["promised"]["place"]) == (
        "1007",
        "A-01-1",
    )
    today = datetime.now(UTC).date().isoformat()
    assert told["sentence"].startswith("13 on hand: 3 free, 5 promised to order 1007, ")
    assert f"2 damaged since {today}" in told["sentence"]
    assert "1 in tote T-1" in told["sentence"]
    missing = await shop.get("/v1/stock/NONE/explain")
    assert missing.status_code == 404


async def test_today_has_no_seal_yet(shop: httpx.AsyncClient, db: Database) -> None:
    await shelve(db, shop)
    assert await items(shop, "stock-seals") == []


async def test_the_last_count_is_told(shop: httpx.AsyncClient, db: Database) -> None:
    hall, _ = await shelve(db, shop)
    before = (await shop.get("/v1/stock/TEA-100/explain")).json()
    assert before["last_counted_at"] is None
    async with db.begin(HALL) as tx:
        place, ola = await place_by_id(tx, hall["DOCK"].id), await cast.hire(tx)
        await begin_count(tx, place, by=ola)
        [line] = await left_to_count(tx, place.id, by=ola)
        await say_number(
            tx, line.shop_id, line.count_id, lot_id=line.lot_id, condition="good", counted=3,
            by=ola,
        )  # fmt: skip
        assert await settle(tx, line.count_id, by=ola) == "done"
    told = (await shop.get("/v1/stock/TEA-100/explain")).json()
    assert told["last_counted_at"] and told["sentence"].endswith(" at DOCK by one person.")


async def test_only_what_changed_since_is_asked_for(shop: httpx.AsyncClient, db: Database) -> None:
    await shop.post("/v1/products", json={"sku": "CUP", "name": "Cup"})
    hall, goods = await shelve(db, shop)
    stock = {one["sku"]: one["updated_at"] for one in await items(shop, "stock")}
    assert stock["CUP"] is None
    changed = await items(shop, "stock", updated_since="2026-01-01T00:00:00Z")
    assert [one["sku"] for one in changed] == ["TEA-100"]
    since = datetime.now(UTC).isoformat()
    assert await items(shop, "stock", updated_since=since) == []
    async with db.begin(HALL) as tx:  # no balance of it changes, but what can be sold
        await shop.put("/v1/stock-rules", json={"block_days": 1})
        await move(
            tx, goods, 1, from_place=hall["A-01-1"].id, to_place=hall["T-1"].id, reason="pick",
            by=None,
        )  # fmt: skip
    [changed] = await items(shop, "stock", updated_since=since)
    assert changed["sku"] == "TEA-100" and changed["updated_at"] > stock["TEA-100"]
    both = await shop.get("/v1/stock", params={"as_of": since, "updated_since": since})
    assert (both.status_code, both.json()["code"]) == (422, "stock.past_has_no_changes")


async def test_lots_are_told_with_their_days_page_by_page(
    shop: httpx.AsyncClient, db: Database
) -> None:
    hall, goods = await shelve(db, shop)
    async with db.begin(HALL) as tx:
        tea = (await tx.scalars(select(Product).where(Product.id == goods.product_id))).one()
        for code, days in (("L-2", 40), ("L-1", 20)):
            lot = await cast.add_lot(tx, tea, code, expires_in_days=days)
            await cast.stock(tx, hall, tea, "A-02-1", 6, lot=lot)
    await shop.put("/v1/stock-rules", json={"block_days": 30})
    seen, after = [], None
    while True:
        query = {"limit": "1"} | ({"after": after} if after else {})
        page = (await shop.get("/v1/stock-lots", params=query)).json()
        seen += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [(lot["lot"], lot["on_hand"], lot["available"]) for lot in seen] == [
        ("L-1", 6, 0), ("L-2", 6, 6), (None, 13, 8),
    ]  # fmt: skip
    soon = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    assert [lot["lot"] for lot in await items(shop, "stock-lots", expires_before=soon)] == ["L-1"]
