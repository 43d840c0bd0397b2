"""kill -9 of a worker between what it did outside and its note of it: done later, and once.

(A worker killed while a webhook is under way, and a flushed or killed Redis: tests/workers.)
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.packing.bench import Bench, open_bench
from tests.packing.stations import printer_at, station_at
from tests.printing.listeners import ipp_printer, raw_printer
from tests.programs import Program
from tests.workers.conftest import (
    Hands,
    Receiver,
    Told,
    hands,
    own_redis,
    receiver,
    told,
    until,
)
from wms.db import HALL, Database
from wms.packing.prints.again import came_out
from wms.settings import Settings

__all__ = ["hands", "own_redis", "receiver", "told"]


def doomed(hands: Hands, module: str, name: str) -> Program:
    """A worker that dies when it comes to that function."""
    return hands.begin("tests.faults.workers_with_faults", module, name, webhook_lease_s="2")


async def died(process: Program) -> None:
    """The fault really happened."""
    await until(lambda: process.poll() is not None, "the worker's death", 60)
    assert process.returncode == -signal.SIGKILL


async def _lease_is_over(db: Database, table: str) -> None:
    """As if the minute of the dead worker's lease had passed."""
    async with db.begin(HALL) as tx:
        await tx.execute(
            text(
                f"UPDATE {table} SET next_attempt_at = clock_timestamp() "
                "WHERE next_attempt_at IS NOT NULL"
            )
        )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("workers.labels", "_call"),
        ("workers.labels", "_labels"),
        ("workers.labels", "record_bought"),
    ],
)
async def test_a_label_bought_and_not_stored_is_bought_once(
    db: Database, hands: Hands, module: str, name: str
) -> None:
    bench = await open_bench(db)
    await bench.packed(TEA=1)
    await died(doomed(hands, module, name))
    assert await bench.rows("SELECT status, attempts FROM shipments") == [("buying", 1)]
    await _lease_is_over(db, "shipments")
    hands.start()
    await until(lambda: _is_bought(bench), "the label by another worker", 60)
    assert await bench.rows("SELECT status, attempts FROM shipments") == [("bought", 2)]
    assert await bench.value("SELECT count(DISTINCT format) FROM labels") == 2
    events = "SELECT count(*) FROM events WHERE type = 'shipment.label_created'"
    assert await bench.value(events) == 1, "the shop is told once"


async def _is_bought(bench: Bench) -> bool:
    return bool(await bench.value("SELECT status FROM shipments") == "bought")


async def test_an_event_sent_and_not_recorded_is_sent_again_under_its_id(
    hands: Hands, receiver: Receiver, told: Told
) -> None:
    await told.endpoint(receiver.url("a"), receiver.secret)
    (event,) = await told.tell()
    process = doomed(hands, "workers.webhooks", "settle_and_claim")
    await died(process)
    assert [one["id"] for one in receiver.received("a")] == [str(event)], "it was sent"
    assert await told.statuses() == {"sending": 1}, "and nobody noted it"
    hands.start()
    await until(lambda: told.all_delivered(1), "the delivery by another worker", 60)
    came = receiver.received("a")
    assert [one["id"] for one in came] == [str(event)] * 2, "the same id: the shop can tell"
    assert all(one["genuine"] for one in came)


@pytest.mark.large
async def test_a_paper_printed_and_not_noted_comes_out_as_one_whole_file(
    db: Database, hands: Hands, tmp_path: Path
) -> None:
    bench = await open_bench(db)
    await bench.packed(TEA=1)
    spool = Settings(data_dir=tmp_path).spool_dir
    await died(doomed(hands, "wms.packing.prints.lease", "sent"))
    assert len(list(spool.rglob("*.*"))) > 0, "a file came out"
    jobs = "SELECT count(*) FROM print_jobs WHERE status <> 'sent'"
    assert await bench.value(jobs) > 0, "and nobody noted it"
    await _lease_is_over(db, "print_jobs")
    await _lease_is_over(db, "shipments")
    hands.start()
    await until(lambda: _none_waits(bench, jobs), "the papers by another worker", 80)
    files = sorted(one.name for one in spool.rglob("*.*"))
    assert files == ["parcel-1-label.pdf", "parcel-1-label.zpl", "parcel-1-slip.pdf"]
    assert all(one.stat().st_size > 500 for one in spool.rglob("*.*"))


async def _none_waits(bench: Bench, jobs: str) -> bool:
    return await bench.value(jobs) == 0 and await _is_bought(bench)


#: every await of printing: leased, drawn, connected, begun, sent, noted
PRINTING = (
    ("workers.print_files", "_contents"),
    ("workers.print_files", "_for_target"),
    ("workers.print_files", "deliver"),
    ("printing.printers.raw", "_write_head"),
    ("wms.packing.prints.lease", "mark_begun"),
    ("printing.printers.raw", "write_tail"),
    ("printing.printers.ipp", "print_job"),
    ("wms.packing.prints.lease", "sent"),
    ("wms.packing.prints.lease", "_settle"),
)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        pytest.param(*one, marks=() if one == PRINTING[-2] else pytest.mark.large)
        for one in PRINTING
    ],
)
async def test_killed_at_any_await_of_printing_a_paper_comes_out_once(
    db: Database, hands: Hands, module: str, name: str
) -> None:
    """On port 9100 nobody can tell what came out: a person looks, and says what is true."""
    bench = await open_bench(db)
    async with raw_printer() as zebra, ipp_printer() as office:
        here = await station_at(bench, "BENCH-1")
        await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}")
        await printer_at(bench, here, "ipp", office.uri, kind="paper")
        _, number = await bench.packed(TEA=1)
        await died(doomed(hands, module, name))
        for table in ("print_jobs", "shipments"):
            await _lease_is_over(db, table)
        hands.start()
        await until(lambda: _all_are(bench, "sent", "unsure"), "both papers", 60)
        assert ("slip", "sent") in await _jobs(bench), "a printer with a list needs nobody"
        if ("label", "unsure") in await _jobs(bench):
            async with db.begin(HALL) as tx:
                await came_out(tx, number, "label", is_there=bool(zebra.labels), at=None)
            await until(lambda: _all_are(bench, "sent", "confirmed"), "the label", 60)
        assert (len(zebra.labels), len(office.jobs)) == (1, 1), "one print, always"


async def _jobs(bench: Bench) -> list[tuple[str, str]]:
    return [tuple(one) for one in await bench.rows("SELECT paper, status FROM print_jobs")]


async def _all_are(bench: Bench, *states: str) -> bool:
    jobs = await _jobs(bench)
    return len(jobs) == 2 and all(status in states for _, status in jobs)
