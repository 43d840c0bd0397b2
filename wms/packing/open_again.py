"""A parcel that was closed is opened again: its goods go back into a tote, to be packed anew."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Tx
from wms.failures import Failure
from wms.packing.errors import NoParcel, OrderInHand, ParcelGone
from wms.packing.failures import OPENED_AGAIN
from wms.stock.ledger import Goods, move

_LOCK = text(
    """
    SELECT pa.shop_id, pa.id, pa.order_id, o.number AS order_number, o.status AS order_status
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE pa.number = :parcel FOR UPDATE OF o
    """
)
_STATUS = text("SELECT status FROM parcels WHERE shop_id = :shop AND id = :parcel FOR UPDATE")
_TOTE = text("SELECT pack_tote(:shop, :order, :label)")
_CONTENTS = text(
    """
    SELECT product_id, lot_id, order_line_id, quantity FROM parcel_lines
    WHERE shop_id = :shop AND parcel_id = :parcel ORDER BY product_id, lot_id, order_line_id
    """
)
_NOT_PACKED = text(
    """
    UPDATE order_lines l SET packed = l.packed - c.quantity
    FROM (SELECT order_line_id, sum(quantity) AS quantity FROM parcel_lines
          WHERE shop_id = :shop AND parcel_id = :parcel GROUP BY order_line_id) AS c
    WHERE l.shop_id = :shop AND l.id = c.order_line_id
    """
)
_EMPTY = text("DELETE FROM parcel_lines WHERE shop_id = :shop AND parcel_id = :parcel")
_OPEN = text(
    """
    WITH reopened AS (
        UPDATE orders
        SET status = 'packing', version = version + 1, updated_at = clock_timestamp()
        WHERE shop_id = :shop AND id = :order
    )
    UPDATE parcels
    SET status = 'open', operator_id = :operator, weight_g = NULL, packed_at = NULL,
        version = version + 1
    WHERE shop_id = :shop AND id = :parcel
    """
)


_NO_PAPERS = text(
    "UPDATE print_jobs SET status = 'failed', failure = CAST(:why AS jsonb) "
    "WHERE shop_id = :shop AND parcel_id = :parcel AND status = 'queued'"
)
_NO_PHOTO = text(
    "UPDATE parcel_photos SET replaced_at = clock_timestamp() "
    "WHERE shop_id = :shop AND parcel_id = :parcel AND replaced_at IS NULL"
)
_ASK_ANEW = text(
    "SELECT pack_instruct(o, pa.id) FROM parcels pa "
    "JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id "
    "WHERE pa.shop_id = :shop AND pa.id = :parcel"
)
#: a parcel with such a status is still here
_STILL_HERE: Final = ("packed", "labelled")


async def open_again(tx: Tx, parcel: int, code: str, *, scan_id: UUID, by: AtWork) -> UUID:
    """Lay what is in a closed parcel into the empty tote that was scanned; the shop's id.

    The parcel keeps its number, is empty, and in this packer's hands; its order is being packed
    again, and its instructions and photo are asked for anew. Papers that wait for the printer do
    not come out. Whoever calls it takes care that no label of the parcel is used any more.

    Raises:
        NoParcel: nobody's number.
        ParcelGone: it is not closed, or has left.
        OrderInHand: another parcel of the order is open.
        NotATote, ToteInUse (of picking): the tote is none, or not free.
    """
    order = (await tx.execute(_LOCK, {"parcel": parcel})).first()
    if order is None:
        raise NoParcel(parcel=parcel)
    key = {"shop": order.shop_id, "order": order.order_id, "parcel": order.id}
    if await tx.scalar(_STATUS, key) not in _STILL_HERE:
        raise ParcelGone(parcel=parcel)
    if order.order_status != "packed":
        raise OrderInHand(order=order.order_number)
    read = barcodes.parse(code)
    label = read.code if isinstance(read, barcodes.OwnLabel) else None
    tote: UUID = await tx.scalar(_TOTE, {**key, "label": label})
    for one in (await tx.execute(_CONTENTS, key)).all():
        await move(
            tx,
            Goods(shop_id=order.shop_id, product_id=one.product_id, lot_id=one.lot_id),
            one.quantity,
            from_place=order.id,
            to_place=tote,
            reason="unpack",
            by=by,
            line_id=one.order_line_id,
            scan_id=scan_id,
        )
    for sql in (_NOT_PACKED, _EMPTY):
        await tx.execute(sql, key)
    await tx.execute(_OPEN, {**key, "operator": by.operator_id})
    await tx.execute(_NO_PAPERS, {**key, "why": Failure(code=OPENED_AGAIN).as_json()})
    for sql in (_ASK_ANEW, _NO_PHOTO):
        await tx.execute(sql, key)
    shop_id: UUID = order.shop_id
    return shop_id
