"""Papers come out at the packer's own printers, at the neighbour's when those fail, and once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from tests.packing.stations import printer_at, station_at
from tests.printing.listeners import HEALTHY, NO_PAPER, ipp_printer, raw_printer
from tests.workers.test_print_files import label_all
from wms.db import HALL, Database
from wms.packing.errors import NoPaper
from wms.packing.prints import papers
from wms.packing.prints.again import NotAsked, came_out, print_again
from wms.packing.prints.lease import due_print_jobs
from wms.packing.prints.watch import stuck, unprinted_at
from wms.settings import Settings
from workers.print_files import print_job
from workers.printer_watch import ask_due


@pytest.fixture
async def bench(db: Database) -> Bench:
    return await open_bench(db)


@pytest.fixture
def spool(settings: Settings) -> Path:
    return settings.spool_dir


async def hands(bench: Bench, spool: Path) -> list[bool | None]:
    """What the workers do until nothing is due."""
    done: list[bool | None] = []
    for _ in range(6):
        async with bench.db.read(HALL) as read:
            due = list(await due_print_jobs(read, 20))
        done += [await print_job(bench.db, spool, *key) for key in due]
        if not due:
            break
    return done


async def at_once(bench: Bench) -> None:
    """As if the pauses were over."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE print_jobs SET next_attempt_at = clock_timestamp() "
                              "WHERE next_attempt_at IS NOT NULL"))  # fmt: skip


async def jobs(bench: Bench, what: str = "paper, status") -> Sequence[Any]:
    return [tuple(one) for one in await bench.rows(f"SELECT {what} FROM print_jobs ORDER BY paper")]


async def test_label_and_slip_come_out_at_the_printers_of_the_parcels_bench(
    bench: Bench, spool: Path
) -> None:
    async with raw_printer() as zebra, ipp_printer() as office, raw_printer() as other:
        here = await station_at(bench, "BENCH-1")
        there = await station_at(bench, "BENCH-2", position=1)
        await printer_at(bench, there, "raw", f"127.0.0.1:{other.port}", name="Zebra 2")
        label = await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}", name="Zebra 1")
        await printer_at(bench, here, "ipp", office.uri, kind="paper", name="Office 1")
        _, number = await bench.packed(TEA=1)
        await label_all(bench)
        assert await hands(bench, spool) == [True, True]
        assert [len(zebra.labels), len(office.jobs), len(other.labels)] == [1, 1, 0]
        assert office.jobs[0][0].startswith(f"parcel-{number}-slip ")
        assert office.jobs[0][2].startswith(b"%PDF")
        assert await jobs(bench) == [("label", "sent"), ("slip", "sent")]
        state = "SELECT state FROM printers WHERE id = :id"
        assert await bench.value(state, id=label) == "ready"
        # a copy that is asked for at another station comes out there
        async with bench.db.begin(HALL) as tx:
            await print_again(tx, number, papers.LABEL, by=bench.ola, reason="torn", at=there)
        await hands(bench, spool)
        assert [len(zebra.labels), len(other.labels)] == [1, 1]


async def test_without_paper_the_neighbour_prints_it_and_alone_it_comes_when_paper_is_in(
    bench: Bench, spool: Path
) -> None:
    async with raw_printer(status=NO_PAPER) as empty, raw_printer() as full:
        here = await station_at(bench, "BENCH-1")
        mine = await printer_at(bench, here, "raw", f"127.0.0.1:{empty.port}", name="Zebra 1")
        _, number = await bench.packed(TEA=1)
        await label_all(bench)
        await hands(bench, spool)
        [(_, status, code, facts)] = [
            one for one in await jobs(bench, "paper, status, failure->>'code', failure->'facts'")
            if one[0] == "label"
        ]  # fmt: skip
        assert (status, code) == ("failed", "printer.out_of_paper")
        assert facts["printer"] == "Zebra 1", "the bench says which one"
        async with bench.db.read(HALL) as read:
            [told] = await unprinted_at(read, bench.hall["BENCH-1"].id)
            assert (told.parcel, told.paper) == (number, "label")
            assert await unprinted_at(read, bench.hall["BENCH-1"].id, but=number) == []
            assert await unprinted_at(read, bench.hall["BENCH-2"].id) == []
            assert [one.job_id for one in await stuck(read)] == [told.job_id]
        # a neighbour that helps
        there = await station_at(bench, "BENCH-2", position=1)
        helper = f"127.0.0.1:{full.port}"
        await printer_at(bench, there, "raw", helper, name="Own", is_helping=False)
        await at_once(bench)
        await hands(bench, spool)
        assert full.labels == [], "one that prints for its own bench only is left alone"
        await printer_at(bench, there, "raw", helper, name="Zebra 2")
        await at_once(bench)
        await hands(bench, spool)
        assert (len(empty.labels), len(full.labels)) == (0, 1)
        # paper is in: the printer is asked by itself, and prints again
        empty.status = HEALTHY
        async with bench.db.begin(HALL) as tx:
            await tx.execute(text("UPDATE printers SET state_at = state_at - interval '1 minute'"))
        assert await ask_due(bench.db, spool) == 3
        assert await bench.value("SELECT state FROM printers WHERE id = :id", id=mine) == "ready"
        async with bench.db.begin(HALL) as tx:
            await print_again(tx, number, papers.LABEL, by=bench.ola, reason="lost")
        await hands(bench, spool)
        assert (len(empty.labels), len(full.labels)) == (1, 1)


async def test_a_label_of_which_nobody_knows_is_asked_about_and_never_printed_by_itself(
    bench: Bench, spool: Path
) -> None:
    async with raw_printer(is_mute_after_label=True) as zebra:
        here = await station_at(bench, "BENCH-1")
        await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}")
        _, number = await bench.packed(TEA=1)
        await label_all(bench)
        await hands(bench, spool)
        await at_once(bench)
        await hands(bench, spool)
        assert ("label", "unsure") in await jobs(bench)
        assert len(zebra.labels) == 1
        zebra.is_mute_after_label = False
        async with bench.db.begin(HALL) as tx:
            await came_out(tx, number, papers.LABEL, is_there=False, at=None)
        await hands(bench, spool)
        assert ("label", "sent") in await jobs(bench)
        assert len(zebra.labels) == 2, "a person looked and said no"
        for refused, paper in ((NotAsked, papers.LABEL), (NoPaper, papers.INVOICE)):
            with pytest.raises(refused):
                async with bench.db.begin(HALL) as tx:
                    await came_out(tx, number, paper, is_there=True, at=None)


async def test_a_lease_that_ran_out_prints_nothing_twice(bench: Bench, spool: Path) -> None:
    """As a killed worker leaves it: begun, sent, not noted. (Killed for real: tests/faults.)"""
    async with ipp_printer() as office, raw_printer() as zebra:
        here = await station_at(bench, "BENCH-1")
        await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}")
        await printer_at(bench, here, "ipp", office.uri, kind="paper")
        await bench.packed(TEA=1)
        await label_all(bench)
        await hands(bench, spool)
        assert (len(zebra.labels), len(office.jobs)) == (1, 1)
        await _back_to_leased(bench)
        await hands(bench, spool)
        assert (len(zebra.labels), len(office.jobs)) == (1, 1), "one print each, always"
        assert await jobs(bench) == [("label", "unsure"), ("slip", "sent")]


async def _back_to_leased(bench: Bench) -> None:
    """The notes are lost, the printers have it."""
    async with bench.db.begin(HALL) as tx:
        await tx.execute(text(
            "WITH gone AS (DELETE FROM print_jobs RETURNING *) "
            "INSERT INTO print_jobs (shop_id, id, parcel_id, paper, status, attempts, printer_id, "
            "begun_at, next_attempt_at) SELECT shop_id, id, parcel_id, paper, 'leased', attempts, "
            "printer_id, begun_at, clock_timestamp() FROM gone"))  # fmt: skip


async def test_a_printer_prints_one_paper_at_a_time_and_twins_print_one(
    bench: Bench, spool: Path
) -> None:
    async with raw_printer() as zebra:
        here = await station_at(bench, "BENCH-1")
        await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}")
        for n in range(3):
            await bench.packed(f"WEB-{n}", TEA=1)
        await label_all(bench)
        async with bench.db.read(HALL) as read:
            due = list(await due_print_jobs(read, 20))
        await asyncio.gather(*(print_job(bench.db, spool, *key) for key in due for _ in range(2)))
        while any(status != "sent" for _, status in await jobs(bench)):
            await at_once(bench)
            await hands(bench, spool)
        assert len(zebra.labels) == 3
        assert len(set(zebra.labels)) == 3


async def test_who_stands_nowhere_is_asked_for_a_card_and_a_single_station_needs_none(
    bench: Bench, spool: Path
) -> None:
    async with raw_printer() as zebra:
        one = await station_at(bench, "BENCH-2")
        await printer_at(bench, one, "raw", f"127.0.0.1:{zebra.port}")
        two = await station_at(bench, "BENCH-1", position=1)
        await printer_at(bench, two, "raw", f"127.0.0.1:{zebra.port}")
        _, number = await bench.packed(TEA=1)
        async with bench.db.begin(HALL) as tx:
            await tx.execute(text("UPDATE parcels SET bench_id = NULL"))
        await label_all(bench)
        await hands(bench, spool)
        code = "SELECT failure->>'code' FROM print_jobs WHERE paper = 'label'"
        assert await bench.value(code) == "paper.no_station"
        async with bench.db.begin(HALL) as tx:
            await print_again(tx, number, papers.LABEL, by=bench.ola, at=one)
        await hands(bench, spool)
        assert len(zebra.labels) == 1
        assert await jobs(bench) == [("label", "sent"), ("slip", "sent")]
