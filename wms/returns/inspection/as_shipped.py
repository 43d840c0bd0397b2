"""Is it the piece that was sent? Its serial number and its lot are held against what the parcels
of the order had in them. Another one is no return of that line: somebody mixed something up, or
wants to be paid for what they keep."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from wms.access.people import AtWork
from wms.catalog.lots import Batch
from wms.catalog.queries import FoundProduct
from wms.db import Read, Tx
from wms.errors import Refusal
from wms.returns.inspection.errors import (
    AnotherLot,
    AnotherSerial,
    LotAsked,
    SerialEach,
    SerialNeeded,
    SerialTwice,
)
from wms.returns.inspection.models import ReturnMismatch, ReturnSerial
from wms.returns.inspection.rules import rules_for
from wms.returns.models import Return

_SHIPPED = text("""
    SELECT ARRAY(SELECT DISTINCT s FROM parcel_lines pl CROSS JOIN unnest(pl.serials) s
                 WHERE pl.shop_id = :shop AND pl.product_id = :product AND pl.parcel_id IN (
                     SELECT id FROM parcels WHERE shop_id = :shop AND order_id = :order)
                 ORDER BY s) AS serials,
           ARRAY(SELECT DISTINCT lo.code FROM parcel_lines pl
                 JOIN lots lo ON lo.shop_id = pl.shop_id AND lo.id = pl.lot_id
                 WHERE pl.shop_id = :shop AND pl.product_id = :product AND lo.code <> ''
                   AND pl.parcel_id IN (
                     SELECT id FROM parcels WHERE shop_id = :shop AND order_id = :order)
                 ORDER BY lo.code) AS lots
""")
# It came back before, with whatever return.
_CAME = text("""
    SELECT EXISTS (
        SELECT FROM return_serials n
        JOIN return_lines l ON l.shop_id = n.shop_id AND l.id = n.return_line_id
        JOIN returns r ON r.shop_id = l.shop_id AND r.id = l.return_id
        WHERE n.shop_id = :shop AND n.serial = :serial AND n.taken_back_at IS NULL
          AND l.product_id = :product AND r.order_id = :order AND NOT l.is_mismatch)
""")
_LOCK_ORDER = text("SELECT FROM orders WHERE shop_id = :shop AND id = :order FOR NO KEY UPDATE")
_SENT_WITH = text("""
    SELECT o.external_id FROM parcel_lines pl
    JOIN parcels p ON p.shop_id = pl.shop_id AND p.id = pl.parcel_id
    JOIN orders o ON o.shop_id = p.shop_id AND o.id = p.order_id
    WHERE pl.shop_id = :shop AND pl.product_id = :product AND :serial = ANY (pl.serials)
      AND o.id <> :order
    ORDER BY p.id DESC LIMIT 1
""")


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """Serial numbers and named lots of a product that left with an order."""

    serials: list[str]
    lots: list[str]


class Differs(msgspec.Struct, frozen=True, kw_only=True):
    """What is another one than was shipped."""

    kind: Literal["serial", "lot"]
    found: str
    shipped: list[str]
    #: the shop's order with which the found one was shipped
    shipped_with: str | None

    def refusal(self, sku: str) -> Refusal:
        """The same as a no."""
        no = AnotherSerial if self.kind == "serial" else AnotherLot
        return no(sku=sku, found=self.found, shipped=", ".join(self.shipped) or "–")


async def shipped_pieces(
    read: Read | Tx, shop_id: UUID, order_id: UUID | None, product_id: UUID
) -> Shipped:
    """What the parcels of the order had of a product."""
    key = {"shop": shop_id, "order": order_id, "product": product_id}
    row = (await read.execute(_SHIPPED, key)).one()
    return Shipped(serials=list(row.serials), lots=list(row.lots))


async def not_as_shipped(
    tx: Tx,
    held: Return,
    product: FoundProduct,
    *,
    serial: str | None,
    batch: Batch,
    is_surplus: bool,
    asks_lot: bool,
) -> Differs | None:
    """How a piece differs from what was shipped; None: it may be one of those.

    Raises:
        SerialNeeded, SerialEach: which piece it is must be known first.
        SerialTwice: this very piece is back already.
        LotAsked: the shop wants to know the lot.
    """
    if product.is_serial_tracked:
        if product.quantity != 1:
            raise SerialEach(sku=product.sku)
        if serial is None:
            raise SerialNeeded(sku=product.sku)
        # the same piece may be in two hands, in two returns of the order
        await tx.execute(_LOCK_ORDER, {"shop": held.shop_id, "order": held.order_id})
    if is_surplus:
        return None  # it was not sent with this order, so there is nothing to compare
    shipped = await shipped_pieces(tx, held.shop_id, held.order_id, product.product_id)
    key = {"shop": held.shop_id, "order": held.order_id, "product": product.product_id}
    if product.is_serial_tracked and shipped.serials and serial is not None:
        if serial not in shipped.serials:
            with_order = await tx.scalar(_SENT_WITH, {**key, "serial": serial})
            return Differs(
                kind="serial", found=serial, shipped=shipped.serials, shipped_with=with_order
            )
        if await tx.scalar(_CAME, {**key, "serial": serial}):
            raise SerialTwice(sku=product.sku, serial=serial)
    if product.is_lot_tracked and shipped.lots:
        if batch.lot is None:
            rules = await rules_for(tx, held.shop_id, product.product_id)
            if asks_lot and rules.rubric.is_lot_asked:
                raise LotAsked(sku=product.sku, lots=", ".join(shipped.lots))
        elif batch.lot not in shipped.lots:
            return Differs(kind="lot", found=batch.lot, shipped=shipped.lots, shipped_with=None)
    return None


async def note_piece(
    tx: Tx,
    shop_id: UUID,
    line_id: UUID,
    serial: str | None,
    differs: Differs | None,
    *,
    quantity: int,
    allowed_by: UUID | None,
    scan_id: UUID | None,
    by: AtWork,
) -> None:
    """Keep which piece came, and how it differs from what was shipped."""
    facts = {
        "shop_id": shop_id, "return_line_id": line_id, "scan_id": scan_id,
        "operator_id": by.operator_id,
    }  # fmt: skip
    if serial is not None:
        await tx.execute(insert(ReturnSerial).values(**facts, serial=serial))
    if differs is not None:
        await tx.execute(
            insert(ReturnMismatch).values(
                **facts, kind=differs.kind, found=differs.found, shipped=differs.shipped,
                shipped_with=differs.shipped_with, quantity=quantity, allowed_by=allowed_by,
            )
        )  # fmt: skip
