"""What came otherwise than announced, as the desk looks at it: what waits, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.db import Read, Tx
from wms.inbound.discrepancy_errors import DiscrepancyUnknown
from wms.inbound.models import Discrepancy

#: what the desk looks for: name → states
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "": ("open",),
    "overdue": ("open",),
    "going_back": ("decided",),
    "done": ("done",),
}


class DiscrepancyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A difference in a list."""

    id: UUID
    shop_id: UUID
    shop_code: str
    shop: str
    asn_id: UUID
    asn_number: int
    asn_external_id: str
    kind: str
    sku: str | None
    name: str | None
    quantity: int
    lot: str | None
    note: str | None
    details: dict[str, Any] | None
    status: str
    decide_by: datetime
    fallback: str
    decision: str | None
    decided_by: str | None
    #: the person at the desk, when it was one
    decided_by_name: str | None
    decided_note: str | None
    decided_at: datetime | None
    reminded_at: datetime | None
    created_at: datetime
    photo_ids: list[UUID]


class DiscrepancyWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which differences; every field that is not set lets all through."""

    group: str = ""
    kind: str = ""
    shop: str = ""
    search: str = ""
    #: ``search`` as a pattern of LIKE
    like: str | None = None
    asn_id: UUID | None = None
    only_id: UUID | None = None
    #: the id where the page before ended
    after: UUID | None = None


_ROWS: Final = """
    SELECT d.id, d.shop_id, s.code AS shop_code, s.name AS shop, d.asn_id, a.number AS asn_number,
           a.external_id AS asn_external_id, d.kind, p.sku, p.name, d.quantity,
           nullif(o.code, '') AS lot, d.note, d.details, d.status, d.decide_by, d.fallback,
           d.decision, d.decided_by, u.name AS decided_by_name, d.decided_note, d.decided_at,
           d.reminded_at, d.created_at,
           ARRAY(SELECT f.id FROM discrepancy_photos f
                 WHERE f.shop_id = d.shop_id AND f.discrepancy_id = d.id ORDER BY f.id) AS photo_ids
    FROM discrepancies d
    JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id
    JOIN shops s ON s.id = d.shop_id
    LEFT JOIN products p ON p.shop_id = d.shop_id AND p.id = d.product_id
    LEFT JOIN lots o ON o.shop_id = d.shop_id AND o.product_id = d.product_id AND o.id = d.lot_id
    LEFT JOIN office_users u ON u.id = d.decided_by_user_id
    WHERE d.status = ANY (:states) AND (NOT :late OR d.decide_by < now())
      AND (:kind = '' OR d.kind = :kind) AND (:shop = '' OR s.code = :shop)
      AND (CAST(:asn AS uuid) IS NULL OR d.asn_id = :asn)
      AND (CAST(:only AS uuid) IS NULL OR d.id = :only)
      AND (:search = '' OR p.sku ILIKE CAST(:like AS text) OR p.name ILIKE CAST(:like AS text)
           OR a.external_id ILIKE CAST(:like AS text)
           OR CAST(a.number AS text) = :search)
"""
_OPEN = text(
    _ROWS
    + """
      AND (CAST(:after AS uuid) IS NULL OR (d.decide_by, d.id) > (
          SELECT decide_by, id FROM discrepancies WHERE id = :after))
    ORDER BY d.decide_by, d.id LIMIT :limit
    """
)
_HISTORY = text(
    _ROWS + "AND (CAST(:after AS uuid) IS NULL OR d.id < :after) ORDER BY d.id DESC LIMIT :limit"
)


async def discrepancy_list(
    read: Read | Tx, wanted: DiscrepancyWanted, *, limit: int
) -> list[DiscrepancyRow]:
    """What waits, the most urgent first; what was decided, the newest first."""
    states = GROUPS[wanted.group]
    if wanted.asn_id is not None or wanted.only_id is not None:  # whatever became of it
        states = ("open", "decided", "done")
    facts = {
        "late": wanted.group == "overdue",
        "states": list(states),
        "kind": wanted.kind,
        "shop": wanted.shop,
        "asn": wanted.asn_id,
        "only": wanted.only_id,
        "search": wanted.search,
        "like": wanted.like,
        "after": wanted.after,
        "limit": limit,
    }
    statement = _HISTORY if wanted.group == "done" else _OPEN
    rows = await read.execute(statement, facts)
    return [DiscrepancyRow(**row._mapping) for row in rows]


_COUNT = text(
    "SELECT count(*) AS waiting, count(*) FILTER (WHERE d.decide_by < now()) AS overdue "
    "FROM discrepancies d JOIN shops s ON s.id = d.shop_id "
    "WHERE d.status = 'open' AND (:shop = '' OR s.code = :shop)"
)


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """How many differences wait for a decision, and of these longer than was agreed."""

    waiting: int
    overdue: int


async def undecided(read: Read | Tx, shop: str = "") -> Undecided:
    """How many differences wait for a decision."""
    row = (await read.execute(_COUNT, {"shop": shop})).one()
    return Undecided(**row._mapping)


async def discrepancy_key(read: Read | Tx, discrepancy_id: UUID) -> tuple[UUID, UUID]:
    """Shop and delivery of a difference. DiscrepancyUnknown when there is none to be seen."""
    row = (
        await read.execute(
            select(Discrepancy.shop_id, Discrepancy.asn_id).where(Discrepancy.id == discrepancy_id)
        )
    ).first()
    if row is None:
        raise DiscrepancyUnknown(name=str(discrepancy_id))
    return row.shop_id, row.asn_id
