"""Copies of papers, with who asked for them and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.packing.prints.again import REASON_MAX_CHARS, ReasonMissing
from wms.packing.prints.papers import INVOICE, LABEL, SLIP


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


_COPIES = text(
    """
    SELECT j.id, j.paper, j.copy_no, j.status, j.failure, j.reason, u.name AS asked_by,
           j.created_at, j.printed_at
    FROM print_jobs j LEFT JOIN office_users u ON u.id = j.asked_by
    WHERE j.shop_id = :shop AND j.parcel_id = :parcel
    UNION ALL
    SELECT sp.id, 'slip', sp.copy_no, 'printed', NULL, b.reason, u.name, sp.printed_at,
           sp.printed_at
    FROM slip_prints sp
    LEFT JOIN slip_batches b ON b.id = sp.batch_id
    LEFT JOIN office_users u ON u.id = b.asked_by
    WHERE sp.shop_id = :shop AND sp.parcel_id = :parcel AND sp.batch_id IS NOT NULL
      AND sp.printed_at IS NOT NULL
    ORDER BY paper, copy_no
    """
)
_COPY = text(
    """
    INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no, reason, asked_by)
    SELECT pa.shop_id, pa.id, :paper,
           1 + greatest(
               (SELECT max(copy_no) FROM print_jobs
                WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper),
               -- slips that came out with others, in one PDF
               (SELECT max(copy_no) FROM slip_prints
                WHERE shop_id = :shop AND parcel_id = :parcel AND :paper = 'slip')),
           :reason, :by
    FROM parcels pa WHERE pa.shop_id = :shop AND pa.id = :parcel
      AND EXISTS (SELECT FROM print_jobs
                  WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper)
    RETURNING copy_no
    """
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
