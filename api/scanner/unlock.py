"""A supervisor helps somebody who typed too many wrong PINs: one scan of their badge."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm
from wms.access.errors import SupervisorNeeded
from wms.access.operators import operator_of_badge, unlock_operator
from wms.db import Tx
from wms.errors import N_

UNLOCK: Final = "/scanner/unlock"


@get(UNLOCK)
async def show_unlock(screen: NamedDependency[Screen]) -> Response[str]:
    """Scan the badge of whom to unlock."""
    if not screen.by.is_supervisor:
        raise SupervisorNeeded
    return await screen.show("scanner/unlock.html")


@post(UNLOCK, status_code=200)
async def unlock(door: NamedDependency[Door]) -> Response[Any]:
    """Badge scanned: they may try again. Here a badge does not mean a take-over."""

    async def help_them(tx: Tx, form: ScanForm) -> dict[str, Any]:
        operator_id, _ = await operator_of_badge(tx, form.code)
        name = await unlock_operator(tx, operator_id, by=door.by)
        return {"tone": "done", "name": name, "say": name}

    return await door.accept("unlock", back=UNLOCK, work=help_them, takes_badges=True)


FLOW: Final = Flow(
    handlers=[show_unlock, unlock],
    tile=Tile(
        label=N_("Unlock somebody"),
        href=UNLOCK,
        icon="key",
        is_for=lambda by: by.is_supervisor,
    ),
)
