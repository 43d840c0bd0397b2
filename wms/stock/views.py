"""What there is, seen by place, by lot and by shop, for the desk.

One set of filters serves all views, so that they can be changed without losing them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import TextClause, text

from wms.db import Read, Tx
from wms.layout.models import PICKABLE_KINDS

#: what a view can be narrowed to, besides its columns: name → condition
ONLY: Final[dict[str, str]] = {
    "promised": "b.allocated > 0",
    "free": "b.condition = 'good' AND pl.picked_as IS NOT NULL AND b.on_hand > b.allocated "
    "AND (l.sell_before IS NULL OR l.sell_before > current_date)",
    "aside": "(b.condition <> 'good' OR coalesce(st.kind, pl.kind) <> ALL (:pickable))",
    "unsold": "l.sell_before <= current_date",
}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which stock; every field that is not set lets all through."""

    shop: str = ""
    #: an ILIKE pattern for SKU and name, and the readings of a scanned barcode
    like: str | None = None
    codes: tuple[str, ...] = ()
    #: a place's name begins so
    place: str = ""
    zone: str = ""
    kind: str = ""
    lot: str = ""
    condition: str = ""
    #: expires within so many days, or has expired
    expiring_days: int | None = None
    #: one of `ONLY`
    only: str = ""


class PlaceStock(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of a lot in a condition at a place; ``at`` is where a container stands."""

    place_id: UUID
    place: str
    kind: str
    at: str | None
    zone: str | None
    pick_order: int
    shop_code: str
    shop: str
    product_id: UUID
    sku: str
    name: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    condition: str
    on_hand: int
    allocated: int


class LotRow(msgspec.Struct, frozen=True, kw_only=True):
    """A lot and what there is of it, in base units; goods without a lot have no code."""

    shop: str
    product_id: UUID
    sku: str
    name: str
    lot_id: UUID
    lot: str | None
    expires_on: date | None
    sell_before: date | None
    on_hand: int
    allocated: int
    available: int


class ShopStock(msgspec.Struct, frozen=True, kw_only=True):
    """All that a shop has here, in base units; ``aside`` is what cannot be sold now."""

    shop_code: str
    shop: str
    products: int
    places: int
    on_hand: int
    allocated: int
    available: int

    @property
    def aside(self) -> int:
        """On hand, neither promised nor free."""
        return self.on_hand - self.allocated - self.available


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Of all rows of a view, whatever its page shows."""

    rows: int
    on_hand: int
    allocated: int


# Which rows, of joined tables named so: b balances, pl its place, st where that stands when it is a
# container, s shop, p product, l lot, z zone.
_JOINED = """
    LEFT JOIN places st ON st.id = pl.stands_at_id
    JOIN shops s ON s.id = b.shop_id
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    LEFT JOIN zones z ON z.id = coalesce(st.zone_id, pl.zone_id)
"""
_LOT = "l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id"
_NARROWED = """
      b.on_hand > 0
      AND (CAST(:shop AS text) IS NULL OR s.code = :shop)
      AND (CAST(:like AS text) IS NULL OR p.sku ILIKE :like OR p.name ILIKE :like
           OR EXISTS (SELECT FROM barcodes c WHERE c.shop_id = p.shop_id AND c.product_id = p.id
                      AND c.code = ANY (CAST(:codes AS text[]))))
      AND (CAST(:place AS text) IS NULL OR starts_with(pl.code, :place)
           OR starts_with(st.code, :place))
      AND (CAST(:zone AS text) IS NULL OR z.code = :zone)
      AND (CAST(:kind AS text) IS NULL OR pl.kind = :kind)
      AND (CAST(:lot AS text) IS NULL OR l.code = :lot)
      AND (CAST(:condition AS text) IS NULL OR b.condition = :condition)
      AND (CAST(:days AS int) IS NULL OR l.expires_on <= current_date + CAST(:days AS int))
"""
_FREE = f"sum(b.on_hand - b.allocated) FILTER (WHERE {ONLY['free']})"


def _along(places: str) -> str:
    """The stock at these places, in their order, to the end of a page."""
    return f"""
        SELECT b.*
        FROM ({places} AND (CAST(:after_place AS uuid) IS NULL
                  OR (pl.pick_order, pl.id) >= (CAST(:after_rank AS int), :after_place))
              ORDER BY pl.pick_order, pl.id) AS pl
        CROSS JOIN LATERAL (
            SELECT b.place_id, pl.code AS place, pl.kind,
                   st.code AS at, z.name AS zone, pl.pick_order,
                   s.code AS shop_code, s.name AS shop, b.product_id, p.sku, p.name, b.lot_id,
                   nullif(l.code, '') AS lot,
                   l.expires_on, b.condition, b.on_hand, b.allocated
            FROM balances b JOIN lots l ON {_LOT} {_JOINED}
            WHERE b.place_id = pl.id AND {_NARROWED} {{only}}
              AND (CAST(:after_place AS uuid) IS NULL OR pl.id <> :after_place
                   OR (b.product_id, b.lot_id, b.condition)
                    > (CAST(:after_product AS uuid), CAST(:after_lot AS uuid),
                       CAST(:after_condition AS text)))
            ORDER BY b.product_id, b.lot_id, b.condition) AS b
        ORDER BY pl.pick_order, pl.id, b.product_id, b.lot_id, b.condition LIMIT :limit"""


# Walked along the places (and lots) in the order of the page, so that a page reads what it shows:
# joined as a whole and sorted, 20,000 balances took half a second. Of all parcels that ever were
# few are here, and have no rank: they are read from the balances, for the first pages only.
_SHELVES = "SELECT pl.* FROM places pl WHERE pl.kind <> 'parcel'"
_PARCELS = """
    SELECT pl.* FROM (SELECT DISTINCT place_id FROM balances
                      WHERE on_hand > 0 AND coalesce(CAST(:after_rank AS int), 0) = 0) AS b
    JOIN places pl ON pl.id = b.place_id AND pl.kind = 'parcel' WHERE pl.pick_order = 0"""
_PLACES = f"""
    SELECT * FROM (({_along(_SHELVES)}) UNION ALL ({_along(_PARCELS)})) AS page
    ORDER BY pick_order, place_id, product_id, lot_id, condition LIMIT :limit
"""
_LOTS = f"""
    SELECT x.*
    FROM (SELECT l.*, coalesce(l.expires_on, '9999-12-31') AS until FROM lots l
          WHERE CAST(:after_lot AS uuid) IS NULL
             OR (coalesce(l.expires_on, '9999-12-31'), l.id) > (CAST(:after_on AS date), :after_lot)
          ORDER BY until, l.id) AS l
    CROSS JOIN LATERAL (
        SELECT s.name AS shop, b.product_id, p.sku, p.name, b.lot_id, nullif(l.code, '') AS lot,
               l.expires_on, l.sell_before, CAST(sum(b.on_hand) AS bigint) AS on_hand,
               CAST(sum(b.allocated) AS bigint) AS allocated,
               CAST(coalesce({_FREE}, 0) AS bigint) AS available
        FROM balances b JOIN places pl ON pl.id = b.place_id {_JOINED}
        WHERE b.shop_id = l.shop_id AND b.product_id = l.product_id AND b.lot_id = l.id
          AND {_NARROWED} {{only}}
        GROUP BY s.name, b.product_id, p.sku, p.name, b.lot_id) AS x
    ORDER BY l.until, l.id LIMIT :limit
"""
_ALL = f"""
    FROM balances b JOIN places pl ON pl.id = b.place_id JOIN lots l ON {_LOT} {_JOINED}
    WHERE {_NARROWED} {{only}}
"""
_SHOPS = f"""
    SELECT s.code AS shop_code, s.name AS shop, count(DISTINCT b.product_id) AS products,
           count(DISTINCT b.place_id) AS places, CAST(sum(b.on_hand) AS bigint) AS on_hand,
           CAST(sum(b.allocated) AS bigint) AS allocated,
           CAST(coalesce({_FREE}, 0) AS bigint) AS available
    {_ALL} AND (CAST(:after_shop AS text) IS NULL OR s.code > :after_shop)
    GROUP BY s.code, s.name ORDER BY s.code LIMIT :limit
"""
_SUMMED = """
    SELECT count(*) AS rows, CAST(coalesce(sum(b.on_hand), 0) AS bigint) AS on_hand,
           CAST(coalesce(sum(b.allocated), 0) AS bigint) AS allocated
"""
_SUMS = _SUMMED + _ALL
# of everything, or of a shop: nothing is joined, else all balances are read once for each shop
_SUMS_AT_ONCE = text(
    _SUMMED + "FROM balances b WHERE b.on_hand > 0 AND (CAST(:shop AS text) IS NULL "
    "OR b.shop_id = (SELECT s.id FROM shops s WHERE s.code = :shop))"
)


def _each(view: str) -> dict[str, TextClause]:
    """A view for each word of `ONLY`, and for none."""
    return {
        word: text(view.format(only=f"AND {only}" if only else ""))
        for word, only in {"": "", **ONLY}.items()
    }


_VIEWS: Final = {
    "places": _each(_PLACES),
    "lots": _each(_LOTS),
    "shops": _each(_SHOPS),
    "sums": _each(_SUMS),
}
#: where goods without a date stand among lots: at the end
NEVER: Final = date(9999, 12, 31)


#: where a row of the view by place stands: rank, place, product, lot, condition
Position = tuple[int, UUID, UUID, UUID, str]


def position_of(row: PlaceStock) -> Position:
    """Where a row stands in `stock_by_place`."""
    return (row.pick_order, row.place_id, row.product_id, row.lot_id, row.condition)


async def stock_by_place(
    read: Read | Tx, wanted: Wanted, *, limit: int, after: Position | None = None
) -> list[PlaceStock]:
    """What lies where, in walking order; ``after``: where the page before ended."""
    rank, place, product, lot, condition = after or (None, None, None, None, None)
    rows = await _rows(
        read, "places", wanted, limit, after_rank=rank, after_place=place, after_product=product,
        after_lot=lot, after_condition=condition,
    )  # fmt: skip
    return [PlaceStock(**row._mapping) for row in rows]


async def stock_by_lot(
    read: Read | Tx, wanted: Wanted, *, limit: int, after: tuple[date, UUID] | None = None
) -> list[LotRow]:
    """Lots, the first to expire first; ``after``: expiry (`NEVER` for none) and id of a lot."""
    on, lot = after or (None, None)
    rows = await _rows(read, "lots", wanted, limit, after_on=on, after_lot=lot)
    return [LotRow(**row._mapping) for row in rows]


async def stock_by_shop(
    read: Read | Tx, wanted: Wanted, *, limit: int, after: str | None = None
) -> list[ShopStock]:
    """Shops by their code; ``after``: the last one read."""
    rows = await _rows(read, "shops", wanted, limit, after_shop=after)
    return [ShopStock(**row._mapping) for row in rows]


async def stock_sums(read: Read | Tx, wanted: Wanted) -> Sums:
    """What all pages of a view add up to."""
    if wanted == Wanted(shop=wanted.shop):
        [row] = await read.execute(_SUMS_AT_ONCE, {"shop": wanted.shop or None})
    else:
        [row] = await _rows(read, "sums", wanted, None)
    return Sums(**row._mapping)


async def _rows(
    read: Read | Tx, view: str, wanted: Wanted, limit: int | None, **after: Any
) -> list[Any]:
    facts = {
        "shop": wanted.shop or None,
        "like": wanted.like,
        "codes": list(wanted.codes),
        "place": wanted.place or None,
        "zone": wanted.zone or None,
        "kind": wanted.kind or None,
        "lot": wanted.lot or None,
        "condition": wanted.condition or None,
        "days": wanted.expiring_days,
        **after,
    }
    if limit is not None:
        facts["limit"] = limit
    if wanted.only == "aside":
        facts["pickable"] = list(PICKABLE_KINDS)
    return list(await read.execute(_VIEWS[view][wanted.only], facts))
