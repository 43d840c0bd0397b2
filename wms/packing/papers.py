"""Slips and labels that somebody at a bench waits for: rows that the workers turn into files.

A job is printed once: whoever prints it claims it by a conditional update of its attempt number.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, text, update

from wms.db import Read, Tx
from wms.failures import Failure
from wms.packing.errors import NoPaper
from wms.packing.models import Parcel, PrintJob

SLIP, LABEL, INVOICE = "slip", "label", "invoice"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper to be printed: what, of which parcel, the which copy (1 is the original)."""

    shop_id: UUID
    job_id: UUID
    parcel_id: UUID
    parcel: int
    paper: str
    copy_no: int
    attempt: int


async def queue_paper(tx: Tx, shop_id: UUID, parcel_id: UUID, paper: str) -> UUID:
    """Ask for a paper of a parcel; the first is the original, every other one a copy."""
    last = (
        select(func.coalesce(func.max(PrintJob.copy_no), 0) + 1)
        .where(
            PrintJob.shop_id == shop_id, PrintJob.parcel_id == parcel_id, PrintJob.paper == paper
        )
        .scalar_subquery()
    )
    job: UUID = await tx.scalar(  # type: ignore[assignment] # RETURNING gives the row's id
        insert(PrintJob)
        .values(shop_id=shop_id, parcel_id=parcel_id, paper=paper, copy_no=last)
        .returning(PrintJob.id)
    )
    return job


_AGAIN = text(
    "UPDATE print_jobs SET status = 'queued', failure = NULL "
    "WHERE shop_id = :shop AND parcel_id = :parcel AND paper = :paper AND status = 'failed'"
)


async def print_again(tx: Tx, parcel: int, paper: str) -> None:
    """Print a paper once more: the failed one again, else a copy.

    Raises:
        NoPaper: there was none of this kind, so there is nothing to print again.
    """
    row = (
        await tx.execute(
            select(Parcel.shop_id, Parcel.id)
            .join(
                PrintJob, (PrintJob.shop_id == Parcel.shop_id) & (PrintJob.parcel_id == Parcel.id)
            )
            .where(Parcel.number == parcel, PrintJob.paper == paper)
            .limit(1)
        )
    ).first()
    if row is None:
        raise NoPaper(parcel=parcel)
    key = {"shop": row.shop_id, "parcel": row.id, "paper": paper}
    if not (await tx.execute(_AGAIN, key)).rowcount:  # type: ignore[attr-defined] # CursorResult
        await queue_paper(tx, row.shop_id, row.id, paper)


async def due_print_jobs(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, job) of papers that wait, the oldest first."""
    rows = await read.execute(
        select(PrintJob.shop_id, PrintJob.id)
        .where(PrintJob.status == "queued")
        .order_by(PrintJob.created_at)
        .limit(limit)
    )
    return [(shop_id, job_id) for shop_id, job_id in rows]


async def paper_to_print(read: Read, shop_id: UUID, job_id: UUID) -> Paper | None:
    """The job, while it waits; None when it is printed, has failed, or never was."""
    row = (
        await read.execute(
            select(
                PrintJob.shop_id, PrintJob.id.label("job_id"), PrintJob.parcel_id,
                Parcel.number.label("parcel"), PrintJob.paper, PrintJob.copy_no,
                PrintJob.attempts.label("attempt"),
            )
            .join(
                Parcel, (Parcel.shop_id == PrintJob.shop_id) & (Parcel.id == PrintJob.parcel_id)
            )
            .where(
                PrintJob.shop_id == shop_id, PrintJob.id == job_id, PrintJob.status == "queued"
            )
        )
    ).first()  # fmt: skip
    return Paper(**row._mapping) if row else None


async def printed(tx: Tx, paper: Paper, files: list[str]) -> bool:
    """The files lie there; False when somebody else printed this job in the meantime."""
    return await _settle(
        tx, paper, status="printed", files=files, printed_at=func.clock_timestamp()
    )


async def print_failed(tx: Tx, paper: Paper, failure: Failure) -> bool:
    """It cannot be printed; the bench shows why and offers to try again."""
    return await _settle(tx, paper, status="failed", failure=msgspec.to_builtins(failure))


async def _settle(tx: Tx, paper: Paper, **values: object) -> bool:
    settled = await tx.scalar(
        update(PrintJob)
        .where(
            PrintJob.shop_id == paper.shop_id,
            PrintJob.id == paper.job_id,
            PrintJob.status == "queued",
            PrintJob.attempts == paper.attempt,
        )
        .values(attempts=paper.attempt + 1, **values)
        .returning(PrintJob.id)
    )
    return settled is not None
