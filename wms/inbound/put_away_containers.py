"""LPNs between the dock and their place: what of it can be taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from wms.access.people import AtWork
from wms.db import Tx
from wms.inbound.put_away_models import UNDO_WITHIN, ContainerPutAway
from wms.layout.queries import place_by_id
from wms.stock.containers import Carried, move_container


async def take_container_back(
    tx: Tx, *, by: AtWork, scan_id: UUID, after: datetime | None
) -> Carried | None:
    """Undo: the LPN in hand stands on the dock again, else the last one goes back to where it was.

    ``after``: when the operator last put goods away; an LPN that came before is not meant. None
    when there is nothing of an LPN to undo.

    Raises:
        ContainerPromised: orders were promised goods in it meanwhile.
    """
    row = await tx.scalar(
        select(ContainerPutAway)
        .where(
            ContainerPutAway.operator_id == by.operator_id,
            ContainerPutAway.cancelled_at.is_(None),
            func.coalesce(ContainerPutAway.done_at, func.clock_timestamp())
            > func.clock_timestamp() - UNDO_WITHIN,
        )
        .order_by(ContainerPutAway.done_at.desc().nulls_first())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    container = await place_by_id(tx, row.container_id)
    if row.done_at is None:
        row.cancelled_at = func.clock_timestamp()
        await tx.flush()
        return Carried(container=container.code, place=container.code, quantity=0)
    if row.from_id is None or (after is not None and after > row.done_at):
        return None
    carried = await move_container(
        tx, row.container_id, row.from_id, reason="correct", by=by, scan_id=scan_id
    )
    row.done_at, row.cancelled_at = None, func.clock_timestamp()
    await tx.flush()
    return carried
