"""Slips, labels and shops' invoices come out as files: ``<spool>/<date>/parcel-7-slip.pdf``.

A file appears whole or not at all: it is written beside its place and renamed. Who prints a job
twice (a doubled message) writes the same bytes under the same name, and the row is settled once.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import structlog

from printing.slip import PAPERS, Slip, slip
from wms.db import Database, Tx
from wms.errors import NotFound
from wms.failures import Failure
from wms.packing import papers
from wms.packing.failures import NO_LABEL_YET, NOT_WRITTEN, PARCEL_GONE, UNDRAWABLE
from wms.packing.papers import Paper, due_print_jobs, paper_to_print
from wms.packing.queries import invoice_of
from wms.packing.slip_facts import SlipFacts, slip_facts
from wms.packing.slip_prints import remember_print
from wms.shipping.queries import labels_of_parcel
from workers.broker import Work, actor
from workers.transaction import look, settled

log = structlog.get_logger("workers")


@actor(due=due_print_jobs)
async def print_paper(work: Work, shop_id: UUID, job_id: UUID) -> None:
    """Write the files of a print job, once."""
    await print_job(work.database, work.settings.spool_dir, shop_id, job_id)


async def print_job(database: Database, spool: Path, shop_id: UUID, job_id: UUID) -> bool:
    """Take a print job that waits to printed, or to failed; whether files were written."""
    async with look(database) as read:
        paper = await paper_to_print(read, shop_id, job_id)
    if paper is None:
        return False
    slip_said: list[SlipFacts] = []
    made = await _made(database, spool, paper, slip_said)
    if isinstance(made, Failure):
        await settled(database, lambda tx: papers.print_failed(tx, paper, made))
        return False

    async def settle(tx: Tx) -> bool:
        if not await papers.printed(tx, paper, made):
            return False
        for one in slip_said:
            await remember_print(tx, one, paper.copy_no)
        return True

    return await settled(database, settle)


async def _made(
    database: Database, spool: Path, paper: Paper, slip_said: list[SlipFacts]
) -> list[str] | Failure:
    """The names of the files, or why there are none; what a slip says is added to ``slip_said``."""
    try:
        contents = await _contents(database, paper, slip_said)
        if not contents:
            return Failure(code=NO_LABEL_YET)
        return await asyncio.to_thread(_write, spool, paper, contents)
    except NotFound:
        return Failure(code=PARCEL_GONE)
    except (ValueError, OSError) as error:
        log.warning("a paper was not printed", parcel=paper.parcel, reason=str(error))
        if isinstance(error, OSError):  # the system's own words, without the path in them
            return Failure(code=NOT_WRITTEN, words=error.strerror)
        return Failure(code=UNDRAWABLE)


async def _contents(
    database: Database, paper: Paper, slip_said: list[SlipFacts]
) -> dict[str, bytes]:
    """The files by their ending; none while a label is not bought."""
    async with look(database) as read:
        if paper.paper == papers.LABEL:
            return await labels_of_parcel(read, paper.shop_id, paper.parcel_id)
        if paper.paper == papers.INVOICE:
            return {"pdf": await invoice_of(read, paper.shop_id, paper.parcel_id)}
        facts = await slip_facts(read, paper.shop_id, paper.parcel_id)
    slip_said.append(facts)
    one = msgspec.structs.replace(
        msgspec.convert(facts, Slip, from_attributes=True), copy_no=paper.copy_no
    )
    return {"pdf": await asyncio.to_thread(slip, one, PAPERS[facts.paper])}


def _write(spool: Path, paper: Paper, contents: dict[str, bytes]) -> list[str]:
    """Write the files; their names under the spool folder."""
    day = datetime.now(UTC).date().isoformat()
    folder = spool / day
    folder.mkdir(parents=True, exist_ok=True)
    copy = f"-copy-{paper.copy_no}" if paper.copy_no > 1 else ""
    names = []
    for ending, content in sorted(contents.items()):
        name = f"parcel-{paper.parcel}-{paper.paper}{copy}.{ending}"
        _appear(folder / name, content)
        names.append(f"{day}/{name}")
    return names


def _appear(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it, not even after a power cut."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
