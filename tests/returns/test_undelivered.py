"""What a courier brings back is expected, and whoever declared a return is not asked twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.returns.test_returns import World, build, events
from wms.db import Tx
from wms.returns.announce import announce
from wms.returns.arrive import arrive
from wms.returns.parcels import PARCELS_MAX, more_come
from wms.returns.queries import ReturnView, return_by_number, return_view
from wms.returns.reject import reject
from wms.returns.undelivered import brought_back, expect, give_up, not_coming, undelivered
from wms.shipping.again.reship import ReshipAsked, send_again
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.tracking.track import track


@pytest.fixture
async def world(tx: Tx) -> World:
    return await build(tx)


async def told(tx: Tx, world: World, status: str, incident: str | None = None) -> None:
    shipment = await tx.scalar(
        text("SELECT id FROM shipments WHERE parcel_id = :p"), {"p": world.gone.parcel_id}
    )
    news = TrackingEvent(
        status=status, at=datetime.now(UTC), code=status, words="", incident=incident
    )
    await track(tx, world.shop.id, shipment, [news], source="poll")


async def expect_undelivered(tx: Tx) -> int:
    """What the chore does, in one transaction."""
    made = sum([await expect(tx, row) for row in await undelivered(tx)])
    return made + sum([await give_up(tx, row) for row in await not_coming(tx)])


async def _returns(tx: Tx, world: World) -> list[ReturnView]:
    ids = await tx.scalars(
        text("SELECT id FROM returns WHERE shop_id = :s ORDER BY number"), {"s": world.shop.id}
    )
    return [await return_view(tx, world.shop.id, one) for one in list(ids)]


async def test_a_parcel_that_comes_back_is_announced_once_and_its_arrival_closes_it(
    tx: Tx, world: World
) -> None:
    await told(tx, world, "delivery_failed", "address_wrong")
    assert await expect_undelivered(tx) == 0, "the courier tries again"
    await told(tx, world, "returning", "address_wrong")
    assert [await expect_undelivered(tx) for _ in range(2)] == [1, 0]
    [one] = await _returns(tx, world)
    assert (one.status, one.reason, one.order_id) == (
        "announced", "undelivered", world.gone.order_id,
    )  # fmt: skip
    assert {line.sku: line.announced for line in one.lines} == {"TEA-100": 3, "CUP-1": 1}
    [(kind, data)] = await events(tx, world)
    assert kind == "return.announced" and data["because"] == "tracking.address_wrong"
    [brought] = await brought_back(tx, world.shop.id, one.id)  # type: ignore[arg-type]  # a Tx reads as well
    assert (brought.incident, brought.is_sent_again) == ("address_wrong", False)
    await send_again(tx, world.shop.id, world.gone.order_id, ReshipAsked(reason="address"))
    [brought] = await brought_back(tx, world.shop.id, one.id)  # type: ignore[arg-type]  # a Tx reads as well
    assert brought.is_sent_again
    for code in (world.gone.parcel_label, world.gone.tracking_number, f"R-{one.number}"):
        assert (await arrive(tx, code, by=world.by)).return_id == one.id
    view = await return_by_number(tx, one.number)
    assert view.status == "arrived" and all(p.arrived_at for p in view.parcels)
    assert await expect_undelivered(tx) == 0
    kinds = [kind for kind, _ in await events(tx, world)]
    assert kinds == ["return.announced", "return.arrived"]


@pytest.mark.parametrize("after_all", ["delivered", "lost"])
async def test_what_does_not_come_back_is_waited_for_no_more(
    tx: Tx, world: World, after_all: str
) -> None:
    await told(tx, world, "returning")
    await expect_undelivered(tx)
    await told(tx, world, after_all)
    assert [await expect_undelivered(tx) for _ in range(2)] == [1, 0]
    [one] = await _returns(tx, world)
    assert one.status == "rejected"
    await announce(tx, world.shop.id, world.announced())


async def test_who_declared_a_return_and_refuses_the_parcel_has_one_return(
    tx: Tx, world: World
) -> None:
    all_of_it: dict[str, Any] = {"lines": {"TEA-100": 3, "CUP-1": 1}}
    made = await announce(tx, world.shop.id, world.announced(**all_of_it))
    await told(tx, world, "returning", "recipient_refused")
    await expect_undelivered(tx)
    [one] = await _returns(tx, world)
    assert one.id == made.id
    assert [p.tracking_number for p in one.parcels] == [world.gone.tracking_number]
    assert (await arrive(tx, world.gone.parcel_label)).return_id == made.id


async def test_who_withdraws_when_the_parcel_is_coming_back_already_has_one_return(
    tx: Tx, world: World
) -> None:
    await told(tx, world, "returning")
    await expect_undelivered(tx)
    made = await announce(tx, world.shop.id, world.announced(lines={"CUP-1": 1}))
    before, now = await _returns(tx, world)
    assert (before.status, before.parcels, now.id) == ("rejected", [], made.id)
    assert [p.tracking_number for p in now.parcels] == [world.gone.tracking_number]
    assert await expect_undelivered(tx) == 0
    assert (await arrive(tx, world.gone.tracking_number)).return_id == made.id


async def test_what_stands_here_already_is_not_expected(tx: Tx, world: World) -> None:
    here = await arrive(tx, world.gone.tracking_number, by=world.by)
    await told(tx, world, "returning")
    assert await expect_undelivered(tx) == 0
    [one] = await _returns(tx, world)
    assert one.id == here.return_id


@pytest.mark.parametrize("after_all", ["delivered", "lost"])
async def test_a_return_that_ended_by_itself_keeps_no_parcel_that_comes_all_the_same(
    tx: Tx, world: World, after_all: str
) -> None:
    await told(tx, world, "returning")
    await expect_undelivered(tx)
    await told(tx, world, after_all)
    await expect_undelivered(tx)
    here = await arrive(tx, world.gone.tracking_number, by=world.by)
    ended, now = await _returns(tx, world)
    assert (ended.status, here.return_id, now.status) == ("rejected", now.id, "arrived")
    assert not any(one.arrived_at for one in ended.parcels)
    assert (await arrive(tx, f"R-{ended.number}")).return_id == ended.id, "it reads that it is over"
    assert not any(one.arrived_at for one in (await _returns(tx, world))[0].parcels)


async def test_a_carton_that_is_used_again_is_of_the_return_that_was_announced(
    tx: Tx, world: World
) -> None:
    await told(tx, world, "returning")
    await expect_undelivered(tx)
    await told(tx, world, "delivered")
    await expect_undelivered(tx)
    made = await announce(tx, world.shop.id, world.announced())
    assert (await arrive(tx, world.gone.tracking_number)).return_id == made.id


async def test_a_parcel_that_was_refused_on_the_bench_stays_refused(tx: Tx, world: World) -> None:
    here = await arrive(tx, world.gone.tracking_number, by=world.by)
    await reject(tx, here.number, reason="Broken seal")
    assert (await arrive(tx, world.gone.tracking_number)).return_id == here.return_id


async def test_a_shop_may_name_the_parcel_that_comes_back_already(tx: Tx, world: World) -> None:
    await told(tx, world, "returning")
    await expect_undelivered(tx)
    facts: Any = {"tracking_number": world.gone.tracking_number}
    made = await announce(tx, world.shop.id, world.announced(**facts))
    assert [one.tracking_number for one in made.parcels] == [world.gone.tracking_number]
    assert await expect_undelivered(tx) == 0


async def test_a_return_that_is_full_holds_up_no_other(tx: Tx, world: World) -> None:
    all_of_it: dict[str, Any] = {"lines": {"TEA-100": 3, "CUP-1": 1}}
    made = await announce(tx, world.shop.id, world.announced(**all_of_it))
    await more_come(tx, world.shop.id, made.id, [f"P-{n}" for n in range(PARCELS_MAX)])
    await told(tx, world, "returning")
    [row] = await undelivered(tx)
    assert await expect(tx, row) == 0
    assert await undelivered(tx, row) == [], "the next ones are looked at"


async def test_what_was_found_a_moment_before_is_looked_at_again(tx: Tx, world: World) -> None:
    await told(tx, world, "returning")
    [row] = await undelivered(tx)
    assert [await expect(tx, row) for _ in range(2)] == [1, 0], "two workers"
    await told(tx, world, "lost")
    [lost] = await not_coming(tx)
    here = await arrive(tx, world.gone.tracking_number, by=world.by)
    assert await give_up(tx, lost) == 0, "it was found"
    assert (await return_by_number(tx, here.number)).status == "arrived"
