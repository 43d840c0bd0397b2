"""Labelled parcels are set down where their courier's stand, until the van comes."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow
from api.scanner.form import ScanForm, see
from wms.db import Read, Tx
from wms.errors import Refusal
from wms.shipping.loading.stage import parcel_to_stage, stage, staged, where_to

HOME: Final = "/scanner/stage"


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Scan a parcel; how many of which courier stand where."""
    return await screen.show("scanner/stage_home.html", at=await staged(read))


@post(HOME + "/scan", status_code=200)
async def scan_parcel(door: NamedDependency[Door]) -> Response[Any]:
    """A parcel that is carried to its courier's place."""

    async def ask(tx: Tx, form: ScanForm) -> dict[str, Any]:
        return {"to": f"{HOME}/{await parcel_to_stage(tx, form.code)}"}

    return await door.accept("stage", back=HOME, work=ask)


@get(HOME + "/{parcel:int}")
async def show_parcel(
    parcel: FromPath[int], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Where does it go?"""
    try:
        asked = await where_to(read, parcel)
    except Refusal:  # it was loaded, or opened again, meanwhile
        return see(HOME)
    return await screen.show("scanner/stage_place.html", asked=asked, address=f"{HOME}/{parcel}")


@post(HOME + "/{parcel:int}", status_code=200)
async def scan_place(parcel: FromPath[int], door: NamedDependency[Door]) -> Response[Any]:
    """The place where it was put."""

    async def put(tx: Tx, form: ScanForm) -> dict[str, Any]:
        done = await stage(tx, parcel, form.code, by=door.by)
        return {"to": HOME, "did": "staged", "parcel": done.parcel, "place": done.place,
                "carrier": done.carrier}  # fmt: skip

    return await door.accept("stage_place", back=f"{HOME}/{parcel}", work=put)


FLOW: Final = Flow(handlers=[show_home, scan_parcel, show_parcel, scan_place])
