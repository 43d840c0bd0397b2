"""Who sent a file has looked at what it would do: yes or no."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, text, update

from wms.catalog.imports.errors import (
    ImportNotChecked,
    ImportNotWhole,
    ImportUnknown,
    NothingToApply,
)
from wms.catalog.imports.models import ProductImport
from wms.db import Read, Tx

#: days after which a file and what it did are forgotten
KEPT_DAYS: Final = 30
#: files forgotten at once: each may have fifty thousand rows
_FORGOTTEN_AT_ONCE: Final = 5


async def confirm(tx: Tx, shop_id: UUID, import_id: UUID) -> None:
    """Let a worker write what the check said; rows with an error stay out.

    Raises:
        ImportUnknown, ImportNotChecked
        NothingToApply: no row is new or changed.
        ImportNotWhole: it is a delivery, and one of its rows is wrong.
    """
    one = await _checked(tx, shop_id, import_id)
    if one.new_rows + one.changed_rows == 0:
        raise NothingToApply
    if one.kind == "delivery" and one.error_rows:
        raise ImportNotWhole(count=one.error_rows)
    await tx.execute(
        update(ProductImport)
        .where(ProductImport.shop_id == shop_id, ProductImport.id == import_id)
        .values(status="applying", confirmed_at=func.clock_timestamp())
    )


async def cancel(tx: Tx, shop_id: UUID, import_id: UUID) -> None:
    """Nothing of it is written, now or later.

    Raises:
        ImportUnknown, ImportNotChecked
    """
    await _checked(tx, shop_id, import_id)
    await tx.execute(
        update(ProductImport)
        .where(ProductImport.shop_id == shop_id, ProductImport.id == import_id)
        .values(status="cancelled", finished_at=func.clock_timestamp())
    )


async def _checked(tx: Tx, shop_id: UUID, import_id: UUID) -> ProductImport:
    one = await tx.scalar(
        select(ProductImport)
        .where(ProductImport.shop_id == shop_id, ProductImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if one is None:
        raise ImportUnknown
    if one.status != "checked":
        raise ImportNotChecked(status=one.status)
    return one


async def due_imports(read: Read, limit: int) -> list[tuple[UUID, UUID]]:
    """Imports that wait for a worker, oldest first."""
    rows = await read.execute(
        select(ProductImport.shop_id, ProductImport.id)
        .where(ProductImport.status.in_(("checking", "applying")))
        .order_by(ProductImport.id)
        .limit(limit)
    )
    return [(row.shop_id, row.id) for row in rows]


async def forget_imports(tx: Tx) -> int:
    """Forget files older than `KEPT_DAYS`, a few at a time; how many went."""
    old = (
        select(ProductImport.id)
        .where(
            ProductImport.status.in_(("checked", "done", "cancelled")),
            ProductImport.created_at < func.now() - text(f"interval '{KEPT_DAYS} days'"),
        )
        .order_by(ProductImport.id)
        .limit(_FORGOTTEN_AT_ONCE)
    )
    gone = await tx.scalars(
        delete(ProductImport).where(ProductImport.id.in_(old)).returning(ProductImport.id)
    )
    return len(gone.all())
