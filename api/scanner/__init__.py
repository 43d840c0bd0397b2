"""The door for handhelds and packing benches: one file a flow, its templates beside.

Each flow file exports ``FLOW`` (a `Flow`: its handlers and, when it stands in the menu, its tile)
and is named in `FLOWS`, in the order of the menu. Handlers are written with their whole path
("/scanner/pick/…").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from litestar import Router
from litestar.di import Provide

from api.auth import LoggedOutHere, guard_floor, provide_at_work
from api.scanner import (
    camera,
    count,
    help_pages,
    kits,
    load,
    login,
    look_up,
    meet,
    menu,
    move,
    pack,
    pick,
    product_photos,
    put_away,
    receive,
    replenish,
    returns,
    selftest,
    shell,
    stage,
    unlock,
)
from api.scanner.door import provide_door, provide_screen
from api.scanner.flow import Flow
from api.scanner.form import provide_form

FLOWS: Final[list[Flow]] = [
    login.FLOW,
    menu.FLOW,
    receive.FLOW,
    put_away.FLOW,
    replenish.FLOW,
    product_photos.FLOW,
    pick.FLOW,
    meet.FLOW,
    pack.FLOW,
    stage.FLOW,
    load.FLOW,
    returns.FLOW,
    move.FLOW,
    count.FLOW,
    kits.FLOW,
    look_up.FLOW,
    camera.FLOW,
    selftest.FLOW,
    shell.FLOW,
    help_pages.FLOW,
    unlock.FLOW,
]


def scanner_router(flows: Sequence[Flow] = FLOWS) -> Router:
    """Everything below /scanner: an operator at work on an enrolled device."""
    return Router(
        "/",
        route_handlers=[handler for flow in flows for handler in flow.handlers],
        guards=[guard_floor],
        exception_handlers={LoggedOutHere: login.show_login_instead},
        include_in_schema=False,
        dependencies={
            "at_work": Provide(provide_at_work),
            "form": Provide(provide_form),
            "door": Provide(provide_door),
            "screen": Provide(provide_screen),
        },
    )
