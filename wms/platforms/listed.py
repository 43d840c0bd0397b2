"""What stands between a platform and us, for the desk: orders, messages, tellings, stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure, failure_in
from wms.platforms.connections import Connection

#: of each list as many as a person reads at once
ROWS_MAX: Final = 100
#: which orders: those that need somebody first
ORDER_STATES: Final = ("refused", "waiting", "here", "cancelled", "not_ours")


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order of the platform, and what it is here."""

    platform_id: str
    number: str
    status: str
    state: str
    order_number: int | None
    order_status: str | None
    failure: Failure | None
    failing_since: datetime | None
    is_found: bool
    seen_at: datetime


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that it told and that could not be followed, or waits."""

    id: UUID
    topic: str
    platform_id: str | None
    status: str
    times: int
    attempts: int
    failure: Failure | None
    created_at: datetime


class TellingRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that it is to be told, or would not hear."""

    id: UUID
    what: str
    event_type: str | None
    number: str | None
    status: str
    attempts: int
    due_at: datetime
    failure: Failure | None


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    """A product that it would not take the stock of."""

    sku: str
    failure: Failure


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many of each."""

    orders: dict[str, int]
    waiting: int
    failed: int
    to_tell: int
    not_told: int
    stock_due: int
    stock_told: int


_ORDERS: Final = text(
    """
    SELECT po.platform_id, po.number, po.status, po.state, o.number AS order_number,
           o.status AS order_status, po.failure, po.failing_since, po.is_found, po.seen_at
    FROM platform_orders po
    LEFT JOIN orders o ON o.shop_id = po.shop_id AND o.id = po.order_id
    WHERE po.shop_id = :shop AND po.connection_id = :connection
      AND (:status = '' OR po.status = :status) AND (:q = '' OR po.number = :q)
    ORDER BY po.failure IS NULL, po.seen_at DESC LIMIT :limit
    """
)
_MESSAGES: Final = text(
    """
    SELECT id, topic, platform_id, status, times, attempts, failure, created_at
    FROM platform_messages
    WHERE shop_id = :shop AND connection_id = :connection AND status <> 'done'
    ORDER BY status, id DESC LIMIT :limit
    """
)
_TELLINGS: Final = text(
    """
    SELECT t.id, t.what, t.event_type, po.number, t.status, t.attempts, t.due_at, t.failure
    FROM platform_tellings t
    LEFT JOIN platform_orders po ON po.shop_id = t.shop_id
         AND po.connection_id = t.connection_id AND po.platform_id = t.platform_id
    WHERE t.shop_id = :shop AND t.connection_id = :connection AND t.status IN ('due', 'refused')
    ORDER BY t.status DESC, t.id DESC LIMIT :limit
    """
)
_STOCK: Final = text(
    """
    SELECT p.sku, s.failure FROM platform_stock s
    JOIN products p ON p.shop_id = s.shop_id AND p.id = s.product_id
    WHERE s.shop_id = :shop AND s.connection_id = :connection AND s.failure IS NOT NULL
    ORDER BY p.sku LIMIT :limit
    """
)
_COUNTS: Final = text(
    """
    SELECT
        (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (
            SELECT status, count(*) AS n FROM platform_orders
            WHERE shop_id = :shop AND connection_id = :connection GROUP BY 1) o) AS orders,
        (SELECT count(*) FROM platform_messages WHERE shop_id = :shop
         AND connection_id = :connection AND status = 'waiting') AS waiting,
        (SELECT count(*) FROM platform_messages WHERE shop_id = :shop
         AND connection_id = :connection AND status = 'failed') AS failed,
        (SELECT count(*) FROM platform_tellings WHERE shop_id = :shop
         AND connection_id = :connection AND status = 'due') AS to_tell,
        (SELECT count(*) FROM platform_tellings WHERE shop_id = :shop
         AND connection_id = :connection AND status = 'refused') AS not_told,
        (SELECT count(*) FROM platform_stock WHERE shop_id = :shop
         AND connection_id = :connection AND due_at IS NOT NULL) AS stock_due,
        (SELECT count(*) FROM platform_stock WHERE shop_id = :shop
         AND connection_id = :connection AND told IS NOT NULL) AS stock_told
    """
)


def _of(one: Connection, **more: Any) -> dict[str, Any]:
    return {"shop": one.shop_id, "connection": one.id, "limit": ROWS_MAX} | more


async def orders_of(
    read: Read | Tx, one: Connection, *, status: str = "", number: str = ""
) -> Sequence[OrderRow]:
    """Its orders, those with a trouble first; of one state, or with one number."""
    rows = await read.execute(_ORDERS, _of(one, status=status, q=number.strip()))
    return [OrderRow(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def messages_of(read: Read | Tx, one: Connection) -> Sequence[MessageRow]:
    """What it told and is not followed: what failed first."""
    rows = await read.execute(_MESSAGES, _of(one))
    return [MessageRow(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def tellings_of(read: Read | Tx, one: Connection) -> Sequence[TellingRow]:
    """What it is to be told: what it refused first."""
    rows = await read.execute(_TELLINGS, _of(one))
    return [TellingRow(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def stock_not_taken(read: Read | Tx, one: Connection) -> Sequence[StockRow]:
    """Products that it does not know, or keeps no count of."""
    rows = await read.execute(_STOCK, _of(one))
    return [
        StockRow(sku=row.sku, failure=failure)
        for row in rows
        if (failure := failure_in(row.failure)) is not None
    ]


async def counts_of(read: Read | Tx, one: Connection) -> Counts:
    """How many of each."""
    asked = {"shop": one.shop_id, "connection": one.id}
    return Counts(**(await read.execute(_COUNTS, asked)).one()._mapping)


_RETRY: Final = text(
    "UPDATE platform_orders SET retry_at = clock_timestamp() WHERE shop_id = :shop "
    "AND connection_id = :connection AND status = 'refused' "
    "AND (:id = '' OR platform_id = :id)"
)


async def retry_orders(tx: Tx, one: Connection, platform_id: str = "") -> None:
    """What was refused is read again at once; one order, or all of them."""
    asked = {"shop": one.shop_id, "connection": one.id, "id": platform_id}
    await tx.execute(_RETRY, asked)
