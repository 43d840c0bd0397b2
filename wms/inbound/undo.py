"""Taking back the operator's last scan at the dock, and saying what is wrong with its goods."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import and_, delete, func, or_, select, text, update
from sqlalchemy.orm import aliased

from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Tx
from wms.inbound.carton_models import AsnCarton
from wms.inbound.errors import DecidedMeanwhile, LpnElsewhere, NothingToMark, NothingToUndo
from wms.inbound.goods_models import ReceivedSerial
from wms.inbound.hand import take_asn
from wms.inbound.models import Asn, AsnLine, Discrepancy
from wms.inbound.tell import settle_excess, tell_discrepancy, tell_progress, withdraw
from wms.layout.queries import place_by_id
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock

_SHRINK = text(
    "SELECT shrink_discrepancies(a, :product, :lot, :quantity) FROM asns a "
    "WHERE a.shop_id = :shop AND a.id = :asn"
)

DAMAGED = "damaged"
QUARANTINE = "quarantine"
#: what else can be wrong with goods of which one was scanned
WRONGS = ("wrong_label", "wrong_lot")
#: what the receiver may say about a damaged piece
DAMAGES = ("broken", "wet", "crushed", "leaking")


class Undone(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="undone"):
    """What was taken back."""

    sku: str
    quantity: int
    received: int
    expected: int


class Marked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="marked"):
    """One base unit of the last scan is held."""

    sku: str
    quantity: int
    kind: str
    discrepancy_id: UUID


async def undo(tx: Tx, asn_id: UUID, *, by: AtWork, scan_id: UUID) -> Undone:
    """Reverse the operator's last scan of this delivery, by reverse movements: a carton as one.

    Raises:
        NothingToUndo: there is none left.
        DecidedMeanwhile: its shop has said already what becomes of these goods.
        LpnElsewhere: the LPN that they are in was put away.
        StockInsufficient: the goods were put away meanwhile.
    """
    asn = await take_asn(tx, asn_id)
    last = await _last_movement(tx, asn.shop_id, asn_id, by, ("receive", "damage"))
    if last is None:
        raise NothingToUndo
    if await _is_decided(tx, asn, last):
        raise DecidedMeanwhile(sku=await _sku(tx, last))
    taken_back = await _of_one_scan(tx, last)
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
        sku=await _sku(tx, last),
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


async def _of_one_scan(tx: Tx, last: Movement) -> list[Movement]:
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
    await tell_progress(tx, asn, line.id, await _sku(tx, moved))


async def mark(
    tx: Tx, asn_id: UUID, kind: str, *, why: str | None, by: AtWork, scan_id: UUID
) -> Marked:
    """Something is wrong with one base unit of the operator's last scan: it is held.

    ``kind``: damaged (never sold), wrong_label or wrong_lot (in quarantine until it is decided).
    ``why`` is one of DAMAGES, for damaged goods.

    Raises:
        NothingToMark: nothing was scanned, or all of it is marked already.
    """
    asn = await take_asn(tx, asn_id)
    last = await _last_movement(tx, asn.shop_id, asn_id, by, ("receive",))
    if (
        last is None
        or last.to_condition != GOOD
        or await _marked_since(tx, last, by) >= (last.quantity)
    ):
        raise NothingToMark
    goods = Goods(shop_id=last.shop_id, product_id=last.product_id, lot_id=last.lot_id)
    held = DAMAGED if kind == DAMAGED else QUARANTINE
    await move(
        tx,
        goods,
        1,
        from_place=last.to_place_id,
        to_place=last.to_place_id,
        to_condition=held,
        reason="damage",
        by=by,
        line_id=last.line_id,
        scan_id=scan_id,
    )
    discrepancy_id = await tell_discrepancy(
        tx,
        asn,
        kind=kind,
        goods=msgspec.structs.replace(goods, condition=held),
        quantity=1,
        note=why,
        scan_id=scan_id,
    )
    await tell_stock(tx, asn.shop_id, [last.product_id], reason="damage")
    return Marked(sku=await _sku(tx, last), quantity=1, kind=kind, discrepancy_id=discrepancy_id)


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
