"""Finding orders at the desk: by number, by what a shop or a courier calls them, by who waits.

It lives here because a tracking number is the courier's: the most downstream slice it reads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms import barcodes
from wms.db import Read, Tx
from wms.errors import NotFound

#: what the desk looks for: name → the states it means
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "open": (
        "received", "backordered", "allocated", "released", "picking", "picked", "packing",
        "packed",
    ),
    "backordered": ("backordered",),
    "to_pick": ("received", "allocated", "released"),
    "picking": ("picking",),
    "to_pack": ("picked", "packing"),
    "packed": ("packed",),
    "shipped": ("shipped", "delivered"),
    "cancelled": ("cancelled",),
}  # fmt: skip
#: the longest number of an order that PostgreSQL can compare (bigint), digits
_NUMBER_MAX_DIGITS: Final = 18


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list; ``pieces`` in base units."""

    shop_id: UUID
    shop_code: str
    shop: str
    id: UUID
    number: int
    external_id: str
    status: str
    is_cancel_requested: bool
    recipient: str | None
    country: str | None
    created_at: datetime
    lines: int
    pieces: int


class OrderWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders; every field that is not set lets all through. Days are UTC, both included."""

    search: str = ""
    group: str = ""
    shop: str = ""
    since: date | None = None
    until: date | None = None
    #: the number where the page before ended
    before: int | None = None


_ROWS = """
    SELECT o.shop_id, s.code AS shop_code, s.name AS shop, o.id, o.number, o.external_id, o.status,
           o.intercepted_at IS NOT NULL AND o.status <> 'cancelled' AS is_cancel_requested,
           o.recipient ->> 'name' AS recipient, o.recipient ->> 'country' AS country, o.created_at,
           l.lines, l.pieces
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines, CAST(coalesce(sum(ordered), 0) AS bigint) AS pieces
        FROM order_lines WHERE shop_id = o.shop_id AND order_id = o.id) AS l
"""
_LIST = text(
    _ROWS
    + """
    WHERE (CAST(:states AS text[]) IS NULL OR o.status = ANY (CAST(:states AS text[])))
      AND (CAST(:shop AS text) IS NULL OR s.code = CAST(:shop AS text))
      AND (CAST(:since AS date) IS NULL OR o.created_at >= CAST(:since AS date))
      AND (CAST(:until AS date) IS NULL OR o.created_at < CAST(:until AS date) + 1)
      AND (CAST(:before AS bigint) IS NULL OR o.number < CAST(:before AS bigint))
      AND (CAST(:like AS text) IS NULL
           OR o.number = CAST(:number AS bigint)
           OR o.external_id ILIKE CAST(:like AS text)
           OR o.recipient ->> 'name' ILIKE CAST(:like AS text)
           OR EXISTS (SELECT FROM parcels pa LEFT JOIN shipments sh
                        ON sh.shop_id = pa.shop_id AND sh.parcel_id = pa.id
                      WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id
                        AND (sh.tracking_number ILIKE CAST(:like AS text)
                             OR pa.number = CAST(:parcel AS bigint))))
    ORDER BY o.number DESC LIMIT :limit
    """
)
_BY_NUMBER = text("SELECT shop_id, id FROM orders WHERE number = :number")
_COUNTS = text(
    "SELECT status, count(*) AS orders FROM orders WHERE status = ANY (:open) GROUP BY status"
)


def like(search: str) -> str | None:
    """``search`` as an ILIKE pattern that takes it literally; None when it is empty."""
    wanted = search.strip()
    if not wanted:
        return None
    for special in "\\%_":
        wanted = wanted.replace(special, "\\" + special)
    return f"%{wanted}%"


def _numbers(search: str) -> tuple[int | None, int | None]:
    """The order's and the parcel's number that ``search`` may be: digits, a scanned slip or box."""
    wanted = search.strip().upper()
    scanned = barcodes.parse(wanted)
    if isinstance(scanned, barcodes.OwnLabel):
        if scanned.kind is barcodes.Kind.ORDER_SLIP:
            return scanned.number, None
        if scanned.kind is barcodes.Kind.PARCEL:
            return None, scanned.number
    digits = wanted.removeprefix("P-").lstrip("#")
    if digits.isascii() and digits.isdigit() and len(digits) <= _NUMBER_MAX_DIGITS:
        return (None if wanted.startswith("P-") else int(digits)), (
            int(digits) if wanted.startswith("P-") else None
        )
    return None, None


async def order_list(read: Read | Tx, wanted: OrderWanted, *, limit: int) -> list[OrderRow]:
    """Orders, the newest first; of all shops that the reader may see."""
    number, parcel = _numbers(wanted.search)
    states = GROUPS.get(wanted.group)
    rows = await read.execute(
        _LIST,
        {
            "states": list(states) if states else None,
            "shop": wanted.shop or None,
            "since": wanted.since,
            "until": wanted.until,
            "before": wanted.before,
            "like": like(wanted.search),
            "number": number,
            "parcel": parcel,
            "limit": limit,
        },
    )
    return [OrderRow(**row._mapping) for row in rows]


async def order_key(read: Read | Tx, number: int) -> tuple[UUID, UUID]:
    """Shop and id of the order that people call by this number.

    Raises:
        NotFound: there is none that the reader may see.
    """
    row = (await read.execute(_BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise NotFound(what="order", name=str(number))
    return row.shop_id, row.id


async def open_orders(read: Read | Tx) -> dict[str, int]:
    """How many orders are in each group of `GROUPS` that is not finished."""
    found = {
        row.status: row.orders
        for row in await read.execute(_COUNTS, {"open": list(GROUPS["open"])})
    }
    return {
        group: sum(found.get(state, 0) for state in states)
        for group, states in GROUPS.items()
        if set(states) <= set(GROUPS["open"])
    }
