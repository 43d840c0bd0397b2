"""The parcels of one return on the handheld: which one is it, which are here, what it weighs."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm
from wms.db import Tx
from wms.returns.inspection.steps import ScanParcel
from wms.returns.parcels import WEIGHT_MAX_G, one_more, this_one, weigh

HOME: Final = "/scanner/return"
FLOW_NAME: Final = "return"


async def show_parcels(
    screen: Screen, step: ScanParcel, given: dict[str, str], facts: dict[str, Any]
) -> Response[str] | None:
    """All of them, or one; None: neither is asked for."""
    if "parcels" in given:
        return await screen.show("scanner/return_parcels.html", **facts)
    for nth, one in enumerate(step.view.parcels, 1):
        if given.get("parcel") == str(one.id) and one.arrived_at:
            return await screen.show("scanner/return_parcel.html", one=one, nth=nth, **facts)
    return None


@post(HOME + "/{number:int}/parcel", status_code=200)
async def take_parcel(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """One of those that are waited for, or one more: with what is on it, or nothing."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if form["parcel"]:
            await this_one(tx, number, form.id("parcel"), by=door.by)
        else:
            await one_more(tx, number, form.code, by=door.by)
        return {"did": "parcel_here", "to": f"{HOME}/{number}"}

    return await door.accept(FLOW_NAME, back=f"{HOME}/{number}?parcels=1", work=work)


@post(HOME + "/{number:int}/weigh", status_code=200)
async def weigh_parcel(number: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """What the scale at the bench says."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        parcel: UUID = form.id("parcel")
        weight = form.number("weight", maximum=WEIGHT_MAX_G)
        await weigh(tx, number, parcel, weight)
        return {"to": f"{HOME}/{number}?parcel={parcel}"}

    back = f"{HOME}/{number}?parcel={door.form['parcel'][:36]}"
    return await door.accept(FLOW_NAME, back=back, work=work)


handlers: Final = [take_parcel, weigh_parcel]
