"""The month must not rot: a small one is lived in the ordinary suite, and everything is proved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bench.month.__main__ import FULL, SMALL
from bench.month.clock import Clock, working_days
from bench.month.plan import Plan
from bench.month.proof import Side, replay
from tests import cast
from wms.db import HALL, Database

ROOT = Path(__file__).parent.parent.parent
LIMIT_S = 170
#: what a small month must have in it: reasons of the ledger, and deeds of several steps
REASONS = (
    "receive", "put_away", "move", "pick", "pack", "ship", "adjust", "replenish", "expire",
    "return_grade",
)  # fmt: skip
DEEDS = (
    "LPNs received into", "put away as one", "moved as one", "pick faces filled",
    "corrections done by one", "corrections done by two", "differences decided by REST",
    "differences decided by link", "differences left to their deadline",
    "balances set aside for their date",
)  # fmt: skip


@pytest.mark.large  # make storm; make month lives a whole one
def test_a_small_month_is_lived_and_everything_it_left_is_true(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WMS_")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.month", "--size", "small", "--folder", str(tmp_path / "m")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout
    assert "every invariant of `wms verify` | all hold" in done.stdout
    compared = re.findall(r"\| ([\d,]+) answers compared, 0 differ", done.stdout)
    assert len(compared) == SMALL.shops
    sealed = re.search(r"\| (\d+) sealed days verified", done.stdout)
    assert sealed, done.stdout
    assert int(sealed[1]) >= SMALL.days
    found = re.search(r" ([\d,]+) receipts", done.stdout)
    assert found, done.stdout
    assert int(found[1].replace(",", "")) == SMALL.receipts, "one was lost or counted twice"
    for reason in REASONS:
        assert re.search(rf"\b{reason} \d", done.stdout), f"nobody managed to {reason}"
    [among] = re.findall(r"^Among it: (.*)\.$", done.stdout, re.MULTILINE)
    for deed in DEEDS:
        assert re.search(rf"\b{deed} [1-9]", among), f"{deed}: nobody managed: {among}"
    assert not (tmp_path / "m").exists(), "the month clears up after itself"


def test_the_same_seed_plans_the_same_month() -> None:
    today = date(2026, 11, 29)
    one, twin, other = (Plan(SMALL, seed, today=today) for seed in (7, 7, 8))
    assert one.days == twin.days
    assert one.days != other.days


def test_the_full_month_has_what_was_promised() -> None:
    plan = Plan(FULL, 1, today=date(2026, 11, 29))
    lines = [line for day in plan.days for d in day.deliveries for line in d.lines]
    assert sum(len(day.deliveries) for day in plan.days) == 400
    assert sum(line.receipts for line in lines) == 30_000
    assert len(plan.products) == len({p.ean for p in plan.products}) == 20_000
    assert sum(len(day.orders) for day in plan.days) == FULL.orders
    for share in ("is_by_expiry", "is_by_lot", "is_by_serial"):
        assert any(getattr(line.product, share) for line in lines)


def test_working_days_end_before_today() -> None:
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    mornings = working_days(21, today=now)
    assert len(set(mornings)) == 21
    assert mornings == sorted(mornings)
    assert mornings[-1] < now
    assert all(morning.weekday() < 5 for morning in mornings)


def test_a_replay_ends_just_before_the_moment() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    second = timedelta(seconds=1)
    sides = [
        Side(noon, "TEA", "good", 5),
        Side(noon + second, "TEA", "good", -5),
        Side(noon + second, "TEA", "damaged", 5),
    ]
    assert replay(sides, noon) == {}
    assert replay(sides, noon + second) == {"TEA": {"good": 5}}
    assert replay(sides, noon + 2 * second) == {"TEA": {"damaged": 5}}


async def test_the_clock_of_the_month_dates_what_is_written_and_never_goes_back(
    db: Database, owner_url: str
) -> None:
    clock, then = Clock(owner_url), datetime(2026, 3, 2, 6, tzinfo=UTC)
    await clock.install()
    for morning in (then, then + timedelta(days=1)):
        await clock.turn(morning)
        async with db.begin(HALL) as tx:
            hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
            await cast.stock(tx, hall, await cast.add_product(tx, shop, "TEA"), "DOCK", 1)
    connection = await asyncpg.connect(owner_url)
    rows = await connection.fetch(
        "SELECT occurred_at, pg_catalog.uuid_extract_timestamp(id) AS of_id FROM movements "
        "ORDER BY id"
    )
    await connection.close()
    for row, morning in zip(rows, (then, then + timedelta(days=1)), strict=True):
        assert timedelta() <= row["occurred_at"] - morning < timedelta(minutes=1)
        assert abs(row["of_id"] - row["occurred_at"]) < timedelta(minutes=1)
    said = await clock.turn(then)
    assert said >= then + timedelta(days=1), "it is as late as it was"
