"""A parcel whose packer is not there any more goes on in other hands."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests import cast
from tests.packing.bench import AWAY_AFTER, Bench
from wms.access.people import AtWork
from wms.db import HALL
from wms.packing import pack
from wms.packing.errors import ParcelClosed, Taken
from wms.packing.queries import parcel_at_bench
from wms.packing.steps import ScanItems, SomebodyElse, next_step


async def _seen_last(bench: Bench, minutes_ago: float) -> None:
    async with bench.db.begin(HALL) as tx:
        await tx.execute(
            text(
                "UPDATE operator_sessions SET last_seen_at = clock_timestamp() "
                "- make_interval(secs => :s) WHERE operator_id = :ola"
            ),
            {"s": minutes_ago * 60, "ola": bench.ola.operator_id},
        )


@pytest.fixture
async def eva(bench: Bench) -> AtWork:
    """The supervisor."""
    async with bench.db.begin(HALL) as tx:
        return await cast.hire(tx, "Eva", is_supervisor=True)


async def test_who_went_home_without_logging_out_leaves_the_parcel(bench: Bench) -> None:
    order = await bench.picked(TEA=2)
    number = (await bench.open(order.tote)).parcel
    await bench.scan(number, "TEA")
    lock = AWAY_AFTER.total_seconds() / 60
    await _seen_last(bench, lock - 1)
    assert (await bench.open(order.tote, bench.jan)).code == "pack.taken"
    await _seen_last(bench, lock + 1)
    resumed = await bench.open(order.tote, bench.jan)
    assert (resumed.did, resumed.parcel) == ("resumed", number)
    assert (await bench.scan(number, "TEA", bench.ola)).code == "pack.taken"
    assert (await bench.scan(number, "TEA", bench.jan)).did == "closed"


async def test_a_supervisor_takes_over_from_a_packer_at_work(bench: Bench, eva: AtWork) -> None:
    order = await bench.picked(TEA=1)
    number = (await bench.open(order.tote)).parcel or 0

    async def step() -> object:
        async with bench.db.read(HALL) as read:
            return next_step(await parcel_at_bench(read, number), eva.operator_id)

    shown = await bench.open(order.tote, eva)
    assert (shown.did, shown.parcel) == ("shown", number)
    assert isinstance(await step(), SomebodyElse)
    with pytest.raises(Taken):
        async with bench.db.begin(HALL) as tx:
            await pack.take_over(tx, number, bench_id=None, by=bench.jan)
    for _ in range(2):  # a double tap
        async with bench.db.begin(HALL) as tx:
            await pack.take_over(tx, number, bench_id=bench.hall["BENCH-2"].id, by=eva)
    assert isinstance(await step(), ScanItems)
    assert (await bench.scan(number, "TEA", eva)).did == "closed"
    with pytest.raises(ParcelClosed):
        async with bench.db.begin(HALL) as tx:
            await pack.take_over(tx, number, bench_id=None, by=eva)
