"""Graded goods that still wait: to be thrown away, repaired, or taken along by their shop."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, words_of
from api.office.filters import Filters
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.returns.inspection.errors import WorkIsDone
from wms.returns.inspection.follow_ups import (
    agree_to_scrap,
    count_by_kind,
    give_to_driver,
    open_work,
)
from wms.returns.inspection.models import FOLLOW_UPS
from wms.shops.queries import shops

PAGE: Final = "/office/returns/waiting"
SHOWN_MAX: Final = 200

FLASHES["scrap_agreed"] = N_("It is thrown away. Two people agreed.")
FLASHES["scrap_kept"] = N_("It stays in quarantine.")
FLASHES["given_to_driver"] = N_("Noted: these goods have left with the driver.")


@get(PAGE)
async def show_work(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What waits, the oldest first, by what is to be done and by shop."""
    return await _page(request, desk, desk_page, read)


async def _page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, no: Refusal | None = None
) -> Response[Any]:
    filters = Filters(request)
    kind = filters.one_of("kind", FOLLOW_UPS) or "scrap"
    known = await shops(read)
    wanted = next((one.id for one in known if one.code == filters.text("shop")), None)
    return desk_page.show(
        "office/return_work.html",
        status=409 if no else 200,
        no=words_of(request, no) if no else None,
        kind=kind,
        counts=await count_by_kind(read),
        work=await open_work(read, limit=SHOWN_MAX, kind=kind, shop_id=wanted),
        shops=[(one.code, one.name) for one in known],
        filters=filters,
        me=desk.user_id,
    )


@post(PAGE + "/driver", status_code=200)
async def give_away(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The ticked goods left with a driver of their shop."""
    ids = []
    for name, value in await desk_page.form_list():
        if name == "ids":
            try:
                ids.append(UUID(value))
            except ValueError:
                continue

    async def unit(tx: Tx) -> None:
        if not ids:
            raise WorkIsDone
        await give_to_driver(tx, ids[:SHOWN_MAX], user_id=desk.user_id)

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, done)
    return go(f"{PAGE}?kind=return_to_shop", said="given_to_driver")


@post(PAGE + "/{work_id:uuid}", status_code=200)
async def agree(
    request: AnyRequest,
    work_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Somebody else looked at it, too: it is thrown away, or it stays."""
    form = await desk_page.form()
    is_agreed = form.get("do") == "scrap"
    done = await attempt(
        request, lambda tx: agree_to_scrap(tx, work_id, user_id=desk.user_id, is_agreed=is_agreed)
    )
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, done)
    kind = form.get("kind") if form.get("kind") in FOLLOW_UPS else "scrap"
    return go(f"{PAGE}?kind={kind}", said="scrap_agreed" if is_agreed else "scrap_kept")


handlers: Final = [show_work, give_away, agree]
