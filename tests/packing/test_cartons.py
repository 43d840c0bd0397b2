"""The carton of a parcel: thought of beforehand, taken by a scan, kept with the parcel, counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import Bench
from tests.packing.cartons import carton
from wms.barcodes import Kind, label_code
from wms.db import HALL
from wms.packing.cartons.kinds import (
    CartonImpossible,
    CartonThere,
    add_carton,
    carton_list,
    carton_use,
    cartons_low,
    change_carton,
    count_cartons,
    retire_carton,
)
from wms.packing.cartons.take import BrandedCarton, NoCarton, carton_at_bench, take_carton
from wms.shipping.labels import claim, due_shipments
from workers.cartons import think_once


async def stock_cartons(bench: Bench) -> dict[str, UUID]:
    """A small and a large one; and what TEA (100 × 80 × 60) and MUG (nobody knows) measure."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "UPDATE products SET weight_g = 200, length_mm = 100, width_mm = 80, "
                "height_mm = 60 WHERE sku = 'TEA'"
            )
        )
        return {
            name: await add_carton(tx, bench.hall.warehouse_id, carton(name, *inner))
            for name, inner in (("S", (160, 110, 60)), ("L", (320, 240, 200)))
        }


async def open_with_plan(bench: Bench, name: str, **lines: int) -> int:
    order = await bench.picked(name, **lines)
    assert await think_once(bench.db) == 1
    assert await think_once(bench.db) == 0, "it was thought of"
    number = (await bench.open(order.tote)).parcel
    assert number is not None
    return number


async def code_of(bench: Bench, carton_id: UUID) -> str:
    number = await bench.value("SELECT number FROM carton_types WHERE id = :id", id=carton_id)
    return label_code(Kind.CARTON, number)


async def seen(bench: Bench, number: int) -> Any:
    async with bench.db.read(HALL) as read:
        return await carton_at_bench(read, number)


async def test_the_smallest_carton_is_suggested_and_kept_with_the_parcel(bench: Bench) -> None:
    cartons = await stock_cartons(bench)
    async with bench.db.begin(HALL) as tx:
        await count_cartons(tx, cartons["S"], 3, is_delivery=False, by=None)
    number = await open_with_plan(bench, "W-1", TEA=2)
    told = await seen(bench, number)
    assert (told.name, told.is_taken, told.cartons) == ("S", False, 1)
    assert [piece.key for piece in told.plan.first.pieces] == ["TEA", "TEA"]
    for _ in range(2):
        last = await bench.scan(number, "TEA")
    assert last.is_order_packed
    parcel = (await bench.rows("SELECT * FROM parcels"))[0]
    assert (parcel.carton, parcel.carton_id, parcel.tare_g) == ("S", cartons["S"], 120)
    assert (parcel.length_mm, parcel.width_mm, parcel.height_mm) == (166, 116, 70)
    assert parcel.weight_g == 2 * 200 + 120, "the carton weighs, too"
    told = (await bench.rows("SELECT data FROM events WHERE type = 'order.packed'"))[0].data
    said = told["parcels"][0]
    assert (said["carton"], said["length_mm"]) == ("S", 166)
    async with bench.db.begin(HALL) as tx:  # the courier hears how large it is
        [due] = await due_shipments(tx, 5)
        claimed = await claim(tx, *due)
        assert claimed is not None and claimed.facts.size is not None
        assert msgspec.structs.astuple(claimed.facts.size) == (166, 116, 70)
        small = (await carton_list(tx))[0]
        assert (small.name, small.left, small.is_low) == ("S", 2, False)
        assert await carton_use(tx) == {cartons["S"]: (1, 0)}
        await change_carton(tx, cartons["S"], carton("S", 160, 110, 60, low_mark=3))
        assert await cartons_low(tx) == 1
        await count_cartons(tx, cartons["S"], 50, is_delivery=True, by=None)
        assert (await carton_list(tx))[0].left == 52


async def test_the_packer_takes_another_by_its_code_and_is_believed(bench: Bench) -> None:
    cartons = await stock_cartons(bench)
    large = await code_of(bench, cartons["L"])
    for n in range(3):
        number = await open_with_plan(bench, f"W-{n}", TEA=1)
        assert (await seen(bench, number)).name == "S"
        async with bench.db.begin(HALL) as tx:
            assert await take_carton(tx, number, large, by=bench.ola) == "L"
        told = await seen(bench, number)
        assert (told.name, told.is_taken, told.suggested) == ("L", True, "S")
        assert (await bench.scan(number, "TEA")).is_order_packed
    assert await bench.value("SELECT count(*) FROM parcels WHERE carton = 'L'") == 3
    async with bench.db.read(HALL) as read:
        assert await carton_use(read) == {cartons["L"]: (3, 3)}
    number = await open_with_plan(bench, "W-9", TEA=1)  # the fourth time it is known
    told = await seen(bench, number)
    assert (told.name, told.plan.why) == ("L", "before")


async def test_an_order_of_several_cartons_is_thought_of_anew_after_each(bench: Bench) -> None:
    cartons = await stock_cartons(bench)
    async with bench.db.begin(HALL) as tx:
        await retire_carton(tx, cartons["L"], is_retired=True)
        with pytest.raises(NoCarton):
            number = (await bench.open((await bench.picked("W-0", TEA=1)).tote)).parcel or 0
            await take_carton(tx, number, str(cartons["L"]), by=bench.ola)
    order = await bench.picked("W-1", TEA=3)
    await think_once(bench.db)
    number = (await bench.open(order.tote)).parcel or 0
    assert (await seen(bench, number)).cartons == 2
    await bench.scan(number, "TEA")
    await bench.scan(number, "TEA")
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("SELECT pack_close(o, pa, NULL) FROM parcels pa JOIN orders o "
                 "ON o.shop_id = pa.shop_id AND o.id = pa.order_id WHERE pa.number = :n"),
            {"n": number},
        )  # fmt: skip
    second = (await bench.open(order.tote)).parcel or 0
    assert await seen(bench, second) is None, "not thought of yet"
    assert await think_once(bench.db) == 1
    assert ((await seen(bench, second)).name, (await seen(bench, second)).cartons) == ("S", 1)


async def test_what_the_bench_is_told_follows_what_is_known_of_goods_and_cartons(
    bench: Bench,
) -> None:
    await stock_cartons(bench)
    number = await open_with_plan(bench, "W-1", TEA=2, MUG=1)
    told = await seen(bench, number)  # nobody measured a mug
    assert (told.name, told.at_least, told.plan.unknown) == (None, "S", ("MUG",))
    for sku in ("TEA", "TEA", "MUG"):
        last = await bench.scan(number, sku)
    assert last.is_order_packed
    assert await bench.value("SELECT carton FROM parcels") is None, "nobody said which it was"

    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE products SET is_upright = true, height_mm = 61"))
    number = await open_with_plan(bench, "W-2", TEA=1)
    assert (await seen(bench, number)).name == "L", "it must stand upright, and S is 60 mm high"

    here = bench.hall.warehouse_id
    async with bench.db.begin(HALL) as tx:  # a shop's own go before the house's, and to nobody else
        other = await cast.open_shop(tx, "INITECH")
        await add_carton(tx, here, carton("OWN", 320, 240, 300, shop_id=bench.shop.id))
        theirs = await add_carton(tx, here, carton("THEIRS", 160, 110, 70, shop_id=other.id))
    number = await open_with_plan(bench, "W-3", TEA=1)
    assert (await seen(bench, number)).name == "OWN"
    async with bench.db.begin(HALL) as tx:
        with pytest.raises(BrandedCarton):
            await take_carton(tx, number, str(theirs), by=bench.ola)
        names = [one.name for one in await carton_list(tx, shop_id=bench.shop.id)]
        assert names == ["S", "L", "OWN"]
        for impossible in (
            carton("X", 100, 100, 0), carton("", 100, 100, 100),
            msgspec.structs.replace(carton("X", 100, 100, 100), outer_length_mm=99),
            carton("X", 100, 100, 100, cost_minor=120),
        ):  # fmt: skip
            with pytest.raises(CartonImpossible):
                await add_carton(tx, here, impossible)
    with pytest.raises(CartonThere):
        async with bench.db.begin(HALL) as tx:
            await add_carton(tx, here, carton("S", 100, 100, 100))
