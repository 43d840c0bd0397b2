"""A product of a parcel without papers was scanned at the returns bench: of which return is it?"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.scanner.door import Door, Screen
from api.scanner.form import ScanForm, see
from wms.barcodes import SCAN_MAX_CHARS, Kind, label_code
from wms.db import Read, Tx
from wms.returns.arrive import arrive
from wms.returns.by_product import holders, is_product
from wms.returns.errors import ParcelUnknown
from wms.returns.return_code import return_code

HOME: Final = "/scanner/return"
WHOSE: Final = HOME + "/whose"
FLOW_NAME: Final = "return"


async def open_parcel(tx: Tx, code: str, door: Door) -> dict[str, Any]:
    """The return that a code leads to; of a product's code the list of those that hold it."""
    try:
        here = await arrive(tx, code, by=door.by)
    except ParcelUnknown:  # nothing was written
        if not await is_product(tx, code):
            raise
        return {"did": "whose", "to": f"{WHOSE}?{urlencode({'code': code})}"}
    return {"to": f"{HOME}/{here.number}", "return": here.number}


@get(WHOSE)
async def show_whose(
    request: Request[Any, Any, Any], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """The returns and shipments that hold the product; one tap opens."""
    code = request.query_params.get("code", "")[:SCAN_MAX_CHARS]
    found = await holders(read, code)
    if found is None:
        return see(HOME)
    return await screen.show("scanner/return_whose.html", home=HOME, found=found, code=code)


@post(WHOSE, status_code=200)
async def take_whose(door: NamedDependency[Door]) -> Response[Any]:
    """It is that one; or something else on the parcel was scanned."""

    async def work(tx: Tx, form: ScanForm) -> dict[str, Any]:
        if form["return"]:
            return await open_parcel(tx, return_code(form.number("return")), door)
        if form["order"]:
            slip = label_code(Kind.ORDER_SLIP, form.number("order"))
            return await open_parcel(tx, slip, door)
        return await open_parcel(tx, form.code, door)

    back = f"{WHOSE}?{urlencode({'code': door.form['product'][:SCAN_MAX_CHARS]})}"
    return await door.accept(FLOW_NAME, back=back, work=work)


handlers: Final = [show_whose, take_whose]
