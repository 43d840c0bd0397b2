"""Shops' platforms at the desk: connect, ask, pause, and see what goes on between them and us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.house import house_of
from api.live import last_id
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import AnyRequest, attempt, sandbox_of, shop_choices, words_of
from api.office.filters import Filters
from api.office.shops import KEEPERS
from api.transaction import look, tenant_of, unit_of_work
from wms.access.people import Desk
from wms.db import Read, Tx, working_for
from wms.errors import N_, NotFound, Refusal
from wms.events.guard import policy_of
from wms.failures import Failure
from wms.platforms.acts import ACTS, acts
from wms.platforms.connections import (
    Connection,
    change_connection,
    close,
    connect,
    connection,
    connections,
    hears_at,
    look_now,
    pause,
    resume,
)
from wms.platforms.contract import Can, Profile
from wms.platforms.failures import NO_ANSWER
from wms.platforms.filled_in import COMMON, settings_of
from wms.platforms.listed import (
    ORDER_STATES,
    counts_of,
    messages_of,
    orders_of,
    retry_orders,
    stock_not_taken,
    tellings_of,
)
from wms.platforms.messages import message_again
from wms.platforms.port import PlatformNo
from wms.platforms.registry import PROFILES
from wms.platforms.tellings import tell_again
from wms.platforms.turns import answer_kept
from wms.sandbox.twin import open_twin
from wms.shops.queries import shop_by_code

PAGE: Final = "/office/platforms"
ONE: Final = PAGE + "/{connection_id:uuid}"
EVERYBODY: Final = {"roles": ALL_ROLES}
LOG_ROWS: Final = 50
#: a person at the desk waits so long for a platform, s
ASK_LIMIT_S: Final = 15.0

FLASHES.update(
    {
        "platform_known": N_("The platform knows us: the key works."),
        "platform_paused": N_("Nothing is asked or told any more. What it sends is kept."),
        "platform_resumed": N_("It goes on, with a look at everything."),
        "platform_closed": N_("The connection is closed. Its orders stay."),
        "platform_looked": N_("The workers look at everything again now."),
        "platform_retried": N_("It is tried again now."),
    }
)


@get(PAGE, opt=EVERYBODY)
async def list_platforms(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """All connections, and what a new one needs."""
    return await _list(request, desk, desk_page, read)


async def _list(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *,
    no: str | None = None, typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    wanted = (typed or request.query_params).get("add", "")
    return desk_page.show(
        "office/platforms.html",
        status=422 if no else 200,
        no=no,
        rows=[*await connections(read), *await _of_sandboxes(request)],
        profiles=list(PROFILES.values()),
        adding=PROFILES.get(wanted),
        common=COMMON,
        typed=typed or {},
        shops=await shop_choices(read, desk),
        may_keep=desk.role in KEEPERS["roles"],
        is_staff=desk.shop_id is None,
        address=PAGE,
    )


@post(PAGE, opt=KEEPERS, status_code=200)
async def add_platform(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Connect a shop, and ask its platform whether it knows us."""
    form = await desk_page.form()
    settings = house_of(request.scope).settings
    shop_id = desk.shop_id or (await shop_by_code(read, form.get("shop", ""))).id
    profile = PROFILES.get(form.get("add", ""))

    async def write(tx: Tx) -> UUID:
        whose = await open_twin(tx, shop_id) if form.get("is_test") == "yes" else shop_id
        async with working_for(tx, whose):
            return await connect(
                tx, settings.secret_key, whose, form.get("add", ""), url=form.get("url", ""),
                label=form.get("label", ""), credentials=_credentials(form, profile),
                settings=_settings(form, profile), policy=policy_of(settings), by=desk,
            )  # fmt: skip

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        secrets = {one.name for one in (profile.credentials if profile else ()) if one.is_secret}
        kept = {name: value for name, value in form.items() if name not in secrets}
        no = words_of(request, done)
        return await _list(request, desk, desk_page, read, no=no, typed=kept)
    return await _ask(request, done)


@get(ONE, opt=EVERYBODY)
async def show_platform(
    request: AnyRequest, connection_id: FromPath[UUID], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
) -> Response[Any]:  # fmt: skip
    """One connection: what came, what is missing and why, what was told."""
    return await _page(request, connection_id, desk, desk_page)


async def _page(
    request: AnyRequest, connection_id: UUID, desk: Desk, desk_page: DeskPage, *,
    no: str | None = None,
) -> Response[Any]:  # fmt: skip
    house, filters = house_of(request.scope), Filters(request)
    status = filters.one_of("state", ORDER_STATES)

    async def reading(read: Read) -> dict[str, Any]:
        one = await connection(read, connection_id)
        log = await acts(read, one.shop_id, one.id, limit=LOG_ROWS + 1, before=filters.id("before"))
        return {
            "one": one,
            "counts": await counts_of(read, one),
            "orders": await orders_of(read, one, status=status, number=filters.text("q")),
            "messages": await messages_of(read, one),
            "tellings": await tellings_of(read, one),
            "stock": await stock_not_taken(read, one),
            "acts": log[:LOG_ROWS],
            "older": filters.link(before=log[LOG_ROWS - 1].id) if len(log) > LOG_ROWS else None,
        }

    found = await look(house, await _tenant(request, connection_id), reading)
    one: Connection = found["one"]
    return desk_page.show(
        "office/platform.html",
        status=422 if no else 200,
        no=no,
        **found,
        common=COMMON,
        said=settings_of(one.profile, one.settings),
        hears_at=house.settings.url + hears_at(one.id) if Can.PUSH in one.profile.can else None,
        states=ORDER_STATES,
        status_wanted=status,
        act_words=ACTS,
        filters=filters,
        may_keep=desk.role in KEEPERS["roles"],
        is_staff=desk.shop_id is None,
        address=f"{PAGE}/{one.id}",
    )


@post(ONE, opt=KEEPERS, status_code=200)
async def save_platform(
    request: AnyRequest, connection_id: FromPath[UUID], desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
) -> Response[Any]:  # fmt: skip
    """Another name, other settings, another key; key fields that are left empty stay."""
    form = await desk_page.form()
    whose, secret_key = await _tenant(request, connection_id), desk_page.house.settings.secret_key

    async def write(tx: Tx) -> None:
        async with working_for(tx, whose):
            one = await connection(tx, connection_id)
            await change_connection(
                tx, secret_key, one, label=form.get("label", ""), by=desk,
                credentials=_credentials(form, one.profile), settings=_settings(form, one.profile),
            )  # fmt: skip

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(request, connection_id, desk, desk_page, no=no)
    return await _ask(request, connection_id)


@post(ONE + "/ask", opt=KEEPERS, status_code=200)
async def ask_platform(request: AnyRequest, connection_id: FromPath[UUID]) -> Response[Any]:
    """Does the platform know us? Nothing is changed there."""
    return await _ask(request, connection_id)


async def _ask(request: AnyRequest, connection_id: UUID) -> Response[Any]:
    """Between transactions; what it says is kept with the connection."""
    house, whose = house_of(request.scope), await _tenant(request, connection_id)
    failure: Failure | None = None
    try:
        async with asyncio.timeout(ASK_LIMIT_S):
            await (await house.platforms.of(connection_id)).platform.knows_us()
    except PlatformNo as no:
        failure = no.failure
    except TimeoutError:
        failure = Failure(code=NO_ANSWER)

    async def keep(tx: Tx) -> None:
        await answer_kept(tx, await connection(tx, connection_id), failure)

    await unit_of_work(house, whose, keep)
    return go(f"{PAGE}/{connection_id}", said=None if failure else "platform_known")


Verb = Callable[[Tx, Connection, str], Awaitable[None]]


async def _again_message(tx: Tx, one: Connection, what: str) -> None:
    if (message := last_id(what)) is not None:
        await message_again(tx, one, message)


async def _again_telling(tx: Tx, one: Connection, what: str) -> None:
    if (telling := last_id(what)) is not None:
        await tell_again(tx, one, telling)
        await look_now(tx, one)


async def _again_order(tx: Tx, one: Connection, what: str) -> None:
    await retry_orders(tx, one, what)
    await look_now(tx, one)


#: what can be done with a connection → how, and what the page says then
VERBS: Final[dict[str, tuple[Verb, str]]] = {
    "pause": (lambda tx, one, _: pause(tx, one), "platform_paused"),
    "resume": (lambda tx, one, _: resume(tx, one), "platform_resumed"),
    "close": (lambda tx, one, _: close(tx, one), "platform_closed"),
    "look": (lambda tx, one, _: look_now(tx, one), "platform_looked"),
    "message": (_again_message, "platform_retried"),
    "telling": (_again_telling, "platform_retried"),
    "order": (_again_order, "platform_retried"),
}


@post(ONE + "/{verb:str}", opt=KEEPERS, status_code=200)
async def do_platform(
    request: AnyRequest, connection_id: FromPath[UUID], verb: FromPath[str],
    desk_page: NamedDependency[DeskPage],
) -> Response[Any]:  # fmt: skip
    """Pause, go on, close, look at everything, try something again."""
    form = await desk_page.form()
    if verb not in VERBS:
        raise NotFound(what="connection", name=verb)
    do, said = VERBS[verb]

    async def unit(tx: Tx) -> None:
        await do(tx, await connection(tx, connection_id), form.get("what", ""))

    await unit_of_work(desk_page.house, await _tenant(request, connection_id), unit)
    return go(PAGE if verb == "close" else f"{PAGE}/{connection_id}", said=said)


async def _of_sandboxes(request: AnyRequest) -> list[Connection]:
    """Connections of sandboxes, which a transaction of a shop or the hall does not see."""
    return await look(house_of(request.scope), sandbox_of(request), connections)


async def _tenant(request: AnyRequest, connection_id: UUID) -> UUID | str:
    """For whom a transaction sees the connection. Raises NotFound: it is none of theirs."""
    house, own = house_of(request.scope), tenant_of(request.scope)
    try:
        await look(house, own, lambda read: connection(read, connection_id))
    except NotFound:
        own = sandbox_of(request)
        await look(house, own, lambda read: connection(read, connection_id))
    return own


def _credentials(form: dict[str, str], profile: Profile | None) -> dict[str, str]:
    return {one.name: form.get(one.name, "") for one in (profile.credentials if profile else ())}


def _settings(form: dict[str, str], profile: Profile | None) -> dict[str, str]:
    fields = (*COMMON, *(profile.settings if profile else ()))
    return {one.name: form[one.name] for one in fields if one.name in form}


handlers: Final = [
    list_platforms, add_platform, show_platform, save_platform, ask_platform, do_platform,
]  # fmt: skip
