"""A piece that no scanner can read: a supervisor looks at it and vouches with the badge.

The label of a place would prove nothing here: the goods lie in a tote among others.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.access.errors import SupervisorNeeded
from wms.access.models import Operator
from wms.access.operators import operator_of_badge
from wms.access.people import AtWork
from wms.db import Tx


class ByHand(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the piece. ``did``: packed, or all_in when it was the order's last."""

    did: str
    packed: int
    of: int
    #: the supervisor who vouches
    vouched_by: UUID


_PACK = text("SELECT pack_by_hand(:scan, :parcel, :sku, :operator, :device)")


async def pack_by_hand(
    tx: Tx, parcel: int, sku: str, badge: str, *, scan_id: UUID, by: AtWork
) -> ByHand:
    """One piece of ``sku`` goes into the parcel; ``badge`` is a supervisor's, as scanned.

    Raises:
        BadgeUnknown, SupervisorNeeded: nobody vouches who may.
        NoParcel, ParcelClosed, Taken, OrderCancelled, OrderIncomplete: this packer cannot change
        the parcel.
        NothingMissing: the order wants no more of it.
    """
    vouching, _ = await operator_of_badge(tx, badge)
    if not await tx.scalar(select(Operator.is_supervisor).where(Operator.id == vouching)):
        raise SupervisorNeeded
    done = await tx.scalar(
        _PACK,
        {
            "scan": scan_id,
            "parcel": parcel,
            "sku": sku,
            "operator": by.operator_id,
            "device": by.device_id,
        },
    )
    return ByHand(**done, vouched_by=vouching)
