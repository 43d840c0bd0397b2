"""What becomes of goods that came otherwise than announced (`sql/discrepancy_decide.sql`).

Their shop decides, the office for it, or, when nobody did in time, what was agreed happens.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx
from wms.inbound.discrepancies import DiscrepancyCard, discrepancy_card
from wms.inbound.errors import RemindedAlready
from wms.texts import Note

Decision = Literal["accept", "quarantine", "return_to_supplier"]

#: decided in one transaction by the chore; the rest in the next one
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
_FALL_BACK = text("SELECT discrepancies_fall_back(:most)")


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


async def fall_back(tx: Tx) -> int:
    """Do what was agreed where the time to decide is over, a batch; how many were decided."""
    return int(await tx.scalar(_FALL_BACK, {"most": BATCH}))
