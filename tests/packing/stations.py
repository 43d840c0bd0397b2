"""Print stations at the benches of the tests' hall."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.packing.bench import Bench
from wms.db import HALL
from wms.stations.printers import PrinterSaid, add_printer
from wms.stations.stations import StationSaid, open_station


async def station_at(bench: Bench, place: str, *, position: int = 0) -> UUID:
    """A station at a bench, called as it."""
    async with bench.db.begin(HALL) as tx:
        said = StationSaid(
            name=f"Station {place}", bench_id=bench.hall[place].id, position=position
        )
        return await open_station(tx, said)


async def printer_at(bench: Bench, station: UUID, way: str, address: str, **said: Any) -> UUID:
    """A label printer that speaks ZPL, unless ``said`` otherwise."""
    usual: dict[str, Any] = {"kind": "label", "format": "zpl", "media": "label"}
    if said.get("kind") == "paper":
        usual = {"format": "pdf", "media": "a4"}
    usual |= {"name": address, "way": way, "address": address}
    async with bench.db.begin(HALL) as tx:
        return await add_printer(tx, station, PrinterSaid(**{**usual, **said}))
