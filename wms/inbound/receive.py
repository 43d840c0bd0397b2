"""Receiving: each scan moves goods from the supplier to the dock and counts them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from wms.access.people import AtWork
from wms.catalog.lots import Batch, LotNeeded, keep_lot
from wms.catalog.queries import FoundProduct
from wms.db import Tx, new_id
from wms.inbound.errors import OverReceipt, UnexpectedProduct
from wms.inbound.hand import dock_of, step, take_asn
from wms.inbound.models import Asn, AsnLine, Discrepancy
from wms.inbound.recognise import Recognised, recognise_of
from wms.inbound.tell import settle_excess, tell_discrepancy, tell_progress
from wms.layout.queries import outside_of_place
from wms.shops.models import Shop
from wms.stock.ledger import Goods, move
from wms.stock.tell import tell_stock


class Received(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="received"):
    """So much came in with this scan, and so much of the line altogether."""

    sku: str
    name: str
    quantity: int
    received: int
    expected: int
    movement_id: UUID
    #: what was scanned, so that a typed quantity can mean the same
    code: str


class BatchAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="batch_asked"):
    """Nothing moved yet: the goods are kept by lot or expiry, and the scan did not tell them."""

    sku: str
    name: str
    needs_lot: bool
    needs_expiry: bool
    #: what was scanned, and how many times over
    code: str
    times: int


Answer = Received | BatchAsked
#: what the receiver agreed to when asked
Extra = Literal["no", "yes"]


async def receive(
    tx: Tx,
    asn_id: UUID,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID,
    times: int = 1,
    batch: Batch | None = None,
    extra: Extra = "no",
) -> Answer:
    """Take in what was scanned, ``times`` over (a typed quantity).

    ``batch`` answers BatchAsked; ``extra="yes"`` answers OverReceipt or UnexpectedProduct, and from
    then on more of that product comes in without asking again.

    Raises:
        AsnUnknown, AsnFinished, DockNeeded: nothing can be received there now.
        BarcodeUnknown, BarcodeUnreadable, NotAProduct, OtherShop: it is no product of the shop.
        OverReceipt, UnexpectedProduct: it was not announced.
        LotDiffers: the lot is known with another expiry date.
    """
    asn = await take_asn(tx, asn_id)
    dock = await dock_of(tx, asn)
    shop = await tx.get_one(Shop, asn.shop_id)
    found = await recognise_of(tx, code, shop_id=asn.shop_id, shop=shop.name, times=times)
    product = found.product
    try:
        lot_id = await _lot(tx, product, batch or found.batch)
    except LotNeeded:
        return BatchAsked(
            sku=product.sku,
            name=product.name,
            needs_lot=product.is_lot_tracked,
            needs_expiry=product.is_expiry_tracked,
            code=code,
            times=times,
        )
    try:
        line = await _line(tx, asn, found, extra)
    except (OverReceipt, UnexpectedProduct) as no:
        no.facts |= {"code": code, "times": times} | _told(batch)  # the side door needs them
        raise
    await step(tx, asn, "receiving")
    counted = await _count(tx, line, found.quantity)
    movement = await move(
        tx,
        Goods(shop_id=asn.shop_id, product_id=product.product_id, lot_id=lot_id),
        found.quantity,
        from_place=await outside_of_place(tx, dock, "supplier"),
        to_place=dock,
        reason="receive",
        by=by,
        line_id=counted.id,
        scan_id=scan_id,
    )
    await settle_excess(tx, asn, counted, product.sku)
    await _note_expired(tx, asn, found, batch, scan_id)
    if await tell_progress(tx, asn, counted.id, product.sku):  # as seldom; `finish` tells the rest
        await tell_stock(tx, asn.shop_id, [product.product_id], reason="receive")
    return Received(
        sku=product.sku,
        name=product.name,
        quantity=found.quantity,
        received=counted.received,
        expected=counted.expected,
        movement_id=movement,
        code=code,
    )


def _told(batch: Batch | None) -> dict[str, str]:
    told: dict[str, str] = msgspec.to_builtins(batch or Batch())
    return {name: value for name, value in told.items() if value is not None}


async def _lot(tx: Tx, product: FoundProduct, batch: Batch) -> UUID:
    return await keep_lot(
        tx,
        product.shop_id,
        product.product_id,
        product.sku,
        batch,
        is_lot_tracked=product.is_lot_tracked,
        is_expiry_tracked=product.is_expiry_tracked,
    )


async def _line(tx: Tx, asn: Asn, found: Recognised, extra: Extra) -> AsnLine:
    """The line that the goods belong to; a new one with nothing expected when that was agreed."""
    product = found.product
    line = await tx.scalar(
        select(AsnLine)
        .where(
            AsnLine.shop_id == asn.shop_id,
            AsnLine.asn_id == asn.id,
            AsnLine.product_id == product.product_id,
        )
        .execution_options(populate_existing=True)
    )
    is_agreed = extra == "yes" or await _was_agreed(tx, asn, product.product_id)
    if line is None or line.expected == 0:
        if not is_agreed:
            raise UnexpectedProduct(sku=product.sku, quantity=found.quantity)
        return line or await _unannounced_line(tx, asn, product.product_id)
    if line.received + found.quantity > line.expected and not is_agreed:
        raise OverReceipt(
            sku=product.sku,
            expected=line.expected,
            received=line.received,
            quantity=found.quantity,
        )
    return line


async def _was_agreed(tx: Tx, asn: Asn, product_id: UUID) -> bool:
    """Whether an open discrepancy says that more of this came than was announced."""
    row = await tx.scalar(
        select(Discrepancy.id).where(
            Discrepancy.shop_id == asn.shop_id,
            Discrepancy.asn_id == asn.id,
            Discrepancy.product_id == product_id,
            Discrepancy.kind.in_(("over", "unexpected_product")),
            Discrepancy.withdrawn_at.is_(None),
        )
    )
    return row is not None


async def _unannounced_line(tx: Tx, asn: Asn, product_id: UUID) -> AsnLine:
    last = await tx.scalar(
        select(func.max(AsnLine.line_no)).where(
            AsnLine.shop_id == asn.shop_id, AsnLine.asn_id == asn.id
        )
    )
    line = AsnLine(
        id=new_id(),
        shop_id=asn.shop_id,
        asn_id=asn.id,
        line_no=(last or 0) + 1,
        product_id=product_id,
        expected=0,
    )
    tx.add(line)
    await tx.flush()
    return line


async def _count(tx: Tx, line: AsnLine, quantity: int) -> AsnLine:
    """Count in the database, not in memory: what another receiver counted stays counted."""
    await tx.execute(
        update(AsnLine)
        .where(AsnLine.shop_id == line.shop_id, AsnLine.id == line.id)
        .values(received=AsnLine.received + quantity)
        .execution_options(synchronize_session=False)
    )
    await tx.refresh(line)
    return line


async def _note_expired(
    tx: Tx, asn: Asn, found: Recognised, batch: Batch | None, scan_id: UUID
) -> None:
    """Expired goods come in, are never promised, and the shop hears of it."""
    expires_on = (batch or found.batch).expires_on
    product = found.product
    if not product.is_expiry_tracked or expires_on is None:
        return
    if expires_on <= datetime.now(UTC).date():
        await tell_discrepancy(
            tx,
            asn,
            kind="short_dated",
            product_id=product.product_id,
            sku=product.sku,
            quantity=found.quantity,
            details={"expires_on": expires_on.isoformat()},
            scan_id=scan_id,
        )
