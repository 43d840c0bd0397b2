"""Accounts with couriers: set, asked about, closed; what they hold is never shown again.

A shop's own account comes before the warehouse's. What a shop can send with follows from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, text, update

from wms.access.people import Desk
from wms.db import Read, Tx, in_the_hall, new_id
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.halls import is_twin
from wms.shipping.accounts.models import CourierAccount
from wms.shipping.carriers.house import PROFILE as HOUSE
from wms.shipping.carriers.registry import PROFILES, Usable
from wms.shipping.errors import AccountIncomplete, AccountThere, CarrierUnknown, ServiceUnknown
from wms.shops.models import Shop
from wms.strongbox import LockedOut, lock, unlock, word

#: accounts in one list
ACCOUNTS_MAX: Final = 500
LABEL_MAX_CHARS: Final = 60
FIELD_MAX_CHARS: Final = 2_000


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account as the office sees it: everything but what proves us."""

    id: UUID
    carrier: str
    shop_id: UUID | None
    shop_code: str | None
    shop_name: str | None
    label: str
    services: list[str]
    asked_at: datetime | None
    failure: Failure | None
    updated_at: datetime


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An account with its fields, for whoever calls the courier; None when nobody can read it."""

    id: UUID
    carrier: str
    updated_at: datetime
    credentials: Mapping[str, str] | None


async def set_account(
    tx: Tx,
    secret_key: str,
    *,
    carrier: str,
    shop_id: UUID | None,
    label: str,
    credentials: Mapping[str, str],
    services: Sequence[str] = (),
    by: Desk,
) -> UUID:
    """A new account, live at once.

    Raises:
        CarrierUnknown: this program cannot talk to such a courier, or it needs no account.
        AccountIncomplete: a field that the courier wants is missing.
        ServiceUnknown: the courier has no such service.
        AccountThere: it has one with this courier; change that.
    """
    fields = _fields(carrier, credentials, services)
    there = select(CourierAccount.id).where(
        CourierAccount.carrier == carrier,
        CourierAccount.shop_id.is_not_distinct_from(shop_id),
        CourierAccount.closed_at.is_(None),
    )
    if await tx.scalar(there) is not None:
        raise AccountThere(carrier=PROFILES[carrier].name)
    account_id = new_id()
    await tx.execute(
        insert(CourierAccount).values(
            id=account_id,
            carrier=carrier,
            shop_id=shop_id,
            label=_label(label, carrier),
            locked=lock(secret_key, fields, belongs_to=str(account_id)),
            services=list(services),
            user_id=by.user_id,
        )
    )
    await _tell(tx)
    return account_id


async def change_account(
    tx: Tx,
    secret_key: str,
    account_id: UUID,
    *,
    label: str,
    credentials: Mapping[str, str],
    services: Sequence[str] = (),
    by: Desk,
) -> None:
    """Other fields, services or another name; fields that are all empty stay as they are.

    Raises: as of `set_account`; NotFound: it is closed.
    """
    one = await account(tx, account_id)
    changed: dict[str, Any] = {"label": _label(label, one.carrier), "services": list(services)}
    if any(value.strip() for value in credentials.values()):
        fields = _fields(one.carrier, credentials, services)
        changed["locked"] = lock(secret_key, fields, belongs_to=str(account_id))
        changed |= {"asked_at": None, "failure": None}
    else:
        _check_services(one.carrier, services)
    await tx.execute(
        update(CourierAccount)
        .where(CourierAccount.id == account_id)
        .values(**changed, user_id=by.user_id, updated_at=func.clock_timestamp())
    )
    await _tell(tx)


async def close_account(tx: Tx, account_id: UUID) -> None:
    """Nothing is bought with it any more. Raises NotFound: it is closed already."""
    await account(tx, account_id)
    await tx.execute(
        update(CourierAccount)
        .where(CourierAccount.id == account_id)
        .values(closed_at=func.clock_timestamp())
    )
    await _tell(tx)


async def note_answer(tx: Tx, account_id: UUID, failure: Failure | None) -> None:
    """The courier was asked whether it knows us: None, it does."""
    await tx.execute(
        update(CourierAccount)
        .where(CourierAccount.id == account_id)
        .values(
            asked_at=func.clock_timestamp(),
            failure=None if failure is None else msgspec.to_builtins(failure),
        )
    )


_SHOWN = (
    CourierAccount.id,
    CourierAccount.carrier,
    CourierAccount.shop_id,
    Shop.code.label("shop_code"),
    Shop.name.label("shop_name"),
    CourierAccount.label,
    CourierAccount.services,
    CourierAccount.asked_at,
    CourierAccount.failure,
    CourierAccount.updated_at,
)


async def accounts(read: Read | Tx) -> list[Account]:
    """All that are open: by courier, the warehouse's own first."""
    rows = await read.execute(
        select(*_SHOWN)
        .outerjoin(Shop, Shop.id == CourierAccount.shop_id)
        .where(CourierAccount.closed_at.is_(None))
        .order_by(CourierAccount.carrier, Shop.code.nulls_first())
        .limit(ACCOUNTS_MAX)
    )
    return [Account(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def account(read: Read | Tx, account_id: UUID) -> Account:
    """One of them. Raises NotFound."""
    row = (
        await read.execute(
            select(*_SHOWN)
            .outerjoin(Shop, Shop.id == CourierAccount.shop_id)
            .where(CourierAccount.id == account_id, CourierAccount.closed_at.is_(None))
        )
    ).first()
    if row is None:
        raise NotFound(what="courier account", name=str(account_id))
    return Account(**{**row._mapping, "failure": failure_in(row.failure)})


_OPEN = text(
    "SELECT id, carrier, updated_at, locked FROM courier_accounts "
    "WHERE (CAST(:id AS uuid) IS NULL OR id = CAST(:id AS uuid)) "
    "AND (CAST(:carrier AS text) IS NULL OR carrier = CAST(:carrier AS text)) "
    "AND (CAST(:id AS uuid) IS NOT NULL OR closed_at IS NULL AND "
    "     (shop_id = CAST(:shop AS uuid) OR shop_id IS NULL OR CAST(:shop AS uuid) IS NULL)) "
    "ORDER BY shop_id IS NOT DISTINCT FROM CAST(:shop AS uuid) DESC, shop_id NULLS FIRST, id "
    "LIMIT 1"
)


async def open_account(read: Read | Tx, secret_key: str, account_id: UUID) -> Opened | None:
    """An account by its id, a closed one too: parcels may still be on their way with it."""
    return await _opened(read, secret_key, {"id": account_id, "carrier": None, "shop": None})


async def account_of_shop(
    read: Read | Tx, secret_key: str, carrier: str, shop_id: UUID | None
) -> Opened | None:
    """With what a shop buys of a courier: its own account, else the warehouse's; of nobody (None):
    the warehouse's, else any."""
    return await _opened(read, secret_key, {"id": None, "carrier": carrier, "shop": shop_id})


async def _opened(read: Read | Tx, secret_key: str, asked: dict[str, Any]) -> Opened | None:
    row = (await read.execute(_OPEN, asked)).first()
    if row is None:
        return None
    try:
        fields = msgspec.json.decode(unlock(secret_key, row.locked, belongs_to=str(row.id)))
    except LockedOut:
        fields = None
    return Opened(id=row.id, carrier=row.carrier, updated_at=row.updated_at, credentials=fields)


_USABLE = text(
    "SELECT carrier, services, shop_id IS NULL AS is_ours FROM courier_accounts "
    "WHERE closed_at IS NULL AND (shop_id = :shop OR shop_id IS NULL) "
    "ORDER BY shop_id NULLS LAST LIMIT :limit"
)


async def usable_by(read: Read | Tx, shop_id: UUID) -> Usable:
    """With whom a shop can send, and how: what its accounts and the warehouse's allow, and the
    house courier always."""
    if is_twin(shop_id):  # what stands in for the couriers asks for no account
        return {
            code: frozenset(one.code for one in profile.services)
            for code, profile in PROFILES.items()
        }
    found = {HOUSE.code: frozenset(one.code for one in HOUSE.services)}
    async with in_the_hall(read):  # accounts are the hall's; of them only these are looked at
        rows = (await read.execute(_USABLE, {"shop": shop_id, "limit": ACCOUNTS_MAX})).all()
    for row in rows:
        profile = PROFILES.get(row.carrier)
        if profile is not None and row.carrier not in found:
            offered = frozenset(one.code for one in profile.services)
            found[row.carrier] = offered & set(row.services) if row.services else offered
    return found


def news_path(one: Account, secret_key: str) -> str:
    """Where its courier tells what happens to parcels; nobody else can guess the word in it."""
    return f"/couriers/{one.carrier}/{one.id}/{word(secret_key, str(one.id))}/news"


def _fields(carrier: str, credentials: Mapping[str, str], services: Sequence[str]) -> bytes:
    profile = PROFILES.get(carrier)
    if profile is None or not profile.credentials:
        known = ", ".join(code for code, one in PROFILES.items() if one.credentials)
        raise CarrierUnknown(pointer="/carrier", carrier=carrier, known=known)
    _check_services(carrier, services)
    fields = {
        name: credentials.get(name, "").strip()[:FIELD_MAX_CHARS] for name in profile.credentials
    }
    missing = [name for name in profile.needed if not fields[name]]
    if missing:
        raise AccountIncomplete(
            pointer=f"/{missing[0]}", carrier=profile.name, fields=", ".join(missing)
        )
    return msgspec.json.encode(fields)


def _check_services(carrier: str, services: Sequence[str]) -> None:
    offered = [one.code for one in PROFILES[carrier].services]
    for service in services:
        if service not in offered:
            raise ServiceUnknown(
                pointer="/services",
                service=service,
                carrier=PROFILES[carrier].name,
                known=", ".join(offered),
            )


def _label(label: str, carrier: str) -> str:
    return label.strip()[:LABEL_MAX_CHARS] or PROFILES[carrier].name


async def _tell(tx: Tx) -> None:
    """Whoever remembers what a shop can send with forgets it."""
    await tx.execute(select(func.pg_notify("wms_auth", "")))
