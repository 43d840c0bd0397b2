"""What the scale says, typed at the bench; and a carton that gets too heavy."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from wms.db import HALL
from wms.errors import Refusal
from wms.packing.errors import WeighsTooMuch, WeightImpossible, WeightMissing, WeightUnreadable
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import Closed, ScanItems, Weigh, next_step
from wms.packing.weight.weigh import WEIGHT_MAX_G, read_weight
from wms.shipping.carriers.house import WEIGHT_MAX_G as HOUSE_MAX_G
from wms.shipping.pack_and_request import close_parcel


@pytest.mark.parametrize(
    ("typed", "unit", "grams"),
    [
        ("1250", "g", 1250),
        (" 850 ", "g", 850),
        ("1,25", "kg", 1250),
        ("1.250", "kg", 1250),
        ("2", "kg", 2000),
        ("1.25 kg", "g", 1250),  # the unit that was typed goes first
        ("850g", "kg", 850),
        ("0,85 КГ", "g", 850),
        ("1", "g", 1),
        ("70", "kg", WEIGHT_MAX_G),
    ],
)
def test_a_weight_is_read_as_people_type_it(typed: str, unit: str, grams: int) -> None:
    assert read_weight(typed, unit) == grams


@pytest.mark.parametrize(
    ("typed", "unit", "no"),
    [
        ("", "kg", WeightUnreadable),
        ("heavy", "kg", WeightUnreadable),
        ("-5", "g", WeightUnreadable),
        ("1.2.3", "kg", WeightUnreadable),
        ("1,5", "g", WeightUnreadable),  # half a gram; or kilograms under the wrong button
        ("1.2345", "kg", WeightUnreadable),
        ("٣", "kg", WeightUnreadable),  # a digit that no scale and no label of ours shows
        ("5901234123457", "g", WeightUnreadable),  # a barcode fired into the field
        ("0", "kg", WeightImpossible),
        ("71", "kg", WeightImpossible),
        ("70001", "g", WeightImpossible),
        ("\x00", "g", WeightUnreadable),
    ],
)
def test_what_is_no_weight_is_refused_and_the_field_is_named(
    typed: str, unit: str, no: type[Refusal]
) -> None:
    with pytest.raises(no) as refused:
        read_weight(typed, unit)
    assert refused.value.pointer == "/weight"
    assert str(refused.value).startswith("Weight: ")


async def ask_for_weights(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))


async def step(bench: Bench, number: int) -> object:
    async with bench.db.read(HALL) as read:
        return next_step(await parcel_at_bench(read, number), bench.ola.operator_id)


async def test_a_shop_that_asks_for_it_gets_its_parcels_weighed_before_they_close(
    bench: Bench,
) -> None:
    await ask_for_weights(bench)
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel or 0
    async with bench.db.read(HALL) as read:
        assert (await parcel_at_bench(read, number)).is_weight_asked
    await bench.scan(number, "TEA")
    assert isinstance(await step(bench, number), ScanItems)
    last = await bench.scan(number, "TEA")
    assert (last.did, last.is_order_packed) == ("weigh", False)
    assert isinstance(await step(bench, number), Weigh)
    assert await bench.value("SELECT count(*) FROM shipments") == 0
    with pytest.raises(WeightMissing):
        async with bench.db.begin(HALL) as tx:
            await close_parcel(tx, number, by=bench.ola)
    async with bench.db.begin(HALL) as tx:
        closed = await close_parcel(tx, number, by=bench.ola, weight_g=733)
    assert (closed.did, closed.is_order_packed, closed.tone) == ("closed", True, "done")
    assert isinstance(await step(bench, number), Closed)
    assert await bench.value("SELECT weight_g FROM parcels") == 733
    packed = (await bench.rows("SELECT data FROM events WHERE type = 'order.packed'"))[0]
    assert packed.data["parcels"][0]["weight_g"] == 733
    assert await bench.value("SELECT status FROM shipments") == "requested"


async def test_several_pieces_that_the_courier_does_not_take_are_split(bench: Bench) -> None:
    await ask_for_weights(bench)
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    await bench.scan(number, "TEA")
    with pytest.raises(WeighsTooMuch) as no:
        async with bench.db.begin(HALL) as tx:
            await close_parcel(tx, number, by=bench.ola, weight_g=HOUSE_MAX_G + 1)
    assert "House courier takes at most 31.5\u00a0kg" in str(no.value)
    async with bench.db.begin(HALL) as tx:
        await close_parcel(tx, number, by=bench.ola, weight_g=HOUSE_MAX_G)


async def test_one_piece_that_the_courier_does_not_take_closes_and_the_label_fails(
    bench: Bench,
) -> None:
    await ask_for_weights(bench)
    order = await bench.picked(TEA=1)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        closed = await close_parcel(tx, number, by=bench.ola, weight_g=HOUSE_MAX_G + 1)
    assert closed.is_order_packed


async def test_by_the_catalogue_a_carton_is_full_before_the_courier_says_no(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET weight_g = 16000 WHERE sku = 'TEA'"))
    order = await bench.picked(TEA=2, MUG=1)
    number = (await bench.open(order.tote)).parcel or 0
    await bench.scan(number, "TEA")
    no = await bench.scan(number, "TEA")
    assert (no.outcome, no.code) == ("refused", "pack.too_heavy")
    assert no.facts == {"carrier": "House courier", "weight_g": 32_000, "most_g": HOUSE_MAX_G}
    for service, most_g in (("classic", 31_500), ("pickup", 20_000)):  # each service has its own
        async with bench.db.begin(HALL) as tx:
            to = {"service": service}
            await tx.execute(text("UPDATE orders SET carrier = 'dpd', service = :service"), to)
        no = await bench.scan(number, "TEA")
        assert no.facts == {"carrier": "DPD", "weight_g": 32_000, "most_g": most_g}
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET carrier = 'house', service = 'standard'"))
    assert await bench.value("SELECT sum(packed) FROM order_lines") == 1
    assert (await bench.scan(number, "MUG")).did == "packed"  # what still fits goes in
    async with bench.db.begin(HALL) as tx:
        assert not (await close_parcel(tx, number, by=bench.ola)).is_order_packed
    second = (await bench.open(order.tote)).parcel or 0
    assert (await bench.scan(second, "TEA")).is_order_packed
    assert await bench.value("SELECT count(*) FROM shipments") == 2
    await bench.assert_books_balance()


async def test_a_piece_too_heavy_alone_is_packed_all_the_same(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET weight_g = 40000 WHERE sku = 'TEA'"))
    _, number = await bench.packed(TEA=1)
    assert await bench.value("SELECT weight_g FROM parcels WHERE number = :n", n=number) == 40_000
