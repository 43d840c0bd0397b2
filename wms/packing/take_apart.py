"""An order that is not packed goes back to the shelves: out of its parcels, out of its tote.

It was cancelled; or something of it is missing, and its shop wants all or nothing.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms import barcodes
from wms.access.people import AtWork
from wms.db import Read, Tx
from wms.failures import Failure
from wms.layout.models import PICKABLE_KINDS, Place
from wms.orders.models import Order
from wms.packing.errors import NotAPlace
from wms.packing.failures import ORDER_CANCELLED
from wms.picking.errors import NothingToPutBack
from wms.picking.put_back import put_back
from wms.stock.ledger import Goods, move

#: goods put there are on offer again, or are seen by those who put goods away and inspect them
PUT_BACK_KINDS: Final = (*PICKABLE_KINDS, "dock", "returns")


class PutBack(msgspec.Struct, frozen=True, kw_only=True):
    """What was put back, and where."""

    order: int
    place: str
    quantity: int


# the walk first, then the order: the order of locks of everything that cancels
_LOCK = text(
    """
    SELECT 1 FROM pick_runs r JOIN pick_run_orders ro ON ro.run_id = r.id
    WHERE ro.shop_id = :shop AND ro.order_id = :order AND ro.emptied_at IS NULL
    FOR UPDATE OF r
    """
)
_IN_PARCELS = text(
    """
    SELECT pl.product_id, pl.lot_id, pl.quantity, pl.order_line_id, pl.parcel_id, tote.tote_id
    FROM parcels pa
    JOIN parcel_lines pl ON pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id
    CROSS JOIN LATERAL (
        SELECT ro.tote_id FROM pick_run_orders ro
        WHERE ro.shop_id = pa.shop_id AND ro.order_id = pa.order_id AND ro.emptied_at IS NULL
          AND ro.tote_id IS NOT NULL ORDER BY ro.run_id LIMIT 1) AS tote
    WHERE pa.shop_id = :shop AND pa.order_id = :order
      AND pa.status IN ('open', 'packed', 'labelled')
    ORDER BY pl.product_id, pl.lot_id, pl.parcel_id, pl.order_line_id
    """
)
_EMPTY_PARCELS = text(
    """
    WITH gone AS (
        UPDATE parcels SET status = 'cancelled', version = version + 1
        WHERE shop_id = :shop AND order_id = :order
          AND status IN ('open', 'packed', 'labelled') RETURNING id
    ), papers AS (
        UPDATE print_jobs SET status = 'failed', failure = CAST(:why AS jsonb)
        WHERE shop_id = :shop AND parcel_id IN (SELECT id FROM gone) AND status = 'queued'
    ), lines AS (
        DELETE FROM parcel_lines WHERE shop_id = :shop AND parcel_id IN (SELECT id FROM gone)
    )
    UPDATE order_lines SET packed = 0 WHERE shop_id = :shop AND order_id = :order
    """
)


_NO_INSERTS = text(
    "SELECT pack_drop_inserts(o, NULL, NULL) FROM orders o "
    "WHERE o.shop_id = :shop AND o.id = :order"
)
# what went along is not waited for: when the order comes again, its rules are asked anew
_WITHOUT_INSERTS = text(
    "UPDATE order_lines SET ordered = 0, backordered = 0, cancelled = 0 "
    "WHERE shop_id = :shop AND order_id = :order AND is_insert"
)


async def take_apart(tx: Tx, order_number: int, code: str, *, scan_id: UUID, by: AtWork) -> PutBack:
    """Put everything of an order to the place whose label was scanned.

    Afterwards the order is cancelled, or waits for goods when it was incomplete. The goods can be
    promised again, if the place is one from which orders are picked.

    Raises:
        NotAPlace: the code is no place of `PUT_BACK_KINDS`.
        NothingToPutBack: the order can be packed, or was taken apart already.
    """
    order = (await tx.execute(select(Order).where(Order.number == order_number))).scalar()
    if order is None:
        raise NothingToPutBack(number=order_number)
    place = await _location(tx, code)
    key = {"shop": order.shop_id, "order": order.id}
    await tx.execute(_LOCK, key)
    order = await tx.scalar(
        select(Order)
        .where(Order.shop_id == key["shop"], Order.id == key["order"])
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    assert order is not None, "an order is never deleted"
    is_cancelled = order.intercepted_at is not None and order.status != "cancelled"
    if not is_cancelled and not await is_incomplete(tx, order_number):
        raise NothingToPutBack(number=order_number)
    await tx.execute(_NO_INSERTS, key)
    for one in (await tx.execute(_IN_PARCELS, key)).all():
        await move(
            tx,
            Goods(shop_id=order.shop_id, product_id=one.product_id, lot_id=one.lot_id),
            one.quantity,
            from_place=one.parcel_id,
            to_place=one.tote_id,
            reason="unpack",
            by=by,
            line_id=one.order_line_id,
            scan_id=scan_id,
        )
    await tx.execute(_EMPTY_PARCELS, {**key, "why": Failure(code=ORDER_CANCELLED).as_json()})
    quantity = await put_back(tx, order.shop_id, order.id, place.id, by)
    await tx.execute(_WITHOUT_INSERTS, key)
    return PutBack(order=order_number, place=place.code, quantity=quantity)


_IS_INCOMPLETE = text("SELECT is_incomplete(o) FROM orders o WHERE o.number = :order")


async def is_incomplete(read: Read | Tx, order_number: int) -> bool:
    """Whether an order goes back because its shop wants all or nothing; False for no order."""
    return bool(await read.scalar(_IS_INCOMPLETE, {"order": order_number}))


async def _location(tx: Tx, code: str) -> Place:
    read = barcodes.parse(code)
    label = read.code if isinstance(read, barcodes.OwnLabel) else None
    place = await tx.scalar(select(Place).where(Place.label_code == label)) if label else None
    if place is None or place.kind not in PUT_BACK_KINDS:
        raise NotAPlace(scanned=place.code if place else code)
    return place
