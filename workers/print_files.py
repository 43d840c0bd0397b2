"""Slips, labels and shops' invoices come out: at a printer, as a file, or ready for a print agent.

Lease and commit, draw, say that it begins, send, note. What a printer may have printed is never
sent again without asking it (`wms.packing.prints.lease`, `printing.printers.way`).
"""

from __future__ import annotations

import asyncio
from datetime import UTC
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
import structlog

from printing.copy_mark import marked
from printing.for_printer import CONTENT_TYPES, Device, for_printer
from printing.printers.addresses import AddressUnreadable, way_to
from printing.printers.folder import Folder, file_name
from printing.printers.way import Job, NotSent, State, TakenAway, Unsure, Way, deliver
from printing.slip import PAPERS, Slip, slip
from wms.db import Database, Tx
from wms.errors import NotFound
from wms.failures import Failure
from wms.packing.failures import NO_LABEL_YET, PARCEL_GONE, UNDRAWABLE
from wms.packing.prints import lease as print_lease
from wms.packing.prints import papers
from wms.packing.prints.agents import title_of
from wms.packing.prints.lease import Leased, due_print_jobs, lease
from wms.packing.queries import invoice_of
from wms.packing.slips.facts import SlipFacts, slip_facts
from wms.packing.slips.prints import remember_print
from wms.settings import Settings
from wms.shipping.queries import labels_of_parcel
from workers.broker import Work, actor
from workers.transaction import look, settled

log = structlog.get_logger("workers")

#: what a slip is called that fits the medium of a printer; on labels it is as its shop wants
_SLIP_ON: Final = {"a4": "A4", "a6": "A6", "roll80": "roll"}
#: notes of files that were written, beside the print folder
JOURNAL: Final = "print-journal"


@actor(due=due_print_jobs, leaves_the_house=True)
async def print_paper(work: Work, shop_id: UUID, job_id: UUID) -> None:
    """Print a paper, once. One that did not come out looks for another printer at once."""
    is_out = await print_job(
        work.database, work.settings.spool_dir, shop_id, job_id, settings=work.settings
    )
    if is_out is False:
        await work.send("print_paper", shop_id, job_id)


async def print_job(
    database: Database,
    spool: Path,
    shop_id: UUID,
    job_id: UUID,
    *,
    settings: Settings | None = None,
) -> bool | None:
    """Take a job that is due to where it comes out; whether it did. None: nothing to do now.

    ``settings`` say where the consumers' pages are that slips name.
    """
    job = await settled(database, lambda tx: lease(tx, shop_id, job_id))
    if job is None:
        return None
    slip_said: list[SlipFacts] = []
    drawn = await _drawn(database, job, slip_said, settings)
    if isinstance(drawn, Failure):
        why = drawn
        await settled(database, lambda tx: print_lease.failed(tx, job, why))
        return None
    if job.target is not None and job.target.is_by_agent:
        await _lay_ready(database, job, drawn, slip_said)
        return None
    return await _send(database, spool, job, drawn, slip_said)


async def _drawn(
    database: Database, job: Leased, slip_said: list[SlipFacts], settings: Settings | None
) -> list[Job] | Failure:
    """What goes to the printer (to the print folder each format there is), or why not.

    What a slip says is added to ``slip_said``.
    """
    try:
        contents = await _contents(database, job, slip_said, settings)
        if not contents:
            return Failure(code=NO_LABEL_YET)
        return await asyncio.to_thread(_for_target, job, contents)
    except NotFound:
        return Failure(code=PARCEL_GONE)
    except ValueError as error:
        log.warning("a paper cannot be drawn", parcel=job.parcel, reason=str(error))
        return Failure(code=UNDRAWABLE)


async def _contents(
    database: Database, job: Leased, slip_said: list[SlipFacts], settings: Settings | None
) -> dict[str, bytes]:
    """A paper by its formats; none while a label is not bought."""
    async with look(database) as read:
        if job.paper == papers.LABEL:
            labels = await labels_of_parcel(read, job.shop_id, job.parcel_id)
            return await asyncio.to_thread(marked, labels, job.copy_no)
        if job.paper == papers.INVOICE:
            return {"pdf": await invoice_of(read, job.shop_id, job.parcel_id)}
        facts = await slip_facts(read, job.shop_id, job.parcel_id, settings)
    slip_said.append(facts)
    one = msgspec.structs.replace(
        msgspec.convert(facts, Slip, from_attributes=True), copy_no=job.copy_no
    )
    return {"pdf": await asyncio.to_thread(slip, one, PAPERS[_paper(job, facts)])}


def _paper(job: Leased, facts: SlipFacts) -> str:
    """What lies in the printer; where that is not known, what the shop wants."""
    return _SLIP_ON.get(job.target.media, facts.paper) if job.target else facts.paper


def _for_target(job: Leased, contents: dict[str, bytes]) -> list[Job]:
    title = title_of(job.parcel, job.paper, job.copy_no)
    if job.target is None:
        kinds = [(CONTENT_TYPES[ending], content) for ending, content in sorted(contents.items())]
    else:
        kinds = [for_printer(contents, msgspec.convert(job.target, Device, from_attributes=True))]
    return [
        Job(id=str(job.job_id), title=title, content_type=kind, content=content)
        for kind, content in kinds
    ]


async def _lay_ready(
    database: Database, job: Leased, drawn: list[Job], slip_said: list[SlipFacts]
) -> None:
    """The agent fetches it."""
    [one] = drawn

    async def lay(tx: Tx) -> None:
        if await print_lease.drawn_for_agent(tx, job, one.content_type, one.content):
            for said in slip_said:
                await remember_print(tx, said, job.copy_no)

    await settled(database, lay)


async def _send(
    database: Database, spool: Path, job: Leased, drawn: list[Job], slip_said: list[SlipFacts]
) -> bool | None:
    """Hand it over and note how that ended; False: somebody should try elsewhere."""

    async def begin() -> bool:
        return await settled(
            database,
            lambda tx: print_lease.mark_begun(tx, job.shop_id, job.job_id, job.attempt),
        )

    try:
        for one in drawn:
            await deliver(_way(spool, job), one, begin, is_begun=job.is_begun)
    except TakenAway:
        return None
    except NotSent as no:
        log.warning("a paper was not printed", parcel=job.parcel, reason=str(no))
        state, words = no.state.value, no.words
        await settled(database, lambda tx: print_lease.not_sent(tx, job, state, words))
        return False if job.target else None
    except Unsure as doubt:
        log.warning("a paper may be printed or not", parcel=job.parcel, reason=str(doubt))
        words = doubt.words
        await settled(database, lambda tx: print_lease.unsure(tx, job, words))
        return None
    files = [] if job.target else [f"{_day(job)}/{file_name(one)}" for one in drawn]
    return await settled(database, lambda tx: _note(tx, job, files, slip_said))


async def _note(tx: Tx, job: Leased, files: list[str], slip_said: list[SlipFacts]) -> bool:
    """It is out; False when it was somebody else's by then."""
    if not await print_lease.sent(tx, job, files):
        return False
    for said in slip_said:
        await remember_print(tx, said, job.copy_no)
    return True


def _way(spool: Path, job: Leased) -> Way:
    """Raises NotSent for an address that leads nowhere."""
    journal = spool.parent / JOURNAL
    if job.target is None:
        return Folder(spool / _day(job), journal)
    try:
        return way_to(
            job.target.address, folder=spool, journal=journal, is_zpl=job.target.format == "zpl"
        )
    except AddressUnreadable as error:
        raise NotSent(State.FAULT, str(error)) from error


def _day(job: Leased) -> str:
    """Of the job, not of today: a second attempt finds the same folder."""
    return job.created_at.astimezone(UTC).date().isoformat()
