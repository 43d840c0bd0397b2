"""Taking back the operator's last scan at the dock, and marking its goods as damaged."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Tx
from wms.inbound.errors import NothingToMark, NothingToUndo
from wms.inbound.hand import take_asn
from wms.inbound.models import AsnLine
from wms.inbound.tell import settle_excess, tell_discrepancy, tell_progress, withdraw
from wms.stock.ledger import Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock

DAMAGED = "damaged"
#: what the receiver may say about a damaged piece
DAMAGES = ("broken", "wet", "crushed", "leaking")


class Undone(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="undone"):
    """What was taken back."""

    sku: str
    quantity: int
    received: int
    expected: int


class Marked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="damaged"):
    """One base unit of the last scan is damaged."""

    sku: str
    quantity: int


async def undo(tx: Tx, asn_id: UUID, *, by: AtWork, scan_id: UUID) -> Undone:
    """Reverse the operator's last movement of this delivery, by a reverse movement.

    Raises:
        NothingToUndo: there is none left.
        StockInsufficient: the goods were put away meanwhile.
    """
    asn = await take_asn(tx, asn_id)
    last = await _last_movement(tx, asn.shop_id, asn_id, by, ("receive", "damage"))
    if last is None:
        raise NothingToUndo
    await move(
        tx,
        Goods(
            shop_id=last.shop_id,
            product_id=last.product_id,
            lot_id=last.lot_id,
            condition=last.to_condition,
        ),
        last.quantity,
        from_place=last.to_place_id,
        to_place=last.from_place_id,
        to_condition=last.from_condition,
        reason="correct",
        by=by,
        line_id=last.line_id,
        scan_id=scan_id,
        reverses=last.id,
    )
    line = await _line(tx, last)
    sku = await _sku(tx, last)
    if last.reason == "receive":
        await tx.execute(
            update(AsnLine)
            .where(AsnLine.shop_id == line.shop_id, AsnLine.id == line.id)
            .values(received=AsnLine.received - last.quantity)
            .execution_options(synchronize_session=False)
        )
        await tx.refresh(line)
        await settle_excess(tx, asn, line.id, sku)
        await tell_progress(tx, asn, line.id, sku)
    if last.scan_id is not None:
        await withdraw(tx, asn, last.scan_id, sku)
    await tell_stock(tx, asn.shop_id, [last.product_id], reason="correct")
    return Undone(sku=sku, quantity=last.quantity, received=line.received, expected=line.expected)


async def mark_damaged(tx: Tx, asn_id: UUID, *, why: str, by: AtWork, scan_id: UUID) -> Marked:
    """One base unit of the operator's last scan is damaged: it stays, and is never sold.

    Raises:
        NothingToMark: nothing was scanned, or all of it is marked already.
    """
    asn = await take_asn(tx, asn_id)
    last = await _last_movement(tx, asn.shop_id, asn_id, by, ("receive",))
    if last is None or await _marked_since(tx, last, by) >= last.quantity:
        raise NothingToMark
    await move(
        tx,
        Goods(shop_id=last.shop_id, product_id=last.product_id, lot_id=last.lot_id),
        1,
        from_place=last.to_place_id,
        to_place=last.to_place_id,
        to_condition=DAMAGED,
        reason="damage",
        by=by,
        line_id=last.line_id,
        scan_id=scan_id,
    )
    sku = await _sku(tx, last)
    await tell_discrepancy(
        tx,
        asn,
        kind=DAMAGED,
        product_id=last.product_id,
        sku=sku,
        quantity=1,
        note=why,
        scan_id=scan_id,
    )
    await tell_stock(tx, asn.shop_id, [last.product_id], reason="damage")
    return Marked(sku=sku, quantity=1)


async def _last_movement(
    tx: Tx, shop_id: UUID, asn_id: UUID, by: AtWork, reasons: tuple[str, ...]
) -> Movement | None:
    reverse = aliased(Movement)
    return await tx.scalar(
        select(Movement)
        .join(AsnLine, and_(AsnLine.shop_id == Movement.shop_id, AsnLine.id == Movement.line_id))
        .where(
            AsnLine.shop_id == shop_id,
            AsnLine.asn_id == asn_id,
            Movement.operator_id == by.operator_id,
            Movement.reason.in_(reasons),
            ~select(reverse.id)
            .where(reverse.shop_id == shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
        .order_by(Movement.id.desc())
        .limit(1)
    )


async def _marked_since(tx: Tx, last: Movement, by: AtWork) -> int:
    reverse = aliased(Movement)
    marked = await tx.scalar(
        select(func.coalesce(func.sum(Movement.quantity), 0)).where(
            Movement.shop_id == last.shop_id,
            Movement.line_id == last.line_id,
            Movement.id > last.id,
            Movement.operator_id == by.operator_id,
            Movement.reason == "damage",
            ~select(reverse.id)
            .where(reverse.shop_id == last.shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
    )
    return int(marked or 0)


async def _line(tx: Tx, movement: Movement) -> AsnLine:
    line = await tx.get_one(AsnLine, (movement.shop_id, movement.line_id))
    await tx.refresh(line)
    return line


async def _sku(tx: Tx, movement: Movement) -> str:
    product = await tx.get_one(Product, (movement.shop_id, movement.product_id))
    return product.sku
