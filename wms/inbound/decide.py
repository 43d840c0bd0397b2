"""What becomes of goods that came otherwise than announced (`sql/discrepancy_decide.sql`).

Their shop decides, the office for it, or, when nobody did in time, what was agreed happens.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.inbound.discrepancies import DiscrepancyCard, discrepancy_card
from wms.inbound.discrepancy_errors import RemindedAlready
from wms.texts import Note

Decision = Literal["accept", "quarantine", "return_to_supplier"]

#: of what is overdue, so many are looked up at once
BATCH = 100

#: a shop is not reminded of the same thing more often than this, minutes
REMIND_AFTER_MINUTES = 30

_DECIDE = text("SELECT discrepancy_decide(:shop, :asn, :id, :decision, :by, :note, :user)")
_HAND_BACK = text("SELECT discrepancy_hand_back(:id, :operator, :device, :scan)")
_REMIND = text(
    """
    UPDATE discrepancies SET reminded_at = clock_timestamp()
    WHERE shop_id = :shop AND asn_id = :asn AND id = :id AND status = 'open'
      AND (reminded_at IS NULL
           OR reminded_at < clock_timestamp() - make_interval(mins => :minutes))
    RETURNING id
    """
)
_TELL = text(
    "SELECT tell_discrepancy(a, d) FROM discrepancies d "
    "JOIN asns a ON a.shop_id = d.shop_id AND a.id = d.asn_id "
    "WHERE d.shop_id = :shop AND d.id = :id"
)
_OVERDUE = text(
    """
    SELECT shop_id, id, decide_by FROM discrepancies
    WHERE status = 'open' AND decide_by <= clock_timestamp()
      AND (CAST(:decide_by AS timestamptz) IS NULL OR (decide_by, id) > (:decide_by, :id))
    ORDER BY decide_by, id LIMIT :most
    """
)
_FALL_BACK = text("SELECT discrepancy_fall_back(:shop, :id)")


class NewDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of the goods."""

    decision: Decision
    note: Note | None = None


class HandedBack(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="handed_back"):
    """The supplier's driver took them along."""

    sku: str
    quantity: int


async def decide(
    tx: Tx,
    shop_id: UUID,
    asn_id: UUID,
    discrepancy_id: UUID,
    new: NewDecision,
    *,
    by: Literal["shop", "office"] = "shop",
    user_id: UUID | None = None,
) -> DiscrepancyCard:
    """Decide and carry out: accepted goods can be sold, others are held from now on.

    Said again, it stays so. ``user_id``: who it was at the desk.

    Raises:
        DiscrepancyUnknown: the delivery has no such difference, or it was a mistake.
        DiscrepancyDecided: it was decided otherwise.
        NothingThere: goods that did not come can only be accepted.
        GoodsGone: they are sold, promised or carried.
    """
    await tx.execute(
        _DECIDE,
        {
            "shop": shop_id,
            "asn": asn_id,
            "id": discrepancy_id,
            "decision": new.decision,
            "by": by,
            "note": new.note,
            "user": user_id,
        },
    )
    return await discrepancy_card(tx, shop_id, asn_id, discrepancy_id)


async def remind(tx: Tx, shop_id: UUID, asn_id: UUID, discrepancy_id: UUID) -> None:
    """Tell the shop once more that something waits for its decision: the same event again.

    Raises:
        RemindedAlready: it was reminded a moment ago, or there is nothing left to decide.
    """
    key = {"shop": shop_id, "asn": asn_id, "id": discrepancy_id}
    if await tx.scalar(_REMIND, key | {"minutes": REMIND_AFTER_MINUTES}) is None:
        raise RemindedAlready(minutes=REMIND_AFTER_MINUTES)
    await tx.execute(_TELL, {"shop": shop_id, "id": discrepancy_id})


async def hand_back(tx: Tx, discrepancy_id: UUID, *, by: AtWork, scan_id: UUID) -> HandedBack:
    """The supplier's driver takes goods along that go back: they leave the building.

    Raises:
        DiscrepancyUnknown: nothing of it is to go back.
        GoodsGone: they are not all free any more.
    """
    answer = await tx.scalar(
        _HAND_BACK,
        {
            "id": discrepancy_id,
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    return msgspec.convert(answer, HandedBack)


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that nobody decided in time."""

    shop_id: UUID
    id: UUID
    decide_by: datetime


async def overdue(read: Read | Tx, after: Overdue | None = None) -> list[Overdue]:
    """What nobody decided in time, the longest overdue first, a batch; ``after`` ends the last."""
    where = {
        "decide_by": after.decide_by if after else None,
        "id": after.id if after else None,
        "most": BATCH,
    }
    return [Overdue(**row._mapping) for row in await read.execute(_OVERDUE, where)]


async def fall_back(tx: Tx, one: Overdue) -> bool:
    """Do what was agreed about one difference; False: somebody carries its goods, or decided."""
    return bool(await tx.scalar(_FALL_BACK, {"shop": one.shop_id, "id": one.id}))
