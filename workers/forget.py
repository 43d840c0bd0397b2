"""People who are to be forgotten are, and the files in which they stood are deleted."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from wms.db import Database
from wms.privacy.erase import carry_out, failed, files_are_gone, files_to_delete, take
from workers.loops import steadily
from workers.transaction import look, settled

log = structlog.get_logger("workers.forget")

#: how often somebody looks whether anybody is to be forgotten, s
LOOK_S: Final = 20.0


async def forget(database: Database, spool: Path) -> None:
    """Erase who is due, until cancelled."""

    async def step() -> None:
        await forget_due(database, spool)

    await steadily("forget", step, every_s=LOOK_S, wake=asyncio.Event())


async def forget_due(database: Database, spool: Path) -> int:
    """Erase everybody who is due now; how many were looked at.

    The files are deleted afterwards, by what the erasure wrote down: whoever dies in between leaves
    it to the next one.
    """
    looked = 0
    while (due := await settled(database, take)) is not None:
        looked += 1
        try:
            await settled(database, partial(carry_out, due=due))
        except Exception as error:  # whatever it is, the others are forgotten in time
            log.error("somebody could not be forgotten", erasure=str(due.id), error=repr(error),
                      exc_info=error)  # fmt: skip
            await settled(database, partial(failed, due=due))
    while True:
        async with look(database) as read:
            batch = await files_to_delete(read)
        if not batch:
            return looked
        for shop_id, erasure_id, names in batch:
            await asyncio.to_thread(_delete, spool, names)
            gone = partial(files_are_gone, shop_id=shop_id, erasure_id=erasure_id)
            await settled(database, gone)


def _delete(spool: Path, names: list[str]) -> None:
    for name in names:
        (spool / name).unlink(missing_ok=True)
