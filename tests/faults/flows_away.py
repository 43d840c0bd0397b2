"""Parcels wait for their courier, and what went wrong is sent once more."""

from __future__ import annotations

from uuid import uuid4

import httpx
from sqlalchemy import text

from tests import cast
from tests.faults.flow import PLENTY, Flow, did
from tests.faults.flows_asked import shop
from tests.faults.flows_out import _labelled as labelled
from tests.faults.servers import Asked, insist, scanned
from tests.packing.bench import Bench, open_bench
from tests.shipping.test_hand_over import label_all
from wms.access.keys import issue_key
from wms.barcodes import Kind, label_code
from wms.db import HALL, Database
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.load import load_anywhere

#: parcels that are set down, one a point
PARCELS = 40


async def stage_parcel(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    await labelled(db, bench, PARCELS)
    waiting = [row[0] for row in await bench.rows("SELECT number FROM parcels ORDER BY number")]
    stage = bench.hall["STAGE"].label_code or ""

    def prepare() -> Asked:
        parcel = waiting.pop()
        did(hand, "/scanner/stage/scan", label_code(Kind.PARCEL, parcel))
        return scanned(f"/scanner/stage/{parcel}", stage)

    return Flow(prepare, "SELECT count(*) FROM staged_parcels", least=5)


async def send_again(db: Database, hand: httpx.Client) -> Flow:
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await cast.stock(tx, bench.hall, bench.tea, "A-03-1", 2 * PLENTY)
        pack = await cast.add_barcode(tx, bench.tea, cast.ean13(4711), PLENTY)
        key = (await issue_key(tx, bench.shop.id, name="test")).key
    order = await bench.picked(TEA=PLENTY)
    opened = await bench.open(order.tote)
    assert (await bench.scan(opened.parcel, pack)).did == "closed"
    await labelled_and_gone(db, bench)
    headers = {"Authorization": f"Bearer {key}"}

    def prepare() -> Asked:
        wish = {"reason": "missing", "lines": [{"sku": "TEA", "quantity": 1}]}
        path = f"/v1/orders/{order.id}/reshipments"
        return Asked(path, wish, {**headers, "Idempotency-Key": uuid4().hex})

    # the order and what it says of the first one, its lines, and the event; or nothing of them
    measure = (
        "SELECT (SELECT count(*) FROM reshipments) + (SELECT count(*) FROM reshipment_lines) "
        "+ (SELECT count(*) FROM orders WHERE reship_of IS NOT NULL) "
        "+ (SELECT count(*) FROM events WHERE type = 'order.reshipped')"
    )
    return Flow(prepare, measure, step=4, least=12)


async def labelled_and_gone(db: Database, bench: Bench) -> None:
    """What waits for a label gets one, and its courier takes it."""
    await label_all(bench)
    async with db.begin(HALL) as tx:
        number = await tx.scalar(text("SELECT tracking_number FROM shipments"))
        loaded = await load_anywhere(tx, str(number), by=bench.ola)
        await close_manifest(tx, loaded.manifest, signed_by="Piotr", by=bench.ola)


async def resolve_case(db: Database, hand: httpx.Client) -> Flow:
    """A case is put right by something that its order did not have."""
    headers, order = await shop(db)

    def prepare() -> Asked:
        about = {"kind": "complaint", "title": "x", "order_id": insist(hand, order()).json()["id"]}
        once = {**headers, "Idempotency-Key": uuid4().hex}
        case = insist(hand, Asked("/v1/cases", about, once)).json()["id"]
        lines = [{"sku": "TEA", "quantity": 1}]
        wish = {"remedy": "extra_item", "reason": "missing", "lines": lines}
        again = {**headers, "Idempotency-Key": uuid4().hex}
        return Asked(f"/v1/cases/{case}/resolve", wish, again)

    # the order that sends it, what links it, the end of the case and of its clock, and both events
    measure = (
        "SELECT (SELECT count(*) FROM reshipments WHERE is_extra) "
        "+ (SELECT count(*) FROM orders WHERE reship_of IS NOT NULL) "
        "+ (SELECT count(*) FROM cases WHERE status = 'resolved' AND remedy_order_id IS NOT NULL) "
        "+ (SELECT count(*) FROM deadlines WHERE met_at IS NOT NULL) "
        "+ (SELECT count(*) FROM events WHERE type IN ('order.reshipped', 'case.resolved'))"
    )
    return Flow(prepare, measure, step=6, least=15)
