"""Papers that somebody must look after: on the strip of a bench, and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure, failure_in
from wms.packing.prints.lease import one_at_a_time
from wms.stations.errors import StillPrinting
from wms.stations.printers import retire_printer
from wms.stations.queries import printer

#: lines of the strip: more would hide the work
STRIP_MAX: Final = 2
#: papers that wait longer than this are stuck, s
STUCK_AFTER_S: Final = 60
#: of yesterday's shift nobody at a bench knows any more, hours
STRIP_HOURS: Final = 12
LIST_MAX: Final = 200


class Unprinted(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that did not come out, or maybe."""

    shop_id: UUID
    job_id: UUID
    parcel: int
    order_number: int
    paper: str
    copy_no: int
    status: str
    failure: Failure | None
    printer: str | None
    station: str | None
    created_at: datetime


_UNPRINTED = """
    SELECT j.shop_id, j.id AS job_id, pa.number AS parcel, o.number AS order_number, j.paper,
           j.copy_no, j.status, j.failure, pr.name AS printer, st.name AS station, j.created_at
    FROM print_jobs j
    JOIN parcels pa ON pa.shop_id = j.shop_id AND pa.id = j.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    LEFT JOIN printers pr ON pr.id = j.printer_id
    LEFT JOIN print_stations st ON st.id = pr.station_id
"""
_AT_BENCH = text(
    _UNPRINTED
    + """
    WHERE j.status IN ('failed', 'unsure') AND pa.bench_id = :bench AND pa.number <> :but
      AND pa.status <> 'cancelled'
      AND j.created_at > clock_timestamp() - make_interval(hours => :hours)
    ORDER BY j.created_at DESC LIMIT :limit
    """
)
_STUCK = text(
    _UNPRINTED
    + """
    WHERE (j.status IN ('failed', 'unsure') OR j.status IN ('queued', 'leased')
           AND j.created_at < clock_timestamp() - make_interval(secs => :stuck))
      AND pa.status <> 'cancelled'
    ORDER BY j.created_at LIMIT :limit
    """
)


async def unprinted_at(
    read: Read | Tx, bench_id: UUID, *, but: int | None = None
) -> Sequence[Unprinted]:
    """What did not come out of the parcels of this bench, the newest first, without parcel ``but``
    (the one that the page shows)."""
    facts = {"bench": bench_id, "but": but or 0, "hours": STRIP_HOURS, "limit": STRIP_MAX}
    return [_one(row._mapping) for row in await read.execute(_AT_BENCH, facts)]


async def stuck(read: Read | Tx, limit: int = LIST_MAX) -> Sequence[Unprinted]:
    """Everything in the house that did not come out, or waits for more than a minute."""
    facts = {"stuck": STUCK_AFTER_S, "limit": limit}
    return [_one(row._mapping) for row in await read.execute(_STUCK, facts)]


def _one(facts: object) -> Unprinted:
    row = dict(facts)  # type: ignore[call-overload]  # a row's mapping
    return Unprinted(**{**row, "failure": failure_in(row["failure"])})


class LastPrinted(msgspec.Struct, frozen=True, kw_only=True):
    """What a printer printed last, and how much today."""

    printer_id: UUID
    parcel: int
    paper: str
    printed_at: datetime
    waiting: int


_LAST = text(
    """
    SELECT p.id AS printer_id, last.parcel, last.paper, last.printed_at,
           (SELECT count(*) FROM print_jobs w WHERE w.printer_id = p.id
            AND w.status IN ('queued', 'leased', 'failed', 'unsure')) AS waiting
    FROM printers p
    CROSS JOIN LATERAL (
        SELECT pa.number AS parcel, j.paper, j.printed_at FROM print_jobs j
        JOIN parcels pa ON pa.shop_id = j.shop_id AND pa.id = j.parcel_id
        WHERE j.printer_id = p.id AND j.printed_at IS NOT NULL
        ORDER BY j.printed_at DESC LIMIT 1) AS last
    WHERE p.retired_at IS NULL LIMIT :limit
    """
)


async def last_printed(read: Read | Tx) -> dict[UUID, LastPrinted]:
    """By printer; one that never printed is not in it."""
    rows = await read.execute(_LAST, {"limit": LIST_MAX})
    return {row.printer_id: LastPrinted(**row._mapping) for row in rows}


async def busy_printers(read: Read | Tx) -> list[UUID]:
    """Printers that print just now."""
    rows = await read.scalars(
        text("SELECT printer_id FROM print_jobs WHERE status = 'leased' AND printer_id IS NOT NULL")
    )
    return list(rows)


async def take_away(tx: Tx, printer_id: UUID) -> None:
    """A printer is not there any more; what waits for it comes out elsewhere.

    Raises:
        NotFound: there is no such printer.
        StillPrinting: it has a job in hand.
    """
    await one_at_a_time(tx, printer_id)
    if printer_id in await busy_printers(tx):
        raise StillPrinting(printer=(await printer(tx, printer_id)).name)
    await retire_printer(tx, printer_id)


async def printer_is_back(tx: Tx) -> None:
    """What failed because no printer worked is looked at now, not in a while."""
    await tx.execute(
        text(
            "UPDATE print_jobs SET next_attempt_at = clock_timestamp() "
            "WHERE status = 'failed' AND next_attempt_at > clock_timestamp()"
        )
    )
    await tx.execute(text("SELECT pg_notify('wms_events', '')"))  # the sweeper hears it, too
