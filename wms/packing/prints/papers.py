"""Slips and labels that somebody at a bench waits for: rows that the workers print, each once.

Where a paper comes out says `print_route`, how it gets there `print_lease`.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, insert, select

from wms.db import Tx
from wms.packing.models import PrintJob

SLIP, LABEL, INVOICE = "slip", "label", "invoice"


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
