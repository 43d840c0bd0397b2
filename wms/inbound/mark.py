"""Something is wrong with a piece of the operator's last scan at the dock: it is held."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from wms import barcodes
from wms.access.people import AtWork
from wms.catalog.models import Lot, Product
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.inbound.errors import NothingToMark, NotOfThisScan
from wms.inbound.hand import take_asn
from wms.inbound.models import Asn
from wms.inbound.tell import tell_discrepancy
from wms.inbound.undo import QUARANTINE, last_movement, of_one_scan, sku_of
from wms.stock.ledger import GOOD, Goods, move
from wms.stock.models import Movement
from wms.stock.tell import tell_stock

DAMAGED: Final = "damaged"
#: what else can be wrong with goods of which one was scanned
WRONGS: Final = ("wrong_label", "wrong_lot")
#: what the receiver may say about a damaged piece
DAMAGES: Final = ("broken", "wet", "crushed", "leaking")


class Marked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="marked"):
    """One base unit of the last scan is held."""

    sku: str
    quantity: int
    kind: str
    discrepancy_id: UUID


class Markable(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of the last scan of which one can be held; ``left``: so many base units."""

    movement_id: UUID
    product_id: UUID
    sku: str
    name: str
    lot: str | None
    left: int


async def mark(
    tx: Tx,
    asn_id: UUID,
    kind: str,
    *,
    why: str | None,
    by: AtWork,
    scan_id: UUID,
    movement_id: UUID | None = None,
    code: str = "",
) -> Marked:
    """Something is wrong with one base unit of the operator's last scan: it is held.

    ``kind``: damaged (never sold), wrong_label or wrong_lot (in quarantine until it is decided).
    ``why`` is one of DAMAGES, for damaged goods. A carton took several goods in with one scan
    (`markable`): then ``movement_id`` or the ``code`` of the piece says which it is.

    Raises:
        NothingToMark: nothing was scanned, all of it is marked already, or nobody said which.
        NotOfThisScan: the code is of goods that did not come with it.
    """
    asn = await take_asn(tx, asn_id)
    there = await markable(tx, asn.shop_id, asn_id, by)
    if code:
        there = await _of_code(tx, there, code)
    if movement_id is not None:
        there = [one for one in there if one.movement_id == movement_id]
    if not there or (len(there) > 1 and not code):
        raise NothingToMark
    moved = await tx.get_one(Movement, (asn.shop_id, there[0].movement_id))
    return await _hold_one(tx, asn, moved, kind, why=why, by=by, scan_id=scan_id)


async def _of_code(tx: Tx, there: list[Markable], code: str) -> list[Markable]:
    found = await find_by_barcode(tx, barcodes.candidates(barcodes.parse(code)))
    meant = {one.product_id for one in found}
    if not any(one.product_id in meant for one in there):
        raise NotOfThisScan(scanned=code)
    return [one for one in there if one.product_id in meant]


async def markable(read: Read | Tx, shop_id: UUID, asn_id: UUID, by: AtWork) -> list[Markable]:
    """Of which goods of the operator's last scan a piece can be held."""
    last = await last_movement(read, shop_id, asn_id, by, ("receive",))
    if last is None:
        return []
    found = []
    for moved in reversed(await of_one_scan(read, last)):
        left = moved.quantity - await _marked_since(read, moved, by)
        if moved.to_condition == GOOD and left > 0:
            found.append(await _markable(read, moved, left))
    return found


async def _markable(read: Read | Tx, moved: Movement, left: int) -> Markable:
    row = (
        await read.execute(
            select(Product.sku, Product.name, func.nullif(Lot.code, "").label("lot"))
            .join(Lot, and_(Lot.shop_id == Product.shop_id, Lot.product_id == Product.id))
            .where(
                Product.shop_id == moved.shop_id,
                Product.id == moved.product_id,
                Lot.id == moved.lot_id,
            )
        )
    ).one()
    return Markable(movement_id=moved.id, product_id=moved.product_id, left=left, **row._mapping)


async def _hold_one(
    tx: Tx, asn: Asn, moved: Movement, kind: str, *, why: str | None, by: AtWork, scan_id: UUID
) -> Marked:
    goods = Goods(shop_id=moved.shop_id, product_id=moved.product_id, lot_id=moved.lot_id)
    held = DAMAGED if kind == DAMAGED else QUARANTINE
    await move(
        tx, goods, 1, from_place=moved.to_place_id, to_place=moved.to_place_id, to_condition=held,
        reason="damage", by=by, line_id=moved.line_id, scan_id=scan_id,
    )  # fmt: skip
    discrepancy_id = await tell_discrepancy(
        tx, asn, kind=kind, goods=msgspec.structs.replace(goods, condition=held), quantity=1,
        note=why, scan_id=scan_id,
    )  # fmt: skip
    await tell_stock(tx, asn.shop_id, [moved.product_id], reason="damage")
    return Marked(sku=await sku_of(tx, moved), quantity=1, kind=kind, discrepancy_id=discrepancy_id)


async def _marked_since(read: Read | Tx, moved: Movement, by: AtWork) -> int:
    reverse = aliased(Movement)
    marked = await read.scalar(
        select(func.coalesce(func.sum(Movement.quantity), 0)).where(
            Movement.shop_id == moved.shop_id,
            Movement.line_id == moved.line_id,
            Movement.lot_id == moved.lot_id,
            Movement.id > moved.id,
            Movement.operator_id == by.operator_id,
            Movement.reason == "damage",
            ~select(reverse.id)
            .where(reverse.shop_id == moved.shop_id, reverse.reverses_id == Movement.id)
            .exists(),
        )
    )
    return int(marked or 0)
