"""Whose is it? A product out of a parcel without papers: returns and shipments that hold it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from wms.barcodes import candidates, parse, trade_item
from wms.catalog.queries import find_by_barcode
from wms.db import Read, Tx
from wms.returns.unidentified.rank import RECENT_DAYS

#: of each kind on a handheld; what is older is found by what is on the parcel
SHOWN_MAX: Final = 10


class HeldReturn(msgspec.Struct, frozen=True, kw_only=True):
    """A return that waits for such a product or has it."""

    number: int
    shop: str
    order_number: int
    status: str
    announced: int
    received: int
    created_at: datetime


class HeldOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that was sent with such a product and has no open return."""

    number: int
    shop: str
    pieces: int
    sent_at: datetime


class Holders(msgspec.Struct, frozen=True, kw_only=True):
    """What a product's code leads to; the same code may be several shops'."""

    name: str
    sku: str
    returns: list[HeldReturn]
    orders: list[HeldOrder]


# announced with it, or of an order that was sent with it
_RETURNS: Final = text(
    """
    SELECT r.number, s.name AS shop, o.number AS order_number, r.status, r.created_at,
           l.announced, l.received
    FROM returns r
    JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    JOIN shops s ON s.id = r.shop_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(announced), 0)::int AS announced,
               coalesce(sum(received), 0)::int AS received
        FROM return_lines WHERE shop_id = r.shop_id AND return_id = r.id
          AND product_id = ANY(CAST(:products AS uuid[]))) l
    WHERE r.status IN ('announced', 'arrived', 'inspecting')
      AND EXISTS (
          SELECT FROM parcels pa
          JOIN parcel_lines p ON p.shop_id = pa.shop_id AND p.parcel_id = pa.id
          WHERE pa.shop_id = r.shop_id AND pa.order_id = r.order_id
            AND p.product_id = ANY(CAST(:products AS uuid[]))
            AND (CAST(:serial AS text) IS NULL OR :serial = ANY(p.serials)))
    ORDER BY l.announced > l.received DESC, r.status = 'announced' DESC, r.number DESC
    LIMIT :limit
    """
)
_ORDERS: Final = text(
    """
    SELECT o.number, s.name AS shop, sum(l.quantity)::int AS pieces,
           max(sh.handed_over_at) AS sent_at
    FROM parcel_lines l
    JOIN parcels pa ON pa.shop_id = l.shop_id AND pa.id = l.parcel_id
    JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id AND sh.status = 'bought'
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = o.shop_id
    WHERE l.product_id = ANY(CAST(:products AS uuid[]))
      AND sh.handed_over_at > clock_timestamp() - make_interval(days => :days)
      AND (CAST(:serial AS text) IS NULL OR :serial = ANY(l.serials))
      AND NOT EXISTS (SELECT FROM returns r WHERE r.shop_id = o.shop_id AND r.order_id = o.id
                      AND r.status IN ('announced', 'arrived', 'inspecting'))
      AND EXISTS (SELECT FROM order_lines n WHERE n.shop_id = o.shop_id AND n.order_id = o.id
                  AND n.product_id = l.product_id AND n.returned < n.shipped)
    GROUP BY o.shop_id, o.id, s.name
    ORDER BY max(sh.handed_over_at) DESC LIMIT :limit
    """
)


async def is_product(read: Read | Tx, code: str) -> bool:
    """Whether any shop's product has this code."""
    return bool(await find_by_barcode(read, candidates(parse(code))))


async def holders(read: Read | Tx, code: str) -> Holders | None:
    """The returns and recent shipments of all shops that hold the product, the likeliest first.

    A serial number in the code leaves those that had this very piece, when there are any. In the
    hall. None: no product has this code.
    """
    scanned = parse(code)
    found = await find_by_barcode(read, candidates(scanned))
    if not found:
        return None
    item = trade_item(scanned)
    asked: dict[str, Any] = {
        "products": [one.product_id for one in found], "days": RECENT_DAYS, "limit": SHOWN_MAX,
    }  # fmt: skip
    for serial in dict.fromkeys((item.serial if item else None, None)):
        asked["serial"] = serial
        returns = [HeldReturn(**row._mapping) for row in await read.execute(_RETURNS, asked)]
        orders = [HeldOrder(**row._mapping) for row in await read.execute(_ORDERS, asked)]
        if returns or orders:
            break
    return Holders(name=found[0].name, sku=found[0].sku, returns=returns, orders=orders)
