"""The self-test of a device: suffix, layout, GS1 separator, speed, sound, vibration.

The page measures by itself (api/static/js/selftest.js) and keeps the result on the device.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from api.scanner.door import Screen
from api.scanner.flow import Flow, Tile
from wms.errors import N_

SELF_TEST: Final = "/scanner/self-test"


@get(SELF_TEST)
async def show_self_test(screen: NamedDependency[Screen]) -> Response[str]:
    """Does this scanner work here?"""
    return await screen.show("scanner/selftest.html")


FLOW: Final = Flow(
    handlers=[show_self_test], tile=Tile(label=N_("Test the scanner"), href=SELF_TEST, icon="scan")
)
