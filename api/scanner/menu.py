"""The menu of the floor: a big button per flow, and a place to scan anything."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency

from api import i18n
from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import our_page, see
from wms.access.people import AtWork
from wms.db import Read

MENU: Final = "/scanner"
LOOK_UP: Final = "/scanner/look-up"


def _tiles() -> list[Tile]:
    from api.scanner import FLOWS

    return [flow.tile for flow in FLOWS if flow.tile is not None]


async def _shown(tile: Tile, read: Read, by: AtWork) -> dict[str, Any]:
    return {
        "label": i18n.translate(by.language, tile.label),
        "href": tile.href,
        "icon": tile.icon,
        "badge": await tile.waiting(read) if tile.waiting is not None else None,
    }


@get(MENU)
async def show_menu(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """What to do?"""
    by = screen.by
    tiles = [
        shown
        for tile in _tiles()
        if (tile.is_for is None or tile.is_for(by))
        and ((shown := await _shown(tile, read, by))["badge"] or not tile.hides_when_idle)
    ]
    # the bar is full: the HELP card is the way to help here
    return await screen.show("scanner/menu.html", tiles=tiles, menu_url=MENU, help_url=None)


@post(MENU, status_code=200)
async def scan_anything(door: NamedDependency[Door]) -> Response[Any]:
    """Something was scanned in the menu, or on a page that waits for no code: say what it is."""
    other = await door.aside("menu", back=our_page(door.form["at"]))
    if other is not None:
        return other
    return see(f"{LOOK_UP}?{urlencode({'code': door.form.code})}")


FLOW: Final = Flow(handlers=[show_menu, scan_anything])
