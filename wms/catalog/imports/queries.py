"""Reading imports: how far they are, and their rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from wms.catalog.imports.errors import ImportUnknown
from wms.catalog.imports.models import ProductImport, ProductImportRow
from wms.db import Read, Tx
from wms.shops.models import Shop


class ImportCard(msgspec.Struct, frozen=True, kw_only=True):
    """One file and how far it is; the counters of states are those of the check."""

    id: UUID
    shop_id: UUID
    shop: str
    kind: str
    #: of a delivery: its name and day; once announced, ``asn_id`` and ``asn_number``
    about: dict[str, Any] | None
    file_name: str
    status: str
    total_rows: int
    new_rows: int
    changed_rows: int
    same_rows: int
    error_rows: int
    applied_rows: int
    refused_rows: int
    created_at: datetime
    checked_at: datetime | None
    confirmed_at: datetime | None
    finished_at: datetime | None

    @property
    def to_apply(self) -> int:
        """Rows that a confirmation writes."""
        return self.new_rows + self.changed_rows

    @property
    def percent(self) -> int:
        """How much of that is done."""
        done = self.applied_rows + self.refused_rows
        return 100 * done // self.to_apply if self.to_apply else 100


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row: its column, the code and facts of a refusal."""

    field: str
    code: str
    facts: dict[str, Any]


class RowDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A field and what it would become from what."""

    field: str
    #: as it is now
    old: Any
    #: as it would be
    new: Any


class ImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the file and what it would do, or did."""

    row_no: int
    sku: str
    state: str
    differences: list[RowDifference]
    faults: list[RowFault]


async def import_card(read: Read | Tx, import_id: UUID) -> ImportCard:
    """One import that the reader may see. ImportUnknown when there is none."""
    found = await import_cards(read, limit=1, only=import_id)
    if not found:
        raise ImportUnknown
    return found[0]


async def import_cards(
    read: Read | Tx, *, limit: int, before: UUID | None = None, only: UUID | None = None
) -> list[ImportCard]:
    """Imports that the reader may see, the newest first."""
    wanted = (
        select(ProductImport, Shop.name)
        .join(Shop, Shop.id == ProductImport.shop_id)
        .order_by(ProductImport.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    if before is not None:
        wanted = wanted.where(ProductImport.id < before)
    if only is not None:
        wanted = wanted.where(ProductImport.id == only)
    names = [name for name in ImportCard.__struct_fields__ if name != "shop"]
    return [
        ImportCard(shop=shop, **{name: getattr(one, name) for name in names})
        for one, shop in await read.execute(wanted)
    ]


async def import_rows(
    read: Read | Tx, import_id: UUID, *, limit: int, after: int = 0, state: str | None = None
) -> list[ImportRow]:
    """The rows of an import in the order of the file, maybe of one state only."""
    wanted = (
        select(*(getattr(ProductImportRow, name) for name in ImportRow.__struct_fields__))
        .where(ProductImportRow.import_id == import_id, ProductImportRow.row_no > after)
        .order_by(ProductImportRow.row_no)
        .limit(limit)
    )
    if state:
        wanted = wanted.where(ProductImportRow.state == state)
    return [msgspec.convert(dict(row._mapping), ImportRow) for row in await read.execute(wanted)]
