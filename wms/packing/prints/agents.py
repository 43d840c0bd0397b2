"""What a print agent asks for and tells: the next paper, may I begin, it came out.

One agent a station. It names the jobs that it has in hand; what is leased to it and not named was
lost with the agent that died, and is offered again under the next attempt number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.packing.prints import lease as print_lease
from wms.packing.prints.lease import LEASE_S, Leased
from wms.packing.prints.route import target_of


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn paper for one of the agent's printers."""

    shop_id: UUID
    job_id: UUID
    attempt: int
    printer_id: UUID
    title: str
    content_type: str
    #: an earlier attempt said "begin", and nobody heard how it ended
    is_begun: bool


_OFFERED = text(
    """
    SELECT j.shop_id, j.id AS job_id, j.printer_id, j.attempts + 1 AS attempt, j.paper, j.copy_no,
           pa.number AS parcel, c.content_type, j.begun_at IS NOT NULL AS is_begun
    FROM print_jobs j
    JOIN print_contents c ON c.shop_id = j.shop_id AND c.job_id = j.id
    JOIN printers p ON p.id = j.printer_id
    JOIN parcels pa ON pa.shop_id = j.shop_id AND pa.id = j.parcel_id
    WHERE p.station_id = :station AND p.is_by_agent AND j.status IN ('queued', 'leased')
      AND j.id <> ALL (:holding)
      AND NOT EXISTS (SELECT FROM print_jobs o WHERE o.printer_id = j.printer_id
                      AND o.status = 'leased' AND o.id <> j.id)
    ORDER BY j.status = 'leased' DESC, j.created_at
    LIMIT 1
    FOR UPDATE OF j SKIP LOCKED
    """
)
_LEASE = text(
    """
    UPDATE print_jobs SET status = 'leased', attempts = :attempt,
           next_attempt_at = clock_timestamp() + make_interval(secs => :lease)
    WHERE shop_id = :shop AND id = :job
    """
)


async def offer(tx: Tx, station_id: UUID, holding: Sequence[UUID]) -> Offer | None:
    """The next paper for a printer of this station that prints nothing just now."""
    row = (await tx.execute(_OFFERED, {"station": station_id, "holding": list(holding)})).first()
    if row is None:
        return None
    await print_lease.one_at_a_time(tx, row.printer_id)
    await tx.execute(
        _LEASE,
        {"shop": row.shop_id, "job": row.job_id, "attempt": row.attempt, "lease": LEASE_S},
    )
    return Offer(
        shop_id=row.shop_id,
        job_id=row.job_id,
        attempt=row.attempt,
        printer_id=row.printer_id,
        title=title_of(row.parcel, row.paper, row.copy_no),
        content_type=row.content_type,
        is_begun=row.is_begun,
    )


def title_of(parcel: int, paper: str, copy_no: int) -> str:
    """What a paper is called in folders and in lists of printers."""
    copy = f"-copy-{copy_no}" if copy_no > 1 else ""
    return f"parcel-{parcel}-{paper}{copy}"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The job that an agent speaks of."""

    station_id: UUID
    shop_id: UUID
    job_id: UUID
    attempt: int


_MINE = text(
    """
    SELECT j.shop_id, j.id AS job_id, j.parcel_id, j.paper, j.copy_no, j.printer_id, j.created_at,
           j.status
    FROM print_jobs j JOIN printers p ON p.id = j.printer_id
    WHERE p.station_id = :station_id AND j.shop_id = :shop_id AND j.id = :job_id
      AND j.attempts = :attempt AND j.status IN ('leased', 'unsure')
    """
)


async def drawn(read: Read, held: Held) -> bytes | None:
    """The bytes of a job that this agent has leased; None when it has not, any more."""
    if await _mine(read, held) is None:
        return None
    content: bytes | None = await read.scalar(
        text("SELECT content FROM print_contents WHERE shop_id = :shop AND job_id = :job"),
        {"shop": held.shop_id, "job": held.job_id},
    )
    return content


async def begin(tx: Tx, held: Held) -> bool:
    """May the agent print it now?"""
    if await _mine(tx, held) is None:
        return False
    return await print_lease.mark_begun(tx, held.shop_id, held.job_id, held.attempt)


async def settle(tx: Tx, held: Held, outcome: str, state: str, words: str) -> bool:
    """How it ended: sent, not_sent (the printer's ``state`` says why) or unsure.

    False when the job is not this agent's any more; then nothing changes.
    """
    row = await _mine(tx, held)
    if row is None:
        return False
    if row.status == "unsure":  # asked meanwhile because it said nothing; now it knows
        if outcome == "sent":
            await tx.execute(
                text(
                    "UPDATE print_jobs SET status = 'sent', failure = NULL, "
                    "printed_at = clock_timestamp() WHERE shop_id = :shop AND id = :job"
                ),
                {"shop": held.shop_id, "job": held.job_id},
            )
        return True
    job = await _job(tx, row, held)
    if outcome == "sent":
        return await print_lease.sent(tx, job)
    if outcome == "unsure":
        return await print_lease.unsure(tx, job, words)
    return await print_lease.not_sent(tx, job, state, words)


async def _mine(read: Read | Tx, held: Held) -> Any:
    return (await read.execute(_MINE, msgspec.structs.asdict(held))).first()


async def _job(tx: Tx, row: Any, held: Held) -> Leased:
    return Leased(
        shop_id=row.shop_id,
        job_id=row.job_id,
        parcel_id=row.parcel_id,
        parcel=0,
        paper=row.paper,
        copy_no=row.copy_no,
        attempt=held.attempt,
        created_at=row.created_at,
        is_begun=False,
        target=await target_of(tx, row.printer_id),
    )
