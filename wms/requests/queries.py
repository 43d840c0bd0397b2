"""Reading the log of requests: by what it was, how it ended and when; and forgetting it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import N_, Kind, Refusal
from wms.retention import purge

#: how long a request is remembered, days
KEEP_DAYS: Final = 7
#: how a request ended: name → the statuses that it means
CLASSES: Final[dict[str, tuple[int, int]]] = {
    "ok": (200, 399),
    "refused": (400, 499),
    "failed": (500, 599),
}


class RequestUnknown(Refusal):
    """Nothing is kept of such a request."""

    kind = Kind.NOT_FOUND
    code = "request.unknown"
    title = N_("No such request")
    sentence = N_("There is no request {id} in the log. It keeps 7 days.")
    remedy = N_(
        "Take the request_id of an answer of the last seven days; one that was just answered "
        "comes within a second or two."
    )


class RequestSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was answered. Bodies are not kept: they hold people."""

    #: of the problem, and the `X-Request-Id` of its answer
    request_id: str
    #: when it came
    at: datetime
    #: of HTTP
    method: str
    #: the operation's id; null when nothing is at that address
    operation: str | None
    #: as it was sent
    path: str
    #: the query, as far as its parameters are known
    query: str
    #: of HTTP, as it was answered
    status: int
    #: the code of the problem that was answered
    code: str | None
    #: codes of the fields at fault
    field_codes: list[str]
    #: as it was sent; null: none was
    idempotency_key: str | None
    #: whether the first answer to this Idempotency-Key was given again
    is_replayed: bool
    #: the `Retry-After` that was answered, seconds
    retry_after_s: int | None
    #: until the answer was on its way
    latency_ms: int
    #: the API key, or the one that lent the token
    key_id: UUID
    #: the name that its owner gave the key
    key_name: str | None
    #: how the program calls itself
    user_agent: str | None
    #: the client's IP address
    address: str | None


class RequestRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the log, for the desk too, which sees several shops."""

    id: UUID
    shop_id: UUID
    shop: str
    seen: RequestSeen


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; whatever is not said is not narrowed."""

    #: one of `CLASSES`
    ended: str | None = None
    operation: str | None = None
    code: str | None = None
    request_id: str | None = None
    key_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    #: a shop's code
    shop: str | None = None


_ROWS: Final = """
    SELECT r.shop_id, s.name AS shop, r.id, r.request_id, r.at, r.method, r.operation, r.path,
           r.query, r.status, r.code, r.field_codes, r.idempotency_key, r.is_replayed,
           r.wait_s AS retry_after_s, r.latency_ms, r.key_id, k.name AS key_name, r.user_agent,
           r.address
    FROM api_requests r
    JOIN shops s ON s.id = r.shop_id
    LEFT JOIN api_keys k ON k.shop_id = r.shop_id AND k.id = r.key_id
"""
_LIST = text(
    _ROWS
    + """
    WHERE (CAST(:shop_id AS uuid) IS NULL OR r.shop_id = CAST(:shop_id AS uuid))
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND r.status BETWEEN :low AND :high
      AND (CAST(:operation AS text) IS NULL OR r.operation = CAST(:operation AS text))
      AND (CAST(:code AS text) IS NULL OR r.code = CAST(:code AS text)
           OR CAST(:code AS text) = ANY(r.field_codes))
      AND (CAST(:request_id AS text) IS NULL OR r.request_id = CAST(:request_id AS text))
      AND (CAST(:key_id AS uuid) IS NULL OR r.key_id = CAST(:key_id AS uuid))
      AND (CAST(:since AS timestamptz) IS NULL OR r.at >= CAST(:since AS timestamptz))
      AND (CAST(:until AS timestamptz) IS NULL OR r.at < CAST(:until AS timestamptz))
      AND (CAST(:before_at AS timestamptz) IS NULL
           OR (r.at, r.id) < (CAST(:before_at AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY r.at DESC, r.id DESC LIMIT :limit
    """
)
_BY_REQUEST_ID = text(
    _ROWS + " WHERE r.shop_id = :shop_id AND r.request_id = :request_id ORDER BY r.at DESC LIMIT 1"
)
_ONE = text(_ROWS + " WHERE r.id = :id")
_ANY: Final = (0, 999)


async def requests(
    read: Read,
    shop_id: UUID | None,
    wanted: Wanted,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[RequestRow]:
    """Requests, the newest first; of all shops that the reader may see without ``shop_id``."""
    low, high = CLASSES.get(wanted.ended or "", _ANY)
    before_at, before_id = after or (None, None)
    rows = await read.execute(
        _LIST,
        {
            **msgspec.structs.asdict(wanted),
            "shop_id": shop_id,
            "low": low,
            "high": high,
            "before_at": before_at,
            "before_id": before_id,
            "limit": limit,
        },
    )
    return [_row(row) for row in rows]


async def request_by_its_id(read: Read, shop_id: UUID, request_id: str) -> RequestRow:
    """The newest request under this id.

    Raises:
        RequestUnknown: the shop has none.
    """
    found = (
        await read.execute(_BY_REQUEST_ID, {"shop_id": shop_id, "request_id": request_id})
    ).one_or_none()
    if found is None:
        raise RequestUnknown(id=request_id)
    return _row(found)


async def request_row(read: Read, row_id: UUID) -> RequestRow:
    """The request in this row of the log.

    Raises:
        RequestUnknown: the reader may see none.
    """
    found = (await read.execute(_ONE, {"id": row_id})).one_or_none()
    if found is None:
        raise RequestUnknown(id=str(row_id))
    return _row(found)


def _row(row: Any) -> RequestRow:
    told = dict(row._mapping)
    of_row = {name: told.pop(name) for name in ("id", "shop_id", "shop")}
    return RequestRow(**of_row, seen=RequestSeen(**told))


async def purge_requests(tx: Tx) -> int:
    """Delete a batch of requests that are past their time; how many."""
    over = f"at < now() - interval '{KEEP_DAYS} days'"
    return await purge(tx, "api_requests", ("shop_id", "id"), over)
