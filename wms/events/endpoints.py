"""Where a shop wants its events: endpoints, their secrets, tests and replays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import text

from wms.db import Read, Tx, new_id
from wms.errors import Refusal, SeveralInvalid
from wms.events.breaker import BY_SHOP, bury_all, disable, enable
from wms.events.errors import (
    CarriedInSandboxOnly,
    EndpointUnknown,
    EventTypeUnknown,
    RotationRunning,
    TooManyEndpoints,
)
from wms.events.guard import URL_MAX_CHARS, Policy, check_url, host_of
from wms.events.kinds import KINDS
from wms.events.secrets import locked
from wms.events.signing import new_secret
from wms.halls import is_twin
from wms.texts import Line

ENDPOINTS_MAX = 20
#: the old secret stays valid so long after a rotation (api.md)
ROTATION = timedelta(hours=24)

Url = Annotated[str, Meta(min_length=1, max_length=URL_MAX_CHARS)]
EVENT_TYPE_MAX_CHARS = 64
EventType = Annotated[str, Meta(min_length=1, max_length=EVENT_TYPE_MAX_CHARS)]
EventTypes = Annotated[tuple[EventType, ...], Meta(max_length=len(KINDS))]


class NewEndpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send. No ``event_types``: every type, also those that will be new."""

    #: where events are sent; https
    url: Url
    #: in a sandbox: we do not send there, your program collects what is due and carries it there
    is_carried: bool = False
    event_types: EventTypes = ()
    description: Line | None = None


class EndpointChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes; what is left out stays."""

    #: where events are sent; https
    url: Url | UnsetType = UNSET
    event_types: EventTypes | UnsetType = UNSET
    description: Line | UnsetType | None = UNSET
    status: Literal["enabled", "disabled"] | UnsetType = UNSET


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """Events that an endpoint missed while it was disabled."""

    #: of the first one
    from_sequence: int
    #: of the last one
    to_sequence: int


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook endpoint; its secret is told when it is made, and never again."""

    id: UUID
    #: where events are sent
    url: str
    #: your program collects what is due and carries it there
    is_carried: bool
    description: str | None
    event_types: list[str]
    status: str
    #: why nothing is sent
    disabled_reason: str | None
    #: since when every try failed
    failing_since: datetime | None
    #: since when it is tried by one message at a time; null: it answers
    open_since: datetime | None
    #: when it is tried next
    next_probe_at: datetime | None
    #: which events it missed while it was disabled: send them again; null: none
    missed: Missed | None
    #: during a rotation: the secret before is valid until then
    previous_secret_until: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class WithSecret(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint and its new signing secret, shown this once."""

    #: the endpoint
    endpoint: Endpoint
    secret: str


_COLUMNS = (
    "id, url, is_carried, description, event_types, status, disabled_reason, "
    "failing_since, open_since, probe_at AS next_probe_at, missed_from, missed_to, "
    "CASE WHEN previous_secret_until > now() THEN previous_secret_until END "
    "AS previous_secret_until, created_at, updated_at, version"
)
_ONE = text(
    f"SELECT {_COLUMNS} FROM webhook_endpoints "
    "WHERE shop_id = :shop AND id = :id AND deleted_at IS NULL"
)
_ALL = text(
    f"SELECT {_COLUMNS} FROM webhook_endpoints "
    "WHERE shop_id = :shop AND deleted_at IS NULL "
    "AND (CAST(:after AS uuid) IS NULL OR id > :after) "
    "ORDER BY id LIMIT :limit"
)


async def endpoint(read: Read | Tx, shop_id: UUID, endpoint_id: UUID) -> Endpoint:
    """The shop's endpoint. EndpointUnknown without one."""
    row = (await read.execute(_ONE, {"shop": shop_id, "id": endpoint_id})).one_or_none()
    if row is None:
        raise EndpointUnknown(id=str(endpoint_id))
    return _endpoint(row)


def _endpoint(row: Any) -> Endpoint:
    facts = dict(row._mapping)
    first, last = facts.pop("missed_from"), facts.pop("missed_to")
    missed = None if last is None else Missed(from_sequence=first, to_sequence=last)
    return Endpoint(**facts, missed=missed)


async def endpoints(
    read: Read, shop_id: UUID, *, limit: int, after: UUID | None = None
) -> list[Endpoint]:
    """The shop's endpoints in the order in which they were made."""
    rows = await read.execute(_ALL, {"shop": shop_id, "limit": limit, "after": after})
    return [_endpoint(row) for row in rows]


def check_types(types: tuple[str, ...], field: str = "/event_types") -> None:
    """Refuse types that no event has.

    Raises:
        EventTypeUnknown, SeveralInvalid: each is pointed to, below ``field``.
    """
    wrong: list[Refusal] = [
        EventTypeUnknown(pointer=f"{field}/{index}", type=one)
        for index, one in enumerate(types)
        if one not in KINDS
    ]
    if wrong:
        raise wrong[0] if len(wrong) == 1 else SeveralInvalid(wrong)


async def add_endpoint(
    tx: Tx, shop_id: UUID, new: NewEndpoint, policy: Policy, *, secret_key: str
) -> WithSecret:
    """Send the shop's events there from now on.

    Raises:
        UrlRefused: we never send to such an address.
        CarriedInSandboxOnly
        EventTypeUnknown, SeveralInvalid, TooManyEndpoints
    """
    if new.is_carried and not is_twin(shop_id):
        raise CarriedInSandboxOnly(pointer="/is_carried")
    _check_url(new.url, policy, is_carried=new.is_carried)
    check_types(new.event_types)
    # two requests of a shop take turns, so that the limit holds
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:s, 0))"),
        {"s": f"webhook endpoints of {shop_id}"},
    )
    count = await tx.scalar(
        text("SELECT count(*) FROM webhook_endpoints WHERE shop_id = :s AND deleted_at IS NULL"),
        {"s": shop_id},
    )
    if count >= ENDPOINTS_MAX:
        raise TooManyEndpoints(most=ENDPOINTS_MAX)
    made, secret = new_id(), new_secret()
    await tx.execute(
        text(
            "INSERT INTO webhook_endpoints "
            "(shop_id, id, url, is_carried, description, event_types, secret_locked) "
            "VALUES (:shop, :id, :url, :carried, :description, :types, :secret)"
        ),
        {
            "shop": shop_id,
            "id": made,
            "url": new.url,
            "carried": new.is_carried,
            "description": new.description,
            "types": list(new.event_types),
            "secret": locked(secret_key, made, secret),
        },
    )
    return WithSecret(endpoint=await endpoint(tx, shop_id, made), secret=secret)


def _check_url(url: str, policy: Policy, *, is_carried: bool) -> None:
    try:
        if is_carried:  # nothing of ours ever goes there
            host_of(url)
        else:
            check_url(url, policy)
    except Refusal as refused:
        refused.pointer = "/url"
        raise


async def change_endpoint(
    tx: Tx, shop_id: UUID, endpoint_id: UUID, change: EndpointChange, policy: Policy
) -> Endpoint:
    """Change an endpoint; what waited for one that is disabled ends dead and can be replayed.

    Raises:
        EndpointUnknown, UrlRefused, EventTypeUnknown, SeveralInvalid
    """
    row = await lock_endpoint(tx, shop_id, endpoint_id)
    values: dict[str, Any] = {
        name: value
        for name in ("url", "description", "status")
        if (value := getattr(change, name)) is not UNSET
    }
    if isinstance(change.url, str):
        _check_url(change.url, policy, is_carried=row.is_carried)
    if not isinstance(change.event_types, UnsetType):
        check_types(change.event_types)
        values["event_types"] = list(change.event_types)
    if values.pop("status", None) == "enabled":
        await enable(tx, shop_id, endpoint_id)
    setters = "".join(f"{name} = :{name}, " for name in values)
    await tx.execute(
        text(
            f"UPDATE webhook_endpoints SET {setters} version = version + 1, "
            "updated_at = clock_timestamp() WHERE shop_id = :shop AND id = :id"
        ),
        {**values, "shop": shop_id, "id": endpoint_id},
    )
    if change.status == "disabled":
        await disable(tx, shop_id, endpoint_id, BY_SHOP)
    return await endpoint(tx, shop_id, endpoint_id)


async def lock_endpoint(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> Any:
    """Its row, locked for this transaction. EndpointUnknown without one."""
    row = (
        await tx.execute(
            text(
                "SELECT status, is_carried, secret, secret_locked, previous_secret_until "
                "FROM webhook_endpoints "
                "WHERE shop_id = :shop AND id = :id AND deleted_at IS NULL FOR NO KEY UPDATE"
            ),
            {"shop": shop_id, "id": endpoint_id},
        )
    ).one_or_none()
    if row is None:
        raise EndpointUnknown(id=str(endpoint_id))
    return row


async def delete_endpoint(tx: Tx, shop_id: UUID, endpoint_id: UUID) -> None:
    """Send nothing there any more; its log stays for its time. EndpointUnknown without one."""
    await lock_endpoint(tx, shop_id, endpoint_id)
    await tx.execute(
        text(
            "UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'deleted', "
            "deleted_at = clock_timestamp(), updated_at = clock_timestamp(), secret = '', "
            "previous_secret = NULL, secret_locked = NULL, previous_secret_locked = NULL "
            "WHERE shop_id = :shop AND id = :id"
        ),
        {"shop": shop_id, "id": endpoint_id},
    )
    await bury_all(tx, shop_id, endpoint_id)


async def rotate_secret(tx: Tx, shop_id: UUID, endpoint_id: UUID, *, secret_key: str) -> WithSecret:
    """Give a new secret; for 24 hours messages carry signatures by both.

    Raises:
        EndpointUnknown
        RotationRunning: the secret before the last one is still valid.
    """
    row = await lock_endpoint(tx, shop_id, endpoint_id)
    now = datetime.now(UTC)
    if row.previous_secret_until is not None and row.previous_secret_until > now:
        raise RotationRunning(until=row.previous_secret_until.isoformat(timespec="minutes"))
    secret = new_secret()
    await tx.execute(
        text(
            "UPDATE webhook_endpoints SET secret = '', previous_secret = NULL, "
            "secret_locked = :secret, previous_secret_locked = :previous, "
            "previous_secret_until = :until, version = version + 1 "
            "WHERE shop_id = :shop AND id = :id"
        ),
        {
            "shop": shop_id,
            "id": endpoint_id,
            "secret": locked(secret_key, endpoint_id, secret),
            "previous": row.secret_locked or locked(secret_key, endpoint_id, row.secret),
            "until": now + ROTATION,
        },
    )
    return WithSecret(endpoint=await endpoint(tx, shop_id, endpoint_id), secret=secret)
