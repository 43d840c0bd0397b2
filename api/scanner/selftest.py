"""The self-test of a device: suffix, layout, GS1 separator, speed, sound, vibration.

The page measures by itself (api/static/js/selftest.js); what it found is kept with the device, so
that the office sees which scanner wants setting up.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow
from api.scanner.form import ScanForm
from printing.symbols import Kind, Symbol, symbol
from wms.access.devices import SelfTest, keep_self_test
from wms.db import Tx
from wms.errors import Invalid

SELF_TEST: Final = "/scanner/self-test"
#: capitals, small letters and the signs that move between keyboard layouts
LAYOUT_CODE: Final = "Aa-Zz/Yy:4711"
#: fields of variable length, so that a separator must stand between them (GS1 General
#: Specifications, 7.8.5); as a scanner sends it and as a printer is told it
GS1_CODE: Final = "010590123412345710AB12\x1d2199"
GS1_TEXT: Final = "(01)05901234123457(10)AB12(21)99"
#: height of a linear symbol on the screen, modules
LINEAR_MODULES: Final = 50
_PICTURES: Final = {"layout": (LAYOUT_CODE, None), "gs1": (GS1_TEXT, Kind.GS1_DATA_MATRIX)}


def svg(drawn: Symbol) -> str:
    """The symbol as a picture that scales, black on white with its quiet zones."""
    high = drawn.modules_high if drawn.is_matrix else LINEAR_MODULES
    left, above = drawn.quiet.left, drawn.quiet.above
    bars = "".join(
        f"M{left + x} {above + y}h{w}v{h if drawn.is_matrix else LINEAR_MODULES}h-{w}z"
        for x, y, w, h in drawn.bars
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.modules_wide} {high}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{drawn.modules_wide}v{high}H0z"/>'
        f'<path d="{bars}"/></svg>'
    )


@get(SELF_TEST)
async def show_self_test(screen: NamedDependency[Screen]) -> Response[str]:
    """Does this scanner work here?"""
    return await screen.show(
        "scanner/selftest.html",
        layout_code=LAYOUT_CODE,
        gs1_code=GS1_CODE,
        layout_image_url=f"{SELF_TEST}/layout.svg",
        gs1_image_url=f"{SELF_TEST}/gs1.svg",
        result_action=SELF_TEST,
    )


@get(SELF_TEST + "/{name:str}")
async def show_picture(name: FromPath[str]) -> Response[str]:
    """One of the two barcodes to scan."""
    found = _PICTURES.get(name.removesuffix(".svg"))
    if found is None or not name.endswith(".svg"):
        raise NotFoundException
    return Response(svg(symbol(*found)), media_type="image/svg+xml")


@post(SELF_TEST, status_code=200)
async def keep_result(door: NamedDependency[Door]) -> Response[Any]:
    """The person is done."""

    async def keep(tx: Tx, form: ScanForm) -> dict[str, Any]:
        try:
            found = msgspec.json.decode(form["result"].encode(), type=SelfTest)
        except msgspec.DecodeError as error:
            raise Invalid(field="result", reason="–") from error
        await keep_self_test(tx, door.by.device_id, found)
        return {"tone": "done", "to": "/scanner"}

    return await door.accept("self_test", back=SELF_TEST, work=keep)


FLOW: Final = Flow(handlers=[show_self_test, show_picture, keep_result])
