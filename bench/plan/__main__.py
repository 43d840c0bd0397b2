"""``python -m bench.plan``: measure walks, batches, waves, a day and cartons; write the tables."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from bench import report
from bench.plan import batching, cartons, routes, wave_choice

DOCUMENT: Final = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
PARTS: Final = ("routes", "batches", "waves", "cartons")


@dataclass(frozen=True)
class Sizes:
    """How much of each; seconds are of processor time."""

    walks: int
    proofs: int
    instances: int
    batch_s: float
    day_s: float
    wave_s: float
    orders: int


SIZES: Final = {
    "full": Sizes(walks=200, proofs=40, instances=3, batch_s=2, day_s=20, wave_s=10, orders=2_000),
    "small": Sizes(walks=40, proofs=10, instances=1, batch_s=1, day_s=10, wave_s=2, orders=200),
}


def main() -> int:
    """0 when all was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.plan", description=__doc__)
    parser.add_argument(
        "--size", choices=SIZES, default="full", help="only a full run is written down"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument(
        "--files", type=Path, help="a folder of backlogs in the format of SBPO 2025, instead"
    )
    given = parser.parse_args()
    sizes = SIZES[given.size]
    if given.files:
        print(wave_choice.of_files(given.files, sizes.wave_s))
        return 0
    ways: dict[str, Callable[[], str]] = {
        "routes": partial(routes.tables, walks=sizes.walks, proofs=sizes.proofs),
        "batches": partial(
            batching.tables,
            instances=sizes.instances, limit_s=sizes.batch_s, day_s=sizes.day_s,
        ),
        "waves": partial(wave_choice.tables, limit_s=sizes.wave_s),
        "cartons": partial(cartons.tables, orders=sizes.orders),
    }  # fmt: skip
    began = time.perf_counter()
    found = []
    for part in given.only:
        found.append(ways[part]())
        print(found[-1], end="\n\n", flush=True)
    facts = _facts(time.perf_counter() - began)
    print(facts)
    if given.size == "full" and set(given.only) == set(PARTS):
        report.write(DOCUMENT, "\n\n".join([facts, *found]), by="make bench-plan")
    return 0


def _facts(took_s: float) -> str:
    """What machine it was, and how busy."""
    spent = time.process_time()
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} with Python {platform.python_version()} on one "
        f"core of {os.cpu_count()} ({platform.machine()}); load average at the end "
        f"{os.getloadavg()[0]:.1f}: {spent:,.0f} s of processor time took {took_s:,.0f} s."
    )


if __name__ == "__main__":
    sys.exit(main())
