"""Parcels wait where their courier's wait; at the door both sides count, and one signs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests import cast
from tests.packing.bench import Bench
from tests.shipping.test_hand_over import begin, labelled
from wms.barcodes import Kind, label_code
from wms.db import HALL, Tx
from wms.errors import Refusal
from wms.shipping.loading import count_again as counting
from wms.shipping.loading import load as loading
from wms.shipping.loading.errors import NotCounted, SignatureBroken
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.manifests import manifest, not_loaded
from wms.shipping.loading.signature import strokes_of
from wms.shipping.loading.stage import Staged, parcel_to_stage, stage, staged, where_to


async def refused(bench: Bench, unit: Callable[[Tx], Awaitable[object]]) -> str:
    with pytest.raises(Refusal) as no:
        async with bench.db.begin(HALL) as tx:
            await unit(tx)
    return str(no.value)


async def put(bench: Bench, parcel: int, place: str) -> Staged:
    async with bench.db.begin(HALL) as tx:
        return await stage(tx, parcel, bench.hall[place].label_code or "", by=bench.ola)


async def other_courier(bench: Bench, parcel: int) -> None:
    """As if it had the label of another courier."""
    async with bench.db.begin(HALL) as tx:
        await (await tx.connection()).exec_driver_sql(
            "UPDATE shipments s SET carrier = 'dpd' FROM parcels p "
            f"WHERE p.id = s.parcel_id AND p.number = {parcel}"
        )


async def test_parcels_of_a_courier_stand_together_and_apart_from_others(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await cast.add_place(tx, bench.hall, "STAGE-2", "staging", order=5)
    one, tracking = await labelled(bench, "WEB-1", TEA=1)
    two, _ = await labelled(bench, "WEB-2", TEA=1)
    three, _ = await labelled(bench, "WEB-3", TEA=1)
    await other_courier(bench, three)
    _, unlabelled = await bench.packed("WEB-4", TEA=1)
    async with bench.db.begin(HALL) as tx:
        assert await parcel_to_stage(tx, tracking) == one
        asked = await where_to(tx, one)
        assert (asked.place, asked.others, asked.stands_at) == ("STAGE", 0, None)
    assert await put(bench, one, "STAGE") == Staged(parcel=one, place="STAGE", carrier="house")
    async with bench.db.read(HALL) as read:
        assert (await where_to(read, two)).others == 1
        assert (await where_to(read, three)).place == "STAGE-2"
    sentence = await refused(
        bench, lambda tx: stage(tx, three, bench.hall["STAGE"].label_code or "", by=bench.ola)
    )
    assert sentence == "Parcels of House courier stand at STAGE. Choose another place."
    shelf = bench.hall["A-01-1"].label_code or ""
    assert "no staging place" in await refused(
        bench, lambda tx: stage(tx, two, shelf, by=bench.ola)
    )
    code = label_code(Kind.PARCEL, unlabelled)
    assert "has no label yet" in await refused(bench, lambda tx: parcel_to_stage(tx, code))
    # two who set parcels of two couriers down at one free place: the second is told
    both = await asyncio.gather(
        put(bench, two, "STAGE-2"), put(bench, three, "STAGE-2"), return_exceptions=True
    )
    assert sorted(isinstance(one, Staged) for one in both) == [False, True]
    number = (await begin(bench, tracking)).manifest
    assert "is on manifest" in await refused(bench, lambda tx: parcel_to_stage(tx, tracking))
    async with bench.db.read(HALL) as read:
        missing = await not_loaded(read, number, limit=5)
        assert [one.parcel_number for one in missing] == [two]
        assert {one.place for one in await staged(read)} >= {"STAGE-2"}
    async with bench.db.begin(HALL) as tx:
        await close_manifest(tx, number, signed_by="Piotr", by=bench.ola)
    assert await bench.value("SELECT count(*) FROM staged_parcels s JOIN parcels p "
                             "ON p.id = s.parcel_id WHERE p.number = :n", n=one) == 0  # fmt: skip


async def test_a_parcel_that_is_not_in_the_van_is_found_out_by_scanning_once_more(
    bench: Bench,
) -> None:
    codes = [await labelled(bench, f"WEB-{n}", TEA=1) for n in range(4)]
    number = (await begin(bench, codes[0][1])).manifest
    for _, tracking in codes[1:3]:
        await begin(bench, tracking)

    async def do(unit: Callable[[Tx], Awaitable[object]]) -> object:
        async with bench.db.begin(HALL) as tx:
            return await unit(tx)

    with pytest.raises(NotCounted):
        await do(lambda tx: counting.found_again(tx, number, codes[0][1]))
    await do(lambda tx: counting.count_again(tx, number))
    await do(lambda tx: counting.found_again(tx, number, codes[1][1]))
    await do(lambda tx: counting.found_again(tx, number, codes[3][1]))  # nobody had scanned it
    async with bench.db.read(HALL) as read:
        seen = await manifest(read, number)
    assert {one.parcel_number for one in seen.not_found} == {codes[0][0], codes[2][0]}
    done = await do(lambda tx: counting.end_count(tx, number, take_off=True))
    assert done == counting.TakenOff(parcels=[codes[0][0], codes[2][0]])
    async with bench.db.read(HALL) as read:
        seen = await manifest(read, number)
        left = await not_loaded(read, number, limit=9)
    assert {one.parcel_number for one in seen.parcels} == {codes[1][0], codes[3][0]}
    assert {(one.parcel_number, one.place) for one in left} == {
        (codes[0][0], "BENCH-1"), (codes[2][0], "BENCH-1"),
    }  # fmt: skip
    await do(lambda tx: loading.load(tx, number, codes[0][1]))
    for broken in ("AB", "A!C", "A" * 3000):
        with pytest.raises(SignatureBroken):
            await do(lambda tx, b=broken: sign(tx, number, bench, b))  # type: ignore[misc]  # bound now
    await do(lambda tx: sign(tx, number, bench, "AACEAI~__-"))
    async with bench.db.read(HALL) as read:
        seen = await manifest(read, number)
    assert (seen.signed_by, seen.counted) == ("Piotr", 2)
    assert strokes_of(seen.signature or "") == (((0, 2), (32, 8)), ((511, 510),))
    assert strokes_of("") == ()


async def sign(tx: Tx, number: int, bench: Bench, drawn: str) -> object:
    return await close_manifest(
        tx, number, signed_by="Piotr", by=bench.ola, signature=drawn, counted=2
    )
