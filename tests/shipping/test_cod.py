"""The courier collects an order's money once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.db import HALL
from wms.packing.missing import MISSING
from wms.shipping import labels, pack_and_request, way_on
from wms.shipping.carriers.port import Bought, ParcelFacts
from wms.shipping.errors import NothingToRetry, OfficeDecides
from wms.shipping.failures import COD_NOT_WHOLE
from wms.shipping.loading import load as loading
from wms.shipping.loading.manifests import manifest
from wms.shipping.queries import label_facts, label_state
from workers.labels import buy

AMOUNT_MINOR = 12_345


class Listening(Moody):
    """Remembers what it was told of each parcel."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[int, int | None] = {}

    async def buy(self, parcel: ParcelFacts) -> Bought:
        self.told[parcel.parcel_number] = parcel.cod_amount_minor
        return await super().buy(parcel)


async def _in_two_cartons(bench: Bench) -> list[int]:
    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE orders SET cod_amount_minor = :amount, cod_currency = 'PLN'"),
            {"amount": AMOUNT_MINOR},
        )
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await pack_and_request.close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    await bench.scan(second, "TEA")
    return [first, second]


async def _buy_all(bench: Bench, courier: Moody) -> None:
    async with bench.db.read(HALL) as read:
        keys = await labels.due_shipments(read, 10)
    for key in keys:
        assert await buy(bench.db, {"house": courier}, *key) is not None


async def test_two_cartons_ask_for_the_money_once(bench: Bench) -> None:
    first, second = await _in_two_cartons(bench)
    courier = Listening()
    await _buy_all(bench, courier)
    assert courier.told == {first: AMOUNT_MINOR, second: None}

    rows = await bench.rows(
        "SELECT pa.number, pa.shop_id, pa.id, s.tracking_number FROM parcels pa "
        "JOIN shipments s ON s.parcel_id = pa.id ORDER BY pa.number"
    )
    async with bench.db.read(HALL) as read:
        on_label = [
            (await label_facts(read, one.shop_id, one.id, one.tracking_number)).cod for one in rows
        ]
    assert [one and one.amount_minor for one in on_label] == [AMOUNT_MINOR, None]

    for one in rows:
        async with bench.db.begin(HALL) as tx:
            loaded = await loading.load_anywhere(tx, one.tracking_number, by=bench.ola)
    async with bench.db.read(HALL) as read:
        on_paper = (await manifest(read, loaded.manifest)).parcels
    assert {one.parcel_number: (one.cod_amount_minor, one.cod_currency) for one in on_paper} == {
        first: (AMOUNT_MINOR, "PLN"),
        second: (None, None),
    }


async def test_an_order_that_is_paid_already_asks_nobody(bench: Bench) -> None:
    _, number = await bench.packed(TEA=1)
    courier = Listening()
    await _buy_all(bench, courier)
    assert courier.told == {number: None}


async def _part_of_it(bench: Bench) -> int:
    """One tea of two, cash on delivery for both; the number of the packed parcel."""
    order = await bench.picked(TEA=2)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE orders SET cod_amount_minor = :amount, cod_currency = 'PLN'"),
            {"amount": AMOUNT_MINOR},
        )
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        done = await pack_and_request.one_piece_less(
            tx, number, "TEA", MISSING, scan_id=uuid4(), by=bench.ola
        )
    assert done.did == "closed"
    return number


@pytest.fixture
async def desk(bench: Bench) -> Desk:
    """Somebody in the office."""
    async with bench.db.begin(HALL) as tx:
        user_id = await hire_office_user(
            tx, email="olga@example.com", name="Olga", password="long enough", role="manager"
        )
    return Desk(
        user_id=user_id, session_id=uuid4(), name="Olga", role="manager", shop_id=None,
        language="en",
    )  # fmt: skip


async def test_money_for_goods_that_are_missing_is_stopped_for_the_office(bench: Bench) -> None:
    number = await _part_of_it(bench)
    async with bench.db.read(HALL) as read:
        assert list(await labels.due_shipments(read, 10)) == []
        state = await label_state(read, number)
    assert state is not None and state.failure is not None
    assert (state.status, state.failure.code) == ("failed", COD_NOT_WHOLE)
    assert state.held_at is not None
    assert state.failure.title.startswith("Goods are missing")
    for verb in (way_on.try_again, way_on.hold_for_office):
        with pytest.raises(OfficeDecides):
            async with bench.db.begin(HALL) as tx:
                await verb(tx, number, by=bench.ola)


@pytest.mark.parametrize(("amount", "told"), [(6_000, 6_000), (0, None)])
async def test_the_office_says_how_much_is_collected(
    bench: Bench, desk: Desk, amount: int, told: int | None
) -> None:
    number = await _part_of_it(bench)
    async with bench.db.begin(HALL) as tx:
        assert await way_on.cod_currency(tx, number) == "PLN"
        await way_on.collect(tx, number, amount, by=desk)
    courier = Listening()
    await _buy_all(bench, courier)
    assert courier.told == {number: told}
    assert await bench.value("SELECT cod_currency FROM orders") == (told and "PLN")
    with pytest.raises(NothingToRetry):
        async with bench.db.begin(HALL) as tx:
            await way_on.collect(tx, number, amount, by=desk)


async def test_the_shop_may_want_all_of_the_money(bench: Bench, desk: Desk) -> None:
    number = await _part_of_it(bench)
    async with bench.db.begin(HALL) as tx:
        await way_on.try_again(tx, number, by=desk)
    courier = Listening()
    await _buy_all(bench, courier)
    assert courier.told == {number: AMOUNT_MINOR}


async def test_an_order_in_part_that_is_paid_already_goes_on(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        await pack_and_request.one_piece_less(
            tx, number, "TEA", MISSING, scan_id=uuid4(), by=bench.ola
        )
    courier = Listening()
    await _buy_all(bench, courier)
    assert courier.told == {number: None}
