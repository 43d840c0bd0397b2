"""A label is bought exactly once, whatever breaks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from wms.db import HALL
from wms.shipping import labels
from wms.shipping.carriers.house import WEIGHT_MAX_G, House, tracking_number
from wms.shipping.carriers.port import CarrierRefused, ParcelFacts
from wms.shipping.errors import NothingToRetry
from wms.shipping.failures import NO_SERVICE, TOO_HEAVY
from wms.shipping.queries import label_content, label_state, shipment, shipments, shipments_of
from wms.shipping.way_on import try_again
from workers.labels import ATTEMPTS_MAX, buy

Key = tuple[UUID, UUID]


async def due(bench: Bench) -> list[Key]:
    async with bench.db.read(HALL) as read:
        return list(await labels.due_shipments(read, 10))


async def one_due(bench: Bench) -> Key:
    found = await due(bench)
    assert len(found) == 1
    return found[0]


async def bring_forward(bench: Bench) -> None:
    """The pause before the next try is over."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))


async def status(bench: Bench) -> tuple[str, str | None]:
    """The state, and what failed: a courier's own words, else the failure's code."""
    row = (await bench.rows("SELECT status, failure FROM shipments"))[0]
    failure = row.failure and (row.failure["words"] or row.failure["code"])
    return row.status, failure


async def test_a_packed_parcel_gets_its_label_and_the_shop_hears(bench: Bench) -> None:
    order, number = await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    job = await buy(bench.db, {"house": courier}, *key)
    assert job is not None
    assert await due(bench) == []
    async with bench.db.read(HALL) as read:
        seen = await shipment(read, *key)
        state = await label_state(read, number)
        pdf = await label_content(read, *key, "pdf")
        zpl = await label_content(read, *key, "zpl")
        assert [s.id for s in await shipments_of(read, bench.shop.id, order.id)] == [seen.id]
        assert [s.id for s in (await shipments(read, bench.shop.id, limit=5)).items] == [seen.id]
        other = (await shipments(read, bench.shop.id, limit=5, status="failed")).items
    assert other == []
    assert (seen.status, seen.parcel_status) == ("bought", "labelled")
    assert seen.tracking_number == tracking_number(str(key[1]))
    assert seen.tracking_url == f"https://example.com/track/{seen.tracking_number}"
    assert state is not None
    assert state.tracking_number == seen.tracking_number
    assert pdf.startswith(b"%PDF")
    assert zpl.startswith(b"^XA")
    event = (await bench.rows("SELECT * FROM events WHERE type = 'shipment.label_created'"))[0]
    assert (event.subject_id, event.subject_external_id) == (key[1], "WEB-1")
    assert event.data["tracking_number"] == seen.tracking_number
    assert event.data["parcel_number"] == number
    assert await bench.value("SELECT id FROM print_jobs WHERE paper = 'label'") == job


async def test_two_workers_on_one_shipment_buy_once(bench: Bench) -> None:
    await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    courier.takes_s = 0.05
    jobs = await asyncio.gather(*(buy(bench.db, {"house": courier}, *key) for _ in range(8)))
    assert sum(job is not None for job in jobs) == 1
    assert courier.calls == 1
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'label'") == 1


async def test_a_lost_answer_is_found_again_by_reference_and_not_paid_twice(bench: Bench) -> None:
    await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    courier.loses_answer = True
    assert await buy(bench.db, {"house": courier}, *key) is None
    assert await status(bench) == ("requested", "the connection broke after the request")
    assert await due(bench) == []  # not at once: there is a pause
    await bring_forward(bench)
    assert await buy(bench.db, {"house": courier}, *key) is not None
    assert (courier.calls, await status(bench)) == (1, ("bought", None))


async def test_a_buyer_that_died_leaves_the_shipment_to_the_next_one(bench: Bench) -> None:
    await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    async with bench.db.begin(HALL) as tx:
        dead = await labels.claim(tx, *key)
    assert dead is not None
    sold = await courier.buy(dead.facts)  # killed here: sold, not recorded
    assert await due(bench) == []
    assert await buy(bench.db, {"house": courier}, *key) is None
    await bring_forward(bench)
    assert await buy(bench.db, {"house": courier}, *key) is not None
    assert courier.calls == 1
    async with bench.db.begin(HALL) as tx:  # the dead one comes back late: its claim is lost
        assert await labels.record_bought(tx, dead, sold, []) is None
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'label'") == 1


async def test_a_refusal_waits_for_a_person_who_tries_again(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    courier.refuses = "unknown postcode"
    assert await buy(bench.db, {"house": courier}, *key) is None
    assert await status(bench) == ("failed", "unknown postcode")
    await bring_forward(bench)
    assert await due(bench) == []
    courier.refuses = None
    async with bench.db.begin(HALL) as tx:
        await try_again(tx, number, by=bench.ola)
    assert await buy(bench.db, {"house": courier}, *await one_due(bench)) is not None
    with pytest.raises(NothingToRetry):
        async with bench.db.begin(HALL) as tx:
            await try_again(tx, number, by=bench.ola)


async def test_a_courier_that_stays_away_is_asked_some_times_and_then_a_person(
    bench: Bench,
) -> None:
    await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    courier.is_away = True
    for _ in range(len(labels.PAUSES_S)):
        assert await buy(bench.db, {"house": courier}, *key) is None
        assert (await status(bench))[0] == "requested"
        await bring_forward(bench)
    await buy(bench.db, {"house": courier}, *key)
    assert await status(bench) == ("failed", "connection refused")
    assert courier.calls == len(labels.PAUSES_S) + 1


async def test_a_label_that_failed_often_is_bought_once_the_courier_is_well(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    key, courier = await one_due(bench), Moody()
    courier.refuses = "unknown postcode"
    for _ in range(ATTEMPTS_MAX + 1):
        assert await buy(bench.db, {"house": courier}, *key) is None
        async with bench.db.begin(HALL) as tx:
            await try_again(tx, number, by=bench.ola)
    courier.refuses, courier.loses_answer = None, True
    assert await buy(bench.db, {"house": courier}, *key) is None
    assert await status(bench) == ("requested", "the connection broke after the request")
    async with bench.db.begin(HALL) as tx:
        await try_again(tx, number, by=bench.ola)
    # sold already, so the fresh count must not buy it a second time: Moody would fail
    assert await buy(bench.db, {"house": courier}, *key) is not None
    assert courier.calls == ATTEMPTS_MAX + 2


async def test_a_carrier_that_nobody_knows_fails_with_a_code(bench: Bench) -> None:
    await bench.packed(TEA=1)
    await buy(bench.db, {}, *await one_due(bench))
    assert await status(bench) == ("failed", "carrier.not_here")


async def test_the_house_courier_sells_the_same_number_for_the_same_reference() -> None:
    facts = ParcelFacts(
        reference="one", service="standard", parcel_number=1, weight_g=1, recipient={}, sender={}
    )
    house = House()
    assert await house.buy(facts) == await house.buy(facts)
    assert (await house.buy(facts)).tracking_url is None
    assert await house.find_by_reference("one", since=datetime.now(UTC)) is None
    numbers = {tracking_number(str(n)) for n in range(20_000)}
    assert len(numbers) == 20_000
    assert {len(n) for n in numbers} == {20}
    for service, weight_g, code in (
        ("drone", 1, NO_SERVICE),
        ("express", WEIGHT_MAX_G + 1, TOO_HEAVY),
    ):
        wrong = msgspec.structs.replace(facts, service=service, weight_g=weight_g)
        with pytest.raises(CarrierRefused) as no:
            await house.buy(wrong)
        assert no.value.failure.code == code
