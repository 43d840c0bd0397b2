"""What the receiver's screen shows: a pure function of rows, the same on any device.

The last scan of this operator at this delivery is a row too: when it asked something, the question
stands open until another scan answers it or goes over it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select

from wms.access.people import AtWork
from wms.barcodes import candidates, parse
from wms.catalog.models import Product
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.idempotency import Scan
from wms.inbound.errors import AsnUnknown, OverReceipt, UnexpectedProduct
from wms.inbound.hand import OPEN
from wms.inbound.models import Asn, AsnLine, Discrepancy
from wms.layout.queries import place_by_id, places_of_kind, the_warehouse
from wms.shops.models import Shop

#: flows whose scans may ask or answer
RECEIVING = "receive"


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


class NextScan(msgspec.Struct, frozen=True, kw_only=True):
    """Scan the next piece; what was counted last stands above it."""

    sku: str | None = None
    name: str | None = None
    barcode: str | None = None
    expected: int = 0
    received: int = 0
    code: str | None = None


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing more is received into this delivery."""


Step = DockAsked | BatchQuestion | ExtraQuestion | NextScan | Finished


class LineNow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list at the dock."""

    sku: str
    name: str
    expected: int
    received: int


async def delivery(read: Read | Tx, asn_id: UUID) -> Delivery:
    """The delivery in hand. AsnUnknown when there is none."""
    row = (
        await read.execute(
            select(
                Asn.id,
                Asn.number,
                Asn.external_id,
                Asn.shop_id,
                Shop.name.label("shop"),
                Asn.status,
                Asn.dock_place_id,
                select(func.coalesce(func.sum(AsnLine.expected), 0))
                .where(AsnLine.shop_id == Asn.shop_id, AsnLine.asn_id == Asn.id)
                .scalar_subquery()
                .label("expected"),
                select(func.coalesce(func.sum(AsnLine.received), 0))
                .where(AsnLine.shop_id == Asn.shop_id, AsnLine.asn_id == Asn.id)
                .scalar_subquery()
                .label("received"),
                select(func.count())
                .where(
                    Discrepancy.shop_id == Asn.shop_id,
                    Discrepancy.asn_id == Asn.id,
                    Discrepancy.withdrawn_at.is_(None),
                )
                .scalar_subquery()
                .label("discrepancies"),
            )
            .join(Shop, Shop.id == Asn.shop_id)
            .where(Asn.id == asn_id)
        )
    ).one_or_none()
    if row is None:
        raise AsnUnknown(name=str(asn_id))
    facts = dict(row._mapping)
    dock_id = facts.pop("dock_place_id")
    dock = (await place_by_id(read, dock_id)).code if dock_id else None
    return Delivery(**facts, dock=dock)


async def lines(read: Read | Tx, asn: Delivery) -> list[LineNow]:
    """All lines: first what is still to come, in the order of the announcement."""
    rows = await read.execute(
        select(Product.sku, Product.name, AsnLine.expected, AsnLine.received)
        .join(Product, and_(Product.shop_id == AsnLine.shop_id, Product.id == AsnLine.product_id))
        .where(AsnLine.shop_id == asn.shop_id, AsnLine.asn_id == asn.id)
        .order_by(AsnLine.received >= AsnLine.expected, AsnLine.line_no)
    )
    return [LineNow(**row._mapping) for row in rows]


async def next_step(read: Read | Tx, asn: Delivery, by: AtWork) -> Step:
    """The one thing to do now."""
    if not asn.is_open:
        return Finished()
    if asn.dock is None:
        docks = await places_of_kind(read, await the_warehouse(read), ("dock",))
        if sum(not dock.is_blocked for dock in docks) != 1:
            return DockAsked()
    return await open_question(read, asn.id, by) or await _next_scan(read, asn, by)


async def open_question(
    read: Read | Tx, asn_id: UUID, by: AtWork, *, besides: UUID | None = None
) -> BatchQuestion | ExtraQuestion | None:
    """What the operator's last scan asked; ``besides`` is the scan that answers it."""
    last = await _last_answer(read, asn_id, by, besides=besides)
    if last is None:
        return None
    if last.get("did") == "batch_asked":
        return msgspec.convert(last, BatchQuestion)
    if last.get("code") in (OverReceipt.code, UnexpectedProduct.code):
        return msgspec.convert({"expected": 0, "received": 0} | last["facts"], ExtraQuestion)
    return None


async def last_received(
    read: Read | Tx, asn_id: UUID, by: AtWork, *, besides: UUID | None = None
) -> dict[str, Any] | None:
    """The answer of the operator's last scan that took goods in."""
    return await _last_answer(read, asn_id, by, besides=besides, did="received")


async def _last_answer(
    read: Read | Tx,
    asn_id: UUID,
    by: AtWork,
    *,
    besides: UUID | None,
    did: str | None = None,
) -> dict[str, Any] | None:
    wanted = (
        select(Scan.answer)
        .where(
            Scan.subject_id == asn_id,
            Scan.operator_id == by.operator_id,
            Scan.flow == RECEIVING,
        )
        .order_by(Scan.at.desc())
        .limit(1)
    )
    if besides is not None:
        wanted = wanted.where(Scan.id != besides)
    if did is not None:
        wanted = wanted.where(Scan.answer["did"].astext == did)
    return await read.scalar(wanted)


async def _next_scan(read: Read | Tx, asn: Delivery, by: AtWork) -> NextScan:
    last = await last_received(read, asn.id, by)
    if last is None:
        return NextScan()
    row = (
        await read.execute(
            select(AsnLine.expected, AsnLine.received)
            .join(
                Product, and_(Product.shop_id == AsnLine.shop_id, Product.id == AsnLine.product_id)
            )
            .where(
                AsnLine.shop_id == asn.shop_id,
                AsnLine.asn_id == asn.id,
                Product.sku == last["sku"],
            )
        )
    ).one_or_none()
    if row is None or row.received == 0:
        return NextScan()
    codes = candidates(parse(last["code"]))
    found = await find_by_barcode(read, codes, shop_id=asn.shop_id)
    return NextScan(
        sku=last["sku"],
        name=last["name"],
        barcode=found[0].barcode if found else None,
        expected=row.expected,
        received=row.received,
        code=last["code"],
    )
