"""Slips for the desk: of many orders at once, and copies with the reason why.

An order that is not packed yet has a slip too, of what it should contain: some shops want it in
the tote before the picker walks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.db import Read, Tx
from wms.errors import N_, Kind, NotFound, Refusal
from wms.failures import Failure, failure_in
from wms.packing.addresses import address_of
from wms.packing.papers import INVOICE, LABEL, SLIP
from wms.packing.queries import InParcel, SlipFacts

REASON_MAX_CHARS: Final = 200


class ReasonMissing(Refusal):
    """A copy of a paper was asked for without saying why."""

    kind = Kind.INVALID
    code = "paper.reason_missing"
    sentence = N_("Say why it is printed again, in at most {maximum} characters.")


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was asked for; ``copy_no`` 1 is the original."""

    id: UUID
    paper: str
    copy_no: int
    status: str
    failure: Failure | None
    reason: str | None
    asked_by: str | None
    created_at: datetime
    printed_at: datetime | None


# One slip for each parcel, and one for an order that has none yet.
_SLIPS = text(
    """
    SELECT o.id AS order_id, o.language, s.name AS shop_name, o.number, o.external_id, o.recipient,
           CAST(o.created_at AT TIME ZONE (SELECT house_zone()) AS date) AS ordered_on,
           coalesce(o.gift_note, '') AS gift_note,
           coalesce(s.slip_message, '') AS message, coalesce(s.returns_url, '') AS return_url,
           c.lines
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    LEFT JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id
                        AND pa.status NOT IN ('open', 'cancelled')
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('sku', x.sku, 'name', x.name, 'quantity', x.quantity)
                         ORDER BY x.line_no) AS lines
        FROM (
            SELECT p.sku, p.name, sum(pl.quantity) AS quantity, min(l.line_no) AS line_no
            FROM parcel_lines pl
            JOIN order_lines l ON l.shop_id = pl.shop_id AND l.id = pl.order_line_id
            JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
            WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id
            GROUP BY p.id, p.sku, p.name
            UNION ALL
            SELECT p.sku, p.name, l.ordered - l.cancelled, l.line_no
            FROM order_lines l
            JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
            WHERE pa.id IS NULL AND l.shop_id = o.shop_id AND l.order_id = o.id
              AND l.ordered > l.cancelled) AS x) AS c
    WHERE o.number = ANY (:numbers) AND o.status <> 'cancelled'
    ORDER BY o.number, pa.number
    """
)
_COPIES = text(
    """
    SELECT j.id, j.paper, j.copy_no, j.status, j.failure, j.reason, u.name AS asked_by,
           j.created_at, j.printed_at
    FROM print_jobs j LEFT JOIN office_users u ON u.id = j.asked_by
    WHERE j.shop_id = :shop AND j.parcel_id = :parcel ORDER BY j.paper, j.copy_no
    """
)
_COPY = text(
    """
    INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no, reason, asked_by)
    SELECT pa.shop_id, pa.id, :paper,
           (SELECT max(copy_no) + 1 FROM print_jobs
            WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper),
           :reason, :by
    FROM parcels pa WHERE pa.shop_id = :shop AND pa.id = :parcel
      AND EXISTS (SELECT FROM print_jobs
                  WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper)
    RETURNING copy_no
    """
)


async def slips_of(read: Read | Tx, numbers: Sequence[int]) -> list[SlipFacts]:
    """The slips of the orders with these numbers, by number; a cancelled order has none.

    One statement. Orders that the reader may not see are left out.
    """
    rows = await read.execute(_SLIPS, {"numbers": list(numbers)})
    return [_facts(row) for row in rows]


def _facts(row: Any) -> SlipFacts:
    return SlipFacts(
        language=row.language,
        shop_name=row.shop_name,
        order_number=str(row.number),
        external_id=row.external_id,
        slip_code=barcodes.label_code(barcodes.Kind.ORDER_SLIP, row.number),
        recipient=address_of(row.recipient),
        lines=msgspec.convert(row.lines or [], tuple[InParcel, ...]),
        ordered_on=row.ordered_on,
        gift_note=row.gift_note,
        message=row.message,
        return_url=row.return_url,
    )


async def copies_of(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> list[Copy]:
    """The papers of a parcel: the originals and every copy, with who asked for it and why."""
    rows = await read.execute(_COPIES, {"shop": shop_id, "parcel": parcel_id})
    return [Copy(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]


async def print_copy(
    tx: Tx, shop_id: UUID, parcel_id: UUID, paper: str, *, reason: str, by: UUID
) -> int:
    """Ask for one more print of a paper that says it is a copy; which copy it is (2, 3 …).

    ``paper`` is slip, label or invoice, ``by`` the office user.

    Raises:
        ReasonMissing: nobody would know later why there are two.
        NotFound: the parcel has no such paper.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX_CHARS:
        raise ReasonMissing(maximum=REASON_MAX_CHARS)
    if paper not in (SLIP, LABEL, INVOICE):
        raise NotFound(what="paper", name=paper)
    copy_no: int | None = await tx.scalar(
        _COPY,
        {"shop": shop_id, "parcel": parcel_id, "paper": paper, "reason": reason, "by": by},
    )
    if copy_no is None:
        raise NotFound(what="paper", name=paper)
    return copy_no
