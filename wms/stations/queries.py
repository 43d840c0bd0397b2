"""What the desk and the floor see of print stations."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.barcodes import Kind, label_code
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.stations.stations import AGENT_AWAY_AFTER_S

#: stations and printers of a house that are read at once
LIST_MAX: Final = 200


class PrinterShown(msgspec.Struct, frozen=True, kw_only=True):
    """A printer as the desk sees it."""

    id: UUID
    station_id: UUID
    station: str
    name: str
    kind: str
    way: str
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
    is_helping: bool
    paused_at: datetime | None
    state: str
    state_words: str | None
    state_since: datetime | None
    state_at: datetime | None


class StationShown(msgspec.Struct, frozen=True, kw_only=True):
    """A station as the desk sees it, with its printers."""

    id: UUID
    number: int
    name: str
    bench_id: UUID
    bench: str
    position: int
    has_agent: bool
    agent_seen_at: datetime | None
    agent_words: str | None
    is_agent_away: bool
    devices: tuple[str, ...] = ()
    printers: tuple[PrinterShown, ...] = ()

    @property
    def code(self) -> str:
        """The ten digits of its card."""
        return label_code(Kind.STATION, self.number)


_STATIONS = text(
    """
    SELECT s.id, s.number, s.name, s.bench_id, p.code AS bench, s.position,
           s.agent_hash IS NOT NULL AS has_agent, s.agent_seen_at, s.agent_words,
           s.agent_hash IS NOT NULL AND coalesce(
               s.agent_seen_at < clock_timestamp() - make_interval(secs => :away), true)
               AS is_agent_away,
           coalesce((SELECT array_agg(d.name ORDER BY d.name) FROM station_devices sd
                     JOIN devices d ON d.id = sd.device_id AND d.revoked_at IS NULL
                     WHERE sd.station_id = s.id), '{}') AS devices
    FROM print_stations s JOIN places p ON p.id = s.bench_id
    WHERE s.retired_at IS NULL AND (CAST(:id AS uuid) IS NULL OR s.id = CAST(:id AS uuid))
    ORDER BY s.position, s.number LIMIT :limit
    """
)
_PRINTERS = text(
    """
    SELECT pr.id, pr.station_id, s.name AS station, pr.name, pr.kind, pr.way, pr.address,
           pr.is_by_agent, pr.format, pr.dpi, pr.media, pr.width_mm, pr.height_mm, pr.offset_x_um,
           pr.offset_y_um, pr.darkness, pr.is_helping, pr.paused_at, pr.state, pr.state_words,
           pr.state_since, pr.state_at
    FROM printers pr JOIN print_stations s ON s.id = pr.station_id
    WHERE pr.retired_at IS NULL
      AND (CAST(:station AS uuid) IS NULL OR pr.station_id = CAST(:station AS uuid))
      AND (CAST(:printer AS uuid) IS NULL OR pr.id = CAST(:printer AS uuid))
    ORDER BY s.position, s.number, pr.kind, pr.name LIMIT :limit
    """
)


async def station_list(read: Read | Tx) -> list[StationShown]:
    """Every station in the row of benches, with its printers. Two statements."""
    return await _stations(read, None)


async def station(read: Read | Tx, station_id: UUID) -> StationShown:
    """One of them. Raises NotFound."""
    found = await _stations(read, station_id)
    if not found:
        raise NotFound(what="print station", name=str(station_id))
    return found[0]


async def _stations(read: Read | Tx, station_id: UUID | None) -> list[StationShown]:
    rows = (
        await read.execute(
            _STATIONS, {"id": station_id, "away": AGENT_AWAY_AFTER_S, "limit": LIST_MAX}
        )
    ).all()
    printers = await printers_of(read, station_id)
    return [
        StationShown(
            **{**row._mapping, "devices": tuple(row.devices)},
            printers=tuple(one for one in printers if one.station_id == row.id),
        )
        for row in rows
    ]


async def printers_of(read: Read | Tx, station_id: UUID | None = None) -> list[PrinterShown]:
    """The printers of a station, or of all."""
    return await _printers(read, station=station_id)


async def printer(read: Read | Tx, printer_id: UUID) -> PrinterShown:
    """One printer. Raises NotFound."""
    found = await _printers(read, printer=printer_id)
    if not found:
        raise NotFound(what="printer", name=str(printer_id))
    return found[0]


async def _printers(read: Read | Tx, **which: UUID | None) -> list[PrinterShown]:
    asked: dict[str, Any] = {"station": None, "printer": None, "limit": LIST_MAX, **which}
    return [PrinterShown(**row._mapping) for row in await read.execute(_PRINTERS, asked)]


class StandsAt(msgspec.Struct, frozen=True, kw_only=True):
    """The station of a device."""

    id: UUID
    name: str
    bench_id: UUID


async def station_of_device(read: Read | Tx, device_id: UUID) -> StandsAt | None:
    """Where a device stands; None before it scanned a card."""
    row = (
        await read.execute(
            text(
                "SELECT s.id, s.name, s.bench_id FROM station_devices d "
                "JOIN print_stations s ON s.id = d.station_id WHERE d.device_id = :device"
            ),
            {"device": device_id},
        )
    ).first()
    return StandsAt(**row._mapping) if row else None


async def has_stations(read: Read | Tx) -> bool:
    """Whether the house has any."""
    return bool(
        await read.scalar(
            text("SELECT EXISTS (SELECT FROM print_stations WHERE retired_at IS NULL)")
        )
    )


async def benches(read: Read | Tx) -> list[tuple[UUID, str]]:
    """(id, code) of the benches where a station can stand."""
    rows = await read.execute(
        text(
            "SELECT id, code FROM places WHERE kind = 'bench' AND retired_at IS NULL "
            "ORDER BY code LIMIT :limit"
        ),
        {"limit": LIST_MAX},
    )
    return [(row.id, row.code) for row in rows]
