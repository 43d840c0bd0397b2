"""Handhelds and bench computers: invited by a code, struck off when they are lost."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.operators import NAME_MAX_CHARS, NameMissing
from printing.symbols import Kind, Symbol, symbol
from wms.access.devices import Announced, announce_device, strike_off_device
from wms.access.queries import devices
from wms.db import Read, Tx
from wms.errors import N_, Refusal

LIST: Final = "/office/devices"
FLASHES["struck_off"] = N_("The device is not known here any more.")


@get(LIST)
async def list_devices(
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Every device, the newest first."""
    return desk_page.show("office/devices.html", rows=await devices(read), error=None)


@post(LIST, status_code=200)
async def invite(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Expect a new device. The answer shows its code, and nothing ever shows it again."""
    name = (await desk_page.form()).get("name", "").strip()[:NAME_MAX_CHARS]

    async def expect(tx: Tx) -> Announced:
        if not name:
            raise NameMissing
        return await announce_device(tx, name=name)

    done = await attempt(request, expect)
    if isinstance(done, Refusal):
        rows = await devices(read)
        error = words_of(request, done)
        return desk_page.show("office/devices.html", status=422, rows=rows, error=error)
    url = house_of(request.scope).settings.url + "/scanner/enrol"
    link = f"{url}?{urlencode({'code': done.code})}"
    return desk_page.show(
        "office/device_shown.html",
        name=name,
        code=done.code,
        link=link,
        picture=_picture(symbol(link, Kind.QR)),
    )


def _picture(code: Symbol) -> dict[str, Any]:
    """A QR code as one SVG path in modules, with the quiet zone that scanners need around it."""
    left, above = code.quiet.left, code.quiet.above
    steps = [f"M{x + left} {y + above}h{w}v{h}h-{w}z" for x, y, w, h in code.bars]
    return {
        "path": "".join(steps),
        "width": code.columns + left + code.quiet.right,
        "height": code.rows + above + code.quiet.below,
    }


@post(LIST + "/{device_id:uuid}/strike-off", status_code=200)
async def strike_off(device_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """A lost or broken device opens nothing any more."""
    await strike_off_device(tx, device_id)
    return go(LIST, said="struck_off")


handlers: Final = [list_devices, invite, strike_off]
