"""A job that hangs is given up after its own limit; one that is only long comes to its end."""

from __future__ import annotations

import asyncio
from typing import cast
from uuid import UUID, uuid4

from wms.db import Read
from workers.broker import ACTORS, Actor, Work, _on_the_loop
from workers.imports import CHECK_LIMIT_S, go_on_with_import


async def nothing(_read: Read, _limit: int) -> list[tuple[UUID, UUID]]:
    return []


async def ends(limit_s: float) -> bool:
    """Whether a job of 50 ms comes to its end within a limit."""
    ended = False

    async def run(_work: Work, _shop_id: UUID, _row_id: UUID) -> None:
        nonlocal ended
        await asyncio.sleep(0.05)
        ended = True

    one = Actor("long", run, nothing, limit_s)
    handle = _on_the_loop(one, cast("Work", None), asyncio.get_running_loop())
    await asyncio.to_thread(handle, str(uuid4()), str(uuid4()))
    return ended


async def test_a_job_has_the_time_that_it_says() -> None:
    assert not await ends(limit_s=0.01)
    assert await ends(limit_s=5)
    assert ACTORS[go_on_with_import.__name__].limit_s == CHECK_LIMIT_S
