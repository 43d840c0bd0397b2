"""Goods that came without a barcode: chosen from the list, counted, and labelled by us."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import and_, select, text

from wms.access.people import AtWork
from wms.catalog.codes import as_printed
from wms.catalog.lots import Batch, LotNeeded
from wms.catalog.models import Barcode, Product
from wms.db import Read, Tx
from wms.inbound.errors import LineUnknown
from wms.inbound.models import Asn, AsnLine
from wms.inbound.receive import Answer, BatchAsked, Received, SerialAsked, read_answer
from wms.shops.models import Shop

_RECEIVE = text(
    "SELECT CAST(receive_goods(:asn, CAST(:read AS jsonb), :operator, :device, :scan) AS text)"
)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a delivery, to be chosen by who holds goods that have no barcode."""

    line_no: int
    product_id: UUID
    shop: str
    sku: str
    name: str
    #: as printed; None: the catalogue knows none either, so there is nothing to print
    barcode: str | None
    is_lot_tracked: bool
    is_expiry_tracked: bool


async def listed(read: Read | Tx, asn_id: UUID) -> list[Listed]:
    """What was announced, in the order of the announcement."""
    code = (
        select(Barcode.code)
        .where(Barcode.shop_id == Product.shop_id, Barcode.product_id == Product.id)
        .order_by(Barcode.quantity, Barcode.code)
        .limit(1)
        .scalar_subquery()
    )
    rows = await read.execute(
        select(
            AsnLine.line_no,
            AsnLine.product_id,
            Shop.name.label("shop"),
            Product.sku,
            Product.name,
            code.label("barcode"),
            Product.is_lot_tracked,
            Product.is_expiry_tracked,
        )
        .join(Asn, and_(Asn.shop_id == AsnLine.shop_id, Asn.id == AsnLine.asn_id))
        .join(Product, and_(Product.shop_id == AsnLine.shop_id, Product.id == AsnLine.product_id))
        .join(Shop, Shop.id == Asn.shop_id)
        .where(Asn.id == asn_id)
        .order_by(AsnLine.line_no)
    )
    found = [dict(row._mapping) for row in rows]
    return [
        Listed(**row | {"barcode": as_printed(row["barcode"]) if row["barcode"] else None})
        for row in found
    ]


async def one_listed(read: Read | Tx, asn_id: UUID, line_no: int) -> Listed:
    """One line. LineUnknown when the delivery has none of this number."""
    for line in await listed(read, asn_id):
        if line.line_no == line_no:
            return line
    raise LineUnknown(line=line_no)


async def receive_listed(
    tx: Tx, asn_id: UUID, line_no: int, quantity: int, batch: Batch, *, by: AtWork, scan_id: UUID
) -> Received | SerialAsked:
    """Take in goods without a barcode; the shop is told, and we label them. SerialAsked: of a piece
    that has a serial number, that is told next.

    Raises:
        LineUnknown: the delivery has no such line.
        LotNeeded: lot or expiry are kept of it and were not typed.
        AsnUnknown, AsnFinished, DockNeeded, OverReceipt
    """
    line = await one_listed(tx, asn_id, line_no)
    received = await _receive(tx, asn_id, line, quantity, batch, None, by=by, scan_id=scan_id)
    if isinstance(received, BatchAsked):
        raise LotNeeded(sku=line.sku)
    return received


async def receive_one_listed(
    tx: Tx, asn_id: UUID, product_id: UUID, batch: Batch, serial: str, *, by: AtWork, scan_id: UUID
) -> Answer:
    """The serial number of a piece without a barcode was told. LineUnknown: it is not listed."""
    for line in await listed(tx, asn_id):
        if line.product_id == product_id:
            return await _receive(tx, asn_id, line, 1, batch, serial, by=by, scan_id=scan_id)
    raise LineUnknown(line="–")


async def _receive(
    tx: Tx,
    asn_id: UUID,
    line: Listed,
    quantity: int,
    batch: Batch,
    serial: str | None,
    *,
    by: AtWork,
    scan_id: UUID,
) -> Answer:
    read = {
        "code": line.barcode or "",
        "times": 1,
        "product_id": line.product_id,
        "quantity": quantity,
        "lot": batch.lot,
        "expires_on": batch.expires_on,
        "serial": serial,
        "is_extra": True,
        "no_barcode": True,
    }
    answer: str = await tx.scalar(
        _RECEIVE,
        {
            "asn": asn_id,
            "read": msgspec.json.encode(read).decode(),
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    return read_answer(answer)
