"""A piece that no scanner can read goes in when a supervisor vouches for it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench
from wms.access.errors import BadgeUnknown, SupervisorNeeded
from wms.access.operators import hire_operator
from wms.db import HALL
from wms.errors import Refusal
from wms.packing import pack
from wms.packing.by_hand import ByHand
from wms.packing.errors import NothingMissing, Taken
from wms.shipping.pack_and_request import pack_by_hand
from wms.verify import verify


async def _badge(bench: Bench, *, is_supervisor: bool) -> str:
    async with bench.db.begin(HALL) as tx:
        hired = await hire_operator(tx, name="Eva", pin="246810", is_supervisor=is_supervisor)
    return hired.badge


async def _pack(bench: Bench, parcel: int, badge: str, sku: str = "TEA") -> ByHand:
    async with bench.db.begin(HALL) as tx:
        return await pack_by_hand(tx, parcel, sku, badge, scan_id=uuid4(), by=bench.ola)


async def test_a_product_whose_barcodes_are_gone_is_packed_piece_by_piece(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    parcel = (await bench.open(order.tote)).parcel or 0
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("DELETE FROM barcodes"))
    assert (await bench.scan(parcel, "TEA")).code == "pack.wrong_item.unknown"
    badge = await _badge(bench, is_supervisor=True)
    first = await _pack(bench, parcel, badge)
    assert (first.did, first.packed, first.of) == ("packed", 1, 2)
    assert first.vouched_by == await bench.value("SELECT id FROM operators WHERE name = 'Eva'")
    async with bench.db.begin(HALL) as tx:  # and it is taken back like a scan
        assert (await pack.undo(tx, parcel, scan_id=uuid4(), by=bench.ola)).sku == "TEA"
    assert (await _pack(bench, parcel, badge)).did == "packed"
    assert (await _pack(bench, parcel, badge)).did == "closed"
    assert await bench.value("SELECT status FROM orders") == "packed"
    assert await bench.value("SELECT count(*) FROM shipments WHERE status = 'requested'") == 1
    async with bench.db.read(HALL) as read:
        assert await verify(read) == []


async def test_a_shop_that_asks_for_the_weight_is_asked_first(bench: Bench) -> None:
    order = await bench.picked(TEA=1)
    parcel = (await bench.open(order.tote)).parcel or 0
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))
    done = await _pack(bench, parcel, await _badge(bench, is_supervisor=True))
    assert done.did == "all_in"
    assert await bench.value("SELECT status FROM parcels") == "open"


@pytest.mark.parametrize(
    ("badge", "sku", "refusal"),
    [
        ("nobody's", "TEA", BadgeUnknown),
        ("a colleague's", "TEA", SupervisorNeeded),
        ("a supervisor's", "NO-SUCH", NothingMissing),
        ("a supervisor's", "MUG", NothingMissing),
        ("too late", "TEA", Taken),
    ],
)
async def test_without_somebody_who_may_and_a_piece_that_is_wanted_nothing_goes_in(
    bench: Bench, badge: str, sku: str, refusal: type[Refusal]
) -> None:
    order = await bench.picked(TEA=1, MUG=1)
    parcel = (await bench.open(order.tote)).parcel or 0
    await bench.scan(parcel, "MUG")
    shown = await _badge(bench, is_supervisor=badge != "a colleague's")
    if badge == "too late":
        async with bench.db.begin(HALL) as tx:
            await tx.execute(
                text("UPDATE parcels SET operator_id = :jan"), {"jan": bench.jan.operator_id}
            )
    with pytest.raises(refusal):
        await _pack(bench, parcel, "0" * len(shown) if badge == "nobody's" else shown, sku)
    assert await bench.value("SELECT sum(packed) FROM order_lines") == 1
