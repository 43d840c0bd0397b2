"""A label failed: it is tried again, sent another way, weighed again, or the parcel waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, Picked
from tests.shipping.couriers import Moody
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL
from wms.packing.errors import WeightImpossible
from wms.shipping import give_back as giving
from wms.shipping.carriers.house import WEIGHT_MAX_G, tracking_number
from wms.shipping.carriers.port import Bought
from wms.shipping.errors import (
    CarrierUnknown,
    HeldAlready,
    NothingToRetry,
    SameService,
    ServiceUnknown,
)
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load
from wms.shipping.queries import label_facts, label_state, shipments_of
from wms.shipping.told.timeline import timeline
from wms.shipping.way_on import hold_for_office, send_with, try_again, weigh_again
from wms.shipping.ways.plan import plan_of
from workers.labels import buy, give_back

REFUSED = {"code": "carrier.refused", "facts": {}, "words": "unknown postcode"}


async def buy_due(bench: Bench, courier: Moody) -> list[UUID | None]:
    """What the workers do; the print job of each label that was bought."""
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 10)
    return [await buy(bench.db, {"house": courier}, *key) for key in keys]


async def failed(bench: Bench, courier: Moody | None = None) -> tuple[Picked, int]:
    """A packed order whose courier said no."""
    order, number = await bench.packed(TEA=1)
    courier = courier or Moody()
    courier.refuses = "unknown postcode"
    await buy_due(bench, courier)
    courier.refuses = None
    return order, number


async def decisions(bench: Bench) -> list[tuple[Any, ...]]:
    rows = await bench.rows(
        "SELECT d.what, d.service, coalesce(op.name, u.name), d.failure FROM label_decisions d "
        "LEFT JOIN operators op ON op.id = d.operator_id "
        "LEFT JOIN office_users u ON u.id = d.user_id ORDER BY d.id"
    )
    return [tuple(row) for row in rows]


async def a_desk(bench: Bench) -> Desk:
    async with bench.db.begin(HALL) as tx:
        await hire_office_user(
            tx, email="kasia@example.com", name="Kasia", password="correct horse", role="office"
        )
        user_id = await tx.scalar(text("SELECT id FROM office_users"))
    return Desk(
        user_id=user_id, session_id=uuid4(), name="Kasia", role="office", shop_id=None,
        language="pl",
    )  # fmt: skip


async def test_the_shop_hears_of_a_label_that_failed_by_code_and_without_the_couriers_words(
    bench: Bench,
) -> None:
    order, number = await failed(bench)
    event = (await bench.rows("SELECT * FROM events WHERE type = 'shipment.exception'"))[0]
    assert event.data["code"] == "carrier.refused"
    assert event.data["title"] == "The courier said no."
    assert (event.data["parcel_number"], event.data["order_number"]) == (number, order.number)
    assert "postcode" not in str(event.data)
    async with bench.db.read(HALL) as read:
        told = (await shipments_of(read, bench.shop.id, order.id))[0].failure
    assert told is not None
    assert (told.code, told.title) == ("carrier.refused", "The courier said no.")
    assert told.words == "unknown postcode"


async def test_a_courier_that_is_away_for_a_while_is_no_exception_yet(bench: Bench) -> None:
    await bench.packed(TEA=1)
    courier = Moody()
    courier.is_away = True
    await buy_due(bench, courier)
    assert await bench.value("SELECT failure ->> 'code' FROM shipments") == "carrier.no_answer"
    assert await bench.value("SELECT count(*) FROM events WHERE type = 'shipment.exception'") == 0


async def test_a_retry_is_kept_with_who_asked_for_it(bench: Bench) -> None:
    order, number = await failed(bench)
    async with bench.db.begin(HALL) as tx:
        await try_again(tx, number, by=bench.jan)
    assert await decisions(bench) == [("again", "standard", "Jan", REFUSED)]
    assert [job is not None for job in await buy_due(bench, Moody())] == [True]
    async with bench.db.read(HALL) as read:
        happened = await timeline(read, bench.shop.id, order.id)
    [again] = [one for one in happened if one.what == "label.again"]
    assert (again.by, again.data["parcel_number"]) == ("Jan", number)


async def test_a_parcel_goes_with_another_service_and_its_label_says_so(bench: Bench) -> None:
    order, number = await failed(bench)
    desk = await a_desk(bench)
    async with bench.db.read(HALL) as read:
        plan = await plan_of(read, number)
    assert plan is not None and [one.service for one in plan.others] == ["express"]
    async with bench.db.begin(HALL) as tx:
        await send_with(tx, number, "house", "express", by=desk)
    assert await decisions(bench) == [("other", "express", "Kasia", REFUSED)]
    assert [job is not None for job in await buy_due(bench, Moody())] == [True]
    states = await bench.rows("SELECT status, service FROM shipments ORDER BY id")
    assert [tuple(one) for one in states] == [("voided", "standard"), ("bought", "express")]
    async with bench.db.read(HALL) as read:
        parcel_id = await read.scalar(text("SELECT id FROM parcels"))
        facts = await label_facts(read, bench.shop.id, parcel_id, "HC1")
        state = await label_state(read, number)
    assert facts.service == "express"
    assert state is not None and state.tracking_number is not None
    async with bench.db.begin(HALL) as tx:
        loaded = await load.load_anywhere(tx, state.tracking_number, by=bench.ola)
    assert loaded.parcel == number
    assert order.number


async def test_a_way_that_is_none_is_refused_and_nothing_changes(bench: Bench) -> None:
    _, number = await failed(bench)
    for carrier, service, no in (
        ("house", "standard", SameService),
        ("house", "drone", ServiceUnknown),
        ("pigeon", "standard", CarrierUnknown),
        ("", "", CarrierUnknown),
    ):
        with pytest.raises(no):
            async with bench.db.begin(HALL) as tx:
                await send_with(tx, number, carrier, service, by=bench.ola)
    assert await bench.value("SELECT string_agg(status, ',') FROM shipments") == "failed"
    assert await decisions(bench) == []


async def test_a_parcel_put_aside_is_left_alone_until_somebody_decides(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    courier = Moody()
    courier.is_away = True
    await buy_due(bench, courier)
    courier.is_away = False
    async with bench.db.begin(HALL) as tx:
        await hold_for_office(tx, number, by=bench.ola)
        await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))
    assert await buy_due(bench, courier) == []
    with pytest.raises(HeldAlready):
        async with bench.db.begin(HALL) as tx:
            await hold_for_office(tx, number, by=bench.jan)
    async with bench.db.read(HALL) as read:
        state = await label_state(read, number)
    assert state is not None and state.held_at is not None
    async with bench.db.begin(HALL) as tx:
        await try_again(tx, number, by=await a_desk(bench))
    assert [job is not None for job in await buy_due(bench, courier)] == [True]
    assert await bench.value("SELECT held_at FROM shipments") is None
    assert [(what, who) for what, _, who, _ in await decisions(bench)] == [
        ("held", "Ola"), ("again", "Kasia"),
    ]  # fmt: skip


async def test_a_label_that_is_being_bought_or_is_there_has_no_other_way(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    for _state in ("requested", "bought"):
        for decide in (try_again, hold_for_office):
            with pytest.raises(NothingToRetry):
                async with bench.db.begin(HALL) as tx:
                    await decide(tx, number, by=bench.ola)
        with pytest.raises(NothingToRetry):
            async with bench.db.begin(HALL) as tx:
                await send_with(tx, number, "house", "express", by=bench.ola)
        with pytest.raises(NothingToRetry):
            async with bench.db.begin(HALL) as tx:
                await weigh_again(tx, number, 500, by=bench.ola)
        await buy_due(bench, Moody())


async def test_a_catalogue_that_was_wrong_is_put_right_by_the_scale(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET weight_g = 40000 WHERE sku = 'TEA'"))
    _, number = await bench.packed(TEA=1)
    courier = Moody()
    await buy_due(bench, courier)
    kept = await bench.value("SELECT failure FROM shipments")
    assert kept == {
        "code": "carrier.too_heavy",
        "facts": {"carrier": "House courier", "weight_g": 40_000, "most_g": WEIGHT_MAX_G},
        "words": None,
    }
    with pytest.raises(WeightImpossible):
        async with bench.db.begin(HALL) as tx:
            await weigh_again(tx, number, 0, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        await weigh_again(tx, number, 400, by=bench.ola)
    assert await bench.value("SELECT weight_g FROM parcels") == 400
    assert [job is not None for job in await buy_due(bench, courier)] == [True]
    assert [what for what, *_ in await decisions(bench)] == ["weighed"]


class Regretful(Moody):
    """Sold a label whose answer got lost; may be asked to take it back."""

    def __init__(self) -> None:
        super().__init__()
        self.voided: list[str] = []

    async def find_by_reference(self, reference: str, *, since: datetime) -> Any:
        found = await super().find_by_reference(reference, since=since)
        if self.is_away:
            return await self.buy(None)  # type: ignore[arg-type]  # raises that nobody is there
        return found

    async def void(self, bought: Bought) -> None:
        self.voided.append(bought.tracking_number)


async def test_a_label_that_was_sold_after_all_is_given_back_once(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    courier = Regretful()
    courier.loses_answer = True
    await buy_due(bench, courier)
    async with bench.db.begin(HALL) as tx:
        await send_with(tx, number, "house", "express", by=bench.ola)
    async with bench.db.read(HALL) as read:
        [key] = await giving.due_to_give_back(read, 10)

    courier.is_away = True
    assert not await give_back(bench.db, {"house": courier}, *key)
    async with bench.db.begin(HALL) as tx:  # not at once: there is a pause
        assert await giving.due_to_give_back(tx, 10) == []  # type: ignore[arg-type]  # a Tx reads as well
        await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))
    courier.is_away = False
    assert await give_back(bench.db, {"house": courier}, *key)
    assert courier.voided == [tracking_number(str(key[1]))]
    assert not await give_back(bench.db, {"house": courier}, *key)
    assert courier.voided == [tracking_number(str(key[1]))]


async def test_a_wish_that_no_courier_ever_heard_of_needs_no_giving_back(bench: Bench) -> None:
    _, number = await failed(bench)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shipments SET attempts = 0"))
        await send_with(tx, number, "house", "express", by=bench.ola)
        assert await giving.due_to_give_back(tx, 10) == []  # type: ignore[arg-type]  # a Tx reads as well
