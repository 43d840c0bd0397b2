"""Everything that an order can wait for, and who must act: the desk's list of what does not move.

A hold is written down with its owner. What waits otherwise is told by states: no stock, a label
that failed, an order that was cancelled while it was packed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.orders.hold_codes import HOLD_CODES, OWNERS

#: what an order waits for without a hold → who must act
OTHER_WAITS: Final = {"goods": "shop", "label": "us", "cancelling": "us"}
CODES: Final = (*HOLD_CODES, *OTHER_WAITS)


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """An order, and one thing that it waits for."""

    #: of `CODES`
    code: str
    #: of `OWNERS`
    owner: str
    since: datetime
    note: str | None
    details: dict[str, Any]
    shop: str
    shop_code: str
    order_id: UUID
    number: int
    external_id: str
    status: str
    ship_by: datetime | None
    is_late: bool
    #: whose label is stuck
    parcel: int | None

    @property
    def place(self) -> str:
        """Where a page that ends with it goes on."""
        return f"{self.since.isoformat()}~{self.number}~{self.code}"


class WaitsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which waits; a field that is not set lets all through."""

    owner: str = ""
    code: str = ""
    #: a shop's code
    shop: str = ""
    #: where the page before ended: since, number, code
    after: tuple[datetime, int, str] | None = None


_OF_ORDER: Final = """
    s.name AS shop, s.code AS shop_code, o.id AS order_id, o.number, o.external_id, o.status,
    o.ship_by, coalesce(o.ship_by < clock_timestamp(), false) AS is_late
"""
_SHOP: Final = "JOIN shops s ON s.id = o.shop_id AND (:shop = '' OR s.code = :shop)"
_BRANCHES: Final = {
    "hold": f"""
        SELECT h.code, h.owner, h.held_at AS since, h.note, h.details, {_OF_ORDER},
               NULL::bigint AS parcel
        FROM order_holds h
        JOIN orders o ON o.shop_id = h.shop_id AND o.id = h.order_id {_SHOP}
        WHERE h.released_at IS NULL AND o.status <> 'cancelled'""",
    "goods": f"""
        SELECT 'goods' AS code, 'shop' AS owner, o.updated_at AS since, NULL AS note,
               '{{}}'::jsonb AS details, {_OF_ORDER}, NULL::bigint AS parcel
        FROM orders o {_SHOP}
        WHERE o.status = 'backordered'""",
    "label": f"""
        SELECT 'label' AS code, 'us' AS owner, h.updated_at AS since, NULL AS note,
               '{{}}'::jsonb AS details, {_OF_ORDER}, p.number AS parcel
        FROM parcels p
        JOIN shipments h ON h.shop_id = p.shop_id AND h.parcel_id = p.id
                        AND (h.status = 'failed'
                             OR h.status = 'requested' AND h.failure IS NOT NULL)
        JOIN orders o ON o.shop_id = p.shop_id AND o.id = p.order_id {_SHOP}
        WHERE p.status = 'packed'""",
    "cancelling": f"""
        SELECT 'cancelling' AS code, 'us' AS owner, o.intercepted_at AS since, NULL AS note,
               '{{}}'::jsonb AS details, {_OF_ORDER}, NULL::bigint AS parcel
        FROM orders o {_SHOP}
        WHERE o.status IN ('picked', 'packing') AND o.intercepted_at IS NOT NULL""",
}


def _all(wanted: WaitsWanted) -> str:
    """The branches that can hold what is wanted."""
    names = ["hold", *OTHER_WAITS]
    if wanted.code:
        names = ["hold" if wanted.code in HOLD_CODES else wanted.code]
    return " UNION ALL ".join(_BRANCHES[name].replace("::", "\\:\\:") for name in names)


_PAGE: Final = """
    SELECT * FROM ({waits}) AS w
    WHERE (:owner = '' OR owner = :owner) AND (:code = '' OR code = :code)
      AND (CAST(:since AS timestamptz) IS NULL OR (since, number, code) > (
          CAST(:since AS timestamptz), CAST(:number AS bigint), CAST(:last AS text)))
    ORDER BY since, number, code LIMIT :limit
"""
_COUNTS: Final = "SELECT owner, code, count(*) AS n FROM ({waits}) AS w GROUP BY owner, code"


async def waits(read: Read | Tx, wanted: WaitsWanted, *, limit: int) -> list[Wait]:
    """What waits, the longest first."""
    since, number, last = wanted.after or (None, None, None)
    facts = {
        "owner": wanted.owner, "code": wanted.code, "shop": wanted.shop, "since": since,
        "number": number, "last": last, "limit": limit,
    }  # fmt: skip
    rows = await read.execute(text(_PAGE.format(waits=_all(wanted))), facts)
    return [Wait(**row._mapping) for row in rows]


class WaitCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many wait for whom, and for what."""

    by_owner: dict[str, int]
    by_code: dict[str, int]


async def count_waits(read: Read | Tx, shop: str = "") -> WaitCounts:
    """How much waits; ``shop``: a shop's code."""
    by_owner = dict.fromkeys(OWNERS, 0)
    by_code: dict[str, int] = {}
    for row in await read.execute(text(_COUNTS.format(waits=_all(WaitsWanted()))), {"shop": shop}):
        by_owner[row.owner] = by_owner.get(row.owner, 0) + row.n
        by_code[row.code] = by_code.get(row.code, 0) + row.n
    return WaitCounts(by_owner=by_owner, by_code=by_code)
