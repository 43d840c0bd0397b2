"""A product is put on the scale at the dock, when its shop told no weight."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from api.scanner.receive_dock import HOME, at_dock
from wms.catalog.measure import Measured
from wms.catalog.products import SIZE_MAX_MM, WEIGHT_MAX_G
from wms.db import Tx
from wms.inbound import counting
from wms.inbound.counting import NextScan
from wms.inbound.measure import measure_last
from wms.inbound.recognise import plain

_MEASURE: Final = HOME + "/{asn_id:uuid}/measure"
_SIZES: Final = ("length_mm", "width_mm", "height_mm")


@get(_MEASURE)
async def show_scale(asn_id: FromPath[UUID], screen: NamedDependency[Screen]) -> Response[Any]:
    """What does one piece weigh?"""
    seen = await counting.on_screen(await screen.hot(), asn_id, screen.by, screen.scan_id)
    step = seen.step()
    address = f"{HOME}/{asn_id}"
    if not isinstance(step, NextScan) or step.sku is None:
        return Response(b"", status_code=303, headers={"Location": address})
    return await screen.show(
        "scanner/receive_measure.html",
        kept=seen.answer,
        asn=seen.delivery,
        step=step,
        address=address,
        most_g=WEIGHT_MAX_G,
        most_mm=SIZE_MAX_MM,
    )


@post(_MEASURE, status_code=200)
async def take_measures(asn_id: FromPath[UUID], door: NamedDependency[Door]) -> Response[Any]:
    """Keep it, and go on receiving."""

    async def keep(tx: Tx, form: ScanForm) -> dict[str, Any]:
        sizes = {
            name: form.number(name, maximum=SIZE_MAX_MM)
            for name in _SIZES
            if form.fields.get(name, "").strip()
        }
        measured = Measured(weight_g=form.number("weight_g", maximum=WEIGHT_MAX_G), **sizes)
        return plain(await measure_last(tx, asn_id, measured, by=door.by, scan_id=form.scan_id))

    return await at_dock(door, asn_id, keep)


HANDLERS: Final = [show_scale, take_measures]
