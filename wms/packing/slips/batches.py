"""Slips of many orders in one PDF: asked for, and looked at afterwards.

Which slips says `choose`; they are drawn while somebody waits, then marked (`draw`). Who asks for
copies says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import Desk
from wms.db import Read, Tx, in_the_hall, new_id
from wms.errors import NotFound
from wms.failures import Failure, failure_in
from wms.packing.prints.again import REASON_MAX_CHARS
from wms.packing.slips.choose import Chosen
from wms.packing.slips.errors import CopiesNeedReason, NoSlips

#: batches that are listed
LISTED_MAX: Final = 20
#: papers of a batch; own: as each shop wants
BATCH_PAPERS: Final = ("own", "A4", "A6", "roll")


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Slips that were asked for together."""

    id: UUID
    asked_by: UUID
    asker: str
    status: str
    paper: str
    sort: str
    reason: str | None
    slips: int
    made: int
    failure: Failure | None
    #: letters that stand as empty boxes, by the order's number
    letters: dict[str, str]
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.status in ("printed", "cancelled", "failed")


_ADD = text(
    """
    INSERT INTO slip_prints (shop_id, order_id, parcel_id, copy_no, batch_id, position)
    SELECT shop, "order", parcel, copy_no, :batch, position
    FROM unnest(CAST(:shops AS uuid[]), CAST(:orders AS uuid[]), CAST(:parcels AS uuid[]),
                CAST(:copies AS int[])) WITH ORDINALITY
         AS x (shop, "order", parcel, copy_no, position)
    """
)
_ADD_BATCH = text(
    "INSERT INTO slip_batches (id, asked_by, paper, sort, reason, slips) "
    "VALUES (:id, :by, :paper, :sort, :reason, :slips)"
)
_BATCH = text(
    "SELECT b.id, b.asked_by, u.name AS asker, b.status, b.paper, b.sort, b.reason, b.slips, "
    "b.made, b.failure, coalesce(b.letters, '{}') AS letters, b.created_at, b.ended_at "
    "FROM slip_batches b JOIN office_users u ON u.id = b.asked_by "
    "WHERE (b.id = :id OR CAST(:id AS uuid) IS NULL) AND (b.asked_by = :by OR :sees_all) "
    "ORDER BY b.id DESC LIMIT :most"
)


async def open_batch(
    tx: Tx, slips: Sequence[Chosen], *, paper: str, sort: str, reason: str, by: Desk
) -> UUID:
    """Ask for slips in one PDF; they are drawn when somebody fetches it (`begin_batch`).

    Raises:
        NoSlips: none was chosen.
        CopiesNeedReason: some were printed before, and nobody said why again.
    """
    reason = reason.strip()
    if not slips:
        raise NoSlips
    ask_why(sum(one.copy_no > 1 for one in slips), reason)
    batch = new_id()
    facts = {
        "id": batch, "by": by.user_id, "paper": paper, "sort": sort, "reason": reason or None,
        "slips": len(slips),
    }  # fmt: skip
    async with in_the_hall(tx):
        await tx.execute(_ADD_BATCH, facts)
    await tx.execute(
        _ADD,
        {
            "batch": batch, "shops": [one.shop_id for one in slips],
            "orders": [one.order_id for one in slips],
            "parcels": [one.parcel_id for one in slips],
            "copies": [one.copy_no for one in slips],
        },
    )  # fmt: skip
    return batch


def ask_why(copies: int, reason: str) -> None:
    """CopiesNeedReason when there are copies among them and nobody said why."""
    if copies and not 0 < len(reason) <= REASON_MAX_CHARS:
        raise CopiesNeedReason(count=copies, maximum=REASON_MAX_CHARS)


async def batch_of(read: Read | Tx, batch_id: UUID, *, by: Desk) -> Batch:
    """A batch. NotFound for one of somebody else, when the asker is of a shop."""
    found = await _batches(read, by, batch_id)
    if not found:
        raise NotFound(what="batch", name=str(batch_id))
    return found[0]


async def last_batches(read: Read | Tx, *, by: Desk) -> list[Batch]:
    """What was printed so, the last first: of everybody, or a shop's own person's own."""
    return await _batches(read, by, None)


async def _batches(read: Read | Tx, by: Desk, batch_id: UUID | None) -> list[Batch]:
    asked = {
        "id": batch_id, "by": by.user_id, "sees_all": by.shop_id is None, "most": LISTED_MAX,
    }  # fmt: skip
    async with in_the_hall(read):
        rows = (await read.execute(_BATCH, asked)).all()
    return [Batch(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]
