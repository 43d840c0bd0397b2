"""Reads of who may come in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import and_, select

from wms.access.models import (
    AccessToken,
    ApiKey,
    Device,
    OfficeSession,
    OfficeUser,
    Operator,
    OperatorSession,
)
from wms.access.people import AtWork, Desk
from wms.db import Read, Tx
from wms.errors import NotFound

#: longest list of people, devices or keys that is read at once
LIST_MAX = 200


class KeyOnFile(msgspec.Struct, frozen=True, kw_only=True):
    """An API key as its keeper needs it."""

    shop_id: UUID
    key_id: UUID
    scopes: frozenset[str]
    #: from where it is good; none: from everywhere
    addresses: tuple[IPv4Network | IPv6Network, ...]
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    #: the version of the API that it speaks unless a request says otherwise
    api_version: str


class SessionOnFile(msgspec.Struct, frozen=True, kw_only=True):
    """An operator's session on a device."""

    by: AtWork
    last_seen_at: datetime


class DeviceOnFile(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled device and who is at work on it."""

    id: UUID
    name: str
    operator_id: UUID | None
    operator_name: str | None
    operator_language: str | None


class KeyShown(msgspec.Struct, frozen=True, kw_only=True):
    """An API key as people see it in a list."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    addresses: list[str]
    #: the version of the API that it speaks unless a request says otherwise
    api_version: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class OperatorShown(msgspec.Struct, frozen=True, kw_only=True):
    """An operator as the office sees them."""

    id: UUID
    name: str
    language: str
    is_supervisor: bool
    team: str | None
    failed_pins: int
    locked_until: datetime | None
    created_at: datetime
    left_at: datetime | None


class DeviceShown(msgspec.Struct, frozen=True, kw_only=True):
    """A device as the office sees it."""

    id: UUID
    name: str
    created_at: datetime
    enrolled_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    self_test: dict[str, Any] | None
    self_tested_at: datetime | None


_ON_FILE: Final = (
    ApiKey.shop_id,
    ApiKey.id,
    ApiKey.scopes,
    ApiKey.addresses,
    ApiKey.expires_at,
    ApiKey.revoked_at,
    ApiKey.last_used_at,
    ApiKey.api_version,
)


def _on_file(row: Any, scopes: Collection[str], ends: datetime | None) -> KeyOnFile:
    return KeyOnFile(
        shop_id=row.shop_id,
        key_id=row.id,
        scopes=frozenset(scopes),
        addresses=tuple(ip_network(address) for address in row.addresses),
        expires_at=ends,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        api_version=row.api_version,
    )


async def key_by_hash(read: Read | Tx, key_hash: bytes) -> KeyOnFile | None:
    """The API key with this digest, also when it is expired or revoked."""
    row = (await read.execute(select(*_ON_FILE).where(ApiKey.key_hash == key_hash))).one_or_none()
    return None if row is None else _on_file(row, row.scopes, row.expires_at)


async def key_by_token(read: Read | Tx, token_hash: bytes) -> KeyOnFile | None:
    """The key that lent the access token with this digest, as far as it lent itself.

    It ends when the token does, or the key before it.
    """
    lent = AccessToken.__table__.c
    row = (
        await read.execute(
            select(*_ON_FILE, lent.scopes.label("lent_scopes"), lent.expires_at.label("lent_until"))
            .join(
                AccessToken,
                and_(AccessToken.shop_id == ApiKey.shop_id, AccessToken.key_id == ApiKey.id),
            )
            .where(AccessToken.token_hash == token_hash)
        )
    ).one_or_none()
    if row is None:
        return None
    ends = min(row.lent_until, row.expires_at or row.lent_until)
    return _on_file(row, set(row.lent_scopes) & set(row.scopes), ends)


async def session_by_hash(read: Read | Tx, token_hash: bytes) -> SessionOnFile | None:
    """The open session with this digest; none when person or device may not work any more."""
    row = (
        await read.execute(
            select(
                OperatorSession.id,
                OperatorSession.device_id,
                OperatorSession.last_seen_at,
                Operator.id.label("operator_id"),
                Operator.name,
                Operator.language,
                Operator.is_supervisor,
            )
            .join(Operator, Operator.id == OperatorSession.operator_id)
            .join(Device, Device.id == OperatorSession.device_id)
            .where(
                OperatorSession.token_hash == token_hash,
                OperatorSession.ended_at.is_(None),
                Operator.left_at.is_(None),
                Device.revoked_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    by = AtWork(
        operator_id=row.operator_id,
        device_id=row.device_id,
        session_id=row.id,
        name=row.name,
        language=row.language,
        is_supervisor=row.is_supervisor,
    )
    return SessionOnFile(by=by, last_seen_at=row.last_seen_at)


async def device_by_hash(read: Read | Tx, token_hash: bytes) -> DeviceOnFile | None:
    """The enrolled device with this digest and who is at work on it."""
    row = (
        await read.execute(
            select(Device.id, Device.name, Operator.id, Operator.name, Operator.language)
            .outerjoin(
                OperatorSession,
                (OperatorSession.device_id == Device.id) & OperatorSession.ended_at.is_(None),
            )
            .outerjoin(Operator, Operator.id == OperatorSession.operator_id)
            .where(
                Device.token_hash == token_hash,
                Device.enrolled_at.is_not(None),
                Device.revoked_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return DeviceOnFile(
        id=row[0],
        name=row[1],
        operator_id=row[2],
        operator_name=row[3],
        operator_language=row[4],
    )


async def desk_by_hash(read: Read | Tx, token_hash: bytes) -> tuple[Desk, datetime] | None:
    """Who is logged in with the session of this digest, and until when."""
    row = (
        await read.execute(
            select(
                OfficeSession.id,
                OfficeSession.expires_at,
                OfficeUser.id.label("user_id"),
                OfficeUser.name,
                OfficeUser.role,
                OfficeUser.shop_id,
                OfficeUser.language,
            )
            .join(OfficeUser, OfficeUser.id == OfficeSession.user_id)
            .where(
                OfficeSession.token_hash == token_hash,
                OfficeSession.ended_at.is_(None),
                OfficeUser.left_at.is_(None),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    desk = Desk(
        user_id=row.user_id,
        session_id=row.id,
        name=row.name,
        role=row.role,
        shop_id=row.shop_id,
        language=row.language,
    )
    return desk, row.expires_at


async def keys_of_shop(read: Read | Tx, shop_id: UUID) -> list[KeyShown]:
    """A shop's keys, newest first, at most ``LIST_MAX``."""
    rows = await read.scalars(
        select(ApiKey)
        .where(ApiKey.shop_id == shop_id)
        .order_by(ApiKey.created_at.desc(), ApiKey.id)
        .limit(LIST_MAX)
    )
    return [msgspec.convert(row, KeyShown, from_attributes=True) for row in rows]


async def operators(read: Read | Tx, *, after: UUID | None = None) -> list[OperatorShown]:
    """Operators in the order they came, at most ``LIST_MAX`` after the given one."""
    query = select(Operator).order_by(Operator.id).limit(LIST_MAX)
    if after is not None:
        query = query.where(Operator.id > after)
    rows = await read.scalars(query)
    return [msgspec.convert(row, OperatorShown, from_attributes=True) for row in rows]


async def devices(read: Read | Tx) -> list[DeviceShown]:
    """Devices, newest first, at most ``LIST_MAX``."""
    rows = await read.scalars(select(Device).order_by(Device.id.desc()).limit(LIST_MAX))
    return [msgspec.convert(row, DeviceShown, from_attributes=True) for row in rows]


class OfficeUserShown(msgspec.Struct, frozen=True, kw_only=True):
    """An office user as admins see them."""

    id: UUID
    email: str
    name: str
    role: str
    shop_id: UUID | None
    language: str
    locked_until: datetime | None
    created_at: datetime
    left_at: datetime | None


async def office_users(read: Read | Tx, *, after: UUID | None = None) -> list[OfficeUserShown]:
    """Office users in the order they came, at most ``LIST_MAX`` after the given one."""
    query = select(OfficeUser).order_by(OfficeUser.id).limit(LIST_MAX)
    if after is not None:
        query = query.where(OfficeUser.id > after)
    rows = await read.scalars(query)
    return [msgspec.convert(row, OfficeUserShown, from_attributes=True) for row in rows]


async def people_of_shop(
    read: Read | Tx, shop_id: UUID, *, limit: int = LIST_MAX
) -> list[OfficeUserShown]:
    """A shop's own people who may log in, in the order they came."""
    rows = await read.scalars(
        select(OfficeUser)
        .where(OfficeUser.shop_id == shop_id, OfficeUser.left_at.is_(None))
        .order_by(OfficeUser.id)
        .limit(limit)
    )
    return [msgspec.convert(row, OfficeUserShown, from_attributes=True) for row in rows]


async def operator(read: Read | Tx, operator_id: UUID) -> OperatorShown:
    """One operator.

    Raises:
        NotFound: there is none.
    """
    row = await read.get(Operator, operator_id)
    if row is None:
        raise NotFound(what="operator", name=str(operator_id))
    return msgspec.convert(row, OperatorShown, from_attributes=True)


async def office_user(read: Read | Tx, user_id: UUID) -> OfficeUserShown:
    """One office user.

    Raises:
        NotFound: there is none.
    """
    row = await read.get(OfficeUser, user_id)
    if row is None:
        raise NotFound(what="office user", name=str(user_id))
    return msgspec.convert(row, OfficeUserShown, from_attributes=True)


async def names_of(read: Read | Tx, ids: Collection[UUID]) -> dict[str, str]:
    """The names of operators and office users by their ids, as text; unknown ids are left out."""
    found: dict[str, str] = {}
    for who in (Operator, OfficeUser):
        rows = await read.execute(select(who.id, who.name).where(who.id.in_(ids)))
        found |= {str(row.id): row.name for row in rows}
    return found
