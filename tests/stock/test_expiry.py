"""Goods that expire: shops hear in time, nobody is promised them too long, what is over goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from tests import cast
from tests.orders.asking import ask, can_be_served
from tests.picking.walking import Floor, open_floor
from wms.catalog.expiry_rules import ExpiryWatch, expiry_watch_of, mend_sell_before
from wms.catalog.models import Lot, Product
from wms.db import HALL, Database, Tx
from wms.events.models import Event
from wms.orders.place import place
from wms.shipping.told.stock_explained import explain_stock
from wms.shops.models import Shop
from wms.stock.expiry import lot_stock, put_rules, set_expired_aside, tell_expiring
from wms.stock.low import Level, forget_level, levels, put_level
from wms.stock.movement_list import movements
from wms.stock.queries import stock_of
from wms.stock.stock_list import stock_list
from workers.nightly import CHORES

TODAY = datetime.now(UTC).date()


async def told(tx: Tx, shop: Shop, kind: str) -> list[dict[str, Any]]:
    rows = await tx.scalars(
        select(Event.data).where(Event.shop_id == shop.id, Event.type == kind).order_by(Event.id)
    )
    return list(rows)


async def milk_of(tx: Tx, **lots: int) -> tuple[cast.Hall, Shop, Product, dict[str, Lot]]:
    """Four pieces of milk of each lot, which expires in so many days, on shelves of their own."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    milk = await cast.add_product(tx, shop, "MILK")
    made = {}
    for (code, days), where in zip(
        lots.items(), ("A-01-1", "A-02-1", "A-03-1", "A-05-1"), strict=False
    ):
        made[code] = await cast.add_lot(tx, milk, code, expires_in_days=days)
        await cast.stock(tx, hall, milk, where, 4, lot=made[code])
    return hall, shop, milk, made


async def test_nothing_is_sold_within_the_margin_wherever_the_rule_is_asked(tx: Tx) -> None:
    """One rule in many places: those that tell are asked here, those that promise below."""
    _, shop, milk, _ = await milk_of(tx, LATE=90, SOON=10, GONE=-1)

    async def answers() -> set[int]:
        explained = await explain_stock(tx, shop.id, "MILK")
        [row] = await stock_list(tx, limit=2, shop=shop.code)
        now = await tx.scalar(
            text("SELECT (stock_now(:s, :p) ->> 'available')::int"), {"s": shop.id, "p": milk.id}
        )
        return {
            (await stock_of(tx, shop.id))[0].available,
            sum(lot.available for lot in await lot_stock(tx, shop.id, limit=9)),
            sum(part.quantity for part in explained.parts if part.code == "free"),
            row.available,
            now,
        }

    assert await answers() == {8}
    await put_rules(tx, shop.id, ExpiryWatch(block_days=10))
    assert await answers() == {4}
    parts = (await explain_stock(tx, shop.id, "MILK")).parts
    assert {part.code for part in parts} == {"free", "short_dated", "expired"}
    assert (await told(tx, shop, "stock.changed"))[-1]["available"] == 4
    await put_rules(tx, shop.id, ExpiryWatch())
    assert await answers() == {8}


async def test_a_lot_that_comes_in_follows_the_rule_of_its_shop(tx: Tx) -> None:
    _, shop, milk, lots = await milk_of(tx, OLD=90)
    await put_rules(tx, shop.id, ExpiryWatch(warn_days=5, block_days=7))
    new = await cast.add_lot(tx, milk, "NEW", expires_in_days=30)
    await tx.refresh(new)
    await tx.refresh(lots["OLD"])
    assert new.sell_before == TODAY + timedelta(days=23)
    assert lots["OLD"].sell_before == TODAY + timedelta(days=83)
    assert await expiry_watch_of(tx, shop.id) == ExpiryWatch(warn_days=5, block_days=7)
    await tx.execute(text("UPDATE lots SET sell_before = expires_on WHERE code = 'NEW'"))
    assert await mend_sell_before(tx) == 1


async def test_a_shop_hears_of_a_lot_once_at_each_stage(tx: Tx) -> None:
    _, shop, _, lots = await milk_of(tx, FAR=90, SOON=20)
    await put_rules(tx, shop.id, ExpiryWatch(warn_days=30, block_days=7))
    assert await tell_expiring(tx) == 1
    assert await tell_expiring(tx) == 0
    [first] = await told(tx, shop, "stock.expiring")
    assert first == {
        "sku": "MILK", "lot": "SOON", "stage": "warning", "days_left": 20, "on_hand": 4,
        "allocated": 0, "expires_on": (TODAY + timedelta(days=20)).isoformat(),
        "sell_before": (TODAY + timedelta(days=13)).isoformat(),
    }  # fmt: skip
    for days, stage in ((7, "blocked"), (0, "expired")):
        lots["SOON"].expires_on = TODAY + timedelta(days=days)
        await tx.flush()
        assert await tell_expiring(tx) == 1
        assert (await told(tx, shop, "stock.expiring"))[-1]["stage"] == stage
        assert (await told(tx, shop, "stock.changed"))[-1]["reason"] == "expire"
    assert await tell_expiring(tx) == 0


async def test_what_has_expired_goes_to_quarantine_and_the_ledger_says_why(tx: Tx) -> None:
    hall, shop, milk, lots = await milk_of(tx, GONE=0, FAR=9)
    await cast.stock(tx, hall, milk, "DOCK", 5, lot=lots["GONE"])
    assert await set_expired_aside(tx) == 1
    assert await set_expired_aside(tx) == 0
    [stock] = await stock_of(tx, shop.id)
    assert stock.conditions == {"good": 9, "quarantine": 4}  # the dock's wait to be put away
    last = (await movements(tx, shop.id, limit=10))[-1]
    assert (last.reason, last.to_condition, last.quantity) == ("expire", "quarantine", 4)
    explained = await explain_stock(tx, shop.id, "MILK")
    assert f"4 expired on {TODAY.isoformat()}" in explained.sentence


async def open_dairy(db: Database) -> Floor:
    """A floor with four pieces of milk of a lot that is fresh, and four of one that is not."""
    floor = await open_floor(db, MILK=("A-01-1", 0))
    async with db.begin(HALL) as tx:
        for code, days, where in (("SHORT", 5, "A-02-1"), ("FRESH", 90, "A-03-1")):
            lot = await cast.add_lot(tx, floor.products["MILK"], code, expires_in_days=days)
            await cast.stock(tx, floor.hall, floor.products["MILK"], where, 4, lot=lot)
    return floor


@pytest.mark.parametrize(
    ("policy", "wanted", "status", "allocated", "waits"),
    [
        ("all_or_nothing", 4, "allocated", 4, 0),
        ("all_or_nothing", 6, "backordered", 0, 6),
        ("as_available", 6, "allocated", 4, 2),
    ],
)
async def test_an_order_that_was_promised_goods_too_long_gets_others(
    db: Database, policy: Any, wanted: int, status: str, allocated: int, waits: int
) -> None:
    floor = await open_dairy(db)
    placed = await place(await db.hot(), floor.shop.id, ask("W-1", policy=policy, MILK=wanted))
    assert placed.lines[0].allocated == wanted
    async with db.begin(HALL) as tx:
        await put_rules(tx, floor.shop.id, ExpiryWatch(block_days=7))
    outcome = await CHORES["watch expiry dates"][1](db)
    assert outcome == "1 lots told, 1 orders promised anew, 0 balances set aside"
    assert await floor.one("SELECT status FROM orders") == status
    assert await floor.one("SELECT allocated, backordered FROM order_lines") == (allocated, waits)
    async with db.begin(HALL) as tx:
        [event] = await told(tx, floor.shop, "order.promise_changed")
        assert event == {
            "reason": "expiry", "from": None, "to": None,
            "lines": [{"sku": "MILK", "external_id": None, "allocated": allocated,
                       "backordered": waits}],
        }  # fmt: skip
        assert (await told(tx, floor.shop, "stock.expiring"))[0]["allocated"] == 4
    async with db.read(HALL) as read:
        assert await can_be_served(read) == []  # what is too short-dated serves nobody
    again = await CHORES["watch expiry dates"][1](db)
    assert again == "0 lots told, 0 orders promised anew, 0 balances set aside"


async def test_a_product_that_runs_low_is_told_once_until_there_is_more(tx: Tx) -> None:
    hall, shop, milk, _ = await milk_of(tx, FAR=90)
    made = await put_level(tx, shop.id, "MILK", Level(low_at=5))
    assert made.is_low
    await put_level(tx, shop.id, "MILK", Level(low_at=5))
    [low] = await told(tx, shop, "stock.low")
    assert (low["sku"], low["low_at"], low["available"]) == ("MILK", 5, 4)
    await cast.stock(tx, hall, milk, "A-01-1", 7)
    await put_rules(tx, shop.id, ExpiryWatch(block_days=1))  # tells of the product, whatever it is
    [level] = await levels(tx, shop.id, limit=5)
    assert (level.low_at, level.is_low) == (5, False)
    await put_rules(tx, shop.id, ExpiryWatch(block_days=95))
    assert len(await told(tx, shop, "stock.low")) == 1  # seven are left, that is more than five
    await put_level(tx, shop.id, "MILK", Level(low_at=7))
    assert [event["low_at"] for event in await told(tx, shop, "stock.low")] == [5, 7]
    assert await levels(tx, shop.id, limit=5, is_low=False) == []
    await forget_level(tx, shop.id, "MILK")
    assert await levels(tx, shop.id, limit=5) == []
