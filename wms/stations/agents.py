"""A print agent is heard of: who it is, and how its printers are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.secrets import digest
from wms.db import Read, Tx
from wms.stations.models import STATES
from wms.stations.printers import full_address, note_state

WORDS_MAX_CHARS = 100


class AgentsPrinter(msgspec.Struct, frozen=True, kw_only=True):
    """A printer, as its agent must know it."""

    id: UUID
    name: str
    address: str
    is_zpl: bool


class PrinterTold(msgspec.Struct, frozen=True, kw_only=True):
    """How one of its printers is, as the agent tells."""

    printer_id: UUID
    state: str
    words: str = ""


async def station_of_agent(read: Read, token: str) -> UUID | None:
    """The station whose agent has this token; None: nobody's."""
    found: UUID | None = await read.scalar(
        text("SELECT id FROM print_stations WHERE agent_hash = :hash AND retired_at IS NULL"),
        {"hash": digest(token)},
    )
    return found


async def heard(
    tx: Tx, station_id: UUID, words: str = "", states: Sequence[PrinterTold] = ()
) -> None:
    """The agent of a station calls; printers that are not its own are passed over."""
    await tx.execute(
        text(
            "UPDATE print_stations SET agent_seen_at = clock_timestamp(), "
            "agent_words = coalesce(nullif(:words, ''), agent_words) WHERE id = :id"
        ),
        {"id": station_id, "words": words[:WORDS_MAX_CHARS]},
    )
    if not states:
        return
    own = {one.id for one in await agents_printers(tx, station_id)}
    for told in sorted(states, key=lambda one: one.printer_id):
        if told.printer_id in own and told.state in STATES:
            await note_state(tx, told.printer_id, told.state, told.words)


async def agents_printers(read: Read | Tx, station_id: UUID) -> list[AgentsPrinter]:
    """The printers that the agent of a station prints on."""
    rows = await read.execute(
        text(
            "SELECT id, name, way, address, format FROM printers "
            "WHERE station_id = :id AND is_by_agent AND retired_at IS NULL ORDER BY name LIMIT 50"
        ),
        {"id": station_id},
    )
    return [
        AgentsPrinter(
            id=row.id,
            name=row.name,
            address=full_address(row.way, row.address),
            is_zpl=row.format == "zpl",
        )
        for row in rows
    ]
