"""Where shops are told what happens: addresses of their programs, their secrets, tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, back_to, own_shop, shop_choices, words_of
from api.office.filters import READ_ROWS, Filters, page_of
from api.office.shops import KEEPERS
from wms.access.errors import RoleForbids
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.events.breaker import disable
from wms.events.delivery_list import dead_deliveries, endpoint_list, shop_of_endpoint
from wms.events.endpoints import (
    EndpointChange,
    NewEndpoint,
    WithSecret,
    add_endpoint,
    change_endpoint,
    delete_endpoint,
    lock_endpoint,
    rotate_secret,
)
from wms.events.guard import policy_of
from wms.events.kinds import KINDS
from wms.events.replays import TrialAsked, send_test
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/webhooks/addresses"
ONE: Final = PAGE + "/{endpoint_id:uuid}"
#: why the office switched an address off
BY_OFFICE: Final = "by_office"

FLASHES.update(
    {
        "enabled": N_("The address gets new events from now on."),
        "disabled": N_("Nothing is sent to this address any more."),
        "tested": N_("A test event is on its way."),
        "address_removed": N_("The address is gone. What was sent there can be read for 30 days."),
    }
)


class AddressUnreadable(Refusal):
    """A field of the form holds something else than it should."""

    kind = Kind.INVALID
    code = "webhook.form_unreadable"
    sentence = N_("Write the whole address, beginning with https://.")


@get(PAGE, opt={"roles": ALL_ROLES})
async def list_endpoints(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """The addresses and how they fare."""
    return await _list(request, desk, desk_page, read)


async def _list(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: str | None = None,
    typed: dict[str, str] | None = None,
    types: tuple[str, ...] = (),
) -> Response[Any]:
    filters = Filters(request)
    rows = await endpoint_list(
        read,
        limit=READ_ROWS,
        shop=own_shop(desk, filters.text("shop")),
        before=filters.id("before"),
    )
    return desk_page.show(
        "office/addresses.html",
        status=422 if no else 200,
        no=no,
        typed=typed or {},
        types=types,
        event_types=sorted(KINDS),
        may_keep=desk.role in KEEPERS["roles"],
        is_staff=desk.shop_id is None,
        **page_of(filters, rows, before=lambda one: one.id),
        dead=await dead_deliveries(read),
        shops=await shop_choices(read, desk),
        filters=filters,
    )


@post(PAGE, opt=KEEPERS, status_code=200)
async def add_address(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Send the shop's events there. The answer shows the secret, and nothing does again."""
    pairs = await desk_page.form_list()
    form = {name: value.strip() for name, value in pairs}
    types = tuple(value for name, value in pairs if name == "types")
    shop_id = desk.shop_id or (await shop_by_code(read, form.get("shop", ""))).id
    facts = {"url": form.get("url"), "event_types": types,
             "description": form.get("description") or None}  # fmt: skip

    async def unit(tx: Tx) -> WithSecret:
        try:
            new = msgspec.convert(facts, NewEndpoint)
        except msgspec.ValidationError as error:
            raise AddressUnreadable from error
        settings = house_of(request.scope).settings
        return await add_endpoint(
            tx, shop_id, new, policy_of(settings), secret_key=settings.secret_key
        )

    done = await attempt(request, unit)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _list(request, desk, desk_page, read, no=no, typed=form, types=types)
    return desk_page.show("office/webhook_secret.html", new=done)


Act = Callable[[Tx, UUID, UUID, Desk, AnyRequest, dict[str, str]], Awaitable[Any]]


async def _enable(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, _by: Desk, request: AnyRequest, _form: dict[str, str]
) -> str:
    policy = policy_of(house_of(request.scope).settings)
    await change_endpoint(tx, shop_id, endpoint_id, EndpointChange(status="enabled"), policy)
    return "enabled"


async def _disable(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, by: Desk, request: AnyRequest, _form: dict[str, str]
) -> str:
    if by.shop_id is not None:
        policy = policy_of(house_of(request.scope).settings)
        await change_endpoint(tx, shop_id, endpoint_id, EndpointChange(status="disabled"), policy)
    else:
        await lock_endpoint(tx, shop_id, endpoint_id)
        await disable(tx, shop_id, endpoint_id, BY_OFFICE)
    return "disabled"


async def _test(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, _by: Desk, _request: AnyRequest, _form: dict[str, str]
) -> UUID:
    return (await send_test(tx, shop_id, endpoint_id, TrialAsked())).delivery_id


async def _rotate(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, by: Desk, request: AnyRequest, _form: dict[str, str]
) -> WithSecret:
    _keeps(by)
    secret_key = house_of(request.scope).settings.secret_key
    return await rotate_secret(tx, shop_id, endpoint_id, secret_key=secret_key)


async def _remove(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, by: Desk, _request: AnyRequest, _form: dict[str, str]
) -> str:
    _keeps(by)
    await delete_endpoint(tx, shop_id, endpoint_id)
    return "address_removed"


_ACTS: Final[dict[str, Act]] = {
    "enable": _enable, "disable": _disable, "test": _test, "rotate": _rotate, "remove": _remove,
}  # fmt: skip


def _keeps(by: Desk) -> None:
    """Who keeps keys keeps addresses. RoleForbids otherwise."""
    if by.role not in KEEPERS["roles"]:
        raise RoleForbids


@post(ONE + "/{verb:str}", opt={"roles": ALL_ROLES}, status_code=200)
async def change_address(
    request: AnyRequest,
    endpoint_id: FromPath[UUID],
    verb: FromPath[str],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Switch an address on or off, test it, give it a new secret, take it away."""
    form = await desk_page.form()
    shop_id = await shop_of_endpoint(read, endpoint_id)
    act = _ACTS.get(verb, _disable)
    done = await attempt(request, lambda tx: act(tx, shop_id, endpoint_id, desk, request, form))
    if isinstance(done, RoleForbids):
        raise done
    if isinstance(done, Refusal):
        return await _list(request, desk, desk_page, read, no=words_of(request, done))
    if isinstance(done, WithSecret):
        return desk_page.show("office/webhook_secret.html", new=done)
    if isinstance(done, UUID):  # what the receiver answered stands there
        return go(f"/office/webhooks/{done}", said="tested")
    return go(back_to(form, PAGE), said=str(done))


handlers: Final = [list_endpoints, add_address, change_address]
