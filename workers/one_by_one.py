"""Chores of many rows: each in a transaction of its own, so that one holds up no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog

from wms.db import Database, Read, Tx
from wms.errors import Refusal
from workers.transaction import look, settled

log = structlog.get_logger("workers")
T = TypeVar("T")


async def one_by_one(
    database: Database,
    batch: Callable[[Read, T | None], Awaitable[list[T]]],
    do: Callable[[Tx, T], Awaitable[int]],
) -> tuple[int, int]:
    """Do each row that ``batch`` finds after the last one; how much was done, how many failed.

    What fails is logged. Who was quicker than the chore is no failure: that is a `Refusal`.
    """
    done = failed = 0
    last: T | None = None
    while True:
        async with look(database) as read:
            rows = await batch(read, last)
        if not rows:
            return done, failed
        for last in rows:
            try:
                done += await settled(database, partial(_do, do=do, one=last))
            except Refusal as no:
                log.info("not to be done any more", what=do.__name__, code=no.code)
            except Exception:  # when the database is gone, the next look ends the chore
                failed += 1
                log.exception("a row could not be done", what=do.__name__, row=str(last))


async def _do(tx: Tx, do: Callable[[Tx, T], Awaitable[int]], one: T) -> int:
    return await do(tx, one)
