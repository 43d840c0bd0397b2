"""When a label is asked for, its price and the next best way are known already."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests.orders.asking import ANNA, ask, goes_to
from tests.orders.test_promises import at_work
from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from wms.db import HALL, Tx
from wms.orders.amend import OrderChange, RecipientChange, amend, lock_order
from wms.orders.chosen import Way
from wms.orders.points import (
    Area,
    ToAsk,
    areas_to_ask,
    judge_orders,
    keep_points,
    keep_unknown,
    points,
    points_of_area,
    points_to_ask,
    waiting_for_points,
)
from wms.shipping.carriers.port import Carrier, Point, PointsNear
from wms.shipping.carriers.profiles import INPOST
from wms.shipping.errors import PointNotOffered, SameService
from wms.shipping.labels import claim, due_shipments
from wms.shipping.queries import label_facts, shipments_of
from wms.shipping.way_on import send_with
from wms.shipping.ways.plan import plan_of, ways_on
from wms.shipping.ways.rates import Rate, write_rates
from wms.shipping.ways.rules import Rule, add_rule
from workers.labels import buy
from workers.points import ask_about

WARSAW = (52.2297, 21.0122)


def locker(name: str, *, metres: int = 0, status: str = "open") -> Point:
    """A point so many metres north of the middle of Warsaw."""
    return Point(
        id=name, name=name, street="Prosta 1", postcode="00-950", city="Warszawa", country="PL",
        status=status, takes_cod=True, latitude=WARSAW[0] + metres / 111_195, longitude=WARSAW[1],
    )  # fmt: skip


async def with_accounts(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "INSERT INTO courier_accounts (carrier, label, locked) "
                "VALUES ('inpost', 'ours', 'x'), ('dpd', 'ours', 'x')"
            )
        )


async def refuse(bench: Bench) -> None:
    courier = Moody()
    courier.refuses = "no"
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 10)
    for key in keys:
        await buy(bench.db, {"house": courier, "inpost": courier, "dpd": courier}, *key)


async def rewrite(bench: Bench, **columns: Any) -> None:
    async with bench.db.begin(HALL) as tx:
        for name, value in columns.items():
            if name != "recipient":
                await tx.execute(text(f"UPDATE orders SET {name} = :v"), {"v": value})
                continue
            for row in (await tx.execute(text("SELECT shop_id, id FROM orders"))).all():
                await goes_to(tx, row.shop_id, row.id, **value)


async def others(bench: Bench, parcel: int, *, is_about_point: bool = False) -> list[str]:
    async with bench.db.read(HALL) as read:
        plan = await plan_of(read, parcel)
        row = (await read.execute(text("SELECT carrier, service FROM shipments "
                                       "WHERE status <> 'voided'"))).one()  # fmt: skip
    assert plan is not None
    tried = Way(carrier=row.carrier, service=row.service)
    return [
        "/".join(filter(None, [one.carrier, one.service, one.to_point]))
        for one in ways_on(plan, tried=tried, is_about_point=is_about_point)
    ]


async def test_the_next_best_way_is_known_before_the_courier_says_no(bench: Bench) -> None:
    await with_accounts(bench)
    dpd, inpost = ({"carrier": one, "service": "courier"} for one in ("dpd", "inpost"))
    dpd["service"] = "classic"
    async with bench.db.begin(HALL) as tx:
        await add_rule(tx, bench.shop.id, Rule(**inpost, weight_min_g=50_000), by=None)
        await add_rule(tx, bench.shop.id, Rule(carrier="dpd", service="guarantee_1200",
                                               upgrade_for="our_mistake"), by=None)  # fmt: skip
        step = {"countries": [], "weight_max_g": 30_000, "cod_fee_minor": 400, "currency": "PLN",
                "valid_from": date(2020, 1, 1)}  # fmt: skip
        await write_rates(
            tx,
            [Rate(carrier="house", service="standard", amount_minor=1_100, **step),
             Rate(**inpost, amount_minor=1_500, **step), Rate(**dpd, amount_minor=1_400, **step)],
            by=None,
        )  # fmt: skip
    order, parcel = await bench.packed(TEA=1)
    async with bench.db.read(HALL) as read:
        [key] = await due_shipments(read, 10)
    async with bench.db.begin(HALL) as tx:
        assert await claim(tx, *key) is not None
    # other couriers first, the cheapest first; the one that may fail last; points need a point
    assert await others(bench, parcel) == [
        "dpd/classic", "inpost/courier", "inpost/courier_1200", "dpd/guarantee_1200",
        "house/express",
    ]  # fmt: skip
    async with bench.db.read(HALL) as read:
        plan = await plan_of(read, parcel)
        [told] = await shipments_of(read, bench.shop.id, order.id)
    assert plan is not None and plan.price is not None
    assert (plan.price.amount_minor, plan.price.cod_fee_minor, plan.paid_by) == (1_100, 0, "shop")
    assert (told.price, told.paid_by, told.pickup_point_id) == (plan.price, "shop", None)


async def test_a_rule_comes_before_the_price_and_a_new_weight_before_the_old(bench: Bench) -> None:
    await with_accounts(bench)
    async with bench.db.begin(HALL) as tx:
        await add_rule(tx, bench.shop.id, Rule(carrier="inpost", service="courier_1200"), by=None)
    _, parcel = await bench.packed(TEA=1)
    await refuse(bench)
    assert (await others(bench, parcel))[0] == "inpost/courier_1200"
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE parcels SET weight_g = 31000"))
        await tx.execute(text("UPDATE shipments SET status = 'requested', "
                              "attempts_before = attempts,"
                              " next_attempt_at = clock_timestamp()"))  # fmt: skip
    await refuse(bench)
    assert (await others(bench, parcel))[0] == "dpd/classic", "InPost takes 30 kg at most"


async def test_a_parcel_for_a_closed_locker_goes_to_the_next_one_or_to_the_address(
    bench: Bench,
) -> None:
    await with_accounts(bench)
    order = await bench.picked(TEA=1)
    await rewrite(bench, carrier="inpost", service="locker",
                  recipient={"pickup_point_id": "WAW01A", "postcode": "00-950"})  # fmt: skip
    async with bench.db.begin(HALL) as tx:
        await keep_points(
            tx, "inpost",
            [locker("WAW01A"), locker("WAW02A", metres=900), locker("WAW03A", metres=400,
             status="full"), locker("WAW04A", metres=9_000)],
        )  # fmt: skip
        await keep_points(tx, "dpd", [locker("PL11033", metres=150)])
    opened = await bench.open(order.tote)
    parcel = opened.parcel or 0
    await bench.scan(parcel, "TEA")
    await refuse(bench)
    assert await others(bench, parcel) == [
        "dpd/pickup/PL11033", "house/standard", "dpd/classic", "house/express",
        "dpd/guarantee_1200", "inpost/courier", "inpost/courier_1200",
    ]  # fmt: skip
    assert (await others(bench, parcel, is_about_point=True))[0] == "inpost/locker/WAW02A"
    for no, to_point in ((SameService, None), (PointNotOffered, "WAW04A")):
        with pytest.raises(no):
            async with bench.db.begin(HALL) as tx:
                await send_with(tx, parcel, "inpost", "locker", to_point=to_point, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await send_with(tx, parcel, "inpost", "locker", to_point="WAW02A", by=bench.ola)
    assert (await _facts(bench)).facts.point_id == "WAW02A"
    await refuse(bench)
    async with bench.db.begin(HALL) as tx:
        await send_with(tx, parcel, "dpd", "classic", by=bench.ola)  # to the door
        facts = await claim(tx, bench.shop.id, await _live(tx))
        assert facts is not None and facts.facts.point_id is None
        parcel_id = await tx.scalar(text("SELECT id FROM parcels"))
        assert (await label_facts(tx, bench.shop.id, parcel_id, "X")).pickup_point == ""


async def _live(tx: Any) -> Any:
    return await tx.scalar(text("SELECT id FROM shipments WHERE status <> 'voided'"))


async def _facts(bench: Bench) -> Any:
    async with bench.db.begin(HALL) as tx:
        claimed = await claim(tx, bench.shop.id, await _live(tx))
        await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))
    assert claimed is not None
    return claimed


async def test_an_order_waits_while_its_point_takes_no_parcels(bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    await rewrite(bench, carrier="inpost", service="locker",
                  recipient={"pickup_point_id": "WAW01A", "postcode": "00-950"})  # fmt: skip
    async with bench.db.read(HALL) as read:
        [asked] = await points_to_ask(read, ["inpost"])
        assert await points_to_ask(read, ["dpd"]) == []
    assert (asked.point_id, asked.postcode) == ("WAW01A", "00-950")

    async def said(status: str | None) -> list[tuple[str, bool]]:
        async with bench.db.begin(HALL) as tx:
            if status is None:
                await keep_unknown(tx, "inpost", "WAW01A")
            else:
                await keep_points(tx, "inpost", [locker("WAW01A", status=status),
                                                 locker("WAW02A", metres=900)])  # fmt: skip
            await judge_orders(tx)
            assert await judge_orders(tx) == 0, "once is enough"
        rows = await bench.rows("SELECT code, released_at IS NULL FROM order_holds ORDER BY id")
        return [tuple(row) for row in rows]

    assert await said("full") == [], "there may be room when the parcel comes"
    assert await said("closed") == [("pickup_point_closed", True)]
    assert await bench.value("SELECT details ->> 'nearest' FROM order_holds") == "WAW02A"
    assert await said(None) == [("pickup_point_closed", False), ("pickup_point_unknown", True)]
    assert (await said("open"))[-1] == ("pickup_point_unknown", False)
    assert len(await said("closed")) == 3, "closed once more: held once more"
    async with bench.db.begin(HALL) as tx:  # its shop knows better
        await tx.execute(text("UPDATE order_holds SET released_at = clock_timestamp() "
                              "WHERE released_at IS NULL"))  # fmt: skip
        assert await judge_orders(tx) == 0
    assert order.number


class Answering(Carrier):
    """A courier that tells of its points."""

    def __init__(self, *there: Point) -> None:
        self.profile = INPOST
        self.there = list(there)

    async def point(self, point_id: str) -> Point | None:
        return next((one for one in self.there if one.id == point_id), None)

    async def points(self, near: PointsNear) -> list[Point]:
        return self.there


async def test_workers_ask_about_the_points_of_orders_and_the_areas_of_shops(bench: Bench) -> None:
    await bench.picked(TEA=1)
    await rewrite(bench, carrier="inpost", service="locker",
                  recipient={"pickup_point_id": "WAW09X", "postcode": "00-950"})  # fmt: skip
    hot = await bench.db.hot()
    area = {"country": "PL", "postcode": "00-950"}
    assert await points_of_area(hot, "inpost", **area) == []
    async with bench.db.read(HALL) as read:
        due = [*await points_to_ask(read, ["inpost"]), *await areas_to_ask(read, ["inpost"])]
    assert [type(one) for one in due] == [ToAsk, Area]
    courier = Answering(locker("WAW02A", metres=200, status="full"), locker("WAW01A"))
    for one in due:
        await ask_about(bench.db, courier, one)
    async with bench.db.begin(HALL) as tx:
        assert await judge_orders(tx) == 1
    assert await bench.value("SELECT details ->> 'nearest' FROM order_holds") == "WAW01A"
    assert [one.point_id for one in await points_of_area(hot, "inpost", **area)] == [
        "WAW01A", "WAW02A",
    ]  # fmt: skip
    async with bench.db.read(HALL) as read:
        assert await points_to_ask(read, ["inpost"]) == []
        assert await areas_to_ask(read, ["inpost"]) == []
        assert [one.point_id for one in await waiting_for_points(read)] == ["WAW09X"]
        assert len(await points(read, limit=9, said="waw0", status="open")) == 1


async def test_a_new_order_for_a_closed_point_waits_from_the_beginning(tx: Tx) -> None:
    scene = await at_work(tx)
    await keep_points(tx, "inpost", [locker("WAW01A", status="closed"),
                                     locker("WAW02A", metres=500)])  # fmt: skip
    asked = msgspec.structs.replace(
        ask("W-1", TEA=1), carrier="inpost", service="locker",
        recipient=msgspec.structs.replace(ANNA, pickup_point_id="WAW01A"),
    )  # fmt: skip
    placed = await scene.place(asked)
    [hold] = placed["point_doubts"]
    assert (hold["code"], hold["details"]["nearest"]) == ("pickup_point_closed", "WAW02A")
    order = await lock_order(tx, scene.shop.id, UUID(placed["id"]))
    change = OrderChange(recipient=RecipientChange(pickup_point_id="WAW02A"))
    await amend(tx, order, change, point_id=None)
    open_ones = text("SELECT count(*) FROM order_holds WHERE released_at IS NULL")
    assert await tx.scalar(open_ones) == 0
