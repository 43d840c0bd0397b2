"""The bench of a large ledger must not rot: filled a little, it adds up, and all is asked of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from bench.ledger.ask import known, questions
from bench.ledger.fill import live_a_day, open_all
from bench.ledger.plans import plans
from bench.month.clock import Clock
from wms.db import HALL, Database
from wms.verify import verify

SHOPS, PRODUCTS, MOVEMENTS = 3, 30, 600
THEN = datetime(2026, 3, 2, 6, tzinfo=UTC)


async def test_the_ledger_is_filled_through_its_door_and_its_plans_are_shown(
    db: Database, owner_url: str
) -> None:
    clock, rng = Clock(owner_url), Random(1)
    await clock.install()
    await clock.turn(THEN)
    stocked = await open_all(db, shops=SHOPS, products=PRODUCTS, today=THEN.date())
    for day in range(2):
        await clock.turn(THEN + timedelta(days=day))
        moved = await live_a_day(db, stocked, movements=MOVEMENTS, seed=day)
        assert abs(moved - MOVEMENTS) <= MOVEMENTS * 0.02
    here = await known(owner_url, stocked.shop_ids[0], rng)
    assert here.last_at - here.first_at > timedelta(hours=23)
    assert here.lots
    assert len({question.name for question in questions(here, rng)}) > 15
    shown = await plans(db, stocked.shop_ids[0], here, rng)
    assert all("Execution Time" in plan for plan in shown.values())
    async with db.read(HALL) as read:
        assert await verify(read) == []
