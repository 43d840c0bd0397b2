"""The demo's print stations: their printers are folders, so that everybody sees what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from wms.db import Tx
from wms.layout.queries import PlaceCard
from wms.stations.models import LABEL, PAPER
from wms.stations.printers import PrinterSaid, add_printer
from wms.stations.queries import StationShown, station_list
from wms.stations.stations import StationSaid, open_station

BENCHES: Final = ("BENCH-1", "BENCH-2")


async def open_stations(tx: Tx, places: Mapping[str, PlaceCard]) -> list[StationShown]:
    """A station at each bench: a label printer and one for slips."""
    labels = PrinterSaid(
        name="Labels 1", kind=LABEL, way="file", address="station-1-labels", format="pdf",
        media="label",
    )  # fmt: skip
    slips = PrinterSaid(
        name="Slips 1", kind=PAPER, way="file", address="station-1-slips", format="pdf", media="a4"
    )
    for number, bench in enumerate(BENCHES, 1):
        said = StationSaid(name=f"Station {number}", bench_id=places[bench].id, position=number)
        made = await open_station(tx, said)
        for one in (labels, slips):
            numbered = {
                field: getattr(one, field).replace("1", str(number))
                for field in ("name", "address")
            }
            await add_printer(tx, made, msgspec.structs.replace(one, **numbered))
    return await station_list(tx)
