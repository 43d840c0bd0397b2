"""kill -9 of a print agent at each await: its printers print each paper once.

Web server, workers and agent are processes; the printers are sockets. (Each answer of the line
lost, and the same deaths within one process: tests/workers/test_print_agent.py.)
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from tests.faults.servers import free_port
from tests.packing.bench import Bench, open_bench
from tests.packing.stations import printer_at, station_at
from tests.printing.listeners import ipp_printer, raw_printer
from tests.programs import Program
from tests.workers.conftest import Hands, hands, own_redis, until
from wms.db import HALL, Database
from wms.packing.prints.again import came_out
from wms.stations.stations import issue_agent_token

__all__ = ["hands", "own_redis"]

PRINTING = (
    ("printing.printers.agent", "ask_to_begin"),
    ("printing.printers.agent", "deliver"),
    ("printing.printers.raw", "write_tail"),
    ("printing.printers.ipp", "print_job"),
    ("printing.printers.agent", "note_sent"),
    ("printing.printers.agent", "tell"),
)


def _api(hands: Hands, tmp_path: Path) -> str:
    """A web server of the test's own; its address."""
    port = free_port()
    told = {"WMS_BIND_PORT": str(port), "WMS_SECRET_KEY": "faults-" + "0" * 40}
    hands.processes.append(
        Program("api", environment={**hands.environ, **told}, log=tmp_path / "api.log")
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/healthz", timeout=5)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the web server did not start"
            time.sleep(0.05)
        else:
            return url


@pytest.mark.large
@pytest.mark.parametrize(("module", "name"), PRINTING)
async def test_an_agent_that_is_killed_anywhere_prints_each_paper_once(
    db: Database, hands: Hands, tmp_path: Path, module: str, name: str
) -> None:
    bench = await open_bench(db)
    async with raw_printer() as zebra, ipp_printer() as office:
        here = await station_at(bench, "BENCH-1")
        await printer_at(bench, here, "raw", f"127.0.0.1:{zebra.port}", is_by_agent=True)
        await printer_at(bench, here, "ipp", office.uri, kind="paper", is_by_agent=True)
        async with db.begin(HALL) as tx:
            token = await issue_agent_token(tx, here)
        _, number = await bench.packed(TEA=1)
        hands.start()
        words = ["--server", _api(hands, tmp_path), "--token", token, "--folder", str(tmp_path)]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WMS_")}
        log = tmp_path / "agent.log"
        doomed = Program("tests.faults.agent_with_faults", module, name, *words,
                         environment=kept, log=log)  # fmt: skip
        hands.processes.append(doomed)
        await until(lambda: doomed.poll() is not None, "the agent's death", 60)
        assert doomed.returncode == -signal.SIGKILL, log.read_text()
        hands.processes.append(Program("printing.printers", *words, environment=kept, log=log))
        await until(lambda: _settled(bench), "both papers", 90)
        if ("label", "unsure") in await _jobs(bench):
            async with db.begin(HALL) as tx:
                await came_out(tx, number, "label", is_there=bool(zebra.labels), at=None)
            await until(lambda: _settled(bench, "confirmed"), "the label", 60)
        assert (len(zebra.labels), len(office.jobs)) == (1, 1), "one print, always"


async def _jobs(bench: Bench) -> list[tuple[str, str]]:
    return [tuple(one) for one in await bench.rows("SELECT paper, status FROM print_jobs")]


async def _settled(bench: Bench, also: str = "unsure") -> bool:
    async with bench.db.begin(HALL) as tx:  # nobody waits for half an hour in a test
        await tx.execute(
            text(
                "UPDATE print_jobs SET next_attempt_at = clock_timestamp() WHERE status = 'failed' "
                "AND next_attempt_at IS NOT NULL"
            )
        )
    jobs = await _jobs(bench)
    return len(jobs) == 2 and all(status in ("sent", also) for _, status in jobs)
