"""Taking back the operator's last scan at the dock."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import and_, delete, or_, select, text, update
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Read, Tx
from wms.inbound.carton_models import AsnCarton
from wms.inbound.discrepancy_errors import DecidedMeanwhile
from wms.inbound.errors import LpnElsewhere, NothingToUndo
from wms.inbound.goods_models import ReceivedSerial
from wms.inbound.hand import take_asn
from wms.inbound.models import Asn, AsnLine, Discrepancy
from wms.inbound.tell import settle_excess, tell_progress, withdraw
from wms.layout.queries import place_by_id
from wms.stock.ledger import Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock

_SHRINK = text(
    "SELECT shrink_discrepancies(a, :product, :lot, :quantity) FROM asns a "
    "WHERE a.shop_id = :shop AND a.id = :asn"
)

QUARANTINE = "quarantine"


class Undone(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="undone"):
    """What was taken back."""

    sku: str
    quantity: int
    received: int
    expected: int


async def undo(tx: Tx, asn_id: UUID, *, by: AtWork, scan_id: UUID) -> Undone:
    """Reverse the operator's last scan of this delivery, by reverse movements: a carton as one.

    Raises:
        NothingToUndo: there is none left.
        DecidedMeanwhile: its shop has said already what becomes of these goods.
        LpnElsewhere: the LPN that they are in was put away.
        StockInsufficient: the goods were put away meanwhile.
    """
    asn = await take_asn(tx, asn_id)
    last = await last_movement(tx, asn.shop_id, asn_id, by, ("receive", "damage"))
    if last is None:
        raise NothingToUndo
    if await _is_decided(tx, asn, last):
        raise DecidedMeanwhile(sku=await sku_of(tx, last))
    taken_back = await of_one_scan(tx, last)
    here = await place_by_id(tx, last.to_place_id)
    if here.is_container and here.location_kind != "dock":
        raise LpnElsewhere(container=here.code, place=here.stands_at or "–")
    for one in taken_back:
        await _reverse(tx, one, by, scan_id)
        if one.reason == "receive":
            await _count_back(tx, asn, one)
            await _forget_goods(tx, asn, one)
    if last.scan_id is not None:
        await withdraw(tx, asn, scan_id=last.scan_id)
        await tx.execute(
            update(AsnCarton)
            .where(AsnCarton.shop_id == asn.shop_id, AsnCarton.scan_id == last.scan_id)
            .values(received_at=None, scan_id=None)
            .execution_options(synchronize_session=False)
        )
    products = {one.product_id for one in taken_back}
    await tell_stock(tx, asn.shop_id, products, reason="correct")
    line = await _line(tx, last)
    return Undone(
        sku=await sku_of(tx, last),
        quantity=last.quantity,
        received=line.received,
        expected=line.expected,
    )


async def _forget_goods(tx: Tx, asn: Asn, moved: Movement) -> None:
    """Its serial number, and what was held of it as it came in."""
    await tx.execute(
        delete(ReceivedSerial).where(
            ReceivedSerial.shop_id == asn.shop_id,
            ReceivedSerial.product_id == moved.product_id,
            ReceivedSerial.movement_id == moved.id,
        )
    )
    if moved.to_condition == QUARANTINE:
        facts = {
            "shop": asn.shop_id,
            "asn": asn.id,
            "product": moved.product_id,
            "lot": moved.lot_id,
            "quantity": moved.quantity,
        }
        await tx.execute(_SHRINK, facts)


async def _is_decided(tx: Tx, asn: Asn, last: Movement) -> bool:
    """Whether the shop has decided about what this scan claimed to be wrong with its goods."""
    found = await tx.scalar(
        select(Discrepancy.id)
        .where(
            Discrepancy.shop_id == asn.shop_id,
            Discrepancy.asn_id == asn.id,
            or_(
                Discrepancy.scan_id == last.scan_id,
                # what was held as it came in grew scan by scan
                and_(
                    Discrepancy.kind.in_(("short_dated", "wrong_lot")),
                    Discrepancy.scan_id.is_(None),
                    Discrepancy.product_id == last.product_id,
                    Discrepancy.lot_id == last.lot_id,
                    Discrepancy.decided_at >= last.occurred_at,
                ),
            ),
            Discrepancy.status.in_(("decided", "done")),
            # that goods had no barcode is accepted, and says nothing of how many there are
            or_(Discrepancy.kind != "no_barcode", Discrepancy.decision != "accept"),
        )
        .limit(1)
    )
    return found is not None


async def of_one_scan(tx: Read | Tx, last: Movement) -> list[Movement]:
    """What the scan behind a movement moved: one line, or all of a carton; the last first."""
    if last.scan_id is None:
        return [last]
    rows = await tx.scalars(
        select(Movement)
        .where(
            Movement.shop_id == last.shop_id,
            Movement.scan_id == last.scan_id,
            Movement.reason == last.reason,
        )
        .order_by(Movement.id.desc())
    )
    return list(rows)


async def _reverse(tx: Tx, moved: Movement, by: AtWork, scan_id: UUID) -> None:
    await move(
        tx,
        Goods(
            shop_id=moved.shop_id,
            product_id=moved.product_id,
            lot_id=moved.lot_id,
            condition=moved.to_condition,
        ),
        moved.quantity,
        from_place=moved.to_place_id,
        to_place=moved.from_place_id,
        to_condition=moved.from_condition,
        reason="correct",
        by=by,
        line_id=moved.line_id,
        scan_id=scan_id,
        reverses=moved.id,
    )


async def _count_back(tx: Tx, asn: Asn, moved: Movement) -> None:
    await tx.execute(
        update(AsnLine)
        .where(AsnLine.shop_id == asn.shop_id, AsnLine.id == moved.line_id)
        .values(received=AsnLine.received - moved.quantity)
        .execution_options(synchronize_session=False)
    )
    line = await _line(tx, moved)
    await settle_excess(tx, asn, line.id)
    await tell_progress(tx, asn, line.id, await sku_of(tx, moved))


async def last_movement(
    tx: Read | Tx, shop_id: UUID, asn_id: UUID, by: AtWork, reasons: tuple[str, ...]
) -> Movement | None:
    """The operator's last line of the ledger at this delivery that was not taken back."""
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


async def _line(tx: Tx, movement: Movement) -> AsnLine:
    line = await tx.get_one(AsnLine, (movement.shop_id, movement.line_id))
    await tx.refresh(line)
    return line


async def sku_of(tx: Tx, movement: Movement) -> str:
    """Of which product it is."""
    product = await tx.get_one(Product, (movement.shop_id, movement.product_id))
    return product.sku
