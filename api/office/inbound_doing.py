"""What the desk does with a delivery: it is here, it does not come, it is closed, counted again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from api.office.inbound import BOARD, delivery_page
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.inbound.announce import cancel
from wms.inbound.errors import ReasonNeeded
from wms.inbound.finish import close, reopen
from wms.inbound.hand import arrive
from wms.inbound.receipt import asn_key

#: longest reason that is typed, characters
WHY_MAX: Final = 500

FLASHES.update(
    {
        "delivery_arrived": N_("It is here. The dock counts it."),
        "delivery_cancelled": N_("The delivery is cancelled."),
        "delivery_closed": N_("The receipt is closed."),
        "delivery_reopened": N_("The dock counts on."),
    }
)


async def _do(
    request: AnyRequest,
    number: int,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    verb: Callable[[Tx], Awaitable[Any]],
    said: str,
) -> Response[Any]:
    """Do it and show the delivery; a no stands on its page, beside what was typed."""

    async def show(no: Refusal) -> Response[Any]:
        typed = await desk_page.form()
        return await delivery_page(
            request, number, desk, desk_page, read, no=words_of(request, no), typed=typed
        )

    return await do_or_show(
        request, verb, show=show, done=lambda _: go(f"{BOARD}/{number}", said=said)
    )


@post(BOARD + "/{number:int}/arrived", status_code=200)
async def mark_arrived(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The lorry is here."""
    _, asn_id = await asn_key(read, number)
    return await _do(
        request, number, desk, desk_page, read,
        verb=lambda tx: arrive(tx, asn_id, by=desk), said="delivery_arrived",
    )  # fmt: skip


@post(BOARD + "/{number:int}/cancel", opt={"roles": ALL_ROLES}, status_code=200)
async def cancel_delivery(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """It does not come."""
    shop_id, asn_id = await asn_key(read, number)
    why = (await desk_page.form()).get("why", "").strip()[:WHY_MAX] or None
    return await _do(
        request, number, desk, desk_page, read,
        verb=lambda tx: cancel(tx, shop_id, asn_id, by=desk, note=why), said="delivery_cancelled",
    )  # fmt: skip


@post(BOARD + "/{number:int}/close", opt={"roles": MANAGERS}, status_code=200)
async def close_delivery(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Nothing of it is left to do."""
    _, asn_id = await asn_key(read, number)
    return await _do(
        request, number, desk, desk_page, read,
        verb=lambda tx: close(tx, asn_id, by=desk), said="delivery_closed",
    )  # fmt: skip


@post(BOARD + "/{number:int}/reopen", opt={"roles": MANAGERS}, status_code=200)
async def reopen_delivery(
    request: AnyRequest,
    number: FromPath[int],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The dock counts on, for a reason that everybody can read later."""
    _, asn_id = await asn_key(read, number)
    why = (await desk_page.form()).get("why", "").strip()[:WHY_MAX]

    async def again(tx: Tx) -> None:
        if not why:
            raise ReasonNeeded
        await reopen(tx, asn_id, by=desk, note=why)

    return await _do(
        request, number, desk, desk_page, read, verb=again, said="delivery_reopened"
    )  # fmt: skip


handlers: Final = [mark_arrived, cancel_delivery, close_delivery, reopen_delivery]
