"""Connections of shops to their platforms: made, changed, paused, closed; what proves us is never
shown again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, text, update

from wms.access.people import Desk
from wms.db import Read, Tx, new_id
from wms.errors import NotFound
from wms.events.guard import Policy
from wms.failures import Failure, failure_in
from wms.platforms.contract import Profile
from wms.platforms.errors import (
    ConnectionThere,
    PlatformUnknown,
)
from wms.platforms.filled_in import (
    address_of,
    checked,
    credentials_of,
    settings_of,
)
from wms.platforms.models import PlatformConnection
from wms.platforms.registry import PROFILES
from wms.shops.models import Shop
from wms.strongbox import LockedOut, lock, unlock

#: connections in one list
CONNECTIONS_MAX: Final = 500
LABEL_MAX_CHARS: Final = 60


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as the desk and the workers see it: everything but what proves us."""

    id: UUID
    shop_id: UUID
    shop_code: str
    shop_name: str
    #: in which words beside its orders are written
    shop_language: str
    kind: str
    label: str
    url: str
    status: str
    #: as they were said; `settings_of` adds the defaults
    settings: dict[str, str]
    cursor: str | None
    orders_since: datetime
    told_sequence: int
    away_until: datetime | None
    tries: int
    reconcile_at: datetime
    reconciled_at: datetime | None
    hooks_at: datetime
    stock_at: datetime
    failure: Failure | None
    failing_since: datetime | None
    updated_at: datetime

    @property
    def profile(self) -> Profile:
        """What its platform can do."""
        return PROFILES[self.kind]

    def setting(self, name: str) -> str:
        """One setting, or its default."""
        return settings_of(self.profile, self.settings)[name]

    @property
    def late_after_min(self) -> int:
        """An order that is not here so long after it was ordered raises an alarm, minutes."""
        return int(self.setting("late_after"))

    @property
    def reserve(self) -> int:
        """Pieces of each product that are not offered."""
        return int(self.setting("reserve"))

    @property
    def tells_stock(self) -> bool:
        """Whether its shop wants to be told what can be sold."""
        return self.setting("stock") == "yes"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A connection with what proves us, for whoever calls; None when nobody can read it."""

    connection: Connection
    credentials: Mapping[str, str] | None


async def connect(
    tx: Tx,
    secret_key: str,
    shop_id: UUID,
    kind: str,
    *,
    url: str,
    label: str,
    credentials: Mapping[str, str],
    settings: Mapping[str, str],
    policy: Policy,
    by: Desk | None,
) -> UUID:
    """A new connection, live at once; one to an address that was closed before is opened again, so
    that what was ordered there is known.

    Raises:
        PlatformUnknown: this program cannot talk to such a platform.
        ConnectionIncomplete, SettingWrong: a field is missing, or cannot be read.
        AddressRefused: the address is none that we call.
        ConnectionThere: the shop is connected there already.
    """
    profile = PROFILES.get(kind)
    if profile is None:
        raise PlatformUnknown(pointer="/kind", kind=kind, known=", ".join(sorted(PROFILES)))
    address = address_of(profile, url, policy)
    fields = credentials_of(profile, credentials)
    said = checked(profile, settings)
    there = (
        await tx.execute(
            select(PlatformConnection.id, PlatformConnection.status)
            .where(
                PlatformConnection.shop_id == shop_id,
                PlatformConnection.kind == kind,
                PlatformConnection.url == address,
            )
            .with_for_update()
        )
    ).first()
    if there is not None and there.status != "closed":
        raise ConnectionThere(pointer="/url")
    connection_id: UUID = there.id if there else new_id()
    values = {
        "label": label.strip()[:LABEL_MAX_CHARS] or profile.name,
        "settings": said,
        "locked": lock(secret_key, fields, belongs_to=_box(connection_id)),
        "status": "enabled",
        "user_id": by.user_id if by else None,
    }
    if there is None:
        first = text("(SELECT coalesce(max(last_sequence), 0) FROM feed_positions "
                     "WHERE shop_id = :of)").bindparams(of=shop_id)  # fmt: skip
        await tx.execute(
            insert(PlatformConnection).values(
                **values, id=connection_id, shop_id=shop_id, kind=kind, url=address,
                told_sequence=first,
            )
        )  # fmt: skip
    else:
        await _write(tx, shop_id, connection_id, values | _AT_ONCE)
    return connection_id


#: everything is looked at again now
_AT_ONCE: Final[dict[str, Any]] = {
    name: func.clock_timestamp() for name in ("look_at", "reconcile_at", "hooks_at", "stock_at")
} | {"failure": None, "failing_since": None, "away_until": None, "tries": 0}


async def change_connection(
    tx: Tx,
    secret_key: str,
    one: Connection,
    *,
    label: str,
    credentials: Mapping[str, str],
    settings: Mapping[str, str],
    by: Desk | None,
) -> None:
    """Another name, other settings, another key; a key whose fields are all empty stays as it is.

    Raises: ConnectionIncomplete, SettingWrong, as `connect`.
    """
    values: dict[str, Any] = {
        "label": label.strip()[:LABEL_MAX_CHARS] or one.profile.name,
        "settings": checked(one.profile, settings),
        "user_id": by.user_id if by else None,
    }
    if any(value.strip() for value in credentials.values()):
        fields = credentials_of(one.profile, credentials)
        values["locked"] = lock(secret_key, fields, belongs_to=_box(one.id))
    await _write(tx, one.shop_id, one.id, values | _AT_ONCE)


async def pause(tx: Tx, one: Connection) -> None:
    """Nothing is asked or told any more; what the platform sends is kept until it goes on."""
    await _write(tx, one.shop_id, one.id, {"status": "paused"})


async def resume(tx: Tx, one: Connection) -> None:
    """It goes on where it was, with a look at everything."""
    await _write(tx, one.shop_id, one.id, {"status": "enabled"} | _AT_ONCE)


async def close(tx: Tx, one: Connection) -> None:
    """It is over: the address hears nothing any more. Its orders stay."""
    await _write(tx, one.shop_id, one.id, {"status": "closed"})


async def look_now(tx: Tx, one: Connection) -> None:
    """Look at everything again, at once."""
    await _write(tx, one.shop_id, one.id, _AT_ONCE)


async def _write(tx: Tx, shop_id: UUID, connection_id: UUID, values: dict[str, Any]) -> None:
    await tx.execute(
        update(PlatformConnection)
        .where(PlatformConnection.shop_id == shop_id, PlatformConnection.id == connection_id)
        .values(**values, updated_at=func.clock_timestamp())
    )


_SHOWN: Final = (
    *(
        getattr(PlatformConnection, name)
        for name in Connection.__struct_fields__
        if not name.startswith("shop_") or name == "shop_id"
    ),
    Shop.code.label("shop_code"),
    Shop.name.label("shop_name"),
    Shop.language.label("shop_language"),
)


def _connection(row: Any) -> Connection:
    facts = {name: getattr(row, name) for name in Connection.__struct_fields__}
    return Connection(**{**facts, "failure": failure_in(row.failure)})


async def connections(read: Read | Tx, shop_id: UUID | None = None) -> list[Connection]:
    """All that are not closed, of one shop or of all: by shop, the oldest first."""
    rows = await read.execute(
        select(*_SHOWN)
        .join(Shop, Shop.id == PlatformConnection.shop_id)
        .where(
            PlatformConnection.status != "closed",
            *((PlatformConnection.shop_id == shop_id,) if shop_id else ()),
        )
        .order_by(Shop.code, PlatformConnection.created_at)
        .limit(CONNECTIONS_MAX)
    )
    return [_connection(row) for row in rows if row.kind in PROFILES]


async def connection(read: Read | Tx, connection_id: UUID) -> Connection:
    """One of them. Raises NotFound: there is none, or it is closed."""
    found = await _find(read, connection_id)
    if found is None:
        raise NotFound(what="connection", name=str(connection_id))
    return _connection(found)


async def open_connection(read: Read | Tx, secret_key: str, connection_id: UUID) -> Opened | None:
    """One of them with what proves us; None: there is none, or it is closed."""
    row = await _find(read, connection_id)
    if row is None:
        return None
    try:
        fields = msgspec.json.decode(unlock(secret_key, row.locked, belongs_to=_box(row.id)))
    except LockedOut:
        fields = None
    return Opened(connection=_connection(row), credentials=fields)


async def _find(read: Read | Tx, connection_id: UUID) -> Any:
    row = (
        await read.execute(
            select(*_SHOWN, PlatformConnection.locked)
            .join(Shop, Shop.id == PlatformConnection.shop_id)
            .where(PlatformConnection.id == connection_id, PlatformConnection.status != "closed")
        )
    ).first()
    return row if row is not None and row.kind in PROFILES else None


def _box(connection_id: UUID) -> str:
    return f"platform connection {connection_id}"


def hears_at(connection_id: UUID) -> str:
    """Where its platform tells by itself what happens, behind our own address."""
    return f"/platforms/{connection_id}"
