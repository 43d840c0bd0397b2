"""Many orders at once: each is taken or refused by itself, all of them once."""

from __future__ import annotations

import asyncio

import httpx
from sqlalchemy import text

from tests import cast
from tests.api.conftest import ShopKey
from tests.api.test_orders import asked, sell
from tests.orders.asking import ask
from wms.db import HALL, Database
from wms.orders.place_batch import place_batch


async def test_a_bad_order_spoils_no_other_and_the_batch_happens_once(
    shop: httpx.AsyncClient, shop_key: ShopKey, db: Database
) -> None:
    await sell(db, shop_key, TEA=3, CUP=9)
    await shop.post("/v1/orders", json=asked("WEB-0", CUP=1))
    doubtful = asked("WEB-6", CUP=1)
    batch = {
        "orders": [
            asked("WEB-1", TEA=2),
            asked("WEB-2", NO=1, TEA=1, NEVER=1),
            asked("WEB-0", TEA=1),
            asked("WEB-1", TEA=1),  # the same batch has it already
            asked("WEB-4", TEA=1) | {"carrier": "nope"},
            asked("WEB-5", TEA=1) | {"ship_by": "1999-01-01T00:00:00Z", "notes": "?"},
            doubtful | {"recipient": doubtful["recipient"] | {"postcode": "1"}},  # type: ignore[operator]  # the JSON of an address
            asked("WEB-7", TEA=2),
        ]
    }
    key = {"Idempotency-Key": "b-1"}
    first = await shop.post("/v1/orders/batch", json=batch, headers=key)
    assert first.status_code == 200, first.text
    told = first.json()
    assert (told["placed"], told["refused"]) == (3, 5)
    assert [r["order"] and r["order"]["status"] for r in told["results"]] == [
        "allocated", None, None, None, None, None, "allocated", "backordered",
    ]  # fmt: skip
    assert [[(e["pointer"], e["code"]) for e in r["errors"]] for r in told["results"][1:6]] == [
        [("/orders/1/lines/0/sku", "order.unknown_sku"),
         ("/orders/1/lines/2/sku", "order.unknown_sku")],
        [("/orders/2/external_id", "order.exists")],
        [("/orders/3/external_id", "order.exists")],
        [("/orders/4/carrier", "carrier.unknown")],
        [("/orders/5/notes", "field.unknown")],
    ]  # fmt: skip
    assert [h["code"] for h in told["results"][6]["order"]["holds"]] == ["address_postcode"]
    one = told["results"][0]["order"]
    read = (await shop.get(f"/v1/orders/{one['id']}")).json()
    # an answer that is kept for repeats has no link into somebody's page
    assert read.pop("consumer_url") and read == {
        k: v for k, v in one.items() if k != "consumer_url"
    }

    again = await shop.post("/v1/orders/batch", json=batch, headers=key)
    assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", told)
    async with db.read(HALL) as read:
        counts = text("SELECT count(*), (SELECT count(*) FROM order_lines) FROM orders")
        assert (await read.execute(counts)).one() == (4, 4)
    empty = await shop.post("/v1/orders/batch", json={"orders": []})
    assert empty.status_code == 422


async def test_batches_that_want_the_same_goods_the_other_way_round_take_turns(
    db: Database,
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        for sku in ("TEA", "CUP"):
            await cast.stock(tx, hall, await cast.add_product(tx, shop, sku), "A-01-1", 40)
    goods = ["TEA", "CUP"] * 10

    async def send(name: str, skus: list[str]) -> None:
        async with db.begin(shop.id) as tx:  # nobody tries again after a deadlock
            await place_batch(
                tx, shop.id, [ask(f"{name}-{n}", **{s: 1}) for n, s in enumerate(skus)],
                ways=[None] * len(skus), point_ids={},
            )  # fmt: skip

    await asyncio.gather(*(send("A", goods), send("B", goods[::-1])))
    async with db.read(HALL) as read:
        assert (
            await read.scalar(text("SELECT count(*) FROM orders WHERE status = 'allocated'")) == 40
        )
