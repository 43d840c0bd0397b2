"""The courier collects an order's money once."""

from __future__ import annotations

from sqlalchemy import text

from tests.packing.bench import Bench
from tests.shipping.couriers import Moody
from wms.db import HALL
from wms.shipping import labels, pack_and_request
from wms.shipping import load as loading
from wms.shipping.carriers.port import Bought, ParcelFacts
from wms.shipping.manifests import manifest
from wms.shipping.queries import label_facts
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
