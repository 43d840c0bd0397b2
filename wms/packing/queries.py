"""Reading parcels: for the bench, for the slip, for shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.documents import invoice
from wms.packing.errors import NoParcel
from wms.packing.steps import Due, PaperState, Parcel, ToInsert, ToPack

_PARCEL = text(
    """
    SELECT pa.shop_id, pa.id, pa.number, place.code, pa.status, o.number AS order_number,
           o.status AS order_status, s.name AS shop, o.note,
           (o.status = 'cancelled' OR o.intercepted_at IS NOT NULL) AS is_cancelled,
           is_incomplete(o) AS is_incomplete, CASE WHEN o.is_held THEN first_hold(o) END AS hold,
           pa.operator_id, op.name AS operator, (
               SELECT string_agg(t.code, ' + ' ORDER BY t.code) FROM places t
               WHERE t.id IN (SELECT order_totes(pa.shop_id, pa.order_id))) AS tote,
           bench.code AS bench, (
               SELECT p.code FROM meeting_places m JOIN places p ON p.id = m.place_id
               WHERE m.shop_id = pa.shop_id AND m.order_id = pa.order_id) AS meets_at,
           pa.weight_g, s.is_weight_asked, pa.order_id, pa.is_full,
           CASE WHEN pa.status = 'open' THEN pack_asks(o, pa) END AS asks, (
               SELECT jsonb_build_object(
                   'line_id', l.id, 'sku', p.sku, 'name', p.name, 'place', place.code,
                   'barcode', (SELECT b.code FROM barcodes b
                               WHERE b.shop_id = p.shop_id AND b.product_id = p.id
                               ORDER BY b.quantity, b.code LIMIT 1),
                   'photo', (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
                             WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
                             ORDER BY ph.photo_id LIMIT 1))
               FROM order_lines l
               JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
               JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                                 AND a.quantity > a.picked + a.freed
               JOIN places place ON place.id = a.place_id
               WHERE pa.status = 'open' AND l.shop_id = pa.shop_id
                 AND l.id = pack_next_insert(o)) AS insert, (
               SELECT jsonb_build_object(
                   'id', due.id, 'source', due.source, 'moment', due.moment,
                   'words', coalesce(due.words, o.note), 'sku', p.sku, 'name', p.name,
                   'photo', pa.shop_id || '/' || coalesce(due.photo_id, (
                       SELECT ph.photo_id FROM product_photos ph
                       WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
                       ORDER BY ph.photo_id LIMIT 1)))
               FROM (SELECT (pack_due(pa, pack_is_all_in(o, pa))).*) AS due
               LEFT JOIN products p ON p.shop_id = pa.shop_id AND p.id = due.product_id
               WHERE due.id IS NOT NULL AND pa.status = 'open') AS due,
           (SELECT count(*) FROM parcels x WHERE x.shop_id = pa.shop_id
            AND x.order_id = pa.order_id AND x.status <> 'cancelled') AS parcels,
           EXISTS (SELECT FROM parcel_lines pl
                   WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id) AS has_contents,
           (SELECT jsonb_agg(DISTINCT last) FROM (
                SELECT DISTINCT ON (j.paper) j.paper, j.status, j.copy_no, j.failure, j.files,
                       j.printed_at, pr.name AS printer, st.name AS station,
                       j.printer_id IS NOT NULL AND st.bench_id IS DISTINCT FROM pa.bench_id
                           AS is_elsewhere
                FROM print_jobs j LEFT JOIN printers pr ON pr.id = j.printer_id
                LEFT JOIN print_stations st ON st.id = pr.station_id
                WHERE j.shop_id = pa.shop_id AND j.parcel_id = pa.id
                ORDER BY j.paper, j.copy_no DESC) AS last) AS papers
    FROM parcels pa
    JOIN places place ON place.id = pa.id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    LEFT JOIN operators op ON op.id = pa.operator_id
    LEFT JOIN places bench ON bench.id = pa.bench_id
    WHERE pa.number = :number
    """
)
_TO_PACK = text(
    """
    SELECT p.sku, p.name, sum(l.picked) AS needed, sum(l.packed) AS packed,
           (SELECT b.code FROM barcodes b WHERE b.shop_id = p.shop_id AND b.product_id = p.id
            ORDER BY b.quantity, b.code LIMIT 1) AS barcode,
           (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
            WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
            ORDER BY ph.photo_id LIMIT 1) AS photo,
           lots.codes AS lots, lots.expires_on
    FROM order_lines l
    JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT lot.code) AS codes, min(lot.expires_on) AS expires_on
        FROM pick_tasks t JOIN lots lot
          ON lot.shop_id = t.shop_id AND lot.product_id = t.product_id AND lot.id = t.lot_id
        WHERE p.is_lot_tracked AND t.shop_id = l.shop_id AND t.order_id = l.order_id
          AND t.product_id = p.id AND t.picked > 0 AND lot.code <> '') AS lots ON true
    WHERE l.shop_id = :shop AND l.order_id = :order AND l.picked > 0
    GROUP BY p.shop_id, p.id, p.sku, p.name, lots.codes, lots.expires_on
    ORDER BY min(l.line_no)
    """
)


async def parcel_at_bench(read: Read | Tx, number: int) -> Parcel:
    """A parcel with what is still to be scanned and how its papers are doing. Two statements.

    Raises:
        NoParcel: nobody's number.
    """
    row = (await read.execute(_PARCEL, {"number": number})).first()
    if row is None:
        raise NoParcel(parcel=number)
    facts = dict(row._mapping)
    order_id, papers = facts.pop("order_id"), facts.pop("papers") or []
    due, insert = facts.pop("due"), facts.pop("insert")
    lines = await read.execute(_TO_PACK, {"shop": row.shop_id, "order": order_id})
    return Parcel(
        **facts,
        due=msgspec.convert(due, Due) if due else None,
        insert=msgspec.convert(insert, ToInsert) if insert else None,
        lines=tuple(_to_pack(line._mapping) for line in lines),
        papers=tuple(msgspec.convert(one, PaperState) for one in papers),
    )


def _to_pack(facts: Any) -> ToPack:
    return ToPack(**{**facts, "lots": tuple(facts["lots"] or ())})


async def bench_by_label(read: Read | Tx, code: str) -> tuple[UUID, str] | None:
    """Id and code of the packing bench whose label was scanned; None when it is no bench's."""
    scanned = barcodes.parse(code)
    if not isinstance(scanned, barcodes.OwnLabel):
        return None
    row = (
        await read.execute(
            text("SELECT id, code FROM places WHERE label_code = :label AND kind = 'bench'"),
            {"label": scanned.code},
        )
    ).first()
    return (row.id, row.code) if row else None


async def bench(read: Read | Tx, bench_id: UUID) -> str | None:
    """The code of a bench; None when there is none with this id."""
    code: str | None = await read.scalar(
        text("SELECT code FROM places WHERE id = :id AND kind = 'bench'"), {"id": bench_id}
    )
    return code


async def waiting_to_be_packed(read: Read | Tx) -> int:
    """How many orders lie in totes and wait for a packer."""
    return await read.scalar(text("SELECT count(*) FROM orders WHERE status = 'picked'")) or 0


class InParcel(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a product in a parcel, base units."""

    sku: str
    name: str
    quantity: int


_CONTENTS = text(
    """
    SELECT p.sku, p.name, sum(pl.quantity) AS quantity
    FROM parcel_lines pl
    JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
    JOIN order_lines l ON l.shop_id = pl.shop_id AND l.id = pl.order_line_id
    WHERE pl.shop_id = :shop AND pl.parcel_id = :parcel
    GROUP BY p.id, p.sku, p.name ORDER BY min(l.line_no)
    """
)


async def invoice_of(read: Read | Tx, shop_id: UUID, parcel_id: UUID) -> bytes:
    """The invoice that its shop wants in a parcel, as PDF.

    Raises:
        NotFound: there is none.
    """
    order_id = await read.scalar(
        text("SELECT order_id FROM parcels WHERE shop_id = :shop AND id = :parcel"),
        {"shop": shop_id, "parcel": parcel_id},
    )
    if order_id is None:
        raise NotFound(what="parcel", name=str(parcel_id))
    return await invoice(read, shop_id, order_id)


class ParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of an order, for a shop and for the office."""

    id: UUID
    number: int
    status: str
    weight_g: int | None
    #: what the bench calls its carton; None: the bench did not say
    carton: str | None
    packed_at: datetime | None
    lines: tuple[InParcel, ...]


_PARCELS = text(
    "SELECT id, number, status, weight_g, carton, packed_at FROM parcels "
    "WHERE shop_id = :shop AND order_id = :order AND status <> 'cancelled' ORDER BY number"
)


async def parcels_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> list[ParcelView]:
    """The parcels of an order; empty for another shop's order."""
    found = (await read.execute(_PARCELS, {"shop": shop_id, "order": order_id})).all()
    return [
        ParcelView(
            **row._mapping,
            lines=tuple(
                InParcel(**line._mapping)
                for line in await read.execute(_CONTENTS, {"shop": shop_id, "parcel": row.id})
            ),
        )
        for row in found
    ]
