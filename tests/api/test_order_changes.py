"""Orders through the shop's door: amended with If-Match, held back and let go."""

from __future__ import annotations

from uuid import UUID

import httpx
from sqlalchemy import text

from tests.api.conftest import ShopKey
from tests.api.test_orders import asked, sell
from wms.access.people import Desk
from wms.db import HALL, Database, new_id
from wms.orders.holds import hold_order


async def test_an_amend_says_of_which_version_and_what_it_cannot_change(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5, CUP=5)
    placed = await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))
    path, tag = f"/v1/orders/{placed.json()['id']}", placed.headers["ETag"]
    assert (await shop.get(path)).headers["ETag"] == tag
    change = {"lines": [{"sku": "TEA", "quantity": 1}, {"sku": "CUP", "quantity": 2}],
              "gift_note": "For you", "insurance_amount_minor": 900, "insurance_currency": "PLN",
              "language": "de"}  # fmt: skip
    assert (await shop.patch(path, json=change)).status_code == 428
    done = await shop.patch(path, json=change, headers={"If-Match": tag})
    assert done.status_code == 200, done.text
    assert done.json() == (await shop.get(path)).json()
    seen = {line["sku"]: line["allocated"] for line in done.json()["lines"]}
    assert (seen, done.json()["gift_note"]) == ({"TEA": 1, "CUP": 2}, "For you")
    late = await shop.patch(path, json={"note": "x"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "version.moved")

    now = {"If-Match": done.headers["ETag"]}
    for wrong, pointer, code in (
        ({"lines": [{"sku": "TEA", "quantity": 1}, {"sku": "NO", "quantity": 1}]},
         "/lines/1/sku", "order.unknown_sku"),
        ({"service": "teleport"}, "/service", "carrier.service_unknown"),
        ({"recipient": {"street": "王"}}, "/recipient/street", "text.unprintable"),
        ({"insurance_currency": None}, "/insurance_currency", "order.insurance_incomplete"),
        ({"external_id": "WEB-2"}, "/external_id", "field.unknown"),
        ({"lines": []}, "/lines", "field.invalid"),
    ):  # fmt: skip
        no = await shop.patch(path, json=wrong, headers=now)
        assert no.status_code == 422, (wrong, no.text)
        [fault] = no.json()["errors"]
        assert (fault["pointer"], fault["code"]) == (pointer, code)
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET status = 'released'"))
    fixed = await shop.patch(path, json={"lines": change["lines"][:1]}, headers={"If-Match": "*"})  # type: ignore[index]  # a list
    assert (fixed.status_code, fixed.json()["code"]) == (409, "order.lines_settled")
    assert "released" in fixed.json()["detail"]


async def test_a_shop_holds_its_orders_and_lets_them_go(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    placed = (await shop.post("/v1/orders", json=asked("WEB-1", TEA=2))).json()
    path = f"/v1/orders/{placed['id']}"
    key = {"Idempotency-Key": "h-1"}
    held = await shop.post(f"{path}/hold", json={"code": "payment"}, headers=key)
    assert held.status_code == 200, held.text
    assert [(h["code"], h["owner"]) for h in held.json()["holds"]] == [("payment", "shop")]
    again = await shop.post(f"{path}/hold", json={"code": "payment"}, headers=key)
    read = (await shop.get(path)).json()
    # an answer that is kept for repeats has no link into somebody's page
    assert again.json() == held.json() == read | {"consumer_url": None}
    assert (await shop.post(f"{path}/hold", json={"code": "stock_check"})).status_code == 422
    office = Desk(user_id=new_id(), session_id=new_id(), name="Ewa", role="office", shop_id=None,
                  language="en")  # fmt: skip
    async with db.begin(HALL) as tx:
        await tx.execute(
            text("INSERT INTO office_users (id, email, name, role, password_hash) "
                 "VALUES (:id, 'ewa@example.com', 'Ewa', 'office', 'x')"), {"id": office.user_id}
        )  # fmt: skip
        await hold_order(tx, shop_key.shop_id, UUID(placed["id"]), "stock_check", by=office)
    no = await shop.post(f"{path}/release", json={"code": "stock_check"})
    assert (no.status_code, no.json()["code"]) == (403, "order.hold_not_yours")
    free = await shop.post(f"{path}/release", json={"code": "payment"})
    assert [h["code"] for h in free.json()["holds"]] == ["stock_check"]
    gone = await shop.post(f"{path}/release", json={"code": "payment"})
    assert (gone.status_code, gone.json()["code"]) == (404, "order.hold_unknown")
    assert (await shop.post(f"{path}/cancel")).json()["answer"] == "accepted"
    late = await shop.post(f"{path}/hold", json={"code": "payment"})
    assert (late.status_code, late.json()["code"]) == (409, "order.hold_too_late")
    assert (await shop.get(path)).json()["holds"] == []
