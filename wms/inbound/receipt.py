"""A delivery as the desk looks at it: what came of each line, scan by scan, and where it went."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from wms.db import Read, Tx
from wms.inbound.errors import AsnUnknown
from wms.inbound.models import Asn


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """A product of a delivery, base units; ``held`` of them are not good."""

    line_no: int
    product_id: UUID
    sku: str
    name: str
    expected: int
    received: int
    held: int
    #: as printed on the goods: "L1 (2027-01-31) × 12"
    lots: list[LotReceived]

    @property
    def difference(self) -> int:
        """More than announced, or less."""
        return self.received - self.expected


class LotReceived(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot came."""

    lot: str
    expires_on: date | None
    quantity: int


class ReceiptScan(msgspec.Struct, frozen=True, kw_only=True):
    """What one scan did to the stock: ``reason`` is receive, damage, correct or adjust."""

    id: UUID
    at: datetime
    by: str | None
    reason: str
    sku: str
    quantity: int
    lot: str | None
    expires_on: date | None
    condition: str
    place: str
    #: what the scanner read; None when a screen was tapped
    code: str | None


class WentTo(msgspec.Struct, frozen=True, kw_only=True):
    """So much was carried from the dock to a place."""

    sku: str
    quantity: int
    place_id: UUID
    place: str
    condition: str
    last_at: datetime


_LINES = text(
    """
    SELECT l.line_no, l.product_id, p.sku, p.name, l.expected, l.received, m.held,
           coalesce(m.lots, '[]') AS lots
    FROM asn_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    LEFT JOIN LATERAL (
        SELECT CAST(greatest(coalesce(sum(g.held), 0), 0) AS bigint) AS held,
               jsonb_agg(jsonb_build_object('lot', o.code, 'expires_on', o.expires_on,
                                            'quantity', g.quantity) ORDER BY o.expires_on, o.code)
               FILTER (WHERE o.code <> '' AND g.quantity > 0) AS lots
        FROM (SELECT lot_id, sum(CASE WHEN reason = 'receive' THEN quantity
                                      WHEN reason = 'correct' AND t.kind = 'supplier'
                                      THEN -quantity ELSE 0 END) AS quantity,
                     sum(CASE WHEN to_condition IN ('damaged', 'quarantine') THEN quantity ELSE 0
                         END - CASE WHEN from_condition IN ('damaged', 'quarantine')
                                    THEN quantity ELSE 0 END) AS held
              FROM movements mv JOIN places t ON t.id = mv.to_place_id
              WHERE mv.shop_id = l.shop_id AND mv.line_id = l.id GROUP BY lot_id) AS g
        JOIN lots o ON o.shop_id = l.shop_id AND o.product_id = l.product_id AND o.id = g.lot_id
    ) AS m ON true
    WHERE l.shop_id = :shop AND l.asn_id = :asn ORDER BY l.line_no LIMIT :limit
    """
)
_SCANS = text(
    """
    SELECT m.id, m.occurred_at AS at, op.name AS by, m.reason, p.sku, m.quantity,
           nullif(o.code, '') AS lot, o.expires_on, m.to_condition AS condition, t.code AS place,
           nullif(sc.code, '') AS code
    FROM asn_lines l
    JOIN movements m ON m.shop_id = l.shop_id AND m.line_id = l.id
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    JOIN lots o ON o.shop_id = m.shop_id AND o.product_id = m.product_id AND o.id = m.lot_id
    JOIN places t ON t.id = m.to_place_id
    LEFT JOIN operators op ON op.id = m.operator_id
    LEFT JOIN scans sc ON sc.id = m.scan_id
    WHERE l.shop_id = :shop AND l.asn_id = :asn
      AND (CAST(:before AS uuid) IS NULL OR m.id < :before)
    ORDER BY m.id DESC LIMIT :limit
    """
)
# Goods that are on a dock are nobody's delivery any more, only a product's of a lot. So this tells
# what was carried from this delivery's dock, of its products and lots, since it came.
_WENT = text(
    """
    SELECT p.sku, CAST(sum(m.quantity) AS bigint) AS quantity, t.id AS place_id, t.code AS place,
           m.to_condition AS condition, max(m.occurred_at) AS last_at
    FROM asns a
    JOIN LATERAL (
        SELECT DISTINCT r.product_id, r.lot_id, r.to_place_id FROM asn_lines l
        JOIN movements r ON r.shop_id = l.shop_id AND r.line_id = l.id AND r.reason = 'receive'
        WHERE l.shop_id = a.shop_id AND l.asn_id = a.id) AS g ON true
    JOIN movements m ON m.shop_id = a.shop_id AND m.product_id = g.product_id
     AND m.lot_id = g.lot_id AND m.from_place_id = g.to_place_id AND m.reason = 'put_away'
     AND m.occurred_at >= a.arrived_at
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    JOIN places t ON t.id = m.to_place_id
    WHERE a.shop_id = :shop AND a.id = :asn
    GROUP BY p.sku, t.id, t.code, m.to_condition
    ORDER BY p.sku, t.code LIMIT :limit
    """
)


async def asn_key(read: Read | Tx, number: int) -> tuple[UUID, UUID]:
    """Shop and id of a delivery by its number. AsnUnknown when there is none to be seen."""
    row = (await read.execute(select(Asn.shop_id, Asn.id).where(Asn.number == number))).first()
    if row is None:
        raise AsnUnknown(name=str(number))
    return row.shop_id, row.id


async def receipt_lines(
    read: Read | Tx, shop_id: UUID, asn_id: UUID, *, limit: int
) -> list[ReceiptLine]:
    """What was announced and what of it has come, in the order of the announcement."""
    rows = await read.execute(_LINES, {"shop": shop_id, "asn": asn_id, "limit": limit})
    return [msgspec.convert(dict(row._mapping), ReceiptLine, strict=False) for row in rows]


async def receipt_scans(
    read: Read | Tx, shop_id: UUID, asn_id: UUID, *, limit: int, before: UUID | None = None
) -> list[ReceiptScan]:
    """What the scans at the dock did, the last one first."""
    key = {"shop": shop_id, "asn": asn_id, "limit": limit, "before": before}
    return [ReceiptScan(**row._mapping) for row in await read.execute(_SCANS, key)]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What one scan did, as the shop sees it: ``reason`` receive, damage (held back), correct
    (taken back) or adjust (a decision was carried out)."""

    id: UUID
    at: datetime
    reason: str
    sku: str
    quantity: int
    lot: str | None
    expires_on: date | None
    serial: str | None
    condition: str


_RECEIPTS = text(
    """
    SELECT m.id, m.occurred_at AS at, m.reason, p.sku, m.quantity, nullif(o.code, '') AS lot,
           o.expires_on, s.serial, m.to_condition AS condition
    FROM asn_lines l
    JOIN movements m ON m.shop_id = l.shop_id AND m.line_id = l.id
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    JOIN lots o ON o.shop_id = m.shop_id AND o.product_id = m.product_id AND o.id = m.lot_id
    LEFT JOIN received_serials s
      ON s.shop_id = l.shop_id AND s.asn_id = l.asn_id AND s.product_id = m.product_id
     AND s.movement_id = m.id
    WHERE l.shop_id = :shop AND l.asn_id = :asn
      AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
    """
)
_SERIALS = text(
    "SELECT product_id, array_agg(serial ORDER BY serial) AS serials FROM received_serials "
    "WHERE shop_id = :shop AND asn_id = :asn GROUP BY product_id"
)


async def receipts(
    read: Read | Tx, shop_id: UUID, asn_id: UUID, *, limit: int, after: UUID | None = None
) -> list[Receipt]:
    """What the scans at the dock did, in their order. AsnUnknown: the shop has no such delivery."""
    if await read.scalar(select(Asn.id).where(Asn.shop_id == shop_id, Asn.id == asn_id)) is None:
        raise AsnUnknown(name=str(asn_id))
    key = {"shop": shop_id, "asn": asn_id, "limit": limit, "after": after}
    return [Receipt(**row._mapping) for row in await read.execute(_RECEIPTS, key)]


async def serials_of(read: Read | Tx, shop_id: UUID, asn_id: UUID) -> dict[UUID, list[str]]:
    """Product → the serial numbers of its pieces that came."""
    rows = await read.execute(_SERIALS, {"shop": shop_id, "asn": asn_id})
    return {row.product_id: list(row.serials) for row in rows}


async def went_to(read: Read | Tx, shop_id: UUID, asn_id: UUID, *, limit: int) -> list[WentTo]:
    """Where goods of this delivery's products and lots were carried from its dock."""
    rows = await read.execute(_WENT, {"shop": shop_id, "asn": asn_id, "limit": limit})
    return [WentTo(**row._mapping) for row in rows]
