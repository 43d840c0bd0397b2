"""A print job from lease to settled. A paper comes out once, whoever dies on the way.

Who prints leases the job for a while: its attempt number is the proof. Just before the first byte
from which on the printer may print, it says `mark_begun`. A lease that ran out before that is taken
by anybody, for any printer; after it only the same printer is asked again, and only whether it has
the job already (`printing.printers.way.deliver`). Where nobody can tell, a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.failures import Failure
from wms.packing import failures
from wms.packing.prints.route import Target, choose, target_of
from wms.stations.printers import note_state

#: who prints and says nothing for so long counts as dead, s: up to its beginning, and from then on
#: (a printer of `printing.printers.ipp` may take 54 s)
LEASE_S: Final = 30
BEGUN_LEASE_S: Final = 60
#: a printer that has another job in hand is asked again after this, s
BUSY_PAUSE_S: Final = 1
#: nothing can print it just now: looked at again after this, s
PAUSE_S: Final = 3
#: who draws for an agent and says nothing for so long counts as dead, s
DRAW_S: Final = 15
#: an agent fetches what was drawn for it within this, or the job goes elsewhere, s
FETCH_S: Final = 5


class Leased(msgspec.Struct, frozen=True, kw_only=True):
    """A job in hand: what, of which parcel, the which copy (1 is the original), and where to."""

    shop_id: UUID
    job_id: UUID
    parcel_id: UUID
    parcel: int
    paper: str
    copy_no: int
    attempt: int
    created_at: datetime
    #: an earlier attempt may have printed it
    is_begun: bool
    #: None: the print folder
    target: Target | None
    #: False: an agent's, drawn before it is leased
    is_held: bool = True


_TAKE = text(
    """
    SELECT j.shop_id, j.id AS job_id, j.parcel_id, pa.number AS parcel, j.paper, j.copy_no,
           j.attempts, j.begun_at IS NOT NULL AS is_begun, j.printer_id, j.created_at, j.status,
           j.give_up_at < clock_timestamp() AS is_given_up,
           EXISTS (SELECT FROM print_contents c
                   WHERE c.shop_id = j.shop_id AND c.job_id = j.id) AS is_drawn,
           coalesce(j.station_id, (SELECT s.id FROM print_stations s
               WHERE s.bench_id = pa.bench_id AND s.retired_at IS NULL)) AS station_id
    FROM print_jobs j JOIN parcels pa ON pa.shop_id = j.shop_id AND pa.id = j.parcel_id
    WHERE j.shop_id = :shop AND j.id = :job AND j.status IN ('queued', 'leased', 'failed')
      AND j.next_attempt_at <= clock_timestamp()
    FOR UPDATE OF j SKIP LOCKED
    """
)
_IS_BUSY = text(
    "SELECT EXISTS (SELECT FROM print_jobs WHERE printer_id = :printer AND status = 'leased' "
    "AND id <> :job)"
)
_LEASE = text(
    """
    UPDATE print_jobs SET status = 'leased', attempts = attempts + 1, printer_id = :printer,
           next_attempt_at = clock_timestamp() + make_interval(secs => :lease)
    WHERE shop_id = :shop AND id = :job
    """
)
_PUT_OFF = text(
    """
    UPDATE print_jobs SET next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :job
    """
)
_FORGET_DRAWN = text("DELETE FROM print_contents WHERE shop_id = :shop AND job_id = :job")


async def due_print_jobs(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, job) of papers that somebody should look at now, the longest due first."""
    rows = await read.execute(
        text(
            "SELECT shop_id, id FROM print_jobs WHERE status IN ('queued', 'leased', 'failed') "
            "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [(row.shop_id, row.id) for row in rows]


async def lease(tx: Tx, shop_id: UUID, job_id: UUID) -> Leased | None:
    """Take a job that is due, for the printer where it comes out now.

    None: nothing to do now. It is in somebody's hands or settled, its printer prints another one,
    its agent has not fetched it yet, or no printer works (then the row says why).
    """
    row = (await tx.execute(_TAKE, {"shop": shop_id, "job": job_id})).first()
    if row is None:
        return None
    key = {"shop": shop_id, "job": job_id}
    if row.is_begun:
        return await _lease_again(tx, row)
    way = await choose(tx, row.station_id, row.paper)
    if isinstance(way, Failure):
        await _cannot(tx, row, way)
        return None
    target = way if isinstance(way, Target) else None
    if target is not None and target.is_by_agent:
        return await _for_agent(tx, row, target)
    if target is not None:
        await one_at_a_time(tx, target.printer_id)
        if await tx.scalar(_IS_BUSY, {"printer": target.printer_id, "job": job_id}):
            await tx.execute(_PUT_OFF, {**key, "pause": BUSY_PAUSE_S})
            return None
    await _hold(tx, row, target)
    return _leased(row, target)


_SET_ASIDE = text(
    """
    UPDATE print_jobs SET status = 'queued', printer_id = NULL,
           next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :job
    """
)


async def _for_agent(tx: Tx, row: Any, target: Target) -> Leased | None:
    """It is drawn now and leased when the agent fetches it; None: it lies there drawn already."""
    key = {"shop": row.shop_id, "job": row.job_id}
    if row.is_drawn and row.status == "queued" and row.printer_id == target.printer_id:
        await tx.execute(_PUT_OFF, {**key, "pause": FETCH_S})
        return None
    if row.is_drawn:
        await tx.execute(_FORGET_DRAWN, key)
    await tx.execute(_SET_ASIDE, {**key, "pause": DRAW_S})
    return _leased(row, target, is_held=False)


async def _lease_again(tx: Tx, row: Any) -> Leased | None:
    """Begun by somebody who is gone: the same printer is asked whether it has it."""
    target = None
    if row.printer_id is not None:
        target = await target_of(tx, row.printer_id)
        assert target is not None, "printers stay on file"
        if target.is_by_agent:  # only its agent knows, and it says nothing any more
            await _ask_a_person(tx, row.shop_id, row.job_id, target.printer)
            return None
    await _hold(tx, row, target)
    return _leased(row, target)


async def _hold(tx: Tx, row: Any, target: Target | None) -> None:
    key = {"shop": row.shop_id, "job": row.job_id}
    if row.is_drawn:
        await tx.execute(_FORGET_DRAWN, key)
    await tx.execute(
        _LEASE, {**key, "printer": target.printer_id if target else None, "lease": LEASE_S}
    )


def _leased(row: Any, target: Target | None, *, is_held: bool = True) -> Leased:
    return Leased(
        shop_id=row.shop_id, job_id=row.job_id, parcel_id=row.parcel_id, parcel=row.parcel,
        paper=row.paper, copy_no=row.copy_no, attempt=row.attempts + is_held, is_begun=row.is_begun,
        created_at=row.created_at, target=target, is_held=is_held,
    )  # fmt: skip


async def one_at_a_time(tx: Tx, printer_id: UUID) -> None:
    """Whoever leases for this printer waits for the other who does."""
    await tx.execute(text("SELECT id FROM printers WHERE id = :id FOR UPDATE"), {"id": printer_id})


_CANNOT = text(
    """
    UPDATE print_jobs SET status = 'failed', failure = CAST(:failure AS jsonb),
           next_attempt_at = CASE WHEN CAST(:again AS bool)
               THEN clock_timestamp() + make_interval(secs => :pause) END
    WHERE shop_id = :shop AND id = :job
    """
)


async def _cannot(tx: Tx, row: Any, why: Failure) -> None:
    """No printer prints it now. It comes out by itself when one does, for a while."""
    key = {"shop": row.shop_id, "job": row.job_id}
    if row.is_drawn:
        await tx.execute(_FORGET_DRAWN, key)
    if row.status == "leased":  # its printer is free for the next one
        await tx.execute(
            text("UPDATE print_jobs SET status = 'queued' WHERE shop_id = :shop AND id = :job"), key
        )
    is_waiting = why.code not in (failures.NO_STATION, failures.NO_PRINTER)
    await tx.execute(
        _CANNOT,
        {
            **key,
            "failure": why.as_json(),
            "again": is_waiting and not row.is_given_up,
            "pause": PAUSE_S,
        },
    )


_BEGUN = text(
    """
    UPDATE print_jobs SET begun_at = coalesce(begun_at, clock_timestamp()),
           next_attempt_at = clock_timestamp() + make_interval(secs => :lease)
    WHERE shop_id = :shop AND id = :job AND status = 'leased' AND attempts = :attempt
    RETURNING id
    """
)


async def mark_begun(tx: Tx, shop_id: UUID, job_id: UUID, attempt: int) -> bool:
    """From here on the printer may print; False: the job is somebody else's by now."""
    facts = {"shop": shop_id, "job": job_id, "attempt": attempt, "lease": BEGUN_LEASE_S}
    return await tx.scalar(_BEGUN, facts) is not None


_SETTLE = text(
    """
    UPDATE print_jobs SET status = :status, failure = CAST(:failure AS jsonb), files = :files,
           printed_at = CASE WHEN :status = 'sent' THEN clock_timestamp() ELSE printed_at END,
           begun_at = CASE WHEN :status = 'failed' THEN NULL ELSE begun_at END,
           next_attempt_at = CASE WHEN CAST(:again AS bool) AND give_up_at > clock_timestamp()
               THEN clock_timestamp() END
    WHERE shop_id = :shop AND id = :job AND status = :was AND attempts = :attempt
    RETURNING printer_id
    """
)


async def _settle(
    tx: Tx,
    job: Leased,
    status: str,
    *,
    failure: Failure | None = None,
    files: Sequence[str] = (),
    again: bool = False,
) -> bool:
    """False when the job was somebody else's by then."""
    facts = {"shop": job.shop_id, "job": job.job_id, "attempt": job.attempt, "status": status,
             "was": "leased" if job.is_held else "queued"}  # fmt: skip
    found = (
        await tx.execute(
            _SETTLE,
            {
                **facts,
                "failure": failure.as_json() if failure else None,
                "files": list(files),
                "again": again,
            },
        )
    ).first()
    if found is not None:
        await tx.execute(_FORGET_DRAWN, {"shop": job.shop_id, "job": job.job_id})
    return found is not None


async def sent(tx: Tx, job: Leased, files: Sequence[str] = ()) -> bool:
    """The printer has all of it; ``files`` when it is the print folder."""
    if job.target is not None:
        await note_state(tx, job.target.printer_id, "ready")
    return await _settle(tx, job, "sent", files=files)


async def not_sent(tx: Tx, job: Leased, state: str, words: str = "") -> bool:
    """Surely nothing came out, because the printer is in ``state``: another one prints it, or this
    one when it is well again."""
    if job.target is None:
        return await failed(tx, job, Failure(code=failures.NOT_WRITTEN, words=words or None))
    await note_state(tx, job.target.printer_id, state, words)
    facts: dict[str, str | int] = {"printer": job.target.printer, "station": job.target.station}
    why = Failure(code=failures.OF_STATE[state], facts=facts, words=words or None)
    return await _settle(tx, job, "failed", failure=why, again=True)


async def failed(tx: Tx, job: Leased, why: Failure) -> bool:
    """It cannot be printed anywhere; the bench shows why and offers to try again."""
    return await _settle(tx, job, "failed", failure=why)


async def unsure(tx: Tx, job: Leased, words: str = "") -> bool:
    """Nobody knows whether it came out: the bench asks who stands there."""
    assert job.target is not None, "a folder always knows"
    facts: dict[str, str | int] = {"printer": job.target.printer}
    why = Failure(code=failures.UNSURE, facts=facts, words=words or None)
    return await _settle(tx, job, "unsure", failure=why)


_DRAWN = text(
    """
    WITH set_down AS (
        UPDATE print_jobs SET printer_id = :printer,
               next_attempt_at = clock_timestamp() + make_interval(secs => :fetch)
        WHERE shop_id = :shop AND id = :job AND status = 'queued' AND attempts = :attempt
        RETURNING shop_id, id
    )
    INSERT INTO print_contents (shop_id, job_id, content_type, content)
    SELECT shop_id, id, :content_type, :content FROM set_down
    ON CONFLICT (shop_id, job_id) DO UPDATE
    SET content_type = EXCLUDED.content_type, content = EXCLUDED.content
    RETURNING job_id
    """
)


async def drawn_for_agent(tx: Tx, job: Leased, content_type: str, content: bytes) -> bool:
    """It lies ready for the agent of its printer; False when the job went elsewhere meanwhile."""
    assert job.target is not None, "the print folder has no agent"
    facts = {
        "shop": job.shop_id, "job": job.job_id, "attempt": job.attempt, "fetch": FETCH_S,
        "printer": job.target.printer_id, "content_type": content_type, "content": content,
    }  # fmt: skip
    return await tx.scalar(_DRAWN, facts) is not None


_ASK = text(
    """
    UPDATE print_jobs SET status = 'unsure', failure = CAST(:failure AS jsonb),
           next_attempt_at = NULL
    WHERE shop_id = :shop AND id = :job AND status = 'leased'
    """
)


async def _ask_a_person(tx: Tx, shop_id: UUID, job_id: UUID, printer: str) -> None:
    why = Failure(code=failures.UNSURE, facts={"printer": printer})
    await tx.execute(_ASK, {"shop": shop_id, "job": job_id, "failure": why.as_json()})
