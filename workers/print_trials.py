"""Test and calibration pages go to the printers that the server reaches."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from printing.printers.addresses import AddressUnreadable, way_to
from printing.printers.way import Job, NotSent, Unsure
from wms.db import Database
from wms.stations.trials import Trial, due_pages, lease_page, page_ended
from workers.broker import Work, actor
from workers.print_files import JOURNAL
from workers.transaction import settled


@actor(due=due_pages)
async def print_page(work: Work, _printer_id: UUID, page_id: UUID) -> None:
    """Send a page to its printer, once."""
    await send_page(work.database, work.settings.spool_dir, page_id)


async def send_page(database: Database, spool: Path, page_id: UUID) -> None:
    """The same, given what it needs."""
    page = await settled(database, lambda tx: lease_page(tx, page_id))
    if page is None:
        return
    state, words = await _sent(spool, page)
    await settled(database, lambda tx: page_ended(tx, page.id, page.printer_id, state, words))


async def _sent(spool: Path, page: Trial) -> tuple[str | None, str]:
    """How the printer is afterwards; None: nobody knows."""
    title = f"{page.paper}-{page.id.hex[-6:]}"
    job = Job(id=str(page.id), title=title, content_type=page.content_type, content=page.content)
    try:
        way = way_to(page.address, folder=spool, journal=spool.parent / JOURNAL, is_zpl=page.is_zpl)
        await way.send(job, _always)
    except AddressUnreadable as error:
        return "fault", str(error)
    except NotSent as no:
        return no.state.value, no.words
    except Unsure as doubt:
        return None, doubt.words
    return "ready", ""


async def _always() -> bool:
    return True
