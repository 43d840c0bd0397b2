"""Why one order waits: held back for a reason at the desk, and let go on."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, back_to, do_or_show
from api.office.orders import LIST, hold_choices, order_page
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.orders.errors import HoldReasonNeeded
from wms.orders.holds import hold_order, release_hold
from wms.shipping.desk.order_list import order_key

#: longest note why an order waits, characters
NOTE_MAX_CHARS: Final = 500

FLASHES["held"] = N_("The order waits now. Its shop is told.")
FLASHES["hold_released"] = N_("The order goes on. Its shop is told.")
FLASHES["still_held"] = N_("That is over; the order still waits for something else.")


@post("/office/orders/{number:int}/hold", opt={"roles": ALL_ROLES}, status_code=200)
async def hold_back(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """It waits, for a reason that somebody ends."""
    shop_id, order_id = await order_key(read, number)
    form = await desk_page.form()
    note = form.get("note", "").strip()[:NOTE_MAX_CHARS] or None

    async def unit(tx: Tx) -> None:
        code = form.get("code", "")
        if code not in hold_choices(desk):
            raise HoldReasonNeeded
        await hold_order(tx, shop_id, order_id, code, note=note, by=desk)

    async def show(no: Refusal) -> Response[Any]:
        return await order_page(request, number, desk, desk_page, read, no=no, form=form)

    return await do_or_show(
        request, unit, show=show, done=lambda _: go(f"{LIST}/{number}", said="held")
    )


@post("/office/orders/{number:int}/release", opt={"roles": ALL_ROLES}, status_code=200)
async def let_go_on(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """One reason why it waits is over."""
    shop_id, order_id = await order_key(read, number)
    form = await desk_page.form()

    async def show(no: Refusal) -> Response[Any]:
        return await order_page(request, number, desk, desk_page, read, no=no)

    return await do_or_show(
        request,
        lambda tx: release_hold(tx, shop_id, order_id, form.get("code", ""), by=desk),
        show=show,
        done=lambda left: go(
            back_to(form, f"{LIST}/{number}"), said="still_held" if left else "hold_released"
        ),
    )


handlers: Final = [hold_back, let_go_on]
