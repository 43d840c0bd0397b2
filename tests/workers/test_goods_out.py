"""Real worker processes buy labels and print papers, also when they are killed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from tests.packing.bench import open_bench
from tests.workers.conftest import Hands, until
from wms.db import HALL, Database

ROUNDS = 3
PARCELS = 3
ALL = ROUNDS * PARCELS
_LEASES_OVER = (
    "WITH buying AS ("
    "UPDATE shipments SET next_attempt_at = clock_timestamp() WHERE status = 'buying') "
    "UPDATE print_jobs SET next_attempt_at = clock_timestamp() WHERE status = 'leased'"
)

#: a claim whose commit was on its way when the worker died is still made
_AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name LIKE 'wms-workers%'"
)


def printed(spool: Path) -> list[str]:
    return sorted(path.name for path in spool.rglob("parcel-*"))


async def test_slip_and_label_come_out_by_themselves(
    db: Database, hands: Hands, tmp_path: Path
) -> None:
    hands.start()
    bench = await open_bench(db)
    _, number = await bench.packed(TEA=1)
    await until(lambda: len(printed(tmp_path / "print")) == 3, "slip and label")
    assert printed(tmp_path / "print") == [
        f"parcel-{number}-label.pdf", f"parcel-{number}-label.zpl", f"parcel-{number}-slip.pdf",
    ]  # fmt: skip
    assert await bench.value("SELECT status FROM parcels") == "labelled"

    async def all_printed() -> bool:
        rows = await bench.rows("SELECT status FROM print_jobs")
        return [row.status for row in rows] == ["sent", "sent"]

    await until(all_printed, "both jobs settled")


async def test_workers_killed_again_and_again_label_every_parcel_once(
    db: Database, hands: Hands, tmp_path: Path
) -> None:
    bench = await open_bench(db)

    async def tries() -> int:
        return int(await bench.value("SELECT coalesce(sum(attempts), 0) FROM shipments"))

    async def gone() -> bool:
        return not await bench.value(_AT_WORK)

    for round_no in range(ROUNDS):
        for n in range(PARCELS):
            await bench.packed(f"WEB-{round_no}-{n}", TEA=1)
            bench.used_totes = 0
        before = await tries()
        hands.start()

        async def claimed(before: int = before) -> bool:
            return await tries() > before

        await until(claimed, "a claim in this round")
        hands.kill()
        await until(gone, "the end of what the dead had asked the database to do")
        async with db.begin(HALL) as tx:  # the leases of the dead are over
            await tx.execute(text(_LEASES_OVER))
    hands.start()

    async def all_done() -> bool:
        counts = await bench.rows(
            "SELECT (SELECT count(*) FROM shipments WHERE status = 'bought'), "
            "(SELECT count(*) FROM print_jobs WHERE status = 'sent')"
        )
        return counts == [(ALL, 2 * ALL)]

    await until(all_done, "every label and every slip", seconds=40)
    assert await bench.value("SELECT count(*) FROM print_jobs") == 2 * ALL
    told = "SELECT count(*) FROM events WHERE type = 'shipment.label_created'"
    assert await bench.value(told) == ALL
    assert len(printed(tmp_path / "print")) == 3 * ALL
