"""What the building's labels hang on, and what the building is called."""

from __future__ import annotations

from sqlalchemy import func, select

from wms.db import Read, Tx
from wms.layout.models import LOCATION_KINDS, Warehouse

#: what hangs or stands in the hall with a label of its own; parcels come and go
LABELLED_KINDS = (*LOCATION_KINDS, "tote", "lpn")


async def warehouse_name(read: Read | Tx) -> str:
    """What the first warehouse is called; empty before one is opened."""
    return (
        await read.scalar(select(func.coalesce(Warehouse.name, "")).order_by(Warehouse.id).limit(1))
        or ""
    )
