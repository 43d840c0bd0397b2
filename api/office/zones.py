"""The building as a whole: its warehouses, and the zones that their places are in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.place import keep_as_asked
from api.office.place_form import TOLD, ids_in
from wms.db import Read, Tx
from wms.errors import N_, Kind, NotFound, Refusal
from wms.layout.build import open_warehouse
from wms.layout.queries import warehouse_list
from wms.layout.zones import (
    add_zone,
    keep_no_more,
    kept_for,
    remove_zone,
    rename_zone,
    zone_list,
)
from wms.shops.queries import shops

PAGE: Final = "/office/zones"
ONE: Final = "/office/zones/{zone_id:uuid}"
CODE_MAX_CHARS: Final = 16
NAME_MAX_CHARS: Final = 60

FLASHES["zone_added"] = N_("The zone is there.")
FLASHES["zone_changed"] = N_("The zone is changed.")
FLASHES["zone_removed"] = N_("The zone is gone.")
FLASHES["warehouse_added"] = N_("The warehouse is there. Add its places next.")


class NameMissing(Refusal):
    """A field was left empty."""

    kind = Kind.INVALID
    code = "zone.name_missing"
    sentence = N_("Write a short code and a name.")


@get(PAGE)
async def list_zones(
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """Warehouses and zones."""
    return await _list(desk_page, read)


async def _list(desk_page: DeskPage, read: Read, no: str | None = None) -> Response[Any]:
    return desk_page.show(
        "office/zones.html",
        **TOLD,
        zones=await zone_list(read),
        warehouses=await warehouse_list(read),
        no=no,
    )


def _said(form: dict[str, str]) -> tuple[str, str]:
    """Code and name as they were typed.

    Raises:
        NameMissing
    """
    code = form.get("code", "").strip().upper()[:CODE_MAX_CHARS]
    name = form.get("name", "").strip()[:NAME_MAX_CHARS]
    if not code or not name:
        raise NameMissing
    return code, name


@post(PAGE, status_code=200, opt={"roles": MANAGERS})
async def add(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One more zone."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> UUID:
        code, name = _said(form)
        [warehouse_id] = ids_in([form.get("warehouse", "")], 1) or [
            (await warehouse_list(tx))[0].id
        ]
        return await add_zone(tx, warehouse_id, code=code, name=name)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _list(desk_page, read, words_of(request, done))
    return go(f"{PAGE}/{done}", said="zone_added")


@post("/office/warehouses", status_code=200, opt={"roles": MANAGERS})
async def add_warehouse(
    request: AnyRequest, desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """One more building, with its outside."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> UUID:
        code, name = _said(form)
        return await open_warehouse(tx, code=code, name=name)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _list(desk_page, read, words_of(request, done))
    return go(f"/office/places/new?warehouse={done}", said="warehouse_added")


@get(ONE)
async def show_zone(
    zone_id: FromPath[UUID], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """A zone, and what its places are kept for."""
    return await _show(desk_page, read, zone_id)


async def _show(
    desk_page: DeskPage, read: Read, zone_id: UUID, no: str | None = None
) -> Response[Any]:
    zone = next((one for one in await zone_list(read) if one.id == zone_id), None)
    if zone is None:
        raise NotFound(what="zone", name=str(zone_id))
    return desk_page.show(
        "office/zone.html",
        **TOLD,
        zone=zone,
        kept=await kept_for(read, zone_id=zone_id),
        shop_choices=[(one.code, one.name) for one in await shops(read)],
        no=no,
    )


async def _do(
    request: AnyRequest,
    desk_page: DeskPage,
    read: Read,
    zone_id: UUID,
    unit: Callable[[Tx], Awaitable[Any]],
) -> Response[Any]:
    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _show(desk_page, read, zone_id, words_of(request, done))
    return go(f"{PAGE}/{zone_id}", said="zone_changed")


@post(ONE, status_code=200, opt={"roles": MANAGERS})
async def rename(
    request: AnyRequest,
    zone_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """People call it otherwise."""
    form = await desk_page.form()

    async def unit(tx: Tx) -> None:
        _, name = _said({**form, "code": "-"})
        await rename_zone(tx, zone_id, name=name)

    return await _do(request, desk_page, read, zone_id, unit)


@post(f"{ONE}/remove", status_code=200, opt={"roles": MANAGERS})
async def remove(
    request: AnyRequest,
    zone_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """An empty zone goes."""
    done = await attempt(request, lambda tx: remove_zone(tx, zone_id))
    if isinstance(done, Refusal):
        return await _show(desk_page, read, zone_id, words_of(request, done))
    return go(PAGE, said="zone_removed")


@post(f"{ONE}/keep", status_code=200, opt={"roles": MANAGERS})
async def keep(
    request: AnyRequest,
    zone_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """All its places are kept for a shop, or for a product."""
    form = await desk_page.form()
    return await _do(
        request, desk_page, read, zone_id, lambda tx: keep_as_asked(tx, form, zone_id=zone_id)
    )


@post(f"{ONE}/keep-no-more", status_code=200, opt={"roles": MANAGERS})
async def no_more(
    request: AnyRequest,
    zone_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One row of what it is kept for is taken away."""
    ids = ids_in([(await desk_page.form()).get("id", "")], 1)
    return await _do(
        request, desk_page, read, zone_id, lambda tx: keep_no_more(tx, ids, zone_id=zone_id)
    )


handlers: Final = [list_zones, add, add_warehouse, show_zone, rename, remove, keep, no_more]
