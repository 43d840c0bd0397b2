"""A paper once more, and a person's word about one: it came out, it did not, it was scanned."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.access.people import AtWork
from wms.db import Tx
from wms.errors import N_, Kind, Refusal
from wms.packing.errors import NoPaper

REASON_MAX_CHARS: Final = 200
#: why a paper is printed again at the bench; the office writes its own words
REASONS: Final = {
    "not_come": N_("It did not come out"),
    "unreadable": N_("It cannot be read"),
    "torn": N_("It is torn or crooked"),
    "lost": N_("It is lost"),
}


class ReasonMissing(Refusal):
    """A copy of a paper was asked for without saying why."""

    kind = Kind.INVALID
    code = "paper.reason_missing"
    sentence = N_("Say why it is printed again, in at most {maximum} characters.")


class NotAsked(Refusal):
    """Somebody else has said it already, or the printer has."""

    code = "paper.not_asked"
    sentence = N_("Nobody needs to know any more. The page shows how it is.")


_LAST = text(
    """
    SELECT j.shop_id, j.id, j.parcel_id, j.status FROM print_jobs j
    JOIN parcels pa ON pa.shop_id = j.shop_id AND pa.id = j.parcel_id
    WHERE pa.number = :parcel AND j.paper = :paper
    ORDER BY j.copy_no DESC LIMIT 1 FOR UPDATE OF j
    """
)
_QUEUE = text(
    """
    UPDATE print_jobs SET status = 'queued', failure = NULL, begun_at = NULL, printer_id = NULL,
           next_attempt_at = clock_timestamp(),
           give_up_at = clock_timestamp() + interval '30 minutes',
           station_id = coalesce(CAST(:station AS uuid), station_id)
    WHERE shop_id = :shop AND id = :job
    """
)
_COPY = text(
    """
    INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no, station_id, reason, operator_id)
    SELECT :shop, :parcel, :paper, max(copy_no) + 1, CAST(:station AS uuid), :reason, :by
    FROM print_jobs WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper
    """
)


async def print_again(
    tx: Tx, parcel: int, paper: str, *, by: AtWork, reason: str = "", at: UUID | None = None
) -> None:
    """Print a paper once more at the station ``at``: one that failed again, else a copy.

    What is on its way already is not asked for twice.

    Raises:
        NoPaper: there was none of this kind, so there is nothing to print again.
        ReasonMissing: it came out, and nobody would know later why there are two.
    """
    row = (await tx.execute(_LAST, {"parcel": parcel, "paper": paper})).first()
    if row is None:
        raise NoPaper(parcel=parcel)
    key = {"shop": row.shop_id, "station": at}
    if row.status in ("queued", "leased"):
        return
    if row.status in ("failed", "unsure"):
        await tx.execute(_QUEUE, {**key, "job": row.id})
        return
    if reason not in REASONS:
        raise ReasonMissing(maximum=REASON_MAX_CHARS)
    await tx.execute(
        _COPY,
        {
            **key,
            "parcel": row.parcel_id,
            "paper": paper,
            "reason": REASONS[reason],
            "by": by.operator_id,
        },
    )


_CAME = text(
    """
    UPDATE print_jobs SET status = 'confirmed', failure = NULL, confirmed_at = clock_timestamp(),
           printed_at = coalesce(printed_at, clock_timestamp())
    WHERE shop_id = :shop AND id = :job
    """
)


async def came_out(tx: Tx, parcel: int, paper: str, *, is_there: bool, at: UUID | None) -> None:
    """A person looked whether the printer printed it; if not, it is printed now.

    Raises:
        NoPaper: there is no such paper.
        NotAsked: it is known by now.
    """
    row = (await tx.execute(_LAST, {"parcel": parcel, "paper": paper})).first()
    if row is None:
        raise NoPaper(parcel=parcel)
    if row.status != "unsure":
        raise NotAsked
    key = {"shop": row.shop_id, "job": row.id}
    await tx.execute(*((_CAME, key) if is_there else (_QUEUE, {**key, "station": at})))


class Prints(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan of a printed paper means for the prints of it."""

    #: prints that came out, or may have
    count: int
    #: the last one was scanned before
    was_confirmed: bool


# a paper that was scanned came out, whatever the printer said
_CONFIRM = text(
    """
    WITH last AS (
        SELECT shop_id, id, status, confirmed_at FROM print_jobs
        WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper
          AND status IN ('sent', 'printed', 'unsure', 'confirmed')
        ORDER BY copy_no DESC LIMIT 1 FOR UPDATE
    ), noted AS (
        UPDATE print_jobs j SET status = 'confirmed', failure = NULL,
               confirmed_at = clock_timestamp()
        FROM last WHERE j.shop_id = last.shop_id AND j.id = last.id AND last.status <> 'confirmed'
    )
    SELECT (SELECT confirmed_at IS NOT NULL FROM last) AS was_confirmed,
           (SELECT count(*) FROM print_jobs WHERE shop_id = :shop AND parcel_id = :parcel
            AND paper = :paper AND status IN ('sent', 'printed', 'unsure', 'confirmed')) AS prints
    """
)


async def confirm(tx: Tx, shop_id: UUID, parcel_id: UUID, paper: str) -> Prints:
    """A paper was scanned: the last print of it is there."""
    row = (await tx.execute(_CONFIRM, {"shop": shop_id, "parcel": parcel_id, "paper": paper})).one()
    return Prints(count=row.prints, was_confirmed=bool(row.was_confirmed))


_UNSETTLED = text(
    """
    SELECT id FROM print_jobs WHERE shop_id = :shop AND id = :job
      AND status IN ('failed', 'unsure', 'queued') FOR UPDATE
    """
)


async def say_at_desk(tx: Tx, shop_id: UUID, job_id: UUID, *, is_there: bool) -> None:
    """The office's word about a paper that is stuck: it is there, or print it now.

    Raises:
        NotAsked: it is printed, or is being printed just now.
    """
    key = {"shop": shop_id, "job": job_id}
    if await tx.scalar(_UNSETTLED, key) is None:
        raise NotAsked
    if not is_there:
        await tx.execute(_QUEUE, {**key, "station": None})
        return
    await tx.execute(  # what waits goes by a printer that failed: the path of its states
        text(
            "UPDATE print_jobs SET status = 'queued' "
            "WHERE shop_id = :shop AND id = :job AND status = 'failed'"
        ),
        key,
    )
    await tx.execute(_CAME, key)
