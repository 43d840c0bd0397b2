"""The scales of the benches: where each is in the network, and what it says now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.packing.weight.scale_call import ScaleAddress, ask_scale
from wms.packing.weight.scales import (
    PORT_MAX,
    ScaleImpossible,
    remove_scale,
    scale_at,
    scale_list,
    set_scale,
)

PAGE: Final = "/office/scales"
_DIGITS: Final = 5
#: the ways of talking, by `wms.packing.weight.models.PROTOCOLS`
PROTOCOL_WORDS: Final = {
    "mt-sics": N_("asked (Mettler-Toledo MT-SICS)"),
    "st": N_("sends by itself (A&D, CAS, Dini Argeo)"),
}

FLASHES["scale_set"] = N_("The scale is kept. Try it with a parcel on it.")
FLASHES["scale_gone"] = N_("The bench has no scale any more: weights are typed.")


async def _show(
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: Mapping[str, str] | None = None,
    of: UUID | None = None,
    weight_g: int | None = None,
) -> Response[Any]:
    return desk_page.show(
        "office/scales.html",
        status=422 if no else 200,
        no=no,
        rows=await scale_list(read),
        typed=typed or {},
        of=of,
        weight_g=weight_g,
        protocols=PROTOCOL_WORDS,
        port_max=PORT_MAX,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
    )


@get(PAGE)
async def show_scales(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All benches, each with its scale."""
    return await _show(desk, desk_page, read)


@post(PAGE + "/{bench_id:uuid}", status_code=200, opt={"roles": MANAGERS})
async def save(
    bench_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """This bench has this scale."""
    form = await desk_page.form()
    typed = {name: form.get(name, "").strip()[:253] for name in ("protocol", "host", "port")}

    async def write(tx: Tx) -> None:
        port = typed["port"]
        if not (port.isascii() and port.isdigit() and len(port) <= _DIGITS):
            raise ScaleImpossible(most=PORT_MAX)
        scale = ScaleAddress(protocol=typed["protocol"], host=typed["host"], port=int(port))
        await set_scale(tx, bench_id, scale, by=desk)

    async def show(no: Refusal) -> Response[Any]:
        words = words_of(request, no)
        return await _show(desk, desk_page, read, no=words, typed=typed, of=bench_id)

    return await do_or_show(request, write, show=show, done=lambda _: go(PAGE, said="scale_set"))


@post(PAGE + "/{bench_id:uuid}/remove", status_code=200, opt={"roles": MANAGERS})
async def remove(bench_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Weights are typed there."""
    await remove_scale(tx, bench_id)
    return go(PAGE, said="scale_gone")


@post(PAGE + "/{bench_id:uuid}/try", status_code=200)
async def try_it(
    bench_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
) -> Response[Any]:
    """What does it say now?"""
    database = house_of(request.scope).database
    async with database.hall() as read:
        scale = await scale_at(read, bench_id)
    no, weight_g = None, None
    if scale is not None:
        try:
            weight_g = await ask_scale(scale)
        except Refusal as refusal:
            no = words_of(request, refusal)
    async with database.hall() as read:
        return await _show(desk, desk_page, read, no=no, of=bench_id, weight_g=weight_g)


handlers: Final = [show_scales, save, remove, try_it]
