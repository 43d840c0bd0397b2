"""Totes that were picked zone by zone are brought to the place where their orders meet."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.scanner.door import Door, Screen
from api.scanner.flow import Flow, Tile
from api.scanner.form import ScanForm, see
from wms.barcodes import OwnLabel, parse
from wms.db import Hot, Read, Tx
from wms.errors import N_, Refusal
from wms.idempotency import ScanMade
from wms.picking.meet import bring, to_bring, waiting_to_meet

HOME: Final = "/scanner/meet"


@get(HOME)
async def show_home(screen: NamedDependency[Screen], read: NamedDependency[Read]) -> Response[str]:
    """Scan a tote; what became of the one before."""
    return await screen.show("scanner/meet_home.html", waiting=await waiting_to_meet(read))


@post(HOME + "/scan", status_code=200)
async def scan_tote(door: NamedDependency[Door]) -> Response[Any]:
    """A tote that is brought."""

    async def ask(tx: Tx, form: ScanForm) -> dict[str, Any]:
        await to_bring(tx, form.code)
        read = parse(form.code)
        assert isinstance(read, OwnLabel), "a tote has a label of ours"
        return {"to": f"{HOME}/{read.code}"}

    return await door.accept("meet", back=HOME, work=ask)


@get(HOME + "/{tote:str}")
async def show_tote(
    tote: FromPath[str], screen: NamedDependency[Screen], read: NamedDependency[Read]
) -> Response[Any]:
    """Where does it go?"""
    try:
        asked = await to_bring(read, tote)
    except Refusal:  # somebody else brought it meanwhile
        return see(HOME)
    return await screen.show("scanner/meet_place.html", tote=asked, address=f"{HOME}/{tote}")


@post(HOME + "/{tote:str}", status_code=200)
async def scan_place(tote: FromPath[str], door: NamedDependency[Door]) -> Response[Any]:
    """The place where it was put."""

    async def call(hot: Hot, form: ScanForm) -> str:
        made = ScanMade(
            id=form.scan_id, operator_id=door.by.operator_id, device_id=door.by.device_id,
            flow="meet", code=form.code,
        )  # fmt: skip
        answer: dict[str, Any] = msgspec.json.decode(await bring(hot, tote, made))
        if answer.get("did") == "brought":
            answer["to"] = HOME
        return msgspec.json.encode(answer).decode()

    return await door.accept_hot("meet", back=f"{HOME}/{tote}", call=call)


FLOW: Final = Flow(
    handlers=[show_home, scan_tote, show_tote, scan_place],
    tile=Tile(
        label=N_("Put together"), href=HOME, icon="tote", waiting=waiting_to_meet,
        hides_when_idle=True,
    ),
)  # fmt: skip
