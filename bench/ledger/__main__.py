"""``python -m bench.ledger``: a ledger grows to a million movements; it is asked at each size."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log10
from pathlib import Path
from random import Random
from typing import Final

import uvloop

from bench.client import line
from bench.ledger.ask import TIMES, WARM, known, questions, took_ms
from bench.ledger.fill import Stocked, live_a_day, movements_of, open_all, opened_before
from bench.ledger.plans import plans
from bench.month.clock import Clock, working_days
from bench.month.people import Caller
from bench.month.report import database_bytes
from bench.month.site import programs
from bench.processes import Meter
from bench.yard import opened, settle
from wms.access.desks import hire_office_user, kept_password, log_in_office
from wms.access.secrets import DESK, prove
from wms.db import HALL, Database
from wms.errors import Refusal
from wms.local import Local
from wms.settings import Settings
from wms.stock.past import close_a_day
from wms.verify import verify

SHOPS, PRODUCTS = 3, 20_000
#: (movements, days in which they happen on top of the size before)
SIZES: Final = {
    "full": ((10_000, 1), (100_000, 3), (1_000_000, 26)),
    "small": ((3_000, 1), (9_000, 2)),
}
PRODUCTS_SMALL: Final = 150
_SESSION: Final = timedelta(hours=12)
_PASSWORD: Final = "a long password of Marta's"
_MIB: Final = 2**20


def main() -> int:
    """0 when the ledger was filled, asked, and adds up; else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--folder", type=Path, default=Path(".data/ledger"), help="emptied before and after"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with its database")
    parser.add_argument(
        "--again", action="store_true", help="only ask, of a ledger that was filled with --keep"
    )
    given = parser.parse_args()
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / "postgres").exists():
        _say(f"{folder} has something else in it: choose a folder that may be emptied.")
        return 1
    if not given.again:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        with opened(folder) as local:
            if not given.again:
                asyncio.run(Clock(local.postgres.url()).install())
            with programs(local, folder) as (here, pids):
                ledger = Ledger(here, local, pids, given.size, given.seed)
                work = ledger.ask_again() if given.again else ledger.run()
                return uvloop.run(work, debug=False)
    finally:
        if not (given.keep or given.again):
            shutil.rmtree(folder, ignore_errors=True)


class Ledger:
    """One run."""

    def __init__(
        self, here: Settings, local: Local, pids: dict[str, int], size: str, seed: int
    ) -> None:
        self._pids = {name: pid for name, pid in pids.items() if name != "workers"}
        self._here, self._owner = here, local.postgres.url()
        self._steps, self._seed = SIZES[size], seed
        self._products = PRODUCTS if size == "full" else PRODUCTS_SMALL
        self._clock, self._rng = Clock(self._owner), Random(seed)

    async def run(self) -> int:
        """All of it."""
        days_all = sum(days for _, days in self._steps)
        mornings = iter(dates := working_days(days_all, today=datetime.now(UTC)))
        await self._clock.turn(dates[0] - timedelta(hours=1))
        database = Database(self._here.database_url, self._here, name="ledger")
        try:
            stocked = await open_all(
                database, shops=SHOPS, products=self._products, today=datetime.now(UTC).date()
            )
            cookie = await _desk(database)
            there, took = 0, {}
            for wanted, days in self._steps:
                began, before = time.perf_counter(), there
                for day in range(days):
                    await self._clock.turn(morning := next(mornings))
                    await _close_days(database)
                    there += await live_a_day(
                        database, stocked, movements=(wanted - there) // (days - day),
                        seed=self._seed + there,
                    )  # fmt: skip
                await self._clock.turn(morning + timedelta(days=1))
                await _close_days(database)
                await settle(self._owner)
                _say(
                    f"{there:,} movements: {(there - before) / (time.perf_counter() - began):,.0f} "
                    f"a second, {await database_bytes(self._owner) / _MIB:,.0f} MiB"
                )
                took[there] = await self._ask(stocked, cookie)
            return await self._show(database, stocked, took)
        finally:
            await database.close()

    async def ask_again(self) -> int:
        """Of a ledger that is there: after a query was mended, or on a quiet machine."""
        database = Database(self._here.database_url, self._here, name="ledger")
        try:
            stocked = await opened_before(database)
            await settle(self._owner)
            there = await movements_of(self._owner)
            took = {there: await self._ask(stocked, await _desk(database))}
            return await self._show(database, stocked, took)
        finally:
            await database.close()

    async def _show(
        self, database: Database, stocked: Stocked, took: dict[int, dict[str, Took]]
    ) -> int:
        """The table, the plans, and whether it all adds up."""
        _say(_table(took))
        here = await known(self._owner, stocked.shop_ids[0], self._rng)
        for name, plan in (await plans(database, stocked.shop_ids[0], here, self._rng)).items():
            _say(f"\n{name}:\n\n{plan}")
        async with database.read(HALL) as read:
            broken = await verify(read)
        _say(f"\n`wms verify`: {[one.name for one in broken] or 'all hold'}")
        return 1 if broken else 0

    async def _ask(self, stocked: Stocked, cookie: str) -> dict[str, Took]:
        here = await known(self._owner, stocked.shop_ids[0], self._rng)
        port = self._here.bind_port
        at = Caller(await line(port), port)
        took = {}
        for question in questions(here, self._rng):
            meter = Meter(self._pids)
            ms = await took_ms(at, question, key=stocked.keys[0], cookie=cookie)
            cpu_ms = sum(meter.used().values()) * 1000 / (WARM + TIMES)
            took[question.name] = one = Took(ms, cpu_ms)
            _say(f"  {question.name:42} p50 / p95 {one.shown} ms, CPU {cpu_ms:.1f} ms each")
        return took


@dataclass(frozen=True)
class Took:
    """How long each answer took, ms, in order of size, and the CPU time of all servers for one."""

    ms: list[float]
    cpu_ms: float

    def at(self, share: float) -> float:
        """What this share of the answers stayed within, ms."""
        return self.ms[int((len(self.ms) - 1) * share)]

    @property
    def shown(self) -> str:
        """Median and 95th percentile."""
        return f"{self.at(0.50):.1f} / {self.at(0.95):.1f}"


def _table(took: dict[int, dict[str, Took]]) -> str:
    """p50 / p95 at each size, CPU time at the last, and how that grows for ten times as much."""
    sizes = list(took)
    first, last = took[sizes[0]], took[sizes[-1]]
    tens = log10(sizes[-1] / sizes[0])
    head = " | ".join(f"{size:,}" for size in sizes)
    rows = [f"| Asked, p50 / p95 in ms | {head} | CPU-ms each | × for ten times as much |"]
    rows.append("|" + "---|" * (len(sizes) + 3))
    for name, one in last.items():
        cells = " | ".join(took[size][name].shown for size in sizes)
        growth = f"{(one.cpu_ms / first[name].cpu_ms) ** (1 / tens):.2f}" if tens else "–"
        rows.append(f"| {name} | {cells} | {one.cpu_ms:.1f} | {growth} |")
    return "\n".join([*rows, f"\nLoad average at the end {os.getloadavg()[0]:.1f}."])


async def _desk(database: Database) -> str:
    email = f"{secrets.token_hex(4)}@example.com"
    async with database.begin(HALL) as tx:
        await hire_office_user(tx, email=email, name="Marta", password=_PASSWORD, role="manager")
    async with database.read(HALL) as read:
        kept = await kept_password(read, email)
    proof = await prove(kept, _PASSWORD, DESK)
    async with database.begin(HALL) as tx:
        begun = await log_in_office(tx, email=email, proof=proof, lasts=_SESSION)
    if isinstance(begun, Refusal):
        raise begun
    return f"wms_office={begun.token}"


async def _close_days(database: Database) -> None:
    while True:
        async with database.begin(HALL) as tx:
            if not await close_a_day(tx):
                return


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
