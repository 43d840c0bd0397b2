"""``python -m bench``: build a warehouse, measure, check that it adds up, write the table."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Final

import uvloop

from bench import hall, report
from bench.conservation import check
from bench.life import live
from bench.measures import Measures, Sizes, Turn
from bench.supply import Orders, Walks
from bench.yard import Yard, opened, settle, working
from wms.db import Database
from wms.picking.carts import CART_SLOTS

FULL: Final = Sizes(
    clients=16, rounds=3, walks_pgbench=6, walks_floor=4, walks_ours=3, walks_page=1,
    walks_paced=1, paced_per_s=150.0, orders_pgbench=250, orders_floor=150, orders_ours=100,
    lives=192,
)  # fmt: skip
#: a look while working on the code: one short round
SMALL: Final = Sizes(
    clients=16, rounds=1, walks_pgbench=3, walks_floor=3, walks_ours=3, walks_page=1,
    walks_paced=1, paced_per_s=150.0, orders_pgbench=100, orders_floor=100, orders_ours=100,
    lives=48,
)  # fmt: skip
#: a few seconds: shows that everything still runs, and measures nothing
TINY: Final = Sizes(
    clients=2, rounds=1, walks_pgbench=1, walks_floor=1, walks_ours=1, walks_page=1,
    walks_paced=1, paced_per_s=150.0, orders_pgbench=5, orders_floor=5, orders_ours=5,
    lives=6,
)  # fmt: skip
SIZES: Final = {"full": FULL, "small": SMALL, "tiny": TINY}
SHOPS: Final = 4
#: products of one shop
SKUS: Final = 250
SKUS_TINY: Final = 20
DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MEASURES: Final = ("scan", "page", "order", "paced", "life")


def main() -> int:
    """0 when everything was measured and still adds up, else 1."""
    arguments = _arguments()
    sizes = SIZES[arguments.size]
    folder = arguments.folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / "postgres").exists():
        print(f"{folder} has something else in it: choose a folder that may be emptied.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with opened(folder) as local, working(local, folder) as yard:
            bench = Bench(yard, sizes, arguments.only)
            is_sound = uvloop.run(bench.run(), debug=False)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if is_sound and sizes is FULL and set(arguments.only) == set(MEASURES):
        report.write(DOCUMENT, bench.text)
    return 0 if is_sound else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--size", choices=SIZES, default="full", help="only a full run is written down"
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument(
        "--folder", type=Path, default=Path(".data/bench"), help="emptied before and after"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with its logs")
    return parser.parse_args()


class Bench:
    """One run."""

    def __init__(self, yard: Yard, sizes: Sizes, only: list[str]) -> None:
        self._yard = yard
        self._sizes = sizes
        self._only = only
        self.text = ""

    async def run(self) -> bool:
        """Everything; whether the warehouse still adds up."""
        database = Database(self._yard.settings.database_url, self._yard.settings, name="bench")
        try:
            turns = await self._measure(database)
            scans = sum(t.operations for t in turns if t.measure in ("scan", "page", "paced"))
            orders = sum(t.operations for t in turns if t.measure in ("order", "life"))
            checks = await check(
                database, scans=scans + self._life_scans, orders=orders + self._planned
            )
        finally:
            await database.close()
        self.text = report.text(turns, checks, self._sizes)
        print(self.text)
        return all(one.holds for one in checks)

    async def _measure(self, database: Database) -> list[Turn]:
        sizes = self._sizes
        _say(
            "processes, for a profiler: "
            + ", ".join(f"{n} {p}" for n, p in self._yard.pids.items())
        )
        each = sizes.walks_each if {"scan", "page", "paced"} & set(self._only) else 0
        self._planned = each * sizes.clients * CART_SLOTS
        self._life_scans = 0
        _say(f"building: {SHOPS} shops, {self._planned} orders on walks …")
        built = await hall.build(
            database,
            shops=SHOPS,
            skus=SKUS_TINY if sizes is TINY else SKUS,
            people=sizes.clients,
            totes=self._planned + sizes.lives,
        )
        orders = Orders(built)
        walks = Walks(database, built, orders)
        if each:
            await walks.plan(each=each)
        measures = Measures(self._yard, built, walks, orders, sizes)
        turns: list[Turn] = []
        for number in range(sizes.rounds):
            await settle(self._yard.owner_url)
            turns += await self._round(measures, number)
        if "life" in self._only:
            turn, self._life_scans = await live(
                self._yard, database, built, orders, lives=sizes.lives, people=sizes.clients // 2
            )
            _say(report.line(turn))
            turns.append(turn)
        return turns

    async def _round(self, measures: Measures, number: int) -> list[Turn]:
        """Every way once, each round beginning with another one."""
        of = {
            "scan": [measures.scan_pgbench, measures.scan_floor, measures.scan_ours],
            "page": [measures.page_ours],
            "order": [measures.order_pgbench, measures.order_floor, measures.order_ours],
            "paced": [measures.paced_floor, measures.paced_ours],
        }
        turns = []
        for measure, ways in of.items():
            if measure not in self._only:
                continue
            for way in range(len(ways)):
                turn = await ways[(way + number) % len(ways)]()
                _say(report.line(turn))
                turns.append(turn)
        return turns


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
