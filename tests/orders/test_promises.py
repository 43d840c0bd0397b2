"""When an order leaves is promised with its goods, and kept true by events and by the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask
from wms.calendar.days import keep_days
from wms.calendar.house import USUAL_WEEK, close_day, the_house
from wms.calendar.shop_weeks import put_week
from wms.calendar.week import Week
from wms.db import Tx, work_for
from wms.orders.amend import OrderChange, lock_order
from wms.orders.backorders import promise_backorder
from wms.orders.holds import hold_order, release_hold
from wms.orders.place import OrderAsked, as_written
from wms.orders.promises import STEPS
from wms.picking.cancel import cancel
from wms.picking.runs import plan_run
from wms.shipping.amend import amend_order
from wms.shops.models import Shop

#: always open, so that the test does not depend on the hour: every day until a minute to midnight
ALWAYS = Week.of(["23:58"] * 7, ["23:59"] * 7)


class Scene:
    """A hall with a shop that sells TEA, and a calendar."""

    def __init__(self, tx: Tx, hall: cast.Hall, shop: Shop) -> None:
        self.tx, self.hall, self.shop = tx, hall, shop
        self.products: dict[str, Any] = {}

    async def stock(self, sku: str, quantity: int) -> None:
        if sku not in self.products:
            self.products[sku] = await cast.add_product(self.tx, self.shop, sku)
        if quantity:
            await cast.stock(self.tx, self.hall, self.products[sku], "A-01-1", quantity)

    async def place(self, order: OrderAsked) -> dict[str, Any]:
        answer: dict[str, Any] = await self.tx.scalar(
            text("SELECT place_order(:shop, NULL, NULL, CAST(:order AS jsonb))"),
            {"shop": self.shop.id, "order": as_written(order, [])},
        )
        await work_for(self.tx, "hall")
        return answer

    async def sweep(self) -> dict[str, int]:
        """What the workers do each minute."""
        return {name: await step(self.tx) for name, step in STEPS.items()}

    async def order(self, order_id: str) -> Any:
        return (
            await self.tx.execute(
                text("SELECT status, ship_by, delayed_at FROM orders WHERE id = :id"),
                {"id": UUID(order_id)},
            )
        ).one()

    async def told(self, order_id: str) -> list[dict[str, Any]]:
        rows = await self.tx.scalars(
            text(
                "SELECT data FROM events WHERE subject_id = :id AND type = 'order.promise_changed' "
                "ORDER BY id"
            ),
            {"id": UUID(order_id)},
        )
        return list(rows)

    async def be(self, order_id: str, **facts: Any) -> None:
        sets = ", ".join(f"{name} = :{name}" for name in facts)
        await self.tx.execute(
            text(f"UPDATE orders SET {sets} WHERE id = :id"), {"id": UUID(order_id), **facts}
        )


async def at_work(tx: Tx, *, tea: int = 5) -> Scene:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    await put_week(tx, shop.id, ALWAYS)
    await keep_days(tx)
    scene = Scene(tx, hall, shop)
    await scene.stock("TEA", tea)
    return scene


def said(order: OrderAsked, **facts: Any) -> OrderAsked:
    return msgspec.structs.replace(order, **facts)


async def test_an_order_with_its_goods_is_promised_the_next_day_of_the_calendar(tx: Tx) -> None:
    scene = await at_work(tx)
    placed = await scene.place(ask("W-1", TEA=2))
    house = await the_house(tx)
    leaves = datetime.fromisoformat(placed["ship_by"]).astimezone(house.zone)
    assert (leaves.hour, leaves.minute) == (23, 59)
    assert timedelta() < leaves - datetime.now(UTC) <= timedelta(days=1)
    [allocated] = await tx.scalars(
        text("SELECT data ->> 'ship_by' FROM events WHERE type = 'order.allocated'")
    )
    assert datetime.fromisoformat(allocated) == leaves
    # what the shop says itself is kept as it is
    mine = datetime(2030, 1, 1, tzinfo=UTC)
    own = await scene.place(said(ask("W-2", TEA=1), ship_by=mine))
    assert datetime.fromisoformat(own["ship_by"]) == mine
    assert await scene.sweep() == dict.fromkeys(STEPS, 0)


async def test_a_promise_of_ours_follows_the_courier_that_is_changed(tx: Tx) -> None:
    scene = await at_work(tx)
    sooner = Week.of(["23:56"] * 7, ["23:57"] * 7)
    await put_week(tx, scene.shop.id, sooner, carrier="house", service="express")
    await keep_days(tx)
    ours = await scene.place(ask("W-1", TEA=1))
    own = await scene.place(said(ask("W-2", TEA=1), ship_by=datetime(2030, 1, 1, tzinfo=UTC)))
    waits = await scene.place(ask("W-3", TEA=9))
    for one in (ours, own, waits):
        now = await lock_order(tx, scene.shop.id, UUID(one["id"]))
        assert await amend_order(tx, now, OrderChange(service="express")) == ["service"]
    zone = (await the_house(tx)).zone
    [told] = await scene.told(ours["id"])
    was, anew = (datetime.fromisoformat(told[name]).astimezone(zone) for name in ("from", "to"))
    assert (was.minute, anew.minute, told["reason"]) == (59, 57, "amended")
    assert (await scene.order(ours["id"])).ship_by == anew
    assert await scene.told(own["id"]) == [], "the shop's own word stays"
    assert (await scene.order(waits["id"])).ship_by is None, "without goods nothing is promised"
    assert await scene.sweep() == dict.fromkeys(STEPS, 0), "and the calendar agrees"


async def test_without_goods_there_is_no_promise_until_they_come(tx: Tx) -> None:
    scene = await at_work(tx, tea=0)
    placed = await scene.place(ask("W-1", TEA=2))
    assert (placed["status"], placed["ship_by"]) == ("backordered", None)
    assert (await scene.sweep())["given"] == 0
    await scene.stock("TEA", 2)
    assert await promise_backorder(tx, scene.shop.id, UUID(placed["id"]))
    row = await scene.order(placed["id"])
    [told] = await scene.told(placed["id"])
    assert (told["from"], told["reason"]) == (None, "goods_came")
    assert datetime.fromisoformat(told["to"]) == row.ship_by
    # and when its goods are not there after all, the promise goes, and is told so once
    await scene.be(placed["id"], status="backordered")
    assert (await scene.sweep())["withdrawn"] == 1
    assert (await scene.order(placed["id"])).ship_by is None
    assert (await scene.told(placed["id"]))[-1]["reason"] == "goods_missing"
    assert (await scene.sweep())["withdrawn"] == 0


async def test_a_changed_calendar_moves_the_promises_that_follow_it(tx: Tx) -> None:
    scene = await at_work(tx)
    placed = await scene.place(ask("W-1", TEA=1))
    own = await scene.place(
        said(ask("W-2", TEA=1), ship_by=datetime.fromisoformat(placed["ship_by"]))
    )
    house = await the_house(tx)
    promised = datetime.fromisoformat(placed["ship_by"])
    day = promised.astimezone(house.zone).date()
    await close_day(tx, day, "flood")
    await keep_days(tx)
    assert (await scene.sweep())["moved"] == 1
    [told] = await scene.told(placed["id"])
    assert told["reason"] == "calendar"
    assert datetime.fromisoformat(told["to"]).astimezone(house.zone).date() > day
    assert (await scene.order(own["id"])).ship_by == promised
    assert (await scene.sweep())["moved"] == 0


async def test_a_missed_promise_is_told_once_as_a_delay_and_becomes_the_next_one(tx: Tx) -> None:
    scene = await at_work(tx)
    ours = await scene.place(ask("W-1", TEA=1))
    theirs = await scene.place(said(ask("W-2", TEA=1), ship_by=datetime(2030, 1, 1, tzinfo=UTC)))
    gone = await scene.place(ask("W-3", TEA=1))
    past = datetime.now(UTC) - timedelta(hours=1)
    for one in (ours, theirs, gone):
        await scene.be(one["id"], ship_by=past)
    await cancel(tx, scene.shop.id, UUID(gone["id"]))
    assert (await scene.sweep())["missed"] == 2
    assert (await scene.sweep())["missed"] == 0
    for one, is_ours in ((ours, True), (theirs, False)):
        [told] = await scene.told(one["id"])
        assert told["reason"] == "delayed"
        assert datetime.fromisoformat(told["from"]) == past
        row = await scene.order(one["id"])
        assert row.delayed_at is not None
        assert (row.ship_by > past) is is_ours
        assert datetime.fromisoformat(told["to"]) > datetime.now(UTC)
    assert await scene.told(gone["id"]) == []


async def test_a_held_order_loses_its_promise_when_its_time_passes_and_gets_it_back(
    tx: Tx,
) -> None:
    scene = await at_work(tx)
    placed = await scene.place(ask("W-1", TEA=1))
    await hold_order(tx, scene.shop.id, UUID(placed["id"]), "payment")
    assert await scene.sweep() == dict.fromkeys(STEPS, 0), "there is time yet"
    await scene.be(placed["id"], ship_by=datetime.now(UTC) - timedelta(hours=1))
    assert (await scene.sweep())["held"] == 1
    assert (await scene.order(placed["id"])).ship_by is None
    await release_hold(tx, scene.shop.id, UUID(placed["id"]), "payment")
    assert (await scene.sweep())["given"] == 1
    assert [told["reason"] for told in await scene.told(placed["id"])] == ["held", "released"]


async def test_orders_from_before_there_was_a_calendar_get_their_promise(tx: Tx) -> None:
    scene = await at_work(tx)
    placed = await scene.place(ask("W-1", TEA=1))
    await scene.be(placed["id"], ship_by=None)
    assert (await scene.sweep())["given"] == 1
    assert (await scene.order(placed["id"])).ship_by is not None
    assert (await scene.sweep())["given"] == 0


async def test_of_equal_priority_what_leaves_first_is_walked_for_first(tx: Tx) -> None:
    scene = await at_work(tx)
    soon = datetime.now(UTC) + timedelta(hours=2)
    later = await scene.place(said(ask("LATER", TEA=1), ship_by=soon + timedelta(hours=1)))
    first = await scene.place(said(ask("FIRST", TEA=1), ship_by=soon))
    urgent = await scene.place(
        said(ask("URGENT", TEA=1), ship_by=soon + timedelta(days=9), priority=1)
    )
    run = await plan_run(tx, scene.hall.warehouse_id)
    walked = await tx.scalars(
        text("SELECT order_id FROM pick_run_orders WHERE run_id = :r ORDER BY slot"),
        {"r": run.run_id},
    )
    assert [str(one) for one in walked] == [one["id"] for one in (urgent, first, later)]


def test_the_usual_week_is_monday_to_friday() -> None:
    assert [bool(day) for day in USUAL_WEEK.days] == [True] * 5 + [False] * 2
