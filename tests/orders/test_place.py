"""An order is taken in, promised and told to its shop, once."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from wms.db import HALL, Database
from wms.errors import Refusal
from wms.idempotency import KeyReused
from wms.orders import queries
from wms.orders.errors import OrderExists, UnknownSku
from wms.orders.place import as_written, place
from wms.stock.ledger import Goods, move


async def test_what_is_there_is_promised_and_the_shop_is_told(db: Database) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        await cast.stock(tx, hall, tea, "A-01-1", 5)
    placed = await place(await db.hot(), shop.id, ask("WEB-1", **{"TEA-100": 3}))
    assert placed.status == "allocated"
    assert [(line.allocated, line.backordered) for line in placed.lines] == [(3, 0)]
    async with db.read(shop.id) as read:
        seen = await queries.order(read, shop.id, placed.id)
        events = list(await read.scalars(text("SELECT type FROM events ORDER BY subject_version")))
        free = await read.scalar(text("SELECT on_hand - allocated FROM balances"))
    assert (seen.number, seen.lines[0].sku) == (placed.number, "TEA-100")
    assert events == ["order.received", "order.allocated"]
    assert free == 2


async def test_an_order_waits_for_rows_as_long_as_the_installation_says(db: Database) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA-100")
        await cast.stock(tx, hall, tea, "A-01-1", 5)
    body = as_written(ask("WEB-1", **{"TEA-100": 1}), [])
    async with db.begin(HALL) as tx:
        await tx.execute(text("SET LOCAL lock_timeout = '7s'"))  # WMS_LOCK_TIMEOUT_MS
        await tx.execute(
            text("SELECT place_order(:shop, 'key', :hash, CAST(:body AS jsonb))"),
            {"shop": shop.id, "hash": b"h", "body": body},
        )
        assert await tx.scalar(text("SHOW lock_timeout")) == "7s"


async def test_all_or_nothing_waits_whole_and_as_available_takes_what_is_there(
    db: Database,
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.add_product(tx, shop, "CUP")
        await cast.stock(tx, hall, tea, "A-01-1", 2)
    hot = await db.hot()
    whole = await place(hot, shop.id, ask("WHOLE", TEA=2, CUP=1))
    assert whole.status == "backordered"
    assert [line.allocated for line in whole.lines] == [0, 0]
    some = await place(hot, shop.id, ask("SOME", policy="as_available", TEA=2, CUP=1))
    assert some.status == "allocated"
    assert [(line.allocated, line.backordered) for line in some.lines] == [(2, 0), (0, 1)]


async def test_the_same_external_id_is_told_where_the_first_one_is(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        await cast.add_product(tx, shop, "TEA")
    hot = await db.hot()
    first = await place(hot, shop.id, ask("WEB-1", TEA=1))
    with pytest.raises(OrderExists) as caught:
        await place(hot, shop.id, ask("WEB-1", TEA=1))
    assert caught.value.facts == {"external_id": "WEB-1", "id": str(first.id)}


async def test_every_unknown_sku_is_named_and_nothing_is_kept(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        await cast.add_product(tx, shop, "TEA")
    with pytest.raises(UnknownSku) as caught:
        await place(
            await db.hot(), shop.id, ask("WEB-1", TEA=1, NO=1, NEVER=2), key="k", request_hash=b"h"
        )
    assert caught.value.facts["unknown"] == [
        {"index": 1, "sku": "NO"},
        {"index": 2, "sku": "NEVER"},
    ]
    async with db.read(shop.id) as read:
        assert await read.scalar(text("SELECT count(*) FROM orders")) == 0
        assert await read.scalar(text("SELECT count(*) FROM idempotency_keys")) == 0


async def test_a_key_used_again_replays_and_for_another_order_is_refused(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        await cast.add_product(tx, shop, "TEA")
    hot = await db.hot()
    order, digest = ask("WEB-1", TEA=1), hashlib.sha256(b"one").digest()
    first = await place(hot, shop.id, order, key="k", request_hash=digest)
    again = await place(hot, shop.id, order, key="k", request_hash=digest)
    assert again.replayed
    assert (again.id, again.lines) == (first.id, first.lines)
    with pytest.raises(KeyReused):
        await place(hot, shop.id, order, key="k", request_hash=hashlib.sha256(b"two").digest())


async def test_fifty_twins_with_one_key_make_one_order(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shop = await cast.open_shop(tx)
        await cast.add_product(tx, shop, "TEA")
    hot, digest = await db.hot(), hashlib.sha256(b"one").digest()
    answers = await asyncio.gather(
        *(
            place(hot, shop.id, ask("WEB-1", TEA=1), key="k", request_hash=digest)
            for _ in range(50)
        ),
        return_exceptions=True,
    )
    unexpected = [a for a in answers if isinstance(a, BaseException) and not isinstance(a, Refusal)]
    assert unexpected == []
    assert len({a.id for a in answers if not isinstance(a, BaseException)}) == 1
    async with db.read(shop.id) as read:
        assert await read.scalar(text("SELECT count(*) FROM orders")) == 1


async def test_goods_that_expire_first_leave_first_and_expired_ones_never(db: Database) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        milk = await cast.add_product(tx, shop, "MILK")
        for code, days, place_code in (
            ("LATE", 90, "A-01-1"),
            ("SOON", 30, "B-01-3"),
            ("GONE", -1, "A-02-1"),
        ):
            lot = await cast.add_lot(tx, milk, code, expires_in_days=days)
            await cast.stock(tx, hall, milk, place_code, 2, lot=lot)
    placed = await place(await db.hot(), shop.id, ask("WEB-1", policy="as_available", MILK=9))
    assert [(line.allocated, line.backordered) for line in placed.lines] == [(4, 5)]
    async with db.read(shop.id) as read:
        rows = await read.execute(
            text(
                "SELECT l.code, a.quantity FROM allocations a "
                "JOIN lots l ON l.id = a.lot_id ORDER BY l.expires_on"
            )
        )
        assert [tuple(row) for row in rows] == [("SOON", 2), ("LATE", 2)]


async def test_what_came_first_leaves_first_also_from_a_place_that_was_empty_between(
    db: Database,
) -> None:
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "A-01-1", 2)
        goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
        await move(
            tx, goods, 2, from_place=hall["A-01-1"].id, to_place=hall["lost"].id,
            reason="adjust", by=None,
        )  # fmt: skip
        await cast.stock(tx, hall, tea, "A-02-1", 2)
        await cast.stock(tx, hall, tea, "A-01-1", 2)  # the newest goods, in the oldest place
    await place(await db.hot(), shop.id, ask("WEB-1", TEA=2))
    async with db.read(shop.id) as read:
        place_id = await read.scalar(text("SELECT place_id FROM allocations"))
    assert place_id == hall["A-02-1"].id
