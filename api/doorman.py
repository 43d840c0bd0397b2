"""The doorman knows what a key or a cookie means, and remembers it for a few seconds.

So an ordinary request asks the database nothing; when rights change the database tells every
process (NOTIFY ``wms_auth``), whose doorman then forgets.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from wms.access import errors as no
from wms.access import queries
from wms.access.keys import KEY_PREFIXES, mark_used
from wms.access.operators import mark_seen
from wms.access.people import AtWork, Caller, Desk
from wms.access.secrets import digest
from wms.access.tokens import TOKEN_PREFIX
from wms.calendar.house import zone_of_the_house
from wms.db import HALL, Database, Tx, work_for
from wms.errors import Refusal
from wms.halls import EVERYBODY, hall_of
from wms.sandbox.faults import Hit, strike
from wms.settings import Settings
from wms.shipping.accounts.accounts import usable_by
from wms.shipping.carriers.registry import Usable
from wms.shops.queries import shop

T = TypeVar("T")
FindKey = Callable[[Tx, bytes], Awaitable[queries.KeyOnFile | None]]

#: what a key or cookie means is remembered this long, seconds
REMEMBER_S: Final = 5.0
#: more than this is not remembered
REMEMBERED_MAX: Final = 10_000
#: "last used" and "last seen" are this exact
MARK_EVERY: Final = timedelta(minutes=1)


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


class Shown(NamedTuple):
    """A key or an access token that somebody shows, and what is known of it."""

    on_file: queries.KeyOnFile
    is_token: bool
    is_suspended: bool
    usable: Usable

    @property
    def actor(self) -> str:
        """Who acts, for the log."""
        return f"key:{self.on_file.key_id}"

    def admitted(self, address: str) -> Caller:
        """The shop's program, which asks from an IP address.

        Raises:
            KeyExpired, KeyRevoked, TokenExpired, AddressForbids, ShopSuspended: it does not open
            the door.
        """
        on_file = self.on_file
        if on_file.revoked_at is not None:
            raise no.KeyRevoked(revoked_at=_day(on_file.revoked_at))
        if on_file.expires_at is not None and on_file.expires_at <= datetime.now(UTC):
            if self.is_token:
                raise no.TokenExpired
            raise no.KeyExpired(expired_at=_day(on_file.expires_at))
        if not _is_within(address, on_file.addresses):
            raise no.AddressForbids(address=address)
        if self.is_suspended:
            raise no.ShopSuspended
        return Caller(
            shop_id=on_file.shop_id,
            key_id=on_file.key_id,
            scopes=on_file.scopes,
            usable=self.usable,
            api_version=on_file.api_version,
        )


class Doorman:
    """Knows keys and cookies."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._lock_after = timedelta(minutes=settings.floor_lock_minutes)
        self._remembered = Remembered()
        self._zone: tzinfo = UTC

    def forget(self) -> None:
        """Rights have changed somewhere."""
        self._remembered.forget()

    async def caller(self, secret: str, address: str) -> Caller:
        """The shop's program with this key or access token, which asks from an IP address.

        Raises:
            KeyUnknown: nobody has it.
            KeyExpired, KeyRevoked, TokenExpired, AddressForbids, ShopSuspended: as of `Shown`.
        """
        return (await self.key(secret)).admitted(address)

    async def key(self, secret: str) -> Shown:
        """The key or access token that is shown, whether or not it opens the door.

        Raises:
            KeyUnknown: nobody has it.
        """
        is_token = secret.startswith(TOKEN_PREFIX)
        if not is_token and not secret.startswith(KEY_PREFIXES):
            raise no.KeyUnknown
        secret_hash = digest(secret)
        find = queries.key_by_token if is_token else queries.key_by_hash
        on_file, suspended, usable = await self._remembered.get(
            secret_hash, lambda: self._find_key(find, secret_hash)
        )
        if on_file is None:
            raise no.KeyUnknown
        return Shown(on_file, is_token, suspended, usable)

    async def whose(self, secret: str) -> tuple[UUID, UUID]:
        """The shop and the id of a key or token. KeyUnknown when nobody has it."""
        on_file = (await self.key(secret)).on_file
        return on_file.shop_id, on_file.key_id

    async def _find_key(
        self, find: FindKey, secret_hash: bytes
    ) -> tuple[queries.KeyOnFile | None, bool, Usable]:
        # a key says whose it is, a shop's or its sandbox's: nobody knows before it is read
        async with self._database.begin(EVERYBODY) as tx:
            on_file = await find(tx, secret_hash)
            if on_file is None:
                return None, False, {}
            if _is_due(on_file.last_used_at):
                await mark_used(tx, on_file.shop_id, on_file.key_id)
            its_shop = await shop(tx, on_file.shop_id)
            live = await shop(tx, its_shop.sandbox_of) if its_shop.sandbox_of else its_shop
            is_suspended = live.suspended_at is not None
            await work_for(tx, hall_of(on_file.shop_id))
            return on_file, is_suspended, await usable_by(tx, on_file.shop_id)

    async def struck(self, caller: Caller, asked: str) -> Hit | None:
        """Which fault of a sandbox hits this request; it is used up by it, whatever comes of it."""
        async with self._database.begin(caller.shop_id) as tx:
            return await strike(tx, caller.shop_id, ("api_unavailable", "api_limited"), hit=asked)

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

    async def zone(self) -> tzinfo:
        """In which time people in the building live; the last that was known when nobody answers.

        Asked before a request is anybody's, so it never raises: what is wrong with the database
        the page itself will say.
        """
        with contextlib.suppress(SQLAlchemyError, OSError, TimeoutError, Refusal):
            self._zone = await self._remembered.get(b"zone", self._find_zone)
        return self._zone

    async def _find_zone(self) -> tzinfo:
        async with self._database.hall() as read:
            return await zone_of_the_house(read)

    async def _find_desk(self, token_hash: bytes) -> tuple[Desk, datetime] | None:
        async with self._database.hall() as read:
            return await queries.desk_by_hash(read, token_hash)


def _is_due(last: datetime | None) -> bool:
    return last is None or datetime.now(UTC) - last > MARK_EVERY


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether somebody at ``address`` may use a key that is good from ``networks``."""
    if not networks:
        return True
    try:
        asker = ip_address(address)
    except ValueError:
        return False
    # a socket for both kinds tells an IPv4 asker as ::ffff:203.0.113.7 (RFC 4291, 2.5.5.2)
    plain = getattr(asker, "ipv4_mapped", None) or asker
    return any(plain in network for network in networks)
