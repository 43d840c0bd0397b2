"""An order is taken in only if its label and its slip can show to whom it goes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.conftest import ShopKey, app, client, doors, new_client, new_shop, shop, shop_key
from tests.api.test_orders import asked, sell
from wms.db import Database

__all__ = ["app", "client", "doors", "new_client", "new_shop", "shop", "shop_key"]


def order_to(**recipient: str) -> dict[str, Any]:
    body: dict[str, Any] = asked("WEB-1", TEA=1)
    return body | {"recipient": body["recipient"] | recipient}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "  ", "field.invalid"),
        ("street", "\u00a0", "field.invalid"),
        ("city", "War\x01szawa", "field.invalid"),
        ("postcode", "\t", "field.invalid"),
        ("phone", "+48\x1b600", "field.invalid"),
        ("name", "王小明", "text.unprintable"),
        ("company", "شركة", "text.unprintable"),
        ("street", "Polna 🎉 1", "text.unprintable"),
    ],
)
async def test_what_no_label_can_show_is_refused_with_its_place(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database, field: str, value: str, code: str
) -> None:
    await sell(db, shop_key, TEA=5)
    answer = await shop.post("/v1/orders", json=order_to(**{field: value}))
    assert answer.status_code == 422, answer.text
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == (f"/recipient/{field}", code)
    assert (await shop.get("/v1/orders?external_id=WEB-1")).json()["items"] == []


async def test_every_unprintable_text_is_told_at_once(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    body = order_to(name="王", city="東京") | {"gift_note": "Alles Gute!\n生日快乐"}
    answer = await shop.post("/v1/orders", json=body)
    assert {e["pointer"] for e in answer.json()["errors"]} == {
        "/recipient/name", "/recipient/city", "/gift_note",
    }  # fmt: skip


async def test_people_of_europe_get_their_parcels(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=5)
    body = order_to(name="Ґалаґан Żółkiewska-Őry", city="Θεσσαλονίκη", street="Šímova 1/7 „B”")
    answer = await shop.post("/v1/orders", json=body)
    assert answer.status_code == 201, answer.text
