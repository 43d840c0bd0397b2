"""At the bench a piece turns out to be missing or broken: the order goes on without it.

As on the walk: the shop is told at once, the rest is cancelled when the last parcel closes, and an
order of which nothing is left waits for goods. A missing piece is booked back to where it was
picked, in quarantine until that place is counted; a broken one goes to the place for such goods.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, text

from wms.access.people import AtWork
from wms.db import Tx
from wms.errors import Invalid
from wms.events.kinds.order import OrderBackordered, OrderShortPicked
from wms.events.outbox import Subject, record
from wms.packing.errors import NothingMissing
from wms.packing.pack import Held, hold
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

MISSING, BROKEN = "missing", "broken"
#: what becomes of the piece's condition
_CONDITIONS: Final = {MISSING: "quarantine", BROKEN: "damaged"}


class GoesOn(msgspec.Struct, frozen=True, kw_only=True):
    """How the order goes on. ``did``: goes_on, to_close, to_finish, put_back or backordered."""

    did: str
    shop_id: UUID
    order_id: UUID
    sku: str
    #: where the piece is by the books now; a broken one is carried there
    place: str


# quarantine first for what is broken, where it was picked first for what is not there
_PIECE = text(
    """
    SELECT l.id AS line_id, l.product_id, p.sku, b.lot_id, b.place_id AS tote_id, o.external_id,
           put.id AS place_id, put.code AS place
    FROM order_lines l
    JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    JOIN balances b ON b.shop_id = l.shop_id AND b.product_id = l.product_id
                   AND b.place_id IN (SELECT order_totes(l.shop_id, l.order_id))
                   AND b.condition = 'good' AND b.on_hand > 0
    JOIN places tote ON tote.id = b.place_id
    JOIN LATERAL (
        SELECT pl.id, pl.code FROM places pl
        WHERE pl.warehouse_id = tote.warehouse_id AND pl.blocked_at IS NULL
          AND (pl.kind = 'quarantine' OR pl.id = (
              SELECT m.from_place_id FROM movements m
              WHERE m.shop_id = l.shop_id AND m.line_id = l.id AND m.lot_id = b.lot_id
                AND m.reason = 'pick' AND m.to_place_id = b.place_id
              ORDER BY m.id DESC LIMIT 1))
        ORDER BY (pl.kind = 'quarantine') = :is_broken DESC, pl.code LIMIT 1) AS put ON true
    WHERE l.shop_id = :shop AND l.order_id = :order AND p.sku = :sku AND l.picked > l.packed
    ORDER BY l.line_no, b.lot_id LIMIT 1
    """
)
_LESS = text(
    """
    UPDATE order_lines
    SET picked = picked - 1, allocated = allocated - 1, backordered = backordered + 1
    WHERE shop_id = :shop AND id = :line
    """
)
_LEFT = text(
    """
    SELECT coalesce(sum(l.picked), 0) AS picked, bool_or(l.picked > l.packed) AS is_more,
           EXISTS (SELECT FROM parcel_lines pl
                   WHERE pl.shop_id = :shop AND pl.parcel_id = :parcel) AS has_contents,
           (SELECT is_incomplete(o) FROM orders o
            WHERE o.shop_id = :shop AND o.id = :order) AS is_incomplete
    FROM order_lines l WHERE l.shop_id = :shop AND l.order_id = :order
    """
)
_NO_PARCEL = text(
    "UPDATE parcels SET status = 'cancelled', version = version + 1 "
    "WHERE shop_id = :shop AND id = :parcel"
)
_FREE_TOTE = text(
    "UPDATE pick_run_orders SET emptied_at = clock_timestamp() "
    "WHERE shop_id = :shop AND order_id = :order AND emptied_at IS NULL"
)
_STEP_BACK = text(
    "UPDATE orders SET status = :status, version = version + 1, updated_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :order"
)
_NO_INSERTS = text(
    "SELECT pack_drop_inserts(o, NULL, NULL) FROM orders o "
    "WHERE o.shop_id = :shop AND o.id = :order"
)
#: the legal way from the bench to waiting for goods
_BACK_TO_WAITING: Final = ("picked", "picking", "backordered")
_FINISH = text(
    "SELECT pack_finish_order(o) FROM orders o WHERE o.shop_id = :shop AND o.id = :order"
)


async def one_piece_less(
    tx: Tx, parcel: int, sku: str, reason: str, *, scan_id: UUID, by: AtWork
) -> GoesOn:
    """One piece of ``sku`` that was picked is ``missing`` or ``broken``: go on without it.

    ``put_back``: its shop wants all or nothing, so the rest goes back to the shelves.
    ``to_close``: nothing is left to scan and the parcel has contents. ``to_finish``: an empty
    carton was cancelled, and the order is packed in those before it.

    Raises:
        NoParcel, ParcelClosed, Taken, OrderCancelled: this packer cannot change the parcel.
        NothingMissing: every piece of it is in the parcel.
        Invalid: another reason.
    """
    if reason not in _CONDITIONS:
        raise Invalid(field="reason", reason=f"{MISSING}, {BROKEN}", pointer="/reason")
    held = await hold(tx, parcel, by)
    key = {"shop": held.shop_id, "order": held.order_id, "parcel": held.parcel_id}
    row = (await tx.execute(_PIECE, {**key, "sku": sku, "is_broken": reason == BROKEN})).first()
    if row is None:
        raise NothingMissing(sku=sku)
    piece = row._mapping
    await move(
        tx,
        Goods(shop_id=held.shop_id, product_id=piece["product_id"], lot_id=piece["lot_id"]),
        1,
        from_place=piece["tote_id"],
        to_place=piece["place_id"],
        to_condition=_CONDITIONS[reason],
        reason="unpick",
        by=by,
        line_id=piece["line_id"],
        scan_id=scan_id,
    )
    await tx.execute(_LESS, {"shop": held.shop_id, "line": piece["line_id"]})
    await _tell(tx, held, piece, reason)
    did = await _go_on(tx, key, piece)
    return GoesOn(
        did=did, shop_id=held.shop_id, order_id=held.order_id, sku=sku, place=piece["place"]
    )


async def _tell(tx: Tx, held: Held, piece: RowMapping, reason: str) -> None:
    await record(
        tx,
        held.shop_id,
        Subject("order", held.order_id, piece["external_id"]),
        OrderShortPicked(
            sku=piece["sku"],
            missing=1,
            found_elsewhere=0,
            backordered=1,
            at="bench",
            reason=reason,
        ),
    )
    await tell_stock(tx, held.shop_id, [piece["product_id"]], reason="unpick")


async def _go_on(tx: Tx, key: dict[str, Any], piece: RowMapping) -> str:
    left = (await tx.execute(_LEFT, key)).one()
    if left.is_incomplete and left.picked:
        return "put_back"
    if left.is_more:
        return "goes_on"
    if left.has_contents:
        return "to_close"
    await tx.execute(_NO_PARCEL, key)
    if left.picked:
        await tx.execute(_FINISH, key)
        return "to_finish"
    await tx.execute(_NO_INSERTS, key)
    await tx.execute(_FREE_TOTE, key)
    for status in _BACK_TO_WAITING:
        await tx.execute(_STEP_BACK, {**key, "status": status})
    await record(
        tx,
        key["shop"],
        Subject("order", key["order"], piece["external_id"]),
        OrderBackordered(after="short_pick"),
    )
    return "backordered"
