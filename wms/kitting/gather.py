"""The way of a work order over the floor: where it is done, what is brought there, and undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from wms.access.people import AtWork
from wms.db import Tx
from wms.kitting.errors import KitOrderOver, KitPlaceFirst, NoIngredient, NothingToUndoHere
from wms.kitting.models import KitOrder
from wms.kitting.queries import ingredients, order_on_floor
from wms.kitting.steps import Order
from wms.layout.queries import place_by_id
from wms.stock.errors import MoreThanThere, SamePlace
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.relocate import Moved, free, goods_scanned, place_to_carry
from wms.stock.tell import tell_stock


async def _open_order(tx: Tx, order_id: UUID) -> Order:
    """The work order, locked. KitOrderUnknown, KitOrderOver when nothing is left to do."""
    await tx.execute(text("SELECT 1 FROM kit_orders WHERE id = :id FOR UPDATE"), {"id": order_id})
    order = await order_on_floor(tx, order_id)
    if order.status != "open":
        raise KitOrderOver(number=order.number, left=0)
    return order


async def stand_at(tx: Tx, order_id: UUID, label: str) -> str:
    """Here the work is done; answers the place's code.

    Raises:
        KitOrderUnknown, KitOrderOver: there is nothing to do.
        PlaceUnknown, NotAPlaceForIt: it is no label of a place for goods.
    """
    await _open_order(tx, order_id)
    place = await place_to_carry(tx, label)
    await _set_place(tx, order_id, place.id)
    return place.code


async def leave_place(tx: Tx, order_id: UUID) -> None:
    """The work goes on somewhere else; what was brought stays where it is."""
    await _open_order(tx, order_id)
    await _set_place(tx, order_id, None)


async def _set_place(tx: Tx, order_id: UUID, place_id: UUID | None) -> None:
    await tx.execute(
        update(KitOrder)
        .where(KitOrder.id == order_id)
        .values(place_id=place_id)
        .execution_options(synchronize_session=False)
    )


async def fetch(
    tx: Tx,
    order_id: UUID,
    code: str,
    *,
    from_place: UUID | None,
    by: AtWork,
    scan_id: UUID,
    quantity: int | None = None,
) -> Moved:
    """Bring what the work still wants of the scanned goods, or all that is free there, if less.

    ``quantity``: there are fewer than that.

    Raises:
        KitOrderUnknown, KitOrderOver: there is nothing to do.
        KitPlaceFirst: nobody said where they are taken from, or where they go.
        NotThere: nothing that lies there has this code.
        NoIngredient: the work does not take it, or no more of it.
        SamePlace: they are there already.
        MoreThanThere: fewer are free.
    """
    order = await _open_order(tx, order_id)
    if order.place_id is None or order.place_label is None or from_place is None:
        raise KitPlaceFirst
    wanted = {
        one.product_id: one.per_kit * order.left - one.here
        for one in await ingredients(tx, order_id)
    }
    place = await place_by_id(tx, from_place)
    if place.id == order.place_id:
        raise SamePlace(place=place.code)
    found = [
        each.goods
        for each in await goods_scanned(tx, place, code)
        if each.goods.condition == GOOD and wanted.get(each.goods.product_id, 0) > 0
    ]
    if not found:
        raise NoIngredient(scanned=code, number=order.number)
    goods = found[0]
    taken = quantity or min(wanted[goods.product_id], free(goods))
    if not 0 < taken <= free(goods):
        raise MoreThanThere(sku=goods.sku, place=place.code, available=free(goods))
    await move(
        tx,
        Goods(shop_id=goods.shop_id, product_id=goods.product_id, lot_id=goods.lot_id),
        taken,
        from_place=from_place,
        to_place=order.place_id,
        reason="move",
        by=by,
        line_id=order_id,
        scan_id=scan_id,
    )
    await tell_stock(tx, goods.shop_id, [goods.product_id], reason="move")
    return Moved(did="fetched", place=order.place or "", quantity=taken, sku=goods.sku)


# What the last scan of this operator at this work order moved and was not taken back.
_LAST = text(
    """
    WITH left_of_it AS (
        SELECT m.* FROM movements m
        WHERE m.shop_id = :shop AND m.line_id = :order AND m.operator_id = :operator
          AND m.scan_id IS NOT NULL AND m.reverses_id IS NULL
          AND NOT EXISTS (SELECT FROM movements r
                          WHERE r.shop_id = m.shop_id AND r.reverses_id = m.id)
    )
    SELECT id, shop_id, product_id, lot_id, quantity, from_place_id, to_place_id, reason
    FROM left_of_it
    WHERE scan_id = (SELECT scan_id FROM left_of_it ORDER BY id DESC LIMIT 1)
    ORDER BY id DESC
    """
)
_UNDONE = text(
    "UPDATE kit_orders SET done = done - :pieces, status = 'open', finished_at = NULL "
    "WHERE shop_id = :shop AND id = :order"
)


async def undo(tx: Tx, order_id: UUID, *, by: AtWork, scan_id: UUID) -> dict[str, Any]:
    """Take the operator's last scan back: what was brought goes back, kits are parts again.

    Raises:
        KitOrderUnknown: there is no such work order.
        NothingToUndoHere: nothing of this operator's is left to take back.
        StockInsufficient: the kits, or the goods, are gone or promised meanwhile.
    """
    await tx.execute(text("SELECT 1 FROM kit_orders WHERE id = :id FOR UPDATE"), {"id": order_id})
    order = await order_on_floor(tx, order_id)
    key = {"shop": order.shop_id, "order": order_id, "operator": by.operator_id}
    last = (await tx.execute(_LAST, key)).all()
    if not last:
        raise NothingToUndoHere
    kits = await _kits_in(tx, order, [one.product_id for one in last])
    for one in last:
        await move(
            tx,
            Goods(shop_id=one.shop_id, product_id=one.product_id, lot_id=one.lot_id),
            one.quantity,
            from_place=one.to_place_id,
            to_place=one.from_place_id,
            reason=one.reason,
            by=by,
            line_id=order_id if one.reason != "move" else None,
            scan_id=scan_id,
            reverses=one.id,
        )
    pieces = sum(one.quantity for one in last if one.product_id == kits and one.reason != "move")
    if pieces:
        await tx.execute(_UNDONE, {"shop": order.shop_id, "order": order_id, "pieces": pieces})
    products = sorted({one.product_id for one in last})
    await tell_stock(tx, order.shop_id, products, reason=last[0].reason)
    return {"did": "undone", "pieces": pieces}


async def _kits_in(tx: Tx, order: Order, products: list[UUID]) -> UUID | None:
    kit: UUID | None = await tx.scalar(
        text("SELECT product_id FROM kit_orders WHERE shop_id = :shop AND id = :order"),
        {"shop": order.shop_id, "order": order.id},
    )
    return kit if kit in products else None
