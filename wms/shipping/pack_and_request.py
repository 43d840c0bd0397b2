"""Packing's scan with what follows from its last one: the wish for a label.

It stands in shipping, because a use case that spans slices lives in the most downstream one; and it
is one statement, so "packed" and "label wanted" are in one transaction without a second round trip.
"""

from __future__ import annotations

from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.packing import pack
from wms.packing.pack import Answered, read_answer

_SCAN = "SELECT pack_and_request($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_REQUEST = text("SELECT request_shipments(:shop, :order)")


async def scan_item(hot: Hot, parcel: int, made: ScanMade) -> Answered:
    """A packer scans a unit into a parcel; the order's last one closes it and asks for labels.

    A wrong scan is an answer, not an error: it moves nothing and is kept with the scan.
    """
    read = barcodes.parse(made.code)
    item = read.content if isinstance(read, barcodes.Sscc) else read
    trade_item = item if isinstance(item, barcodes.Gtin) else None
    answer = await hot.call(
        _SCAN,
        made.id,
        parcel,
        made.operator_id,
        made.device_id,
        made.code,
        read.code if isinstance(read, barcodes.OwnLabel) else None,
        list(barcodes.candidates(read)),
        trade_item.lot if trade_item else None,
        trade_item.serial if trade_item else None,
    )
    return read_answer(answer)


async def close_parcel(tx: Tx, parcel: int, *, by: AtWork, weight_g: int | None = None) -> Answered:
    """Close a carton that is full; see `wms.packing.pack.close_parcel` for what it refuses."""
    closed = await pack.close_parcel(tx, parcel, by=by, weight_g=weight_g)
    if closed.is_order_packed:
        await tx.execute(_REQUEST, {"shop": closed.shop_id, "order": closed.order_id})
    return closed
