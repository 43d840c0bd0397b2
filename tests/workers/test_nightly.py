"""Recurring chores run once a night whoever is there, and in small bites."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests import cast
from tests.inbound.scene import at_the_dock
from tests.returns.shipped import ship
from tests.returns.test_returns import build
from tests.returns.test_undelivered import told
from wms.db import HALL, Database, Tx, new_id
from wms.halls import SANDBOX
from wms.inbound.decide import Overdue, fall_back, overdue
from wms.retention import BATCH_MAX
from wms.returns.undelivered import expect, undelivered
from wms.sandbox.twin import open_twin
from workers.nightly import CHORES, LEASE, OF_TEST_SHOPS, next_run, run_due
from workers.transaction import in_hall_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=19)


async def schedules(db: Database) -> dict[str, tuple[datetime, str | None]]:
    async with db.read(HALL) as read:
        rows = await read.execute(text("SELECT name, next_run_at, outcome FROM schedules"))
        return {row.name: (row.next_run_at, row.outcome) for row in rows}


async def test_every_chore_runs_once_a_night_whoever_comes(db: Database) -> None:
    assert await run_due(db, now=NOON) == [], "at its first sight a chore gets its time"
    assert {name: at for name, (at, _) in (await schedules(db)).items()} == {
        name: next_run(name, NOON) for name in CHORES
    }
    done = await asyncio.gather(*(run_due(db, now=NIGHT) for _ in range(4)))
    assert sorted(name for one in done for name in one) == sorted(CHORES)
    after = await schedules(db)
    assert all(at > NIGHT for at, _ in after.values())
    assert after["verify"][1] == "all invariants hold"
    assert await run_due(db, now=NIGHT) == []


async def test_test_shops_are_looked_after_also_before_a_hall_is_built(db: Database) -> None:
    async with db.begin(HALL) as tx:
        await open_twin(tx, (await cast.open_shop(tx)).id)
    with in_hall_of(SANDBOX):
        for name in sorted(OF_TEST_SHOPS):
            assert await CHORES[name][1](db), name


async def test_a_chore_whose_worker_died_is_due_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run_due(db, now=NOON)

    async def dies(_: Database) -> str:
        raise KeyboardInterrupt  # what a killed worker leaves: a taken row and nothing else

    monkeypatch.setitem(CHORES, "forget idempotency keys", ("17 1 * * *", dies))
    at = NOON.replace(hour=1, minute=18) + timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):
        await run_due(db, now=at)
    assert (await schedules(db))["forget idempotency keys"][0] == at + LEASE
    monkeypatch.undo()
    assert "forget idempotency keys" in await run_due(db, now=at + LEASE)


async def test_what_is_past_its_time_goes_and_the_rest_stays(db: Database) -> None:
    await run_due(db, now=NOON)
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "A-01-1", 1)
        await tx.execute(
            text(
                "INSERT INTO idempotency_keys (shop_id, key, request_hash, status, answer, "
                "created_at) SELECT :s, 'k' || n, '\\x00', 201, '\\x00', "
                "now() - make_interval(hours => CASE WHEN n <= :old THEN 73 ELSE 71 END) "
                "FROM generate_series(1, :old + 5) n"
            ),
            {"s": shop.id, "old": BATCH_MAX + 10},
        )
        for days in (200, 100):
            await tx.execute(
                text(
                    "INSERT INTO scans (id, operator_id, flow, code, outcome, answer, at) VALUES "
                    "(:i, :i, 'pick', 'x', 'ok', '{}', now() - make_interval(days => :d))"
                ),
                {"i": new_id(), "d": days},
            )
        await tx.execute(
            text(
                "INSERT INTO balances (shop_id, product_id, lot_id, condition, place_id, on_hand, "
                "first_at) VALUES (:s, :p, :p, 'good', :a, 0, now() - interval '31 days'), "
                "(:s, :p, :p, 'good', :b, 0, now())"
            ),
            {"s": shop.id, "p": tea.id, "a": hall["A-02-1"].id, "b": hall["A-03-1"].id},
        )
    await run_due(db, now=NIGHT)
    async with db.read(HALL) as read:
        counts = [
            await read.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("idempotency_keys", "scans", "balances")
        ]
    assert counts == [5, 1, 2]
    assert (await schedules(db))["forget idempotency keys"][1] == f"{BATCH_MAX + 10} rows went"


async def test_a_broken_invariant_is_reported_and_left_as_it_is(db: Database) -> None:
    await run_due(db, now=NOON)
    async with db.begin(HALL) as tx:
        hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
        tea = await cast.add_product(tx, shop, "TEA")
        await cast.stock(tx, hall, tea, "A-01-1", 5)
        await tx.execute(text("UPDATE balances SET on_hand = 4"))
    await run_due(db, now=NIGHT)
    assert (await schedules(db))["verify"][1] == "I1, I2 broken"
    async with db.read(HALL) as read:
        assert await read.scalar(text("SELECT on_hand FROM balances")) == 4


async def test_a_difference_that_cannot_be_decided_holds_up_no_other(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.begin(HALL) as tx:
        s = await at_the_dock(tx, tea=1)
        await s.scan(tx, s.tea_code, times=2, is_extra=True)
        await s.scan(tx, s.coffee_code, is_extra=True)
        await tx.execute(text("UPDATE discrepancies SET decide_by = now() - interval '1 s'"))
        broken, sound = await overdue(tx)

    async def breaks(tx: Tx, one: Overdue) -> bool:
        if one.id == broken.id:
            await tx.execute(text("SELECT 1 / 0"))
        return await fall_back(tx, one)

    monkeypatch.setattr("workers.nightly.fall_back", breaks)
    assert await CHORES["decide overdue differences"][1](db) == "1 differences decided, 1 failed"
    async with db.read(HALL) as read:
        assert await overdue(read) == [broken] and sound.id != broken.id


async def test_a_return_that_cannot_be_announced_holds_up_no_other(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.begin(HALL) as tx:
        world = await build(tx)
        two = await ship(tx, world.hall, world.shop, [(world.cup, 1)])
        for gone in (world.gone, two):
            await told(tx, replace(world, gone=gone), "returning")
        broken, _ = await undelivered(tx)

    async def breaks(tx: Tx, row: Any) -> int:
        if row.id == broken.id:
            await tx.execute(text("SELECT 1 / 0"))
        return await expect(tx, row)

    monkeypatch.setattr("workers.nightly.expect", breaks)
    said = await CHORES["expect what couriers bring back"][1](db)
    assert said == "1 returns announced, 0 ended, 1 failed"
    async with db.read(HALL) as read:
        assert [row.id for row in await undelivered(read)] == [broken.id]
