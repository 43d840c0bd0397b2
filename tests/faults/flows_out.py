"""Goods leave the shelf, enter a parcel, and parcels leave."""

from __future__ import annotations

import re

import httpx

from tests import cast
from tests.faults.flow import PLENTY, Flow, did
from tests.faults.servers import Asked, scanned
from tests.packing.bench import Bench, open_bench
from tests.picking.walking import open_floor
from wms.db import HALL, Database
from wms.packing.instructions.instructions import add_instruction
from wms.settings import Settings
from wms.shipping.carriers.registry import carriers
from wms.shipping.labels import due_shipments
from wms.shipping.pack_and_request import close_parcel as close
from workers.labels import buy

#: parcels for the manifests, one a point
PARCELS = 50


async def _on_a_walk(db: Database, hand: httpx.Client) -> tuple[str, str]:
    floor = await open_floor(db, TEA=("A-01-1", PLENTY))
    await floor.order("W-1", TEA=PLENTY)
    address = did(hand, "/scanner/pick")["to"]
    did(hand, f"{address}/scan", floor.hall["T-1"].label_code or "")
    did(hand, f"{address}/scan", floor.hall["A-01-1"].label_code or "")
    return address, floor.codes["TEA"]


_PICKED = "SELECT sum(picked) FROM order_lines"


async def pick(db: Database, hand: httpx.Client) -> Flow:
    address, code = await _on_a_walk(db, hand)
    return Flow(lambda: scanned(f"{address}/scan", code), _PICKED)


async def undo_pick(db: Database, hand: httpx.Client) -> Flow:
    address, code = await _on_a_walk(db, hand)

    def prepare() -> Asked:
        did(hand, f"{address}/scan", code)
        return scanned(f"{address}/undo")

    return Flow(prepare, _PICKED, step=-1, least=6)


async def pack(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    await bench.picked(TEA=20)
    address = did(hand, "/scanner/pack/scan", bench.hall["T-1"].label_code or "")["to"]
    measure = "SELECT sum(packed) FROM order_lines"
    return Flow(lambda: scanned(f"{address}/scan", bench.codes["TEA"]), measure)


async def close_parcel(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", PLENTY)
    await bench.picked(TEA=PLENTY)
    tote = bench.hall["T-1"].label_code or ""

    def prepare() -> Asked:
        address = did(hand, "/scanner/pack/scan", tote)["to"]
        did(hand, f"{address}/scan", bench.codes["TEA"])
        return scanned(f"{address}/full")

    return Flow(prepare, "SELECT count(*) FROM parcels WHERE status <> 'open'", least=5)


async def _cartons(db: Database) -> Bench:
    """An order that goes into as many cartons as anybody wants, in T-1."""
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", PLENTY)
    await bench.picked(TEA=PLENTY)
    return bench


async def confirm_instruction(db: Database, hand: httpx.Client) -> Flow:
    bench = await _cartons(db)
    async with db.begin(HALL) as tx:
        await add_instruction(
            tx, bench.shop.id, moment="begin", words="Wrap it", picture=None, by=None
        )
    tote = bench.hall["T-1"].label_code or ""
    began = False

    def prepare() -> Asked:
        nonlocal began
        address = did(hand, "/scanner/pack/scan", tote)["to"]
        if began:
            did(hand, f"{address}/scan", bench.codes["TEA"])
            did(hand, f"{address}/full")
            address = did(hand, "/scanner/pack/scan", tote)["to"]
        began = True
        shown = re.search(r'name="instruction" value="([^"]+)"', hand.get(address).text)
        assert shown, address
        return scanned(f"{address}/confirm", instruction=shown[1])

    measure = "SELECT count(*) FROM parcel_instructions WHERE confirmed_at IS NOT NULL"
    return Flow(prepare, measure, least=5)


async def go_on_without_photo(db: Database, hand: httpx.Client) -> Flow:
    bench = await _cartons(db)
    address = did(hand, "/scanner/pack/scan", bench.hall["T-1"].label_code or "")["to"]
    measure = "SELECT count(*) FROM parcel_photos"
    return Flow(lambda: scanned(f"{address}/no-photo"), measure, least=4)


async def open_again(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    _, number = await bench.packed(TEA=1)
    address, began = f"/scanner/pack/{number}", False

    def prepare() -> Asked:
        nonlocal began
        if began:
            did(hand, f"{address}/scan", bench.codes["TEA"])
        began = True
        return scanned(f"{address}/again/scan", bench.hall["T-4"].label_code or "")

    measure = "SELECT count(*) FROM evidence WHERE kind = 'opened_again'"
    return Flow(prepare, measure, least=10)


async def _labelled(db: Database, bench: Bench, count: int) -> list[str]:
    """Tracking numbers of parcels that stand at the door: one order in many cartons."""
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", count)
    order = await bench.picked(TEA=count)
    for n in range(count):
        opened = await bench.open(order.tote)
        await bench.scan(opened.parcel, "TEA")
        if n < count - 1:
            async with db.begin(HALL) as tx:
                await close(tx, opened.parcel or 0, by=bench.ola)
    async with db.read(HALL) as read:
        due = await due_shipments(read, count)
    for shipment in due:
        await buy(db, carriers(Settings()), *shipment)
    return [row[0] for row in await bench.rows("SELECT tracking_number FROM shipments ORDER BY 1")]


async def load(db: Database, hand: httpx.Client) -> Flow:
    first, parcel = await _labelled(db, await open_bench(db), 2)
    address = did(hand, "/scanner/load/scan", first)["to"]
    began = False

    def prepare() -> Asked:
        nonlocal began
        if began:
            did(hand, f"{address}/take-off", parcel)
        began = True
        return scanned(f"{address}/scan", parcel)

    measure = "SELECT count(*) FROM shipments WHERE manifest_id IS NOT NULL"
    return Flow(prepare, measure, least=5)


async def close_manifest(db: Database, hand: httpx.Client) -> Flow:
    waiting = await _labelled(db, await open_bench(db), PARCELS)

    def prepare() -> Asked:
        address = did(hand, "/scanner/load/scan", waiting.pop())["to"]
        return scanned(f"{address}/close", signed_by="Piotr")

    return Flow(prepare, "SELECT count(*) FROM parcels WHERE status = 'handed_over'", least=5)
