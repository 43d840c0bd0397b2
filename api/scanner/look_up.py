"""Scan anything: the handheld says what it is and what is there."""

from __future__ import annotations

from typing import Annotated, Any, Final, assert_never
from urllib.parse import quote

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from wms.barcodes import SCAN_MAX_CHARS
from wms.db import Read, Tx
from wms.errors import N_
from wms.look_up import Found, FoundOrder, FoundParcel, FoundPlace, look_up

HOME: Final = "/scanner/look-up"


@get(HOME)
async def show(
    screen: NamedDependency[Screen],
    read: NamedDependency[Read],
    code: Annotated[str | None, QueryParameter(required=False, max_length=SCAN_MAX_CHARS)] = None,
) -> Response[str]:
    """What the code means now; without one, an invitation to scan."""
    if not code or "\x00" in code:
        return await screen.show("scanner/look_up.html", home=HOME)
    found = await look_up(read, code)
    return await screen.show(_template(found), found=found, code=code, home=HOME)


def _template(found: Found) -> str:
    match found:
        case list():
            return "scanner/look_up_goods.html"
        case FoundPlace():
            return "scanner/look_up_place.html"
        case FoundParcel():
            return "scanner/look_up_parcel.html"
        case FoundOrder():
            return "scanner/look_up_order.html"
        case _:
            assert_never(found)


@post(HOME, status_code=200)
async def scan(door: NamedDependency[Door]) -> Response[Any]:
    """Look it up; what is unknown is refused here, so that it is kept and heard."""

    async def find(tx: Tx, form: ScanForm) -> dict[str, Any]:
        await look_up(tx, form.code)
        return {"to": f"{HOME}?code={quote(form.code, safe='')}"}

    return await door.accept("look_up", back=HOME, work=find)


FLOW: Final = Flow(handlers=[show, scan], tile=Tile(label=N_("Look up"), href=HOME, icon="search"))
