"""Printers that the server reaches are asked how they are: the sick ones often, the well ones
now and then, those that print just now not at all (port 9100 takes one caller at a time)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from printing.printers.addresses import AddressUnreadable, way_to
from printing.printers.way import Health, State
from wms.db import Database, Tx
from wms.packing.prints.watch import busy_printers, printer_is_back
from wms.stations.printers import ToAsk, claim_to_ask, note_state
from workers.loops import steadily
from workers.print_files import JOURNAL
from workers.transaction import settled

#: who is due is looked up this often, s
EVERY_S: Final = 3.0
#: a printer that takes longer to answer is away, s
LIMIT_S: Final = 6.0


async def printer_watch(database: Database, spool: Path) -> None:
    """Ask, until cancelled."""

    async def step() -> None:
        await ask_due(database, spool)

    await steadily("printer watch", step, every_s=EVERY_S, wake=asyncio.Event())


async def ask_due(database: Database, spool: Path) -> int:
    """Ask all printers whose turn it is, at once; how many that were."""
    due = await settled(database, _claim)
    told = await asyncio.gather(*(_ask(spool, one.address, one.is_zpl) for one in due))
    for one, health in sorted(zip(due, told, strict=True), key=lambda pair: pair[0].id):
        await settled(database, _noting(one.id, health))
    return len(due)


async def _claim(tx: Tx) -> list[ToAsk]:
    return await claim_to_ask(tx, await busy_printers(tx))


def _noting(printer_id: UUID, health: Health) -> Any:
    async def note(tx: Tx) -> None:
        if await note_state(tx, printer_id, health.state.value, health.words):
            await printer_is_back(tx)

    return note


async def _ask(spool: Path, address: str, is_zpl: bool) -> Health:
    try:
        way = way_to(address, folder=spool, journal=spool.parent / JOURNAL, is_zpl=is_zpl)
        async with asyncio.timeout(LIMIT_S):
            return await way.state()
    except AddressUnreadable:
        return Health(State.FAULT, address)
    except (TimeoutError, OSError) as error:
        return Health(State.OFFLINE, type(error).__name__)
