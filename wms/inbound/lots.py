"""Which lots of a product a shop says are coming."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.db import Tx
from wms.inbound.cartons import LotCode, NewCarton

#: different lots of one product in one delivery
LOTS_MAX = 100

_WRITE = text(
    """
    INSERT INTO asn_lots (shop_id, asn_id, product_id, lot, expires_on)
    SELECT :shop, :asn, l.product_id, l.lot, l.expires_on
    FROM jsonb_to_recordset(CAST(:lots AS jsonb)) AS l (product_id uuid, lot text, expires_on date)
    ON CONFLICT DO NOTHING
    """
)


class AnnouncedLot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods of this lot come; other lots of the product are held and asked about."""

    lot: LotCode
    expires_on: date | None = None


AnnouncedLots = Annotated[tuple[AnnouncedLot, ...], Meta(max_length=LOTS_MAX)]


def lots_told(
    lines: Iterable[tuple[str, int, tuple[AnnouncedLot, ...]]], cartons: tuple[NewCarton, ...]
) -> dict[str, list[AnnouncedLot]]:
    """SKU → its lots, of ``lines`` (SKU, pieces, lots).

    Lots of cartons count only when they tell of every piece: loose goods beside them may be of any.
    """
    packed: dict[str, list[AnnouncedLot]] = {}
    pieces: dict[str, int] = {}
    for carton in cartons:
        for line in carton.lines:
            if line.lot is not None:
                one = AnnouncedLot(lot=line.lot, expires_on=line.expires_on)
                packed.setdefault(line.sku, []).append(one)
                pieces[line.sku] = pieces.get(line.sku, 0) + line.quantity
    found: dict[str, list[AnnouncedLot]] = {}
    for sku, quantity, lots in lines:
        told = [*lots, *(packed.get(sku, []) if lots or pieces.get(sku) == quantity else [])]
        if told:
            found[sku] = told
    return found


async def write_lots(
    tx: Tx,
    shop_id: UUID,
    asn_id: UUID,
    told: Mapping[str, list[AnnouncedLot]],
    products: Mapping[str, UUID],
) -> None:
    """Write down which lots come."""
    if not told:
        return
    rows: list[dict[str, Any]] = [
        {"product_id": products[sku], "lot": one.lot, "expires_on": one.expires_on}
        for sku, lots in told.items()
        for one in lots
    ]
    facts = {"shop": shop_id, "asn": asn_id, "lots": msgspec.json.encode(rows).decode()}
    await tx.execute(_WRITE, facts)
