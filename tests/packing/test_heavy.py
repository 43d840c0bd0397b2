"""What a parcel weighs by the catalog, however absurd the catalog is."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import Bench
from wms.catalog.products import WEIGHT_MAX_G, Grams
from wms.db import HALL

#: the largest that the column of a parcel's weight holds, g
COLUMN_MAX = 2**31 - 1


async def _weighs(bench: Bench, weight_g: int) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text("UPDATE products SET weight_g = :g WHERE sku = 'TEA'"), {"g": weight_g}
        )


async def test_a_weight_that_no_column_holds_never_stops_the_last_scan(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await cast.add_barcode(tx, bench.tea, "TWO-TEA", quantity=2)
    order = await bench.picked(TEA=4)
    number = (await bench.open(order.tote)).parcel
    await _weighs(bench, COLUMN_MAX)  # from before there was a limit
    assert (await bench.scan(number, "TWO-TEA")).did == "packed"
    assert (await bench.scan(number, "TWO-TEA")).code == "pack.too_heavy"
    await _weighs(bench, WEIGHT_MAX_G)
    assert (await bench.scan(number, "TEA")).code == "pack.too_heavy"
    await _weighs(bench, 1)
    assert (await bench.scan(number, "TEA")).did == "packed"
    await _weighs(bench, 7_000)
    assert (await bench.scan(number, "TEA")).did == "closed"
    assert await bench.value("SELECT weight_g FROM parcels") == 28_000


async def test_one_absurd_piece_closes_with_the_most_that_can_be_said(bench: Bench) -> None:
    async with bench.db.begin(HALL) as tx:
        await cast.add_barcode(tx, bench.tea, "TWO-TEA", quantity=2)
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel
    await _weighs(bench, COLUMN_MAX)
    assert (await bench.scan(number, "TWO-TEA")).did == "closed"
    assert await bench.value("SELECT weight_g FROM parcels") == COLUMN_MAX


def test_a_piece_weighs_at_most_what_a_pallet_bears() -> None:
    assert msgspec.convert(WEIGHT_MAX_G, Grams) == WEIGHT_MAX_G == 1_500_000
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(WEIGHT_MAX_G + 1, Grams)
