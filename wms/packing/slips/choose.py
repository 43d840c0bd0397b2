"""Which slips: of the orders or parcels that were ticked, in the order in which they will lie.

A slip of an order that is not packed yet says what it should contain: some shops want it in the
tote before the picker walks. The slip of a parcel came out at the bench, so another one is a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.packing.slips.errors import TooManySlips

#: slips of one press
SLIPS_MAX: Final = 1000
#: a batch that began so long ago and has not ended was left alone: the server died with it
LEFT_ALONE_AFTER: Final = timedelta(minutes=5)
#: in which order slips lie: name → the columns that say so
SORTS: Final[dict[str, str]] = {
    "number": "o.number",
    "run": "w.run, w.slot",
    "route": "r.first, r.place",
    "courier": "o.carrier, o.service",
    "shop": "s.code",
}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A slip that would be printed; ``copy_no`` 1 is the original."""

    shop_id: UUID
    order_id: UUID
    parcel_id: UUID | None
    order: int
    parcel: int | None
    shop: str
    copy_no: int


# A slip counts when it came out, or is coming out just now in a batch.
_COUNTS: Final = """
    (sp.printed_at IS NOT NULL OR EXISTS (
        SELECT FROM slip_batches b WHERE b.id = sp.batch_id AND b.status = 'printing'
        AND b.id IS DISTINCT FROM CAST(:batch AS uuid)
        AND b.begun_at > clock_timestamp() - CAST(:left_alone AS interval)))
"""
#: the number that a slip of order ``o`` and parcel ``pa`` would have as a copy
NEXT_COPY: Final = f"""
    1 + greatest(
        (SELECT max(j.copy_no) FROM print_jobs j
         WHERE j.shop_id = o.shop_id AND j.parcel_id = pa.id AND j.paper = 'slip'),
        (SELECT max(sp.copy_no) FROM slip_prints sp
         WHERE sp.shop_id = o.shop_id AND sp.order_id = o.id
           AND sp.parcel_id IS NOT DISTINCT FROM pa.id AND {_COUNTS}), 0)
"""
_CHOOSE: Final = f"""
    SELECT o.shop_id, o.id AS order_id, pa.id AS parcel_id, o.number AS "order",
           pa.number AS parcel, s.code AS shop, {NEXT_COPY} AS copy_no
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    LEFT JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id
                        AND pa.status NOT IN ('open', 'cancelled')
    LEFT JOIN LATERAL (
        SELECT run.number AS run, ro.slot FROM pick_run_orders ro
        JOIN pick_runs run ON run.id = ro.run_id
        WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id ORDER BY run.number DESC LIMIT 1
    ) AS w ON true
    LEFT JOIN LATERAL (
        SELECT p.pick_order AS first, p.code AS place
        FROM order_lines l
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
        JOIN places p ON p.id = a.place_id
        WHERE l.shop_id = o.shop_id AND l.order_id = o.id
        ORDER BY p.pick_order, p.code LIMIT 1
    ) AS r ON true
    WHERE o.status <> 'cancelled' AND (
        o.number = ANY (:numbers) AND cardinality(CAST(:parcels AS bigint[])) = 0
        OR pa.number = ANY (:parcels))
    ORDER BY {{sort}}, o.number, pa.number LIMIT :most
"""
_ON_WALK = text(
    "SELECT o.number FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id "
    "JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id "
    "WHERE r.number = :walk ORDER BY ro.slot LIMIT :most"
)


async def choose_slips(
    read: Read | Tx,
    *,
    numbers: Sequence[int] = (),
    parcels: Sequence[int] = (),
    sort: str = "number",
    batch: UUID | None = None,
) -> list[Chosen]:
    """The slips of these orders, or of these parcels only, in the order in which they will lie.

    Cancelled orders, and those that the reader may not see, are left out. TooManySlips for more
    than `SLIPS_MAX`.
    """
    sql = _CHOOSE.format(sort=SORTS[sort])
    rows = await read.execute(
        text(sql),
        {"numbers": list(numbers), "parcels": list(parcels), "most": SLIPS_MAX + 1}
        | counting(batch),
    )
    found = [Chosen(**row._mapping) for row in rows]
    if len(found) > SLIPS_MAX:
        raise TooManySlips(maximum=SLIPS_MAX)
    return found


def counting(batch: UUID | None) -> dict[str, Any]:
    """What `NEXT_COPY` asks for; ``batch``: whose own slips do not count."""
    return {"batch": batch, "left_alone": LEFT_ALONE_AFTER}


async def orders_on_walk(read: Read | Tx, walk: int) -> list[int]:
    """Numbers of the orders on a walk, as their totes stand on its cart."""
    return list(await read.scalars(_ON_WALK, {"walk": walk, "most": SLIPS_MAX}))
