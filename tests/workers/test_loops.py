"""A loop outlives its steps; a transaction is run again; an actor is declared once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from tests import cast
from tests.workers.conftest import until
from wms.db import HALL, Database, Read, Tx
from wms.settings import Settings, SettingsError
from workers import broker
from workers.broker import Work, actor
from workers.loops import REST_S, steadily
from workers.run import Spawned, work_until
from workers.transaction import look, settled


@pytest.mark.parametrize("error", [OSError("gone"), ZeroDivisionError("a bug")])
async def test_a_failed_step_is_not_the_end(error: Exception) -> None:
    steps: list[int] = []

    async def step() -> None:
        steps.append(1)
        if len(steps) == 1:
            raise error

    wake = asyncio.Event()
    loop = asyncio.create_task(steadily("test", step, every_s=60, wake=wake))
    await until(lambda: len(steps) == 1, "the first step")
    wake.set()
    await until(lambda: len(steps) == 2, "the second")
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


async def test_a_wake_up_call_is_heard_at_once() -> None:
    steps: list[float] = []

    async def step() -> None:
        steps.append(asyncio.get_running_loop().time())

    wake = asyncio.Event()
    loop = asyncio.create_task(steadily("test", step, every_s=60, wake=wake))
    await until(lambda: len(steps) == 1, "the first step")
    wake.set()
    await until(lambda: len(steps) == 2, "the second", seconds=2)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


async def test_a_loop_ends_though_a_call_comes_at_the_same_moment() -> None:
    steps: list[int] = []

    async def step() -> None:
        steps.append(1)

    wake = asyncio.Event()
    loop = asyncio.create_task(steadily("test", step, every_s=60, wake=wake))
    await until(lambda: steps, "the first step")
    await asyncio.sleep(REST_S)
    wake.set()
    await asyncio.sleep(0)  # heard, and not yet acted upon
    loop.cancel()
    await asyncio.wait({loop}, timeout=5)
    assert loop.cancelled()


async def test_calls_that_come_fast_are_answered_together_and_none_is_lost() -> None:
    calls = heard = 0

    async def step() -> None:
        nonlocal heard
        heard = calls
        steps.append(asyncio.get_running_loop().time())

    steps: list[float] = []
    wake = asyncio.Event()
    loop = asyncio.create_task(steadily("test", step, every_s=60, wake=wake))
    for calls in range(1, 41):  # noqa: B007 - counted for the step
        wake.set()
        await asyncio.sleep(0.02)
    await until(lambda: heard == 40, "the last call", seconds=2)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    pauses = [after - before for before, after in itertools.pairwise(steps)]
    assert min(pauses) >= REST_S * 0.9, pauses


async def test_jobs_that_deadlock_are_run_again_whole(db: Database) -> None:
    async with db.begin(HALL) as tx:
        shops = [(await cast.open_shop(tx)).id for _ in range(2)]
    runs = 0

    async def job(first: UUID, second: UUID) -> None:
        async def unit(tx: Tx) -> None:
            nonlocal runs
            runs += 1
            for shop in (first, second):
                await tx.execute(
                    text("UPDATE shops SET retention_days = retention_days + 1 WHERE id = :s"),
                    {"s": shop},
                )
                await asyncio.sleep(0.2)

        await settled(db, unit)

    await asyncio.gather(job(*shops), job(*reversed(shops)))
    assert runs > 2, "there was a deadlock"
    async with look(db) as read:
        days = (await read.scalars(text("SELECT retention_days FROM shops"))).all()
    assert set(days) == {32}


async def test_a_look_writes_nothing(db: Database) -> None:
    with pytest.raises(Exception, match="read-only"):
        async with look(db) as read:
            await read.execute(text("UPDATE shops SET retention_days = 1"))


async def test_spawned_work_is_ended_with_the_process() -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("slow")
            raise

    async def quick() -> None:
        ended.append("quick")

    async def broken() -> None:
        raise ZeroDivisionError

    spawned = Spawned()
    for task in (slow(), quick(), broken()):
        spawned.spawn(task)
    assert spawned.has_room()
    await spawned.end()
    assert sorted(ended) == ["quick", "slow"]
    assert not spawned.tasks


def test_two_actors_of_one_name_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "ACTORS", {})

    async def due(_read: Read, _limit: int) -> Sequence[tuple[UUID, UUID]]:
        return []

    async def work_on(_work: Work, _shop_id: UUID, _row_id: UUID) -> None: ...

    actor(due=due)(work_on)
    with pytest.raises(AssertionError, match="two actors are called work_on"):
        actor(due=due)(work_on)


async def test_without_addresses_it_says_what_is_missing() -> None:
    with pytest.raises(SettingsError, match="WMS_DATABASE_URL and WMS_REDIS_URL"):
        await work_until(asyncio.Event(), Settings())
