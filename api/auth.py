"""Who is at the door: API key → Caller, floor cookie → AtWork, office cookie → Desk.

Each door has a guard, and the guard denies by default: a handler that says nothing is for people
who are logged in (or, for REST, needs a ``scope``). What a key or cookie means, the doorman knows
(api/doorman.py). Who is not logged in is refused here; the door itself then shows its log-in page.
"""

from __future__ import annotations

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from api.asker import bearer_of
from api.cookies import DEVICE_COOKIE, FLOOR_COOKIE, OFFICE_COOKIE
from api.house import House, house_of
from api.marks import (
    ACTOR,
    ANSWER_LOST,
    API_VERSION,
    BY,
    CROSS_SITE,
    EXTRA_HEADERS,
    KEY,
    OPERATION,
    TENANT,
    marks_of,
)
from api.problems import Away
from wms.access import errors as no
from wms.access.api_versions import known_version
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import AtWork, Caller, Desk
from wms.access.queries import DeviceOnFile
from wms.db import HALL
from wms.errors import N_, Kind, Refusal
from wms.halls import is_twin
from wms.sandbox.errors import NotSandbox

#: handler opt: may be asked by anybody
OPEN: Final = "open"


class CrossSite(Refusal):
    """Another site's page made the browser send this."""

    kind = Kind.FORBIDDEN
    code = "cross_site"
    sentence = N_("This was sent by another site's page and is not done.")


class RateLimited(Refusal):
    """More requests than agreed."""

    kind = Kind.BUSY
    code = "rate_limited"
    title = N_("Too many requests")
    sentence = N_("Too many requests. Slow down and try again in {seconds} s.")
    remedy = N_(
        "Wait as long as Retry-After says; RateLimit-Remaining tells beforehand how much is left."
    )
    retryable = True
    http_status = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.headers = {"Retry-After": str(seconds)}


# --- REST ---

#: which version of the API a request is written in, and its answer
VERSION_HEADER: Final = b"wms-version"


async def guard_rest(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """A good key with the handler's scope, within its limit. A handler without scope: nobody."""
    marks = marks_of(connection.scope)
    house = house_of(marks)
    marks[OPERATION] = getattr(handler, "operation_id", None)
    secret = bearer_of(marks)
    if secret is None:
        raise no.KeyMissing
    shown = await house.doorman.key(secret)
    marks[KEY], marks[ACTOR] = (shown.on_file.shop_id, shown.on_file.key_id), shown.actor
    caller = shown.admitted(address_of(connection))
    await _count(house, caller, marks)
    marks[API_VERSION] = version = _version(marks) or caller.api_version
    marks.setdefault(EXTRA_HEADERS, []).append((VERSION_HEADER, version.encode()))
    if handler.opt.get("scope") == SANDBOX_SCOPE and not is_twin(caller.shop_id):
        raise NotSandbox
    for needed in scopes_of(handler) or ["-"]:
        if needed not in caller.scopes:
            raise no.ScopeMissing(scope=needed)
    marks[BY], marks[TENANT] = caller, caller.shop_id
    if is_twin(caller.shop_id) and handler.opt.get("scope") != SANDBOX_SCOPE:
        await _fail_on_request(house, caller, marks, writes=_writes(handler))


async def _fail_on_request(
    house: House, caller: Caller, marks: dict[str, Any], *, writes: bool
) -> None:
    """The sandbox's door fails as the real one may, when its shop asked for that.

    Raises:
        Away, RateLimited: as they come in life.
    """
    struck = await house.doorman.struck(caller, f"{marks['method']} {marks['path']}")
    if struck is None:
        return
    if struck.kind == "api_limited":
        raise RateLimited(seconds=1)
    if not (writes and struck.is_answer_lost):
        raise Away
    marks[ANSWER_LOST] = True


def _writes(handler: BaseRouteHandler) -> bool:
    """Whether it has what commits (api/transaction.py)."""
    return not handler.parsed_fn_signature.parameters.keys().isdisjoint(("tx", "hot"))


def _version(marks: dict[str, Any]) -> str | None:
    """The version of the API that the request names. Raises ApiVersionUnknown."""
    for name, value in marks["headers"]:
        if name == VERSION_HEADER:
            return known_version(value.decode("latin-1"))
    return None


def scopes_of(handler: BaseRouteHandler) -> list[str]:
    """What a key must have: the handler's ``scope``, and ``and_scope`` where it does more."""
    return [handler.opt[name] for name in ("scope", "and_scope") if handler.opt.get(name)]


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The asker's IP address; '' when the server does not know it."""
    return connection.client.host if connection.client else ""


async def _count(house: House, caller: Caller, marks: dict[str, Any]) -> None:
    if house.rate_limit is None:
        return
    allowance = await house.rate_limit.take(str(caller.key_id))
    told = allowance.headers()
    marks[EXTRA_HEADERS] = [
        (name.lower().encode(), value.encode())
        for name, value in told.items()
        if name != "Retry-After"
    ]
    if not allowance.allowed:
        raise RateLimited(seconds=allowance.retry_after_s)


async def count_log_in(house: House, who: str) -> None:
    """One more attempt to log in from an address, or on an enrolled handheld.

    Raises:
        RateLimited: more than people ever need.
    """
    if house.log_in_limit is None:
        return
    allowance = await house.log_in_limit.take(f"log-in:{who}")
    if not allowance.allowed:
        raise RateLimited(seconds=allowance.retry_after_s)


# --- floor ---


class LoggedOutHere(no.LoggedOut):
    """Nobody works on this handheld, or it locked itself."""

    def __init__(self, device: DeviceOnFile | None, locked: AtWork | None) -> None:
        super().__init__()
        self.device = device
        self.locked = locked


async def guard_floor(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """An operator at work on an enrolled device; ``opt={"open": True}`` lets everybody in."""
    marks = marks_of(connection.scope)
    if marks.get(CROSS_SITE):
        raise CrossSite
    marks[TENANT] = HALL
    doorman = house_of(marks).doorman
    token = connection.cookies.get(FLOOR_COOKIE)
    by, is_locked = await doorman.at_work(token) if token else (None, False)
    if by is not None and not is_locked:
        marks[BY], marks[ACTOR] = by, f"operator:{by.operator_id}"
    elif not handler.opt.get(OPEN):
        device_token = connection.cookies.get(DEVICE_COOKIE)
        device = await doorman.device(device_token) if device_token else None
        raise LoggedOutHere(device, by)


# --- office ---


class LoggedOutOffice(no.LoggedOut):
    """Nobody is logged in in this browser."""


async def guard_office(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """A person of the office; ``opt={"roles": (…)}`` says which, ``open`` lets everybody in.

    A shop's own person works as that shop's tenant, so the database itself hides all others;
    without ``roles`` naming "shop" a handler is not for them.
    """
    marks = marks_of(connection.scope)
    if marks.get(CROSS_SITE):
        raise CrossSite
    marks[TENANT] = HALL
    token = connection.cookies.get(OFFICE_COOKIE)
    desk = await house_of(marks).doorman.desk(token) if token else None
    if desk is None:
        if handler.opt.get(OPEN):
            return
        raise LoggedOutOffice
    marks[BY], marks[ACTOR] = desk, f"office:{desk.user_id}"
    if desk.shop_id is not None:
        marks[TENANT] = desk.shop_id
    if not handler.opt.get(OPEN) and desk.role not in handler.opt.get("roles", STAFF_ROLES):
        raise no.RoleForbids


#: people of the warehouse itself
STAFF_ROLES: Final = ("office", "manager", "admin")
#: everybody with a desk, a shop's own people too
ALL_ROLES: Final = (*STAFF_ROLES, "shop")


# --- dependencies ---


async def provide_caller(scope: Scope) -> Caller:
    """The shop's program that asks."""
    caller: Caller = marks_of(scope)[BY]
    return caller


async def provide_at_work(scope: Scope) -> AtWork:
    """The operator who scans."""
    by: AtWork = marks_of(scope)[BY]
    return by


async def provide_desk(scope: Scope) -> Desk:
    """The person at the desk."""
    desk: Desk = marks_of(scope)[BY]
    return desk
