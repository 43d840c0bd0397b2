"""Receiving: each scan moves goods from the supplier to the dock and counts them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import Kind, OwnLabel, parse
from wms.catalog.lots import Batch
from wms.db import Hot, Tx
from wms.idempotency import ScanMade
from wms.inbound.recognise import read_goods


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
    #: the barcode that it was, in stored form; None: the product has none
    barcode: str | None
    #: it had none on it, and was chosen from the list
    no_barcode: bool = False
    line_no: int | None = None
    #: of the piece, when its product keeps them
    serial: str | None = None
    #: of the goods, when their product keeps them: a typed quantity is of the same
    lot: str | None = None
    expires_on: date | None = None


class BatchAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="batch_asked"):
    """Nothing moved yet: the goods are kept by lot or expiry, and the scan did not tell them."""

    sku: str
    name: str
    needs_lot: bool
    needs_expiry: bool
    #: what was scanned, and how many times over
    code: str
    times: int


class SerialAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="did", tag="serial_asked"):
    """Nothing moved yet: each piece has a serial number, and the scan did not tell it."""

    sku: str
    name: str
    code: str
    lot: str | None = None
    expires_on: date | None = None
    is_extra: bool = False
    #: it was chosen from the list: there was no barcode to scan
    product_id: UUID | None = None


Answer = Received | BatchAsked | SerialAsked

_read_answer = msgspec.json.Decoder(Answer).decode
_decode = msgspec.json.Decoder(Answer).decode
_SCAN = "SELECT receive_scan($1, $2, $3, $4, $5, $6, $7)"
_RECEIVE = text(
    "SELECT CAST(receive_goods(:asn, CAST(:read AS jsonb), :operator, :device, :scan) AS text)"
)


def read_answer(answer: str) -> Answer:
    """What `sql/receive_goods.sql` answered."""
    received: Answer = _decode(answer)
    return received


async def scan(hot: Hot, asn_id: UUID, made: ScanMade) -> str:
    """One scan at the dock: goods, or the label of the dock where they stand, or of the LPN in
    which they go from then on.

    The answer is JSON: ``{"outcome": "ok", "did": …}`` or ``{"outcome": "refused", "code": …,
    "facts": …}``; a repeat of the same scan id gets the first answer with ``"repeated": true``.
    One statement, one transaction, one round trip (`sql/receive_scan.sql`).
    """
    label = parse(made.code)
    is_place = isinstance(label, OwnLabel) and label.kind in (Kind.LOCATION, Kind.LPN)
    return await hot.call(
        _SCAN,
        made.id,
        asn_id,
        made.operator_id,
        made.device_id,
        made.code,
        label.code if is_place and isinstance(label, OwnLabel) else None,
        read_goods(made.code).as_json(),
    )


async def receive(
    tx: Tx,
    asn_id: UUID,
    code: str,
    *,
    by: AtWork,
    scan_id: UUID,
    times: int = 1,
    batch: Batch | None = None,
    serial: str | None = None,
    is_extra: bool = False,
) -> Answer:
    """Take in what was scanned, ``times`` over (a typed quantity).

    ``batch`` answers BatchAsked, ``serial`` SerialAsked; ``is_extra`` answers OverReceipt,
    UnexpectedProduct or SerialKnown, and from then on more of that product comes in without asking
    again.

    Raises:
        AsnUnknown, AsnFinished, DockNeeded: nothing can be received there now.
        BarcodeUnknown, BarcodeUnreadable, NotAProduct, OtherShop: it is no product of the shop.
        OverReceipt, UnexpectedProduct: it was not announced.
        SerialEach, SerialTwice, SerialKnown: it is no single new piece.
        LotDiffers: the lot is known with another expiry date.
    """
    read = read_goods(code, times=times, batch=batch, serial=serial, is_extra=is_extra)
    answer: str = await tx.scalar(
        _RECEIVE,
        {
            "asn": asn_id,
            "read": read.as_json(),
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    return read_answer(answer)
