"""What is in the parcel, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import candidates, counted, parse, trade_item
from wms.catalog.lots import Batch, LotNeeded, keep_lot
from wms.catalog.queries import FoundProduct, find_by_barcode
from wms.db import Tx, new_id
from wms.layout.queries import outside_of_place
from wms.returns.errors import ReturnedItemUnknown, SkuNotShipped, TooManyBack
from wms.returns.hand import hold, touch
from wms.returns.inspection.waiting import UNSEEN
from wms.returns.models import Return, ReturnLine
from wms.returns.shipped import shipped_lines
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock

# Where the returns of the building from which the order left are kept.
_RETURNS_PLACE = text("""
    SELECT id FROM places WHERE kind = 'returns' AND blocked_at IS NULL AND warehouse_id = (
        SELECT coalesce((SELECT pl.warehouse_id FROM parcels p JOIN places pl ON pl.id = p.id
                         WHERE p.shop_id = :shop AND p.order_id = :order LIMIT 1),
                        (SELECT id FROM warehouses ORDER BY id LIMIT 1)))
    ORDER BY pick_order, code LIMIT 1
""")
# Lots of the line that left and are not back yet, most first.
_LOTS_OUT = text("""
    SELECT out.lot_id, lo.code, out.quantity - coalesce(back.quantity, 0) AS quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM parcel_lines
          WHERE shop_id = :shop AND order_line_id = :line GROUP BY lot_id) out
    JOIN lots lo ON lo.shop_id = :shop AND lo.id = out.lot_id
    LEFT JOIN (SELECT m.lot_id, sum(m.quantity) AS quantity
               FROM movements m
               JOIN return_lines rl ON rl.shop_id = m.shop_id AND rl.id = m.line_id
               WHERE m.shop_id = :shop AND m.reason = 'return_receive'
                 AND rl.order_line_id = :line
               GROUP BY m.lot_id) back ON back.lot_id = out.lot_id
    ORDER BY quantity DESC, lo.code
""")
_COUNT = text(
    "UPDATE return_lines SET received = received + :quantity "
    "WHERE shop_id = :shop AND id = :line RETURNING received"
)


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One piece (or pack) more is on the returns bench."""

    line_id: UUID
    sku: str
    name: str
    quantity: int
    #: of this line, in all
    received: int
    is_surplus: bool


async def receive_item(
    tx: Tx,
    number: int,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID | None = None,
    is_surplus: bool = False,
) -> Received:
    """A product out of the parcel was scanned: it is ours again, in quarantine, until graded.

    ``is_surplus``: the inspector knows that it is too much or not of this order, and takes it.

    Raises:
        ReturnUnknown, ReturnOver: this return takes nothing more.
        ReturnedItemUnknown: no product of the shop has this code.
        SkuNotShipped, TooManyBack: it was not shipped with the order, or not so many.
    """
    held = await hold(tx, number)
    product = await _product(tx, held.shop_id, code)
    order_line = None if is_surplus else await _order_line(tx, held, product)
    line = await _line(tx, held, product.product_id, order_line)
    lots = await _lots(tx, held.shop_id, product, order_line, code)
    place = await tx.scalar(_RETURNS_PLACE, {"shop": held.shop_id, "order": held.order_id})
    customer = await outside_of_place(tx, place, "customer")
    for lot_id, quantity in lots:
        await move(
            tx,
            Goods(shop_id=held.shop_id, product_id=product.product_id, lot_id=lot_id),
            quantity,
            from_place=customer,
            to_place=place,
            to_condition=UNSEEN,
            reason="return_receive",
            by=by,
            line_id=line,
            scan_id=scan_id,
        )
    await tell_stock(tx, held.shop_id, [product.product_id], reason="return_receive")
    received = await tx.scalar(
        _COUNT, {"shop": held.shop_id, "line": line, "quantity": product.quantity}
    )
    if held.status == "arrived":
        await tx.execute(
            text("UPDATE returns SET status = 'inspecting' WHERE shop_id = :s AND id = :i"),
            {"s": held.shop_id, "i": held.id},
        )
    await touch(tx, held.shop_id, held.id)
    return Received(
        line_id=line,
        sku=product.sku,
        name=product.name,
        quantity=product.quantity,
        received=received,
        is_surplus=is_surplus,
    )


async def _product(tx: Tx, shop_id: UUID, code: str) -> FoundProduct:
    scanned = parse(code)
    found = await find_by_barcode(tx, candidates(scanned), shop_id=shop_id)
    if not found:
        shop = await tx.scalar(text("SELECT name FROM shops WHERE id = :id"), {"id": shop_id})
        raise ReturnedItemUnknown(scanned=code, shop=shop)
    return msgspec.structs.replace(found[0], quantity=found[0].quantity * counted(scanned))


async def _order_line(tx: Tx, held: Return, product: FoundProduct) -> UUID:
    """The order line to which the product is counted: the first one that has room for it."""
    assert held.order_id is not None, "an arrived return has its order"
    # two benches may open two parcels of one order
    order = await tx.scalar(
        text("SELECT number FROM orders WHERE shop_id = :s AND id = :o FOR NO KEY UPDATE"),
        {"s": held.shop_id, "o": held.order_id},
    )
    lines = [
        line
        for line in await shipped_lines(tx, held.shop_id, held.order_id, this=held.id)
        if line.product_id == product.product_id and line.shipped
    ]
    if not lines:
        raise SkuNotShipped(sku=product.sku, order=order)
    for line in lines:
        if line.left >= product.quantity:
            return line.order_line_id
    raise TooManyBack(
        sku=product.sku,
        order=order,
        shipped=sum(line.shipped for line in lines),
        back=sum(line.back for line in lines),
        asked=product.quantity,
    )


async def _line(tx: Tx, held: Return, product_id: UUID, order_line: UUID | None) -> UUID:
    known: UUID | None = await tx.scalar(
        text(
            "SELECT id FROM return_lines WHERE shop_id = :shop AND return_id = :return "
            "AND product_id = :product "
            "AND order_line_id IS NOT DISTINCT FROM CAST(:line AS uuid) LIMIT 1"
        ),
        {"shop": held.shop_id, "return": held.id, "product": product_id, "line": order_line},
    )
    if known is not None:
        return known
    made = ReturnLine(
        id=new_id(),
        shop_id=held.shop_id,
        return_id=held.id,
        order_line_id=order_line,
        product_id=product_id,
        announced=0,
    )
    tx.add(made)
    await tx.flush()
    return made.id


async def _lots(
    tx: Tx, shop_id: UUID, product: FoundProduct, order_line: UUID | None, code: str
) -> Sequence[tuple[UUID, int]]:
    """Which lots the pieces are of: the one that the scan tells, else those that were shipped.

    What is of none of them (a surplus, or packed before parcels kept lots) is of the product's
    "no lot"; where lots are kept, its lot is asked for before it is sold again.
    """
    told = batch_of(code)
    if told != Batch():
        with suppress(LotNeeded):  # the code tells not all that is kept
            return [(await _lot_told(tx, product, told), product.quantity)]
    left = product.quantity
    taken: list[tuple[UUID, int]] = []
    if order_line is not None:
        out = (await tx.execute(_LOTS_OUT, {"shop": shop_id, "line": order_line})).all()
        for row in sorted(out, key=lambda row: row.code != told.lot):
            part = min(left, int(row.quantity))
            if part > 0:
                taken.append((row.lot_id, part))
                left -= part
    if left:
        taken.append((product.product_id, left))
    return taken


async def _lot_told(tx: Tx, product: FoundProduct, told: Batch) -> UUID:
    return await keep_lot(tx, product.shop_id, product.product_id, product.sku, told)


def batch_of(code: str) -> Batch:
    """The lot and expiry that a scanned code tells; empty when it tells neither."""
    item = trade_item(parse(code))
    if item is None or item.unsplit is not None:
        return Batch()
    return Batch(lot=item.lot, expires_on=item.expires_on)
