"""What the receiver's screen shows: a pure function of rows, the same on any device.

The last scan of this operator at this delivery is a row too: when it asked something, the question
stands open until another scan answers it or goes over it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, select, text

from wms.access.people import AtWork
from wms.catalog.codes import as_printed
from wms.catalog.models import Product
from wms.db import Hot, Read, Tx
from wms.inbound.errors import AsnUnknown
from wms.inbound.hand import OPEN
from wms.inbound.models import AsnLine

#: flows whose scans may ask or answer
RECEIVING = "receive"

_DELIVERY = text("SELECT CAST(asn_delivery(:asn) AS text)")
_ASKED = text("SELECT receive_asked(:asn, :operator, :besides)")
_COUNTED = text("SELECT receive_counted(:asn, :operator, :besides)")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """The delivery in hand, and how far it is."""

    id: UUID
    number: int
    external_id: str
    shop_id: UUID
    shop: str
    status: str
    expected: int
    received: int
    discrepancies: int
    dock: str | None
    is_announced: bool
    #: what was announced is not shown to who counts
    is_blind: bool
    #: docks that could be meant while none was scanned
    docks: int

    @property
    def is_open(self) -> bool:
        """Whether something can be received into it."""
        return self.status in OPEN


class DockAsked(msgspec.Struct, frozen=True, kw_only=True):
    """There are several docks: which one?"""


class BatchQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed on the goods?"""

    sku: str
    name: str
    needs_lot: bool
    needs_expiry: bool
    code: str
    times: int


class ExtraQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """It was not announced, or not so much of it: receive it as extra?"""

    sku: str
    quantity: int
    expected: int
    received: int
    code: str
    times: int
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    #: the delivery with which this very piece came before
    number: int | None = None


class SerialQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which serial number does the piece have?"""

    sku: str
    name: str
    code: str
    lot: str | None = None
    expires_on: date | None = None
    is_extra: bool = False
    product_id: UUID | None = None


class CartonLine(msgspec.Struct, frozen=True, kw_only=True):
    """What should be in a carton."""

    sku: str
    name: str
    quantity: int


class CartonQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Is all of it in the carton? Then it is received as one."""

    carton_id: UUID
    carton: int
    lines: list[CartonLine]

    @property
    def rows(self) -> list[dict[str, str | int]]:
        """As the page's list shows them."""
        return [
            {"name": line.name, "note": line.sku, "done": line.quantity, "of": line.quantity}
            for line in self.lines
        ]


class NextScan(msgspec.Struct, frozen=True, kw_only=True):
    """Scan the next piece; what was counted last stands above it."""

    sku: str | None = None
    name: str | None = None
    #: in stored form
    barcode: str | None = None
    expected: int = 0
    received: int = 0
    code: str | None = None
    #: base units that the scan meant, and that one such code means
    quantity: int = 1
    pack: int = 1
    #: of what was counted last, when its product keeps them
    lot: str | None = None
    expires_on: date | None = None
    #: its shop told no weight: whoever has a scale at the dock may measure it
    lacks_weight: bool = False
    #: "shop/picture" of the product's first one; None when there is none
    photo: str | None = None

    @property
    def printed(self) -> str | None:
        """The barcode as it stands under the bars."""
        return as_printed(self.barcode) if self.barcode else None


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing more is received into this delivery."""


Question = BatchQuestion | SerialQuestion | ExtraQuestion | CartonQuestion
Step = DockAsked | Question | NextScan | Finished


class LineNow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list at the dock."""

    sku: str
    name: str
    expected: int
    received: int


async def delivery(read: Read | Tx, asn_id: UUID) -> Delivery:
    """The delivery in hand. AsnUnknown when there is none."""
    found: str | None = await read.scalar(_DELIVERY, {"asn": asn_id})
    if found is None:
        raise AsnUnknown(name=str(asn_id))
    return msgspec.json.decode(found, type=Delivery)


async def lines(read: Read | Tx, asn: Delivery) -> list[LineNow]:
    """All lines: first what is still to come, in the order of the announcement."""
    rows = await read.execute(
        select(Product.sku, Product.name, AsnLine.expected, AsnLine.received)
        .join(Product, and_(Product.shop_id == AsnLine.shop_id, Product.id == AsnLine.product_id))
        .where(AsnLine.shop_id == asn.shop_id, AsnLine.asn_id == asn.id)
        .order_by(AsnLine.received >= AsnLine.expected, AsnLine.line_no)
    )
    return [LineNow(**row._mapping) for row in rows]


class LpnInUse(msgspec.Struct, frozen=True, kw_only=True):
    """The LPN into which the receiver scans, and the base units in it."""

    container: str
    pieces: int


class OnScreen(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver's screen shows."""

    delivery: Delivery | None
    #: what the operator's last scan was answered, when it asked something
    asked: dict[str, Any] | None
    counted: NextScan | None
    lpn: LpnInUse | None
    #: what the scan that led there was answered
    answer: dict[str, Any] | None

    def step(self) -> Step:
        """The one thing to do now."""
        assert self.delivery is not None
        if not self.delivery.is_open:
            return Finished()
        if self.delivery.dock is None and self.delivery.docks != 1:
            return DockAsked()
        question = _question(self.asked)
        if question is not None:
            return question
        return self.counted if self.counted and self.counted.received else NextScan()


_read_screen = msgspec.json.Decoder(OnScreen).decode


async def on_screen(hot: Hot, asn_id: UUID, by: AtWork, scan_id: UUID | None) -> OnScreen:
    """All that the screen shows, in one statement. AsnUnknown when there is no such delivery."""
    seen = _read_screen(
        await hot.call("SELECT receive_screen($1, $2, $3)", asn_id, by.operator_id, scan_id)
    )
    if seen.delivery is None:
        raise AsnUnknown(name=str(asn_id))
    return seen


def _question(asked: dict[str, Any] | None) -> Question | None:
    if asked is None:
        return None
    if asked.get("did") == "batch_asked":
        return msgspec.convert(asked, BatchQuestion)
    if asked.get("did") == "serial_asked":
        return msgspec.convert(asked, SerialQuestion)
    if asked.get("did") == "carton_asked":
        return msgspec.convert(asked, CartonQuestion)
    return msgspec.convert({"expected": 0, "received": 0} | asked["facts"], ExtraQuestion)


async def open_question(
    read: Read | Tx, asn_id: UUID, by: AtWork, *, besides: UUID | None = None
) -> Question | None:
    """What the operator's last scan asked; ``besides`` is the scan that answers it."""
    return _question(await read.scalar(_ASKED, _scans_of(asn_id, by, besides)))


async def last_counted(
    read: Read | Tx, asn_id: UUID, by: AtWork, *, besides: UUID | None = None
) -> NextScan | None:
    """The operator's last scan that took goods in."""
    told = await read.scalar(_COUNTED, _scans_of(asn_id, by, besides))
    return None if told is None else msgspec.convert(told, NextScan)


def _scans_of(asn_id: UUID, by: AtWork, besides: UUID | None) -> dict[str, Any]:
    return {"asn": asn_id, "operator": by.operator_id, "besides": besides}
