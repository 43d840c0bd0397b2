"""An order that waits up to a day for all of its goods ships what there is when the day is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests.orders.asking import ask
from tests.orders.test_promises import Scene, at_work
from wms.calendar.house import the_house
from wms.db import Tx
from wms.orders import queries
from wms.orders.errors import WaitUntilMissing
from wms.orders.place import OrderAsked, check_wait, written
from wms.picking.wait_over import end_wait, waited_too_long


def up_to(order: OrderAsked, day: Any) -> OrderAsked:
    return msgspec.structs.replace(order, backorder_policy="up_to", wait_until=day)


async def lines(scene: Scene, order: dict[str, Any]) -> list[tuple[int, int, int]]:
    rows = await scene.tx.execute(
        text(
            "SELECT allocated, backordered, cancelled FROM order_lines WHERE order_id = :id "
            "ORDER BY line_no"
        ),
        {"id": UUID(order["id"])},
    )
    return [(row.allocated, row.backordered, row.cancelled) for row in rows]


async def test_it_waits_whole_until_the_day_and_then_goes_with_what_there_is_once(tx: Tx) -> None:
    scene = await at_work(tx, tea=2)
    await scene.stock("CUP", 0)
    today = (await the_house(tx)).today()
    order = await scene.place(written(up_to(ask("W-1", TEA=2, CUP=1), today)))
    empty = await scene.place(written(up_to(ask("W-2", CUP=4), today)))
    view = await queries.order(tx, scene.shop.id, UUID(order["id"]))
    assert (view.status, view.backorder_policy, view.wait_until) == ("backordered", "up_to", today)
    assert await lines(scene, order) == [(0, 2, 0), (0, 1, 0)], "it waits whole"
    mine = {UUID(order["id"]), UUID(empty["id"])}
    assert not mine & {one for _, one in await waited_too_long(tx, today)}

    tomorrow = today + timedelta(days=1)
    due = [one for one in await waited_too_long(tx, tomorrow) if one[1] in mine]
    assert [one for _, one in due] == [UUID(order["id"]), UUID(empty["id"])]
    assert [await end_wait(tx, *one, today=tomorrow) for one in due] == [True, True]
    assert [await end_wait(tx, *one, today=tomorrow) for one in due] == [False, False]
    assert await lines(scene, order) == [(2, 0, 0), (0, 0, 1)]
    row = await scene.order(order["id"])
    assert row.status == "allocated" and row.ship_by > datetime.now(UTC)
    told = await scene.told(order["id"])
    assert [one["reason"] for one in told] == ["goods_came", "wait_over"]
    assert told[-1]["lines"] == [
        {"sku": "CUP", "external_id": None, "allocated": 0, "cancelled": 1}
    ]
    assert (await scene.order(empty["id"])).status == "cancelled"
    view = await queries.order(tx, scene.shop.id, UUID(order["id"]))
    assert view.backorder_policy == "up_to", "the shop's own word stays"


async def test_goods_that_come_in_time_send_it_whole(tx: Tx) -> None:
    scene = await at_work(tx, tea=1)
    today = (await the_house(tx)).today()
    order = await scene.place(written(up_to(ask("W-1", TEA=1), today)))
    assert order["status"] == "allocated"
    assert await end_wait(tx, scene.shop.id, UUID(order["id"]), today=today + timedelta(days=1))
    assert await lines(scene, order) == [(1, 0, 0)]
    assert await scene.told(order["id"]) == []


def test_up_to_and_its_day_belong_together() -> None:
    today = datetime.now(UTC).date()
    check_wait(up_to(ask("W-1", TEA=1), today))
    for policy, day in (("up_to", None), ("as_available", today), (None, today)):
        asked = msgspec.structs.replace(ask("W", TEA=1), backorder_policy=policy, wait_until=day)
        with pytest.raises(WaitUntilMissing):
            check_wait(asked)
