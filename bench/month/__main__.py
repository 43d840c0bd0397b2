"""``python -m bench.month``: live a month, prove that it is true, say what it cost."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import time
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import uvloop

from bench.month import goods_in, goods_out, report, reserve, stock_work
from bench.month.clock import Clock, working_days
from bench.month.desk import Desk
from bench.month.goods_out import GRADES, Outbound
from bench.month.people import Tally, share_out
from bench.month.plan import Day, Delivery, Plan, Sizes
from bench.month.proof import prove
from bench.month.report import Took
from bench.month.site import Site, furnish, programs
from bench.processes import Meter
from bench.yard import opened
from wms.db import Database
from wms.local import Local
from wms.settings import Settings

FULL: Final = Sizes(
    shops=3, products=20_000, asns=400, receipts=30_000, orders=1_500, returns=100, moves=1_500,
    counts=1_200, corrections=300, days=21, people=8, seconds=100,
)  # fmt: skip
#: some seconds: everything happens, a little of it
SMALL: Final = Sizes(
    shops=3, products=90, asns=6, receipts=120, orders=12, returns=2, moves=6, counts=8,
    corrections=6, days=4, people=4, seconds=10,
)  # fmt: skip
SIZES: Final = {"full": FULL, "small": SMALL}
#: orders that one walk collects
_CART: Final = 6


def main() -> int:
    """0 when the month was lived and everything it left is true, else 1."""
    given = _arguments()
    sizes = _sizes(given)
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / "postgres").exists():
        _say(f"{folder} has something else in it: choose a folder that may be emptied.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    _say(f"seed {given.seed}: make month ARGS='--size {given.size} --seed {given.seed}'")
    try:
        with opened(folder) as local:
            owner = local.postgres.url()
            asyncio.run(Clock(owner).install())
            with programs(local, folder) as (here, pids):
                month = Month(here, local, pids, sizes, given.seed)
                is_true = uvloop.run(month.run(), debug=False)
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if is_true else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.month", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--seed", type=int, default=20_261_101, help="the plan comes from it alone")
    for name in Sizes.__dataclass_fields__:
        parser.add_argument(f"--{name}", type=int, help="instead of the size's own")
    parser.add_argument(
        "--folder", type=Path, default=Path(".data/month"), help="emptied before and after"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with its database")
    return parser.parse_args()


def _sizes(given: argparse.Namespace) -> Sizes:
    said = {
        name: value
        for name in Sizes.__dataclass_fields__
        if (value := getattr(given, name)) is not None
    }
    return replace(SIZES[given.size], **said)


class Month:
    """One run."""

    def __init__(
        self, here: Settings, local: Local, pids: dict[str, int], sizes: Sizes, seed: int
    ) -> None:
        self._here = here
        self._pids = pids
        self._owner = local.postgres.url()
        self._clock = Clock(self._owner)
        self._sizes = sizes
        self._seed = seed
        # what happens is planned; small accidents of carrying it out have dice of their own
        self._rng = Random(seed + 1)
        self._tally = Tally()

    async def run(self) -> bool:
        """All of it; whether everything is true."""
        mornings = working_days(self._sizes.days, today=datetime.now(UTC))
        plan = Plan(self._sizes, self._seed, today=datetime.now(UTC).date())
        await self._clock.turn(mornings[0] - timedelta(hours=1))
        database = Database(self._here.database_url, self._here, name="month")
        empty = await report.database_bytes(self._owner)
        began, meter = time.perf_counter(), Meter(self._pids)
        try:
            site = await furnish(self._here, database, self._sizes, self._tally)
            await self._live(site, plan, mornings)
            took = Took(time.perf_counter() - began, meter.used())
            size = await report.measure(self._owner, empty=empty)
            tally = replace(self._tally, took_s=dict(self._tally.took_s))
            self._tally.took_s.clear()  # what the proof asks is no part of the month
            _say(f"lived in {took.seconds:.0f} s; is it true?")
            checks = await prove(site, self._sizes.seconds, self._rng)
        finally:
            await database.close()
        _say(report.text(self._sizes, self._seed, tally, size, checks, took))
        return all(check.holds for check in checks)

    async def _live(self, site: Site, plan: Plan, mornings: list[datetime]) -> None:
        home = goods_in.homes(site, plan.products)
        of_shop: list[list[Any]] = [[] for _ in site.programs]
        for product in plan.products:
            of_shop[product.shop].append(product)
        await asyncio.gather(
            *(goods_in.register(p, mine) for p, mine in zip(site.programs, of_shop, strict=True))
        )
        products = {(f"Shop {p.shop}", p.sku): p for p in plan.products}
        out = Outbound(site, products)
        desk = Desk(site, self._tally)
        before: list[Delivery] = []
        yesterday: list[Delivery] = []
        for morning, day in zip(mornings, plan.days, strict=True):
            began, asked = time.perf_counter(), self._tally.asked
            await self._clock.turn(morning)
            await desk.night()
            jobs = await self._jobs(site, day, yesterday, home, out)
            jobs.extend(self._reserve_jobs(site, before))
            for product, change in day.corrections:
                await desk.put_right(product, change, place=home[product.sku])
            await share_out(self._mixed(jobs), site.hands)
            for shop in range(self._sizes.shops):
                await share_out(deque(await desk.decide(shop)), site.hands)
            await reserve.keep_filled(site, yesterday, home)
            approved = await stock_work.approve_all(site)
            shipped = await goods_out.hand_over(out, site.hands)
            before, yesterday = yesterday, day.deliveries
            took = time.perf_counter() - began
            _say(
                f"  {morning:%a %d %b}: {len(day.deliveries)} deliveries, {shipped} parcels, "
                f"{approved} differences approved; {self._tally.asked - asked:,} requests in "
                f"{took:.1f} s ({(self._tally.asked - asked) / took:.0f}/s)"
            )
        await self._clock.turn(mornings[-1] + timedelta(days=1))
        await desk.night()
        if out.left_over:
            _say(f"left over at the benches: {out.left_over[:5]} … ({len(out.left_over)})")

    async def _jobs(
        self, site: Site, day: Day, yesterday: list[Delivery], home: dict[str, str], out: Outbound
    ) -> deque[Any]:
        """Everything of a day in one heap: who is free takes the next."""
        asns = [(await goods_in.announce(site.programs[d.shop], d), d) for d in day.deliveries]
        for order in day.orders:
            await goods_out.place(site.programs[order.shop], order)
        jobs = goods_in.jobs_of_day(site, asns, yesterday, home)
        for _ in range(-(-len(day.orders) // _CART)):
            jobs.append(goods_out.walking(out))
        for order in day.returns:
            tracking = await goods_out.announce_return(site.programs[order.shop], order)
            if tracking is None:
                continue
            [grade] = self._rng.choices(list(GRADES), list(GRADES.values()))
            place = home[order.lines[0][0].sku]
            jobs.append(goods_out.taking_back(site, order, tracking, grade, home=place))
        for product in day.moves:
            to = self._rng.choice(site.reserve)
            jobs.append(stock_work.moving(site, product, home=home[product.sku], to=to))
        asked = [p for p in day.counts if self._rng.random() < stock_work.ASKED]
        await stock_work.ask_to_count(site.database, asked)
        for product in day.counts:
            jobs.append(stock_work.counting(site, home[product.sku], self._rng, jobs))
        return jobs

    def _reserve_jobs(self, site: Site, before: list[Delivery]) -> list[Any]:
        """LPNs that were put away yesterday are carried on, and carts fill the pick faces."""
        plates = [site.lpns[delivery.lpn] for delivery in before if delivery.lpn is not None]
        moves = [reserve.carrying(site, one, to=self._rng.choice(site.reserve)) for one in plates]
        return [*moves, *(reserve.replenishing(site) for _ in plates)]

    def _mixed(self, jobs: deque[Any]) -> deque[Any]:
        mixed = list(jobs)
        self._rng.shuffle(mixed)
        jobs.clear()  # the same heap: a count that is far off puts another one into it
        jobs.extend(mixed)
        return jobs


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
