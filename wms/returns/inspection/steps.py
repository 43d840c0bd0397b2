"""What the inspector does next: a screen is a pure function of rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read
from wms.inbound.waiting import suggest
from wms.returns.inspection.photos import photos_waiting
from wms.returns.inspection.rules import Rules, rules_for
from wms.returns.inspection.waiting import Waiting, waiting
from wms.returns.queries import ReturnView, return_by_number
from wms.stock.ledger import Goods


class ScanParcel(msgspec.Struct, frozen=True, kw_only=True):
    """Scan what is in the parcel; what was scanned has its grades."""

    view: ReturnView
    shop: str


class WhichParcel(msgspec.Struct, frozen=True, kw_only=True):
    """Several parcels are waited for, and what was scanned does not tell which of them it is."""

    view: ReturnView
    shop: str


class GradeThis(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of this line wait for a grade."""

    view: ReturnView
    shop: str
    line_id: UUID
    sku: str
    name: str
    barcode: str | None
    #: pieces received and not graded
    waiting: int
    is_surplus: bool
    #: what must be typed before the next piece can be sold again: nobody knows it yet
    needs_lot: bool
    needs_expiry: bool
    #: where such goods lie for sale, if they do
    shelf: str | None
    quarantine: str | None
    returns_place: str | None
    #: it is not the piece that was shipped
    is_mismatch: bool
    #: nobody said of which order it is: it is never sold as new
    is_ownerless: bool
    #: its shop wants such goods thrown away
    is_for_scrap: bool
    #: the product's picture, as a page names it
    photo: str | None
    #: what the shop says of such goods
    rules: Rules
    #: pictures that were taken of the piece in hand
    photos: int


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing more is done with this return here."""

    view: ReturnView
    shop: str


Step = ScanParcel | WhichParcel | GradeThis | Over

#: no place is kept for anybody here
_NOBODY = UUID(int=0)
_SHOP = text("SELECT name FROM shops WHERE id = :shop")
# The line scanned last comes first: it is the piece in the hand.
_WAITING = text("""
    SELECT l.id AS line_id, l.order_line_id IS NULL AND NOT l.is_mismatch AS is_surplus,
           l.is_mismatch, (SELECT l.shop_id || '/' || ph.photo_id FROM product_photos ph
                           WHERE ph.shop_id = l.shop_id AND ph.product_id = p.id
                           ORDER BY ph.photo_id LIMIT 1) AS photo, p.id AS product_id, p.sku,
           p.name, p.is_lot_tracked, p.is_expiry_tracked, l.received - l.inspected AS waiting,
           (SELECT b.code FROM barcodes b WHERE b.shop_id = l.shop_id AND b.product_id = p.id
            ORDER BY b.quantity, b.code LIMIT 1) AS barcode
    FROM return_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = :shop AND l.return_id = :return AND l.received > l.inspected
    ORDER BY (SELECT max(m.id::text) FROM movements m
              WHERE m.shop_id = l.shop_id AND m.line_id = l.id
                AND m.reason = 'return_receive') DESC
    LIMIT 1
""")
_FOR_SCRAP = text(
    "SELECT settled_as = 'scrap' FROM unidentified_parcels "
    "WHERE shop_id = :shop AND return_id = :return"
)
_SHELF = text("""
    SELECT pl.code FROM balances b JOIN places pl ON pl.id = b.place_id
    WHERE b.shop_id = :shop AND b.product_id = :product AND b.condition = 'good'
      AND pl.kind IN ('pick_face', 'storage') AND pl.picked_as IS NOT NULL
    ORDER BY pl.kind = 'pick_face' DESC, b.on_hand DESC, pl.pick_order LIMIT 1
""")
_KIND = text("""
    SELECT code FROM places WHERE kind = :kind AND blocked_at IS NULL
    ORDER BY pick_order, code LIMIT 1
""")


async def next_step(read: Read, number: int) -> Step:
    """The one thing to do now with a return. ReturnUnknown when there is none of this number."""
    view = await return_by_number(read, number)
    shop: str = await read.scalar(_SHOP, {"shop": view.shop_id})
    if view.status not in ("arrived", "inspecting"):
        return Over(view=view, shop=shop)
    if view.parcels and not any(one.arrived_at for one in view.parcels):
        return WhichParcel(view=view, shop=shop)
    key = {"shop": view.shop_id, "return": view.id}
    row = (await read.execute(_WAITING, key)).one_or_none()
    if row is None:
        return ScanParcel(view=view, shop=shop)
    pieces = await waiting(read, view.shop_id, row.line_id)
    is_nameless = any(part.is_nameless for part in pieces)
    return GradeThis(
        view=view,
        shop=shop,
        line_id=row.line_id,
        sku=row.sku,
        name=row.name,
        barcode=row.barcode,
        waiting=row.waiting,
        is_surplus=row.is_surplus,
        is_mismatch=row.is_mismatch,
        is_ownerless=view.order_id is None,
        is_for_scrap=view.order_id is None and bool(await read.scalar(_FOR_SCRAP, key)),
        photo=row.photo,
        rules=await rules_for(read, view.shop_id, row.product_id),
        photos=await photos_waiting(read, view.shop_id, row.line_id),
        needs_lot=is_nameless and row.is_lot_tracked,
        needs_expiry=is_nameless and row.is_expiry_tracked,
        shelf=await _shelf(read, view.shop_id, row.product_id, pieces),
        quarantine=await read.scalar(_KIND, {"kind": "quarantine"}),
        returns_place=await read.scalar(_KIND, {"kind": "returns"}),
    )


async def _shelf(read: Read, shop_id: UUID, product_id: UUID, pieces: list[Waiting]) -> str | None:
    """Where such goods are sold from, else where they would be put away."""
    known: str | None = await read.scalar(_SHELF, {"shop": shop_id, "product": product_id})
    if known is not None or not pieces:
        return known
    goods = Goods(shop_id=shop_id, product_id=product_id, lot_id=pieces[0].lot_id)
    free = await suggest(read, goods, dock=pieces[0].place_id, by=_NOBODY)
    return None if free is None else free.code


class InWork(msgspec.Struct, frozen=True, kw_only=True):
    """A return whose parcel is here, for the list on the handheld."""

    number: int
    shop: str
    status: str
    order_number: int | None
    received: int
    inspected: int


_IN_WORK = text("""
    SELECT r.number, s.name AS shop, r.status, o.number AS order_number,
           coalesce(sum(l.received), 0)::int AS received,
           coalesce(sum(l.inspected), 0)::int AS inspected
    FROM returns r
    JOIN shops s ON s.id = r.shop_id
    LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    LEFT JOIN return_lines l ON l.shop_id = r.shop_id AND l.return_id = r.id
    WHERE r.status IN ('arrived', 'inspecting')
    GROUP BY r.shop_id, r.id, s.name, o.number
    ORDER BY r.arrived_at, r.number LIMIT :limit
""")


async def in_work(read: Read, *, limit: int) -> list[InWork]:
    """Returns that somebody began or that stand here, the oldest first."""
    rows = await read.execute(_IN_WORK, {"limit": limit})
    found: list[Any] = list(rows)
    return [InWork(**row._mapping) for row in found]
