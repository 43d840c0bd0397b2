"""Print stations: opened, changed and closed in the office, paired with devices on the floor."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from wms import barcodes
from wms.access.secrets import digest, new_secret
from wms.db import Tx
from wms.errors import NotFound
from wms.stations.errors import (
    BenchHasStation,
    NameImpossible,
    NoBench,
    StationNameTaken,
    StationUnknown,
)
from wms.stations.models import PrintStation, StationDevice

NAME_MAX_CHARS: Final = 40
#: an agent that was not heard of for so long is away, s; while it waits for a job it is noted as
#: heard each `AGENT_NOTED_S`
AGENT_AWAY_AFTER_S: Final = 8
AGENT_NOTED_S: Final = 2

_CLASH = text(
    """
    SELECT s.name, s.bench_id, p.code AS bench
    FROM print_stations s JOIN places p ON p.id = s.bench_id
    WHERE s.retired_at IS NULL AND s.id <> coalesce(CAST(:id AS uuid), gen_random_uuid())
      AND (s.name = :name OR s.bench_id = :bench)
    LIMIT 1
    """
)


class StationSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the office says of a station."""

    name: str
    bench_id: UUID | None
    #: in the row of benches
    position: int = 0


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device stands from now on."""

    station_id: UUID
    name: str
    bench_id: UUID
    bench: str


async def open_station(tx: Tx, said: StationSaid) -> UUID:
    """A new station; its id.

    Raises:
        NameImpossible, NoBench, StationNameTaken, BenchHasStation.
    """
    facts = await _checked(tx, said, None)
    made: UUID = await tx.scalar(  # type: ignore[assignment] # RETURNING gives the row's id
        insert(PrintStation).values(**facts).returning(PrintStation.id)
    )
    return made


async def change_station(tx: Tx, station_id: UUID, said: StationSaid) -> None:
    """Another name, bench or position.

    Raises: what `open_station` raises, and NotFound.
    """
    facts = await _checked(tx, said, station_id)
    await _update(tx, station_id, **facts)


async def close_station(tx: Tx, station_id: UUID) -> None:
    """It is not there any more; its devices stand nowhere, its agent may not come back.

    Raises:
        NotFound: there is none.
    """
    await _update(tx, station_id, retired_at=text("clock_timestamp()"), agent_hash=None)
    await tx.execute(
        text(
            "UPDATE printers SET retired_at = clock_timestamp() "
            "WHERE station_id = :id AND retired_at IS NULL"
        ),
        {"id": station_id},
    )
    await tx.execute(text("DELETE FROM station_devices WHERE station_id = :id"), {"id": station_id})


async def issue_agent_token(tx: Tx, station_id: UUID) -> str:
    """A token for the station's print agent, shown once; an earlier one is worth nothing.

    Raises:
        NotFound: there is no such station.
    """
    token = new_secret()
    await _update(tx, station_id, agent_hash=digest(token), agent_seen_at=None, agent_words=None)
    return token


async def forget_agent(tx: Tx, station_id: UUID) -> None:
    """Its token opens nothing any more. Raises NotFound."""
    await _update(tx, station_id, agent_hash=None, agent_seen_at=None, agent_words=None)


async def _update(tx: Tx, station_id: UUID, **facts: Any) -> None:
    found = await tx.scalar(
        update(PrintStation)
        .where(PrintStation.id == station_id, PrintStation.retired_at.is_(None))
        .values(**facts)
        .returning(PrintStation.id)
    )
    if found is None:
        raise NotFound(what="print station", name=str(station_id))


async def _checked(tx: Tx, said: StationSaid, station_id: UUID | None) -> dict[str, Any]:
    name = said.name.strip()
    if not name or len(name) > NAME_MAX_CHARS:
        raise NameImpossible(maximum=NAME_MAX_CHARS)
    bench = await tx.scalar(
        text("SELECT code FROM places WHERE id = :id AND kind = 'bench' AND retired_at IS NULL"),
        {"id": said.bench_id},
    )
    if bench is None:
        raise NoBench
    clash = (
        await tx.execute(_CLASH, {"id": station_id, "name": name, "bench": said.bench_id})
    ).first()
    if clash is not None and clash.bench_id == said.bench_id:
        raise BenchHasStation(bench=clash.bench)
    if clash is not None:
        raise StationNameTaken(name=name)
    return {"name": name, "bench_id": said.bench_id, "position": said.position}


_MEANT = text(
    """
    SELECT s.id AS station_id, s.name, s.bench_id, p.code AS bench
    FROM print_stations s JOIN places p ON p.id = s.bench_id
    WHERE s.retired_at IS NULL AND (s.number = :number OR s.bench_id = :bench)
    """
)


async def pair_device(tx: Tx, device_id: UUID, code: str) -> Paired:
    """A device scanned a station's card: it stands there from now on.

    Raises:
        StationUnknown: no station has this card.
    """
    scanned = barcodes.parse(code)
    number = scanned.number if isinstance(scanned, barcodes.OwnLabel) else None
    row = (await tx.execute(_MEANT, {"number": number, "bench": None})).first()
    if row is None:
        raise StationUnknown(scanned=code)
    await _stand(tx, device_id, row.station_id)
    return Paired(**row._mapping)


async def stand_at_bench(tx: Tx, device_id: UUID, bench_id: UUID) -> Paired | None:
    """A device scanned a bench's own label: it stands at that bench's station, or at none."""
    row = (await tx.execute(_MEANT, {"number": None, "bench": bench_id})).first()
    if row is None:
        await tx.execute(
            text("DELETE FROM station_devices WHERE device_id = :id"), {"id": device_id}
        )
        return None
    await _stand(tx, device_id, row.station_id)
    return Paired(**row._mapping)


async def _stand(tx: Tx, device_id: UUID, station_id: UUID) -> None:
    await tx.execute(
        upsert(StationDevice)
        .values(device_id=device_id, station_id=station_id)
        .on_conflict_do_update(
            index_elements=["device_id"],
            set_={"station_id": station_id, "paired_at": text("clock_timestamp()")},
        )
    )
