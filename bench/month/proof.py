"""Is what the month left behind true? Asked of the database, of the REST API, and of arithmetic."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import text

from bench.conservation import Check
from bench.month.people import Program
from bench.month.site import Site
from wms.db import HALL
from wms.layout.models import OUTSIDE_KINDS
from wms.verify import verify

ROOT: Final = Path(__file__).parent.parent.parent
VERIFIER: Final = ROOT / "docs" / "shops" / "verify_ledger.py"
#: of the random seconds, so many are compared product by product for the whole shop
WHOLE: Final = 2
#: SKUs in one question about a second; half of them moved within the hour before it
ASKED: Final = 100
_PAGE: Final = 200
_HOUR: Final = timedelta(hours=1)
_LIMIT_S: Final = 600
#: longest wait for the relay, s
_PATIENCE_S: Final = 30
_UNNUMBERED: Final = text("SELECT EXISTS (SELECT FROM events WHERE sequence IS NULL)")

Stock = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Side:
    """One end of a movement that lies inside the building."""

    at: datetime
    sku: str
    condition: str
    change: int


async def prove(site: Site, seconds: int, rng: Random) -> list[Check]:
    """All of it; ``seconds``: random ones of the past that are asked about, each shop."""
    checks = [await _invariants(site)]
    for number, program in enumerate(site.programs):
        checks.append(await _as_of(program, number, seconds, rng))
    checks.append(_seals(site))
    return checks


async def _invariants(site: Site) -> Check:
    # the night's events are a moment old, and by the clock of this connection three days
    for _ in range(_PATIENCE_S):
        async with site.database.read(HALL) as read:
            if not await read.scalar(_UNNUMBERED):
                break
        await asyncio.sleep(1)
    async with site.database.read(HALL) as read:
        broken = await verify(read)
    found = ", ".join(f"{one.name}: {one.rows[:2]}" for one in broken)
    return Check("every invariant of `wms verify`", found or "all hold", not broken)


async def _as_of(program: Program, number: int, seconds: int, rng: Random) -> Check:
    sides = await movements(program)
    first, last = sides[0].at, sides[-1].at
    differing = compared = 0
    for turn in range(seconds):
        # half of them anywhere in the month, half in a second in which something moved
        at = first + (last - first) * rng.random() if turn % 2 else rng.choice(sides).at
        moment = at.replace(microsecond=0) + timedelta(seconds=turn % 2)
        skus = None if turn < WHOLE else _skus(sides, moment, rng)
        told = await _told(program, moment, skus)
        replayed = replay(sides, moment)
        for sku, conditions in told.items():
            compared += 1
            differing += conditions != replayed.get(sku, {})
    return Check(
        f"shop {number}: `as_of` = a replay in Python, {seconds} random seconds",
        f"{compared:,} answers compared, {differing} differ",
        not differing,
    )


async def movements(program: Program) -> list[Side]:
    """Both sides of every movement of a shop, as the REST API tells them, inside the building."""
    sides: list[Side] = []
    after = ""
    while True:
        query = [("limit", str(_PAGE))] + ([("after", after)] if after else [])
        page = await program.get("movements page", "/v1/stock-movements", query)
        for row in page["items"]:
            at = datetime.fromisoformat(row["occurred_at"])
            for end, sign in (("from", -1), ("to", 1)):
                if row[f"{end}_kind"] not in OUTSIDE_KINDS:
                    change = sign * row["quantity"]
                    sides.append(Side(at, row["sku"], row[f"{end}_condition"], change))
        after = page["next"] or ""
        if not after:
            break
    assert sides, "nothing ever moved: this month proves nothing"
    return sorted(sides, key=lambda side: side.at)


def replay(sides: Sequence[Side], moment: datetime) -> Stock:
    """What there was just before a moment: SKU → condition → base units."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for side in sides:
        if side.at >= moment:
            break
        sums[side.sku][side.condition] += side.change
    return {sku: {c: n for c, n in by.items() if n} for sku, by in sums.items()}


def _skus(sides: Sequence[Side], moment: datetime, rng: Random) -> list[str]:
    near = sorted({s.sku for s in sides if moment - _HOUR < s.at < moment})
    every = sorted({s.sku for s in sides})
    some = rng.sample(near, min(len(near), ASKED // 2))
    return sorted({*some, *rng.sample(every, min(len(every), ASKED // 2))})


async def _told(program: Program, moment: datetime, skus: list[str] | None) -> Stock:
    told: Stock = {}
    after = ""
    while True:
        query = [("limit", str(_PAGE)), ("as_of", moment.astimezone(UTC).isoformat())]
        query += [("sku", sku) for sku in skus or ()] + ([("after", after)] if after else [])
        page = await program.get("as_of page", "/v1/stock", query)
        for row in page["items"]:
            assert row["on_hand"] == sum(row["conditions"].values()), row
            told[row["sku"]] = row["conditions"]
        after = page["next"] or ""
        if not after:
            return told


def _seals(site: Site) -> Check:
    """The program that we give to shops, run as a shop would, for the first one."""
    done = subprocess.run(
        [sys.executable, str(VERIFIER)],
        env={
            **os.environ,
            "WMS_URL": f"http://127.0.0.1:{site.settings.bind_port}",
            "WMS_KEY": site.keys[0],
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True, text=True, timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    days: list[Any] = done.stdout.splitlines()
    held = done.returncode == 0 and bool(days)
    found = f"{len(days)} sealed days verified" if held else done.stderr[-500:]
    return Check("shop 0: docs/shops/verify_ledger.py", found, held)
