"""Goods come out of parcels again, and no label of those parcels is used any more.

A label that was asked for is voided; `wms.shipping.give_back` asks its courier whether it was sold
and gives it back.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx
from wms.packing import take_apart as packing
from wms.packing.evidence.evidence import tell_opened_again
from wms.packing.open_again import open_again
from wms.packing.take_apart import PutBack

# a courier who is being asked just now keeps its lease: it is asked again when that is over
_VOID = """
    UPDATE shipments s
    SET status = 'voided', held_at = NULL, manifest_id = NULL, loaded_at = NULL,
        updated_at = clock_timestamp(),
        next_attempt_at = CASE WHEN s.status = 'buying' THEN s.next_attempt_at
                               ELSE clock_timestamp() END
    FROM parcels pa
    WHERE pa.shop_id = s.shop_id AND pa.id = s.parcel_id AND s.status <> 'voided'
"""
_VOID_ITS_OWN = text(f"{_VOID} AND pa.number = :parcel AND s.handed_over_at IS NULL")
_VOID_CANCELLED = text(
    f"{_VOID} AND pa.status = 'cancelled' AND s.handed_over_at IS NULL "
    "AND (s.shop_id, pa.order_id) = (SELECT shop_id, id FROM orders WHERE number = :order)"
)


async def pack_again(tx: Tx, parcel: int, tote: str, *, scan_id: UUID, by: AtWork) -> None:
    """A closed parcel that is still here is opened: its goods go back into an empty tote.

    The courier does not take it as it is, something in it is wrong, or its shop cancels the order
    now that it is open. A label that it has is voided and given back, and counts for nothing at
    the loading door; once the parcel is closed again, a new one is bought.

    Raises: what `wms.packing.open_again.open_again` raises.
    """
    await open_again(tx, parcel, tote, scan_id=scan_id, by=by)
    await tx.execute(_VOID_ITS_OWN, {"parcel": parcel})
    await tell_opened_again(tx, parcel)


async def take_apart(tx: Tx, order: int, code: str, *, scan_id: UUID, by: AtWork) -> PutBack:
    """A cancelled order goes back to the shelves; labels that it has already are voided.

    Raises: what `wms.packing.take_apart.take_apart` raises.
    """
    done = await packing.take_apart(tx, order, code, scan_id=scan_id, by=by)
    await tx.execute(_VOID_CANCELLED, {"order": order})
    return done
