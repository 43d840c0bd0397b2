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
from wms.returns.inspection.as_shipped import not_as_shipped, note_piece
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
    #: it is not the piece that was shipped
    is_mismatch: bool = False


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the inspector says of a piece besides its code."""

    serial: str | None = None
    #: the lot that was read off it, when its code does not tell
    lot: str | None = None
    #: it is too much or not of this order, and taken all the same
    is_surplus: bool = False
    #: it is not the piece that was shipped, and put aside as what it is
    is_put_aside: bool = False
    #: the supervisor who says that it counts although it is another one
    allowed_by: UUID | None = None
    #: a lot that nobody told is asked for, when the shop wants that
    asks_lot: bool = False


async def receive_item(
    tx: Tx,
    number: int,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID | None = None,
    is_surplus: bool = False,
    told: Told | None = None,
) -> Received:
    """A product out of the parcel was scanned: it is ours again, in quarantine, until graded.

    ``is_surplus``: the same as in ``told``.

    Raises:
        ReturnUnknown, ReturnOver: this return takes nothing more.
        ReturnedItemUnknown: no product of the shop has this code.
        SkuNotShipped, TooManyBack: it was not shipped with the order, or not so many.
        SerialNeeded, SerialEach, SerialTwice, LotAsked: which piece it is.
        AnotherSerial, AnotherLot: it is not the one that was shipped, and nobody said what then.
    """
    said = told or Told(is_surplus=is_surplus)
    held = await hold(tx, number)
    # of a parcel of which nobody said the order, nothing was shipped with it
    is_surplus = said.is_surplus or held.order_id is None
    product = await _product(tx, held.shop_id, code)
    item = trade_item(parse(code))
    batch = _batch_told(code, said.lot)
    serial = said.serial or (item.serial if item is not None else None)
    differs = await not_as_shipped(
        tx, held, product, serial=serial, batch=batch, is_surplus=is_surplus,
        asks_lot=said.asks_lot,
    )  # fmt: skip
    is_mismatch = False
    if differs is not None and said.allowed_by is None:
        if not said.is_put_aside:
            raise differs.refusal(product.sku)
        is_mismatch = True
    order_line = None if is_surplus or is_mismatch else await _order_line(tx, held, product)
    line = await _line(tx, held, product.product_id, order_line, is_mismatch=is_mismatch)
    lots = await _lots(tx, held.shop_id, product, order_line, batch)
    await note_piece(
        tx, held.shop_id, line, serial if product.is_serial_tracked else None, differs,
        quantity=product.quantity, allowed_by=said.allowed_by, scan_id=scan_id, by=by,
    )  # fmt: skip
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
        is_mismatch=is_mismatch,
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


async def _line(
    tx: Tx, held: Return, product_id: UUID, order_line: UUID | None, *, is_mismatch: bool
) -> UUID:
    known: UUID | None = await tx.scalar(
        text(
            "SELECT id FROM return_lines WHERE shop_id = :shop AND return_id = :return "
            "AND product_id = :product "
            "AND order_line_id IS NOT DISTINCT FROM CAST(:line AS uuid) "
            "AND is_mismatch = :mismatch LIMIT 1"
        ),
        {
            "shop": held.shop_id,
            "return": held.id,
            "product": product_id,
            "line": order_line,
            "mismatch": is_mismatch,
        },
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
        is_mismatch=is_mismatch,
    )
    tx.add(made)
    await tx.flush()
    return made.id


async def _lots(
    tx: Tx, shop_id: UUID, product: FoundProduct, order_line: UUID | None, told: Batch
) -> Sequence[tuple[UUID, int]]:
    """Which lots the pieces are of: the one that the scan tells, else those that were shipped.

    What is of none of them (a surplus, or packed before parcels kept lots) is of the product's
    "no lot"; where lots are kept, its lot is asked for before it is sold again.
    """
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


def _batch_told(code: str, lot: str | None) -> Batch:
    """What the code tells, and the lot that was read off the piece where it tells none."""
    told = batch_of(code)
    return told if told.lot or not lot else Batch(lot=lot, expires_on=told.expires_on)


def batch_of(code: str) -> Batch:
    """The lot and expiry that a scanned code tells; empty when it tells neither."""
    item = trade_item(parse(code))
    if item is None or item.unsplit is not None:
        return Batch()
    return Batch(lot=item.lot, expires_on=item.expires_on)
