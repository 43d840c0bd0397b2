"""Whatever goes wrong while a label is bought: one is paid, and only a good one is printed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.couriers.test_accounts import ANNA, _wanted, at, bench_again, open_accounts
from tests.packing.bench import Bench, open_bench
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.demo.couriers import Trouble
from wms.shipping import failures
from wms.shipping.couriers import Couriers
from wms.shipping.give_back import due_to_give_back
from wms.shipping.way_on import send_with, try_again
from workers.labels import buy, give_back

INPOST = ("inpost", "locker")
DPD = ("dpd", "classic")


async def _ready(db: Database, couriers: Simulated, way: tuple[str, str]) -> tuple:
    bench = await open_bench(db)
    await open_accounts(bench)
    key = await _wanted(bench, *way, **ANNA, pickup_point_id="WAW22A")
    return bench, key, Couriers(db, at(couriers)), getattr(couriers, way[0])


async def _failure(bench: Bench) -> str | None:
    [row] = await bench.rows("SELECT failure FROM shipments WHERE status <> 'voided'")
    return row.failure and row.failure["code"]


async def _formats(bench: Bench) -> list[str]:
    rows = await bench.rows("SELECT format FROM labels ORDER BY format")
    return [row.format for row in rows]


@pytest.mark.parametrize("way", [INPOST, DPD])
async def test_whatever_breaks_on_the_way_one_label_is_paid(
    db: Database, couriers: Simulated, way: tuple[str, str]
) -> None:
    bench, key, sellers, courier = await _ready(db, couriers, way)
    jobs = []
    for trouble in (Trouble.BUSY, Trouble.LOST_ANSWER, None):
        if trouble is not None:
            courier.troubles.add(trouble)
        jobs.append(await buy(db, sellers, *key))
        await bench_again(bench)
    assert [job is not None for job in jobs] == [False, False, True]
    assert len(courier.paid) == 1
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'label'") == 1
    assert await _formats(bench) == ["pdf", "zpl"]
    await sellers.close()


@pytest.mark.parametrize(
    ("way", "trouble", "code"),
    [
        (INPOST, Trouble.BLANK_LABEL, failures.LABEL_BLANK),
        (DPD, Trouble.OTHER_LABEL, failures.LABEL_OF_ANOTHER),
    ],
)
async def test_a_bad_label_is_never_printed_and_fetched_again_without_paying_twice(
    db: Database, couriers: Simulated, way: tuple[str, str], trouble: Trouble, code: str
) -> None:
    bench, key, sellers, courier = await _ready(db, couriers, way)
    courier.troubles.add(trouble, 2)  # in both formats
    assert await buy(db, sellers, *key) is None
    assert await _failure(bench) == code
    assert await _formats(bench) == []
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'label'") == 0
    async with db.begin(HALL) as tx:
        await try_again(tx, await bench.value("SELECT number FROM parcels"), by=bench.ola)
    asked = len(courier.asked)
    courier.troubles.add(Trouble.SMEARED_LABEL)  # the PDF: the other format is good
    assert await buy(db, sellers, *key) is not None
    assert await _formats(bench) == ["zpl"]
    assert len(courier.paid) == 1
    assert len(courier.asked) == asked + 2, "what was sold is known: only labels are fetched"
    await sellers.close()


async def test_a_label_that_stays_bad_goes_another_way_and_is_given_back(
    db: Database, couriers: Simulated
) -> None:
    bench, key, sellers, _ = await _ready(db, couriers, DPD)
    couriers.dpd.troubles.add(Trouble.BLANK_LABEL, 2)
    await buy(db, sellers, *key)
    async with db.begin(HALL) as tx:
        number = await tx.scalar(text("SELECT number FROM parcels"))
        await send_with(tx, number, "inpost", "locker", by=bench.ola)
    async with db.read(HALL) as read:
        [old] = await due_to_give_back(read, 5)
        [new] = [
            (row.shop_id, row.id)
            for row in await read.execute(text("SELECT * FROM shipments WHERE status <> 'voided'"))
        ]
    assert await give_back(db, sellers, *old), "DPD charges nothing for what is not handed over"
    assert await buy(db, sellers, *new) is not None
    assert len(couriers.inpost.paid) == 1
    await sellers.close()
