"""Labelled parcels are loaded by scan, and gone when somebody signs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import Bench
from wms import barcodes
from wms.db import HALL, Tx
from wms.errors import Refusal
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.errors import LoadedAlready, ManifestClosed, NoManifest
from wms.shipping.labels import due_shipments
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import HandedOver, close_manifest
from wms.shipping.loading.manifests import manifest, waiting_to_be_loaded
from workers.labels import buy


async def label_all(bench: Bench) -> None:
    """What the workers do."""
    async with bench.db.read(HALL) as read:
        keys = await due_shipments(read, 100)
    for key in keys:
        assert await buy(bench.db, carriers(Settings()), *key) is not None


async def labelled(bench: Bench, external_id: str = "WEB-1", **lines: int) -> tuple[int, str]:
    """A labelled parcel: its number and tracking number."""
    _, number = await bench.packed(external_id, **lines)
    await label_all(bench)
    tracking = await bench.value(
        "SELECT s.tracking_number FROM shipments s JOIN parcels p ON p.id = s.parcel_id "
        "WHERE p.number = :n",
        n=number,
    )
    return number, tracking


async def do(bench: Bench, unit: Callable[[Tx], Awaitable[object]]) -> object:
    async with bench.db.begin(HALL) as tx:
        return await unit(tx)


async def refused(bench: Bench, unit: Callable[[Tx], Awaitable[object]]) -> str:
    with pytest.raises(Refusal) as caught:
        await do(bench, unit)
    return str(caught.value)


async def begin(bench: Bench, code: str) -> loading.Loaded:
    async with bench.db.begin(HALL) as tx:
        return await loading.load_anywhere(tx, code, by=bench.ola)


async def close(bench: Bench, number: int, name: str = "Piotr Kurier") -> HandedOver:
    async with bench.db.begin(HALL) as tx:
        return await close_manifest(tx, number, signed_by=name, by=bench.ola)


async def test_parcels_are_handed_over_and_the_shop_hears_it_whole(bench: Bench) -> None:
    parcel, tracking = await labelled(bench, TEA=2, MUG=1)
    loaded = await begin(bench, tracking)
    assert (loaded.parcel, loaded.tracking_number) == (parcel, tracking)
    assert await close(bench, loaded.manifest) == HandedOver(
        manifest=loaded.manifest, parcels=1, orders=1
    )
    assert await bench.value("SELECT status FROM parcels") == "handed_over"
    assert await bench.value("SELECT status FROM orders WHERE shipped_at IS NOT NULL") == "shipped"
    assert await bench.rows("SELECT packed, shipped FROM order_lines ORDER BY line_no") == [
        (2, 2), (1, 1),
    ]  # fmt: skip
    shipped = await bench.rows(
        "SELECT sum(quantity), count(DISTINCT line_id) FROM movements m "
        "JOIN places p ON p.id = m.to_place_id WHERE reason = 'ship' AND p.kind = 'customer'"
    )
    assert shipped == [(3, 2)]
    assert await bench.in_place((await bench.rows("SELECT id FROM parcels"))[0].id) == {}
    event = (await bench.rows("SELECT * FROM events WHERE type = 'order.shipped'"))[0]
    assert event.data["parcels"] == [
        {"parcel_number": parcel, "weight_g": 600, "carrier": "house", "service": "standard",
         "tracking_number": tracking, "tracking_url": f"http://127.0.0.1:8080/track/{tracking}"}
    ]  # fmt: skip
    assert event.data["shipped_at"]
    told = await bench.rows(
        "SELECT data ->> 'sku' AS sku, data -> 'on_hand' AS on_hand, data ->> 'reason' AS reason "
        "FROM events WHERE type = 'stock.changed' ORDER BY 1"
    )
    assert told == [("MUG", 19, "ship"), ("TEA", 18, "ship")]  # once a product, not once a unit
    handed = (await bench.rows("SELECT * FROM events WHERE type = 'shipment.handed_over'"))[0]
    assert handed.data["manifest_number"] == loaded.manifest
    await bench.assert_books_balance()


@pytest.mark.parametrize("by", ["tracking", "parcel", "slip"])
async def test_every_code_on_the_parcel_loads_it(bench: Bench, by: str) -> None:
    parcel, tracking = await labelled(bench, TEA=1)
    order = await bench.value("SELECT number FROM orders")
    code = {
        "tracking": tracking,
        "parcel": barcodes.label_code(barcodes.Kind.PARCEL, parcel),
        "slip": barcodes.label_code(barcodes.Kind.ORDER_SLIP, order),
    }[by]
    assert (await begin(bench, code)).parcel == parcel


async def test_what_does_not_go_on_the_manifest_says_why(bench: Bench) -> None:
    parcel, tracking = await labelled(bench, TEA=1)
    unlabelled_order, unlabelled = await bench.packed("WEB-2", TEA=1)
    number = (await begin(bench, tracking)).manifest

    async def loading_of(code: str) -> str:
        return await refused(bench, lambda tx: loading.load(tx, number, code))

    parcel_label = barcodes.label_code(barcodes.Kind.PARCEL, unlabelled)
    assert await loading_of(tracking) == f"Parcel {parcel} is on manifest {number} already."
    assert await loading_of("JUNK-1") == ("No parcel of ours has the code JUNK-1. Put it aside.")
    assert await loading_of(parcel_label) == (
        f"Parcel {unlabelled} has no label yet. Bring it back to the bench."
    )
    await label_all(bench)
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE shipments SET carrier = 'dpd' WHERE parcel_id = ("
                 "SELECT id FROM parcels WHERE number = :n)"), {"n": unlabelled},
        )  # fmt: skip
    assert await loading_of(parcel_label) == (
        f"Parcel {unlabelled} goes with DPD, not with House courier. Put it aside."
    )
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE orders SET intercepted_at = clock_timestamp() "
                              "WHERE number = :n"), {"n": unlabelled_order.number})  # fmt: skip
    assert await loading_of(parcel_label) == (
        f"Order {unlabelled_order.number} was cancelled. "
        f"Do not load parcel {unlabelled}; put it aside."
    )
    await close(bench, number)
    assert await loading_of(tracking) == (
        f"Manifest {number} is signed and closed. Start a new one."
    )
    assert (
        await refused(bench, lambda tx: loading.load_anywhere(tx, tracking, by=bench.ola))
        == f"Parcel {parcel} was handed over on manifest {number}."
    )


async def test_a_parcel_of_another_building_is_not_loaded_here(bench: Bench) -> None:
    _, tracking = await labelled(bench, TEA=1)
    async with bench.db.begin(HALL) as tx:
        other = await cast.open_hall(tx)
        number = await loading.open_manifest(tx, other.warehouse_id, "house", bench.ola)
    assert "belongs to another warehouse" in await refused(
        bench, lambda tx: loading.load(tx, number, tracking)
    )


async def test_a_parcel_comes_off_again_by_scan_or_as_the_last_one(bench: Bench) -> None:
    _, first = await labelled(bench, "WEB-1", TEA=1)
    _, second = await labelled(bench, "WEB-2", TEA=1)
    number = (await begin(bench, first)).manifest
    assert (await begin(bench, second)).manifest == number
    async with bench.db.begin(HALL) as tx:
        assert (await loading.unload(tx, number)).tracking_number == second
    async with bench.db.begin(HALL) as tx:
        assert (await loading.unload(tx, number, first)).tracking_number == first
    assert await refused(bench, lambda tx: loading.unload(tx, number, first)) == (
        "There is no parcel to take off this manifest."
    )
    assert "empty" in await refused(
        bench, lambda tx: close_manifest(tx, number, signed_by="P", by=bench.ola)
    )


async def test_a_manifest_is_signed_once_by_somebody(bench: Bench) -> None:
    _, tracking = await labelled(bench, TEA=1)
    number = (await begin(bench, tracking)).manifest
    for nobody in ("", "   ", "x" * 61, "a\x00b"):
        assert "Write the name" in await refused(
            bench, lambda tx, name=nobody: close_manifest(tx, number, signed_by=name, by=bench.ola)
        )
    both = await asyncio.gather(close(bench, number), close(bench, number), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["HandedOver", "ManifestClosed"]
    assert await bench.value("SELECT count(*) FROM movements WHERE reason = 'ship'") == 1
    for verb in (loading.unload, lambda tx, n: loading.load(tx, n, tracking)):
        with pytest.raises(ManifestClosed):
            await do(bench, lambda tx, v=verb: v(tx, number))  # type: ignore[misc]  # bound now, not when it runs
    with pytest.raises(NoManifest):
        await close(bench, 999_999)
    async with bench.db.read(HALL) as read:
        seen = await manifest(read, number)
    assert (seen.signed_by, len(seen.parcels)) == ("Piotr Kurier", 1)


async def test_two_at_the_door_load_a_parcel_once(bench: Bench) -> None:
    _, tracking = await labelled(bench, TEA=1)
    both = await asyncio.gather(*(begin(bench, tracking) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(one, loading.Loaded) for one in both) == 1
    assert all(isinstance(one, loading.Loaded | LoadedAlready) for one in both), both
    assert await bench.value("SELECT count(*) FROM manifests") == 1


async def test_nothing_is_loaded_onto_a_manifest_while_it_is_signed(bench: Bench) -> None:
    """Whoever comes second waits: a parcel is handed over with the others, or stays."""
    for n in range(6):
        _, first = await labelled(bench, f"A-{n}", TEA=1)
        _, second = await labelled(bench, f"B-{n}", MUG=1)
        number = (await begin(bench, first)).manifest
        await asyncio.gather(
            close(bench, number),
            do(bench, lambda tx, c=second, m=number: loading.load(tx, m, c)),  # type: ignore[misc]  # bound now, not when it runs
            return_exceptions=True,
        )
        bench.used_totes = 0
    strays = await bench.rows(
        "SELECT s.id FROM shipments s JOIN manifests m ON m.id = s.manifest_id "
        "WHERE m.closed_at IS NOT NULL AND s.handed_over_at IS NULL"
    )
    assert strays == []
    await bench.assert_books_balance()


async def test_an_order_of_two_parcels_is_shipped_when_both_have_left(bench: Bench) -> None:
    from wms.shipping.pack_and_request import close_parcel

    order = await bench.picked(TEA=2)
    first = (await bench.open(order.tote)).parcel or 0
    await bench.scan(first, "TEA")
    async with bench.db.begin(HALL) as tx:
        await close_parcel(tx, first, by=bench.ola)
    second = (await bench.open(order.tote)).parcel or 0
    await bench.scan(second, "TEA")
    await label_all(bench)
    for number, orders in ((first, 0), (second, 1)):
        code = barcodes.label_code(barcodes.Kind.PARCEL, number)
        assert (await close(bench, (await begin(bench, code)).manifest)).orders == orders
    event = await bench.value("SELECT data FROM events WHERE type = 'order.shipped'")
    assert [p["parcel_number"] for p in event["parcels"]] == [first, second]


async def test_the_loading_door_shows_what_waits(bench: Bench) -> None:
    _, tracking = await labelled(bench, "WEB-1", TEA=1)
    await labelled(bench, "WEB-2", TEA=1)
    number = (await begin(bench, tracking)).manifest
    async with bench.db.read(HALL) as read:
        waiting = await waiting_to_be_loaded(read)
        seen = await manifest(read, number)
    assert [(w.carrier, w.manifest, w.loaded, w.to_load) for w in waiting] == [
        ("house", number, 1, 1)
    ]
    assert (seen.to_load, seen.parcels[0].tracking_number) == (1, tracking)
    assert (seen.parcels[0].country, seen.parcels[0].postcode) == ("PL", "00-950")
