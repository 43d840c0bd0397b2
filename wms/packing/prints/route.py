"""At which printer a paper comes out: the station's own, else the nearest one that helps.

A station's neighbours are those next to it in the row of benches. A printer that is out of paper,
open or away is passed over until it says otherwise (`workers/printer_watch.py` asks it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.packing import failures
from wms.stations.models import LABEL as LABEL_PRINTER
from wms.stations.models import PAPER as PAPER_PRINTER
from wms.stations.models import WELL
from wms.stations.printers import full_address
from wms.stations.stations import AGENT_AWAY_AFTER_S

#: a printer that was not well so long ago is tried again, s
STALE_AFTER_S: Final = 20


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A printer, as whoever draws for it and sends to it must know it."""

    printer_id: UUID
    station_id: UUID
    printer: str
    station: str
    #: in one line, see `printing.printers.addresses`
    address: str
    is_by_agent: bool
    format: str
    dpi: int
    media: str
    width_mm: int
    height_mm: int
    offset_x_um: int
    offset_y_um: int
    darkness: int | None
    #: not the station where it was asked for
    is_elsewhere: bool = False


class Folder(msgspec.Struct, frozen=True):
    """The house has no printer for this: the paper lies in the print folder as a file."""


#: where a paper goes, or why it goes nowhere just now
Way = Target | Folder | Failure


class _Candidate(msgspec.Struct, frozen=True, kw_only=True):
    target: Target
    state: str
    is_own: bool
    may_be_asked: bool
    is_agent_away: bool
    is_passed_over: bool


# the row of benches counts the stations in their order: the nearest first, to the right before left
_CANDIDATES = text(
    """
    WITH row_of AS (
        SELECT id, name, agent_seen_at, row_number() OVER (ORDER BY position, number) AS rank
        FROM print_stations WHERE retired_at IS NULL
    )
    SELECT p.id AS printer_id, s.id AS station_id, p.name AS printer, s.name AS station, p.way,
           p.address, p.is_by_agent, p.format, p.dpi, p.media, p.width_mm, p.height_mm,
           p.offset_x_um, p.offset_y_um, p.darkness, s.id = CAST(:station AS uuid) AS is_own,
           p.is_helping OR coalesce(s.id = CAST(:station AS uuid), true) AS may_be_asked,
           CASE WHEN p.paused_at IS NOT NULL THEN 'paused' ELSE p.state END AS state,
           p.is_by_agent AND coalesce(
               s.agent_seen_at < clock_timestamp() - make_interval(secs => :away), true)
               AS is_agent_away,
           p.paused_at IS NOT NULL OR p.state <> ALL (:well)
               AND p.state_at > clock_timestamp() - make_interval(secs => :stale)
               AS is_passed_over
    FROM printers p
    JOIN row_of s ON s.id = p.station_id
    LEFT JOIN row_of mine ON mine.id = CAST(:station AS uuid)
    WHERE p.retired_at IS NULL AND p.kind = :kind
    ORDER BY s.id = CAST(:station AS uuid) DESC NULLS LAST, abs(s.rank - mine.rank),
             s.rank - mine.rank DESC, p.name
    """
)


def kind_for(paper: str) -> str:
    """Labels come out of label printers, everything else on paper."""
    return LABEL_PRINTER if paper == "label" else PAPER_PRINTER


async def choose(read: Read | Tx, station_id: UUID | None, paper: str) -> Way:
    """Where a paper that was asked for at ``station_id`` comes out now. One statement."""
    found = await _candidates(read, station_id, kind_for(paper))
    if not found:
        return Folder()
    found = [one for one in found if one.may_be_asked]
    if not found:
        return Failure(code=failures.NO_PRINTER)
    if station_id is None and len({one.target.station_id for one in found}) > 1:
        return Failure(code=failures.NO_STATION)
    for one in found:
        if not one.is_agent_away and not one.is_passed_over:
            is_elsewhere = station_id is not None and not one.is_own
            return msgspec.structs.replace(one.target, is_elsewhere=is_elsewhere)
    return _why(found[0])


def _why(one: _Candidate) -> Failure:
    """Why nothing comes out at the printer that should print it."""
    facts: dict[str, str | int] = {"printer": one.target.printer, "station": one.target.station}
    if one.is_agent_away:
        return Failure(code=failures.AGENT_AWAY, facts=facts)
    return Failure(code=failures.OF_STATE[one.state], facts=facts)


async def _candidates(read: Read | Tx, station_id: UUID | None, kind: str) -> Sequence[_Candidate]:
    rows = await read.execute(
        _CANDIDATES,
        {
            "station": station_id,
            "kind": kind,
            "away": AGENT_AWAY_AFTER_S,
            "stale": STALE_AFTER_S,
            "well": list(WELL),
        },
    )
    return [_candidate(dict(row._mapping)) for row in rows]


def _candidate(facts: dict[str, object]) -> _Candidate:
    way, address = str(facts.pop("way")), str(facts.pop("address"))
    others: dict[str, object] = {"state": facts.pop("state")}
    for name in ("is_own", "may_be_asked", "is_agent_away", "is_passed_over"):
        others[name] = bool(facts.pop(name))  # NULL where nobody stands at a station
    target = msgspec.convert({**facts, "address": full_address(way, address)}, Target)
    return msgspec.convert({**others, "target": target}, _Candidate)


_TARGET = text(
    """
    SELECT p.id AS printer_id, s.id AS station_id, p.name AS printer, s.name AS station, p.way,
           p.address, p.is_by_agent, p.format, p.dpi, p.media, p.width_mm, p.height_mm,
           p.offset_x_um, p.offset_y_um, p.darkness
    FROM printers p JOIN print_stations s ON s.id = p.station_id WHERE p.id = :id
    """
)


async def target_of(read: Read | Tx, printer_id: UUID) -> Target | None:
    """A printer by its id, also one that was taken away; None when there never was one."""
    row = (await read.execute(_TARGET, {"id": printer_id})).first()
    if row is None:
        return None
    facts = dict(row._mapping)
    way, address = facts.pop("way"), facts.pop("address")
    return Target(**facts, address=full_address(way, address))
