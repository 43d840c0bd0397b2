"""The bench asks for a tote and gets an item, or the label on a parcel."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from wms import barcodes
from wms.db import Hot
from wms.idempotency import ScanMade
from wms.packing.pack import Answered, read_answer
from wms.shipping.pack_and_request import HEAVIEST

_BY_ITEM = "SELECT pack_by_item($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"


async def open_by_item(
    hot: Hot,
    made: ScanMade,
    *,
    bench_id: UUID | None,
    away_after: timedelta,
    is_supervisor: bool = False,
    shop_id: UUID | None = None,
) -> Answered:
    """A piece of a batch, without its tote: the most urgent order that wants it is opened and
    packed by this one scan. Or the number of a courier's label: its parcel is shown.

    ``shop_id``: whose product it is, when the scan before was asked back (``did`` which_shop). One
    statement.
    """
    read = barcodes.parse(made.code)
    item = barcodes.trade_item(read)
    answer = await hot.call(
        _BY_ITEM,
        made.id,
        made.operator_id,
        made.device_id,
        bench_id,
        made.code,
        list(barcodes.candidates(read)),
        item.lot if item else None,
        item.serial if item else None,
        HEAVIEST,
        barcodes.counted(read),
        item.expires_on if item else None,
        is_supervisor,
        away_after,
        shop_id,
    )
    return read_answer(answer)
