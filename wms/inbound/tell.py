"""Telling the shop while its goods are still being counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, null, or_, update
from sqlalchemy.dialects.postgresql import insert

from wms.db import Tx, new_id
from wms.events.outbox import record
from wms.inbound.hand import subject, touched
from wms.inbound.models import Asn, AsnLine, Discrepancy

#: a line is told at its first scan, then at most this often, and when it is complete
TELL_EVERY = timedelta(seconds=15)


async def tell_progress(tx: Tx, asn: Asn, line_id: UUID, sku: str) -> bool:
    """Record ``inbound.progress`` of a line, unless the shop was told a moment ago; whether it was.

    Its numbers are totals, so what was left out is in the next one; ``inbound.received`` tells
    all of them at the end.
    """
    told = (
        await tx.execute(
            update(AsnLine)
            .where(
                AsnLine.shop_id == asn.shop_id,
                AsnLine.id == line_id,
                AsnLine.received != AsnLine.told,
                or_(
                    AsnLine.told_at.is_(None),
                    AsnLine.told_at < func.clock_timestamp() - TELL_EVERY,
                    AsnLine.received == AsnLine.expected,
                ),
            )
            .values(told=AsnLine.received, told_at=func.clock_timestamp())
            .returning(AsnLine.expected, AsnLine.received)
        )
    ).one_or_none()
    if told is None:
        return False
    await record(
        tx,
        asn.shop_id,
        "inbound.progress",
        subject(asn),
        {"sku": sku, "expected": told.expected, "received": told.received},
    )
    await touched(tx, asn)
    return True


async def tell_discrepancy(
    tx: Tx,
    asn: Asn,
    *,
    kind: str,
    product_id: UUID,
    sku: str,
    quantity: int,
    note: str | None = None,
    details: dict[str, Any] | None = None,
    scan_id: UUID | None = None,
) -> None:
    """Write down that something differs, and record ``inbound.discrepancy``.

    ``note`` is what a person said of it, ``details`` are facts beside ``kind`` for programs.
    """
    await tx.execute(
        insert(Discrepancy).values(
            id=new_id(),
            shop_id=asn.shop_id,
            asn_id=asn.id,
            product_id=product_id,
            kind=kind,
            quantity=quantity,
            note=note,
            details=null() if details is None else details,
            scan_id=scan_id,
        )
    )
    await _record_discrepancy(tx, asn, kind, sku, quantity, note=note, details=details)


async def settle_excess(tx: Tx, asn: Asn, line: AsnLine, sku: str) -> None:
    """Bring the "too much" of a line to what it is now: one row, told when it comes and goes.

    The final quantity is in ``inbound.received``.
    """
    kind = "over" if line.expected else "unexpected_product"
    excess = max(line.received - line.expected, 0)
    open_row = (
        Discrepancy.shop_id == asn.shop_id,
        Discrepancy.asn_id == asn.id,
        Discrepancy.product_id == line.product_id,
        Discrepancy.kind == kind,
        Discrepancy.withdrawn_at.is_(None),
    )
    change = update(Discrepancy).where(*open_row).returning(Discrepancy.id)
    if excess:
        if await tx.scalar(change.values(quantity=excess)) is None:
            await tell_discrepancy(
                tx, asn, kind=kind, product_id=line.product_id, sku=sku, quantity=excess
            )
    elif await tx.scalar(change.values(withdrawn_at=func.clock_timestamp())) is not None:
        await _record_discrepancy(tx, asn, kind, sku, 0)


async def withdraw(tx: Tx, asn: Asn, scan_id: UUID, sku: str) -> None:
    """The scan that claimed it was undone."""
    kinds = await tx.scalars(
        update(Discrepancy)
        .where(
            Discrepancy.shop_id == asn.shop_id,
            Discrepancy.asn_id == asn.id,
            Discrepancy.scan_id == scan_id,
            Discrepancy.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=func.clock_timestamp())
        .returning(Discrepancy.kind)
    )
    for kind in kinds:
        await _record_discrepancy(tx, asn, kind, sku, 0)


async def _record_discrepancy(
    tx: Tx,
    asn: Asn,
    kind: str,
    sku: str,
    quantity: int,
    *,
    note: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """``quantity`` 0 says that it was a mistake and is withdrawn."""
    await record(
        tx,
        asn.shop_id,
        "inbound.discrepancy",
        subject(asn),
        {"kind": kind, "sku": sku, "quantity": quantity, "note": note, "details": details},
    )
    await touched(tx, asn)
