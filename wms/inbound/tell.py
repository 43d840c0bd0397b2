"""Telling the shop while its goods are still being counted (`sql/tell_shop.sql`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.inbound.models import Asn
from wms.stock.ledger import Goods

_OF_ASN = "FROM asns a WHERE a.shop_id = :shop AND a.id = :asn"
_PROGRESS = text(f"SELECT tell_progress(a, :line, :sku) {_OF_ASN}")
_NOTE = text(
    "SELECT note_discrepancy(a, :kind, :product, :quantity, :note, CAST(:details AS jsonb), "
    f":scan, :lot, :condition) {_OF_ASN}"
)
_SETTLE = text(
    "SELECT settle_excess(a, l) FROM asns a "
    "JOIN asn_lines l ON l.shop_id = a.shop_id AND l.asn_id = a.id "
    "WHERE a.shop_id = :shop AND a.id = :asn AND l.id = :line"
)
_WITHDRAW = text(f"SELECT withdraw_discrepancies(a, :scan, :kind) {_OF_ASN}")


def _of(asn: Asn) -> dict[str, Any]:
    return {"shop": asn.shop_id, "asn": asn.id}


async def tell_progress(tx: Tx, asn: Asn, line_id: UUID, sku: str) -> bool:
    """Record ``inbound.progress`` of a line, unless the shop was told a moment ago; whether it was.

    Its numbers are totals, so what was left out is in the next one; ``inbound.received`` tells
    all of them at the end.
    """
    return bool(await tx.scalar(_PROGRESS, _of(asn) | {"line": line_id, "sku": sku}))


async def tell_discrepancy(
    tx: Tx,
    asn: Asn,
    *,
    kind: str,
    goods: Goods,
    quantity: int,
    note: str | None = None,
    details: dict[str, Any] | None = None,
    scan_id: UUID | None = None,
) -> UUID:
    """Write down that something differs, and record ``inbound.discrepancy``; its id.

    ``goods``: which, in the condition in which they came in. ``note`` is what a person said of it,
    ``details`` are facts beside ``kind`` for programs.
    """
    made: UUID = await tx.scalar(
        _NOTE,
        _of(asn)
        | {
            "kind": kind,
            "product": goods.product_id,
            "lot": goods.lot_id,
            "condition": goods.condition,
            "quantity": quantity,
            "note": note,
            "details": msgspec.json.encode(details).decode() if details else None,
            "scan": scan_id,
        },
    )
    return made


async def settle_excess(tx: Tx, asn: Asn, line_id: UUID) -> None:
    """Bring the "too much" of a line to what it is now: one row, told when it comes and goes."""
    await tx.execute(_SETTLE, _of(asn) | {"line": line_id})


async def withdraw(
    tx: Tx, asn: Asn, *, scan_id: UUID | None = None, kind: str | None = None
) -> None:
    """Take back what is not decided yet: what a scan claimed that was undone, or all of a kind."""
    await tx.execute(_WITHDRAW, _of(asn) | {"scan": scan_id, "kind": kind})
