"""Who is at the door: API key → Caller, floor cookie → AtWork, office cookie → Desk.

Each door has a guard, and the guard denies by default: a handler that says nothing is for people
who are logged in (or, for REST, needs a ``scope``). What a key or cookie means is remembered in the
process for a few seconds, so an ordinary request asks the database nothing; when rights change the
database tells every process (NOTIFY ``wms_auth``), which then forgets.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Scope

from api.front import ACTOR, CROSS_SITE, EXTRA_HEADERS
from api.house import House, house_of, marks_of
from api.transaction import TENANT
from wms.access import errors as no
from wms.access import queries
from wms.access.keys import KEY_PREFIX, mark_used
from wms.access.operators import mark_seen
from wms.access.people import AtWork, Caller, Desk
from wms.access.secrets import digest
from wms.db import HALL, Database
from wms.errors import N_, Kind, Refusal
from wms.settings import Settings
from wms.shops.queries import shop

T = TypeVar("T")

#: what a key or cookie means is remembered this long, seconds
REMEMBER_S: Final = 5.0
#: more than this is not remembered
REMEMBERED_MAX: Final = 10_000
#: "last used" and "last seen" are this exact
MARK_EVERY: Final = timedelta(minutes=1)

FLOOR_COOKIE: Final = "wms_floor"
DEVICE_COOKIE: Final = "wms_device"
OFFICE_COOKIE: Final = "wms_office"
#: scope key: Caller, AtWork or Desk
BY: Final = "wms_by"
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
    sentence = N_("Too many requests. Slow down and try again in {seconds} s.")
    retryable = True
    http_status = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.headers = {"Retry-After": str(seconds)}


class Remembered:
    """What was found out, for a few seconds."""

    def __init__(self) -> None:
        self._found: dict[bytes, tuple[float, Any]] = {}
        self._age = 0

    def forget(self) -> None:
        """Rights have changed somewhere."""
        self._found.clear()
        self._age += 1

    async def get(self, key: bytes, find: Callable[[], Awaitable[T]]) -> T:
        """What ``find`` answers, asked at most every ``REMEMBER_S``."""
        now = time.monotonic()
        known = self._found.get(key)
        if known is not None and known[0] > now:
            found: T = known[1]
            return found
        age = self._age
        found = await find()
        if age == self._age:  # else it was read before the change
            if len(self._found) >= REMEMBERED_MAX:
                self._found.clear()
            self._found[key] = (now + REMEMBER_S, found)
        return found


class Doorman:
    """Knows keys and cookies."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._lock_after = timedelta(minutes=settings.floor_lock_minutes)
        self._remembered = Remembered()

    def forget(self) -> None:
        """Rights have changed somewhere."""
        self._remembered.forget()

    async def caller(self, key: str) -> Caller:
        """The shop's program with this key.

        Raises:
            KeyUnknown, KeyExpired, KeyRevoked, ShopSuspended: the key does not open the door.
        """
        if not key.startswith(KEY_PREFIX):
            raise no.KeyUnknown
        key_hash = digest(key)
        on_file, suspended = await self._remembered.get(key_hash, lambda: self._find_key(key_hash))
        if on_file is None:
            raise no.KeyUnknown
        if on_file.revoked_at is not None:
            raise no.KeyRevoked(revoked_at=_day(on_file.revoked_at))
        if on_file.expires_at is not None and on_file.expires_at <= datetime.now(UTC):
            raise no.KeyExpired(expired_at=_day(on_file.expires_at))
        if suspended:
            raise no.ShopSuspended
        return Caller(shop_id=on_file.shop_id, key_id=on_file.key_id, scopes=on_file.scopes)

    async def _find_key(self, key_hash: bytes) -> tuple[queries.KeyOnFile | None, bool]:
        async with self._database.begin(HALL) as tx:
            on_file = await queries.key_by_hash(tx, key_hash)
            if on_file is None:
                return None, False
            if _is_due(on_file.last_used_at):
                await mark_used(tx, on_file.shop_id, on_file.key_id)
            its_shop = await shop(tx, on_file.shop_id)
            return on_file, its_shop.suspended_at is not None

    async def at_work(self, token: str) -> tuple[AtWork | None, bool]:
        """The operator with this cookie, and whether the device has locked itself meanwhile."""
        token_hash = digest(token)
        found = await self._remembered.get(token_hash, lambda: self._find_session(token_hash))
        if found is None:
            return None, False
        return found

    async def _find_session(self, token_hash: bytes) -> tuple[AtWork, bool] | None:
        async with self._database.begin(HALL) as tx:
            found = await queries.session_by_hash(tx, token_hash)
            if found is None:
                return None
            is_locked = datetime.now(UTC) - found.last_seen_at > self._lock_after
            if not is_locked and _is_due(found.last_seen_at):
                await mark_seen(tx, found.by.session_id)
            return found.by, is_locked

    async def device(self, token: str) -> queries.DeviceOnFile | None:
        """The enrolled device with this cookie."""
        async with self._database.hall() as read:
            return await queries.device_by_hash(read, digest(token))

    async def desk(self, token: str) -> Desk | None:
        """The office user with this cookie."""
        token_hash = digest(token)
        found = await self._remembered.get(token_hash, lambda: self._find_desk(token_hash))
        if found is None or found[1] <= datetime.now(UTC):
            return None
        return found[0]

    async def _find_desk(self, token_hash: bytes) -> tuple[Desk, datetime] | None:
        async with self._database.hall() as read:
            return await queries.desk_by_hash(read, token_hash)


def _is_due(last: datetime | None) -> bool:
    return last is None or datetime.now(UTC) - last > MARK_EVERY


def _day(at: datetime) -> str:
    return at.date().isoformat()


# --- REST ---

_BEARER: Final = b"bearer "


def _bearer(scope: dict[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(_BEARER)].lower() == _BEARER:
            return str(value[len(_BEARER) :].decode("latin-1").strip())
    raise no.KeyMissing


async def guard_rest(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """A good key with the handler's scope, within its limit. A handler without scope: nobody."""
    marks = marks_of(connection.scope)
    house = house_of(marks)
    caller = await house.doorman.caller(_bearer(marks))
    marks[ACTOR] = f"key:{caller.key_id}"
    await _count(house, caller, marks)
    needed = handler.opt.get("scope")
    if needed not in caller.scopes:
        raise no.ScopeMissing(scope=needed or "-")
    marks[BY], marks[TENANT] = caller, caller.shop_id


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


# --- floor ---


class LoggedOutHere(no.LoggedOut):
    """Nobody works on this handheld, or it locked itself: the answer is the log-in page, here."""

    def __init__(self, device: queries.DeviceOnFile | None, locked: AtWork | None) -> None:
        super().__init__()
        self.device = device
        self.locked = locked

    def page(self, request: Any) -> tuple[str, dict[str, Any]]:
        """The template and its facts."""
        from api.scanner.login import login_page

        return login_page(request, self.device, self.locked)


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
    """Nobody is logged in in this browser: the answer is the log-in page, here."""

    def page(self, request: Any) -> tuple[str, dict[str, Any]]:
        """The template and its facts."""
        from api.office.login import login_page

        return login_page(request)


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
