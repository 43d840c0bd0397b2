"""Returns of all shops for the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx

#: what the desk looks for: name → the states it means
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "in_work": ("arrived", "inspecting", "unidentified"),
    "announced": ("announced",),
    "completed": ("completed",),
    "rejected": ("rejected",),
    "to_refund": ("announced", "arrived", "inspecting", "completed"),
}


class ReturnRow(msgspec.Struct, frozen=True, kw_only=True):
    """A return in a list; ``pieces`` received so far, in base units."""

    shop_id: UUID
    shop: str
    id: UUID
    number: int
    external_id: str | None
    order_number: int | None
    order_external_id: str | None
    status: str
    reason: str
    tracking_number: str | None
    arrived_at: datetime | None
    created_at: datetime
    announced: int
    received: int


_LIST = text(
    """
    SELECT r.shop_id, s.name AS shop, r.id, r.number, r.external_id, o.number AS order_number,
           o.external_id AS order_external_id, r.status, r.reason, r.tracking_number, r.arrived_at,
           r.created_at, l.announced, l.received
    FROM returns r
    JOIN shops s ON s.id = r.shop_id
    LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    CROSS JOIN LATERAL (
        SELECT CAST(coalesce(sum(announced), 0) AS bigint) AS announced,
               CAST(coalesce(sum(received), 0) AS bigint) AS received
        FROM return_lines WHERE shop_id = r.shop_id AND return_id = r.id) AS l
    WHERE (CAST(:states AS text[]) IS NULL OR r.status = ANY (CAST(:states AS text[])))
      AND (NOT CAST(:to_refund AS boolean)
           OR (r.refund_clearable_at IS NOT NULL AND r.refunded_at IS NULL))
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND (CAST(:before AS bigint) IS NULL OR r.number < CAST(:before AS bigint))
      AND (CAST(:like AS text) IS NULL OR r.external_id ILIKE CAST(:like AS text)
           OR r.tracking_number ILIKE CAST(:like AS text)
           OR o.external_id ILIKE CAST(:like AS text)
           OR 'R-' || r.number = CAST(:exact AS text)
           OR CAST(r.number AS text) = CAST(:exact AS text)
           OR CAST(o.number AS text) = CAST(:exact AS text))
    ORDER BY r.number DESC LIMIT :limit
    """
)


_COUNTS = text(
    """
    SELECT count(*) FILTER (WHERE status IN ('arrived', 'inspecting', 'unidentified')) AS here,
           count(*) FILTER (WHERE status = 'announced') AS coming,
           count(*) FILTER (WHERE status <> 'rejected' AND refund_clearable_at IS NOT NULL
                            AND refunded_at IS NULL) AS to_refund
    FROM returns
    WHERE shop_id = :shop AND (status IN ('announced', 'arrived', 'inspecting', 'unidentified')
                               OR refund_clearable_at IS NOT NULL AND refunded_at IS NULL)
    """
)


class ReturnCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How a shop's returns stand."""

    #: in the house and not finished
    here: int
    coming: int
    #: the shop may pay back and has not said that it did
    to_refund: int


async def return_counts(read: Read | Tx, shop_id: UUID) -> ReturnCounts:
    """How the returns of this shop stand."""
    return ReturnCounts(**(await read.execute(_COUNTS, {"shop": shop_id})).one()._mapping)


async def return_list(
    read: Read | Tx,
    *,
    limit: int,
    group: str = "",
    shop: str = "",
    search: str = "",
    like: str | None = None,
    before: int | None = None,
) -> list[ReturnRow]:
    """Returns, the newest first; ``like`` is ``search`` as an ILIKE pattern."""
    states = GROUPS.get(group)
    rows = await read.execute(
        _LIST,
        {
            "states": list(states) if states else None,
            "to_refund": group == "to_refund",
            "shop": shop or None,
            "before": before,
            "like": like,
            "exact": search.strip().upper(),
            "limit": limit,
        },
    )
    return [ReturnRow(**row._mapping) for row in rows]
