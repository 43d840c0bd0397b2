"""Couriers at the desk: with whom parcels can go, by whose account, and whether it knows us."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.asker import language_of
from api.failures import say_failure
from api.house import House, house_of
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.transaction import tenant_of, unit_of_work
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.failures import Failure
from wms.shipping.accounts.accounts import (
    Account,
    account,
    accounts,
    change_account,
    close_account,
    news_path,
    note_answer,
    set_account,
)
from wms.shipping.carriers.port import Can, CarrierNo, Profile
from wms.shipping.carriers.registry import PROFILES
from wms.shipping.failures import NO_ANSWER
from wms.shops.queries import shops

PAGE: Final = "/office/couriers"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
#: how a courier's fields are called on the screen
FIELDS: Final = {
    "token": N_("Token"),
    "organization_id": N_("Organisation number"),
    "returns_client_id": N_("Returns: client id (client_id)"),
    "returns_client_secret": N_("Returns: client secret (client_secret)"),
    "login": N_("Login"),
    "password": N_("Password"),
    "fid": N_("Payer number (FID)"),
    "channel": N_("Channel of the tracking service"),
}
#: what is typed unseen
SECRETS: Final = ("token", "password", "returns_client_secret")

FLASHES.update(
    {
        "courier_known": N_("The courier knows us: the account works."),
        "courier_closed": N_("Nothing is bought with this account any more."),
    }
)


class AccountShown(msgspec.Struct, frozen=True, kw_only=True):
    """An account on its page."""

    account: Account
    profile: Profile
    #: why the courier did not know us when it was asked last
    why: str | None
    #: where the courier tells by itself what happened; None: it never does
    hears_at: str | None


@get(PAGE)
async def list_couriers(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """All couriers, and their accounts."""
    return await _page(request, desk, desk_page, read)


async def _page(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, *,
    no: str | None = None, typed: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    house, language = house_of(request.scope), language_of(request)
    wanted = (typed or request.query_params).get("add", "")
    open_ones = await accounts(read)
    return desk_page.show(
        "office/couriers.html",
        status=422 if no else 200,
        profiles=list(PROFILES.values()),
        accounts=[_shown(one, house, language) for one in open_ones if one.carrier in PROFILES],
        shops=[(str(one.id), one.name) for one in await shops(read)],
        fields=FIELDS,
        secrets=SECRETS,
        adding=PROFILES.get(wanted),
        typed=typed or {},
        may_manage=desk.role in MANAGERS,
        address=PAGE,
        no=no,
    )


def _shown(one: Account, house: House, language: str) -> AccountShown:
    profile = PROFILES[one.carrier]
    hears_at = None
    if Can.PUSH in profile.can:
        path = news_path(one, house.settings.secret_key)
        hears_at = house.settings.url + path
    return AccountShown(
        account=one,
        profile=profile,
        why=say_failure(one.failure, language) if one.failure else None,
        hears_at=hears_at,
    )


def _fields(form: dict[str, str], profile: Profile | None) -> dict[str, str]:
    return {name: form.get(name, "") for name in (profile.credentials if profile else ())}


async def _services(desk_page: DeskPage, profile: Profile | None) -> list[str]:
    """The ticked ones; all of them is as good as none: what will be offered later, too."""
    ticked = [value for name, value in await desk_page.form_list() if name == "services"]
    offered = [one.code for one in profile.services] if profile else []
    return [] if set(ticked) >= set(offered) else [one for one in ticked if one in offered]


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def add_account(
    request: AnyRequest, desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """An account, of the warehouse or of a shop."""
    form = await desk_page.form()
    profile = PROFILES.get(form.get("add", ""))
    services = await _services(desk_page, profile)

    async def write(tx: Tx) -> UUID:
        return await set_account(
            tx,
            house_of(request.scope).settings.secret_key,
            carrier=form.get("add", ""),
            shop_id=_id(form.get("shop", "")),
            label=form.get("label", ""),
            credentials=_fields(form, profile),
            services=services,
            by=desk,
        )

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        kept = {name: value for name, value in form.items() if name not in SECRETS}
        no = words_of(request, done)
        return await _page(request, desk, desk_page, read, no=no, typed=kept)
    return await _ask(request, done)


@post(PAGE + "/{account_id:uuid}", status_code=200, opt=ONLY_MANAGERS)
async def save_account(
    account_id: FromPath[UUID], request: AnyRequest, desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Another name, services, or fields; fields that are left empty stay as they are."""
    form = await desk_page.form()
    profile = PROFILES.get((await account(read, account_id)).carrier)
    services = await _services(desk_page, profile)

    async def write(tx: Tx) -> None:
        await change_account(
            tx,
            house_of(request.scope).settings.secret_key,
            account_id,
            label=form.get("label", ""),
            credentials=_fields(form, profile),
            services=services,
            by=desk,
        )

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        return await _page(request, desk, desk_page, read, no=words_of(request, done))
    return await _ask(request, account_id)


@post(PAGE + "/{account_id:uuid}/ask", status_code=200, opt=ONLY_MANAGERS)
async def ask_courier(account_id: FromPath[UUID], request: AnyRequest) -> Response[Any]:
    """Does the courier know us? Nothing is bought."""
    return await _ask(request, account_id)


async def _ask(request: AnyRequest, account_id: UUID) -> Response[Any]:
    """Between transactions; what it says is kept with the account."""
    house = house_of(request.scope)
    tenant = tenant_of(request.scope)
    one = await unit_of_work(house, tenant, lambda tx: account(tx, account_id))
    failure: Failure | None = None
    try:
        await (await house.couriers.of(one.carrier, account_id)).knows_us()
    except CarrierNo as no:
        failure = no.failure
    except TimeoutError:
        failure = Failure(code=NO_ANSWER)
    await unit_of_work(house, tenant, lambda tx: note_answer(tx, account_id, failure))
    return go(PAGE, said="courier_known" if failure is None else None)


@post(PAGE + "/{account_id:uuid}/close", status_code=200, opt=ONLY_MANAGERS)
async def close(account_id: FromPath[UUID], tx: NamedDependency[Tx]) -> Response[Any]:
    """Parcels that went with it are followed on."""
    await close_account(tx, account_id)
    return go(PAGE, said="courier_closed")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


handlers: Final = [list_couriers, add_account, save_account, ask_courier, close]
