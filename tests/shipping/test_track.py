"""What couriers tell of parcels moves them, once and in the right order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.test_hand_over import begin, close, label_all, labelled
from wms.db import HALL
from wms.shipping import pack_and_request
from wms.shipping.carriers.port import TrackingEvent
from wms.shipping.loading import load as loading
from wms.shipping.loading.come_back import come_back
from wms.shipping.tracking.track import Tracked, track, way

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def told(status: str | None, hours: float, **facts: Any) -> TrackingEvent:
    """So many hours after noon of some day."""
    code = facts.pop("code", status or "info")
    return TrackingEvent(
        status=status or "labelled", at=NOON + timedelta(hours=hours), code=code, words="słowa",
        **facts,
    )  # fmt: skip


async def shipped(bench: Bench, external_id: str = "WEB-1", **lines: int) -> tuple[UUID, UUID]:
    """Key of a shipment that was handed over."""
    number, tracking = await labelled(bench, external_id, **lines)
    loaded = await begin(bench, tracking)
    await close(bench, loaded.manifest)
    return await key_of(bench, number)


async def key_of(bench: Bench, parcel: int) -> tuple[UUID, UUID]:
    sql = (
        "SELECT s.shop_id, s.id FROM shipments s JOIN parcels p ON p.id = s.parcel_id "
        "WHERE p.number = :n AND s.status <> 'voided'"
    )
    return tuple((await bench.rows(sql, n=parcel))[0])  # type: ignore[return-value]  # shop and id


async def hear(
    bench: Bench, key: tuple[UUID, UUID], *news: TrackingEvent, source: str = "poll"
) -> Tracked:
    async with bench.db.begin(HALL) as tx:
        return await track(tx, *key, list(news), source=source, now=NOON + timedelta(days=30))


async def states(bench: Bench) -> tuple[str, str]:
    row = (await bench.rows("SELECT p.status, o.status FROM parcels p JOIN orders o "
                            "ON o.id = p.order_id ORDER BY p.number LIMIT 1"))[0]  # fmt: skip
    return row[0], row[1]


async def events(bench: Bench) -> list[tuple[str, str | None]]:
    rows = await bench.rows(
        "SELECT type, coalesce(data ->> 'code', data ->> 'status') FROM events "
        "WHERE type IN ('shipment.tracking_updated', 'shipment.delivered', 'shipment.exception') "
        "ORDER BY id"
    )
    return [tuple(row) for row in rows]


async def test_a_parcel_goes_where_its_courier_says_and_its_shop_hears_each_step_once(
    bench: Bench,
) -> None:
    key = await shipped(bench, TEA=1)
    assert (await hear(bench, key, told("in_transit", 1, place="Łódź"))).status == "in_transit"
    no = told("delivery_failed", 20, incident="recipient_absent")
    assert (await hear(bench, key, told("in_transit", 1), no)).new == 1
    assert await states(bench) == ("delivery_failed", "shipped")
    again = await hear(bench, key, no, told(None, 21))  # known, and news that move nothing
    assert again == Tracked(new=1, status="delivery_failed")
    await hear(bench, key, told("delivered", 44), source="webhook")
    assert await states(bench) == ("delivered", "delivered")
    assert await events(bench) == [
        ("shipment.tracking_updated", "in_transit"),
        ("shipment.tracking_updated", "delivery_failed"),
        ("shipment.exception", "tracking.recipient_absent"),
        ("shipment.tracking_updated", "delivered"),
        ("shipment.delivered", None),
    ]
    secret = await bench.value(
        "SELECT count(*) FROM events WHERE CAST(data AS text) LIKE '%słowa%' "
        "OR CAST(data AS text) LIKE '%Łódź%'"
    )
    assert secret == 0
    row = (await bench.rows("SELECT status, delivered_at, ended_at IS NULL FROM trackings"))[0]
    assert tuple(row) == ("delivered", NOON + timedelta(hours=44), False)
    async with bench.db.begin(HALL) as tx:  # it stands in the hall again, whatever is told of it
        await come_back(tx, key[0], [await tx.scalar(text("SELECT id FROM parcels"))])
    assert (await hear(bench, key, told("delivered", 500))).status == "returned"


async def test_late_mixed_up_and_doubled_news_leave_the_parcel_where_the_newest_says(
    bench: Bench,
) -> None:
    key = await shipped(bench, TEA=1)
    news = [told("delivered", 30), told("available_for_pickup", 10)]
    done = await asyncio.gather(  # by polls and by webhooks, at the same moment
        *(hear(bench, key, *news, source=one) for one in ("poll", "webhook") * 4)
    )
    assert sorted(one.new for one in done) == [0] * 7 + [2]
    assert await states(bench) == ("delivered", "delivered")
    await hear(bench, key, told("in_transit", 2))  # a slow webhook
    assert await states(bench) == ("delivered", "delivered")
    assert [one for one, _ in await events(bench)] == [
        "shipment.tracking_updated", "shipment.delivered",
    ]  # fmt: skip
    await hear(bench, key, told("returning", 31))  # it was the neighbour, who gave it back
    assert await states(bench) == ("returning", "shipped")
    await hear(bench, key, told("lost", 90))
    assert await states(bench) == ("lost", "lost")
    await hear(bench, key, told("in_transit", 100))
    assert await states(bench) == ("in_transit", "shipped")


async def test_an_order_is_delivered_with_its_last_parcel_and_lost_with_one(bench: Bench) -> None:
    """And what the driver scanned before we had signed counts as soon as we have."""
    order = await bench.picked(TEA=2)
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await pack_and_request.close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    await bench.scan(second, "TEA")
    await label_all(bench)
    for row in await bench.rows("SELECT tracking_number FROM shipments"):
        async with bench.db.begin(HALL) as tx:
            loaded = await loading.load_anywhere(tx, row[0], by=bench.ola)
    early = await hear(bench, await key_of(bench, first), told("in_transit", 1))
    assert (early.status, await events(bench)) == ("labelled", [])
    await close(bench, loaded.manifest)
    assert await states(bench) == ("in_transit", "shipped")
    assert await events(bench) == [("shipment.tracking_updated", "in_transit")]
    await hear(bench, await key_of(bench, first), told("delivered", 5))
    assert await bench.value("SELECT status FROM orders") == "shipped"
    await hear(bench, await key_of(bench, second), told("lost", 50))
    assert await bench.value("SELECT status FROM orders") == "lost"
    await hear(bench, await key_of(bench, second), told("delivered", 80))
    assert await bench.value("SELECT status FROM orders") == "delivered"
    await bench.assert_books_balance()


@pytest.mark.parametrize(
    ("here", "there", "steps"),
    [
        ("handed_over", "in_transit", ["in_transit"]),
        ("handed_over", "returned", ["returning", "returned"]),
        ("in_transit", "in_transit", []),
        ("labelled", "in_transit", None),
        ("returned", "delivered", None),
    ],
)
def test_the_way_of_a_parcel_is_legal(here: str, there: str, steps: list[str] | None) -> None:
    assert way(here, there) == steps
