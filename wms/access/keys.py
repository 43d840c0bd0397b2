"""A shop's API keys: issued, rotated with an overlap, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from wms.access.api_versions import NEWEST
from wms.access.errors import AddressMalformed, ScopeUnknown, TooManyAddresses
from wms.access.models import ApiKey
from wms.access.secrets import digest, new_secret
from wms.db import Tx, new_id
from wms.errors import NotFound
from wms.halls import is_twin

LIVE_PREFIX: Final = "wms_live_"
#: of a sandbox's: it opens the same doors, and nothing that is done with it is real
TEST_PREFIX: Final = "wms_test_"
KEY_PREFIXES: Final = (LIVE_PREFIX, TEST_PREFIX)
#: characters of a key that people may see again, to tell keys apart
SHOWN_CHARS: Final = len(LIVE_PREFIX) + 4
#: the old key goes on this long after a rotation, so that a shop can change its programs
OVERLAP: Final = timedelta(hours=24)

#: networks from which one key is good
NETWORKS_MAX: Final = 50
#: characters of something that is no address, said back
_SHOWN_ADDRESS: Final = 50

#: what a key can be good for
SCOPES: Final = (
    "products:read",
    "products:write",
    "asns:read",
    "asns:write",
    "stock:read",
    "stock:write",
    "orders:read",
    "orders:write",
    "shipments:read",
    "returns:read",
    "returns:write",
    "cases:read",
    "cases:write",
    "messages:read",
    "messages:write",
    "privacy:read",
    "privacy:write",
    "events:read",
    "webhooks:read",
    "webhooks:write",
    "sandbox:write",
    "requests:read",
)
#: of test keys only: a live one that has it opens nothing by it
SANDBOX_SCOPE: Final = "sandbox:write"
LIVE_SCOPES: Final = tuple(one for one in SCOPES if one != SANDBOX_SCOPE)


class NewKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key just issued; ``key`` is shown once and kept nowhere."""

    id: UUID
    key: str
    expires_at: datetime | None


async def issue_key(
    tx: Tx,
    shop_id: UUID,
    *,
    name: str,
    scopes: tuple[str, ...] | None = None,
    addresses: Sequence[str] = (),
    expires_at: datetime | None = None,
    api_version: str = NEWEST,
) -> NewKey:
    """Issue a key of ``shop_id`` for ``scopes`` (None: all that it can use), good from
    ``addresses`` (none: everywhere). A sandbox's key says so by its first letters.

    It speaks ``api_version`` for good, unless a request says otherwise.

    Raises:
        ScopeUnknown: one of the scopes does not exist.
        AddressMalformed, TooManyAddresses: as of `networks`.
    """
    if scopes is None:
        scopes = SCOPES if is_twin(shop_id) else LIVE_SCOPES
    for scope in scopes:
        if scope not in SCOPES:
            raise ScopeUnknown(scope=scope)
    key = (TEST_PREFIX if is_twin(shop_id) else LIVE_PREFIX) + new_secret()
    row = ApiKey(
        shop_id=shop_id,
        id=new_id(),
        name=name,
        prefix=key[:SHOWN_CHARS],
        key_hash=digest(key),
        scopes=sorted(set(scopes)),
        addresses=networks(addresses),
        expires_at=expires_at,
        api_version=api_version,
    )
    tx.add(row)
    await tx.flush()
    return NewKey(id=row.id, key=key, expires_at=expires_at)


def networks(addresses: Sequence[str]) -> list[str]:
    """IP networks as they are kept, each once: ``203.0.113.7`` is one of a single address.

    Raises:
        AddressMalformed: one of them is none.
        TooManyAddresses: more than `NETWORKS_MAX`.
    """
    kept: dict[str, None] = {}
    for address in addresses:
        try:
            kept[str(ip_network(address.strip(), strict=False))] = None
        except ValueError:
            raise AddressMalformed(address=address.strip()[:_SHOWN_ADDRESS]) from None
    if len(kept) > NETWORKS_MAX:
        raise TooManyAddresses(limit=NETWORKS_MAX)
    return list(kept)


async def _the_key(tx: Tx, shop_id: UUID, key_id: UUID) -> ApiKey:
    row = await tx.get(ApiKey, (shop_id, key_id), with_for_update=True)
    if row is None:
        raise NotFound(what="API key", name=str(key_id))
    return row


async def rotate_key(
    tx: Tx, shop_id: UUID, key_id: UUID, *, overlap: timedelta = OVERLAP
) -> NewKey:
    """Issue the successor of a key; the old one ends ``overlap`` from now, or when it would have.

    Raises:
        NotFound: the shop has no such key, or it opens nothing any more.
    """
    old = await _the_key(tx, shop_id, key_id)
    now = datetime.now(UTC)
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
        raise NotFound(what="API key", name=str(key_id))
    ends_at = now + overlap
    old.expires_at = min(old.expires_at, ends_at) if old.expires_at else ends_at
    await tx.flush()
    await forget_remembered(tx)
    return await issue_key(
        tx,
        shop_id,
        name=old.name,
        scopes=tuple(old.scopes),
        addresses=old.addresses,
        api_version=old.api_version,
    )


async def revoke_key(tx: Tx, shop_id: UUID, key_id: UUID) -> None:
    """Take a key back, now and everywhere. A second time changes nothing.

    Raises:
        NotFound: the shop has no such key.
    """
    row = await _the_key(tx, shop_id, key_id)
    if row.revoked_at is None:
        row.revoked_at = datetime.now(UTC)
        await tx.flush()
        await forget_remembered(tx)


async def mark_used(tx: Tx, shop_id: UUID, key_id: UUID) -> None:
    """Note that the key is in use; the doors call it at most once a minute and process."""
    await tx.execute(
        update(ApiKey)
        .where(ApiKey.shop_id == shop_id, ApiKey.id == key_id)
        .values(last_used_at=func.clock_timestamp())
    )


async def forget_remembered(tx: Tx) -> None:
    """At commit every web process forgets what it remembers of keys and log-ins.

    NOTIFY makes commits queue; rights change seldom enough for that.
    """
    await tx.execute(select(func.pg_notify("wms_auth", "")))
