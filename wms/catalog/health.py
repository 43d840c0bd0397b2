"""What is wrong with a shop's barcodes, before somebody stands in front of the goods."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.codes import as_printed
from wms.db import Read, Tx

#: the worst first: it cannot be scanned, it means two things, it is wrong, somebody must choose
KINDS: Final = ("missing", "duplicate", "check_digit", "other_shop")
FaultKind = Literal["missing", "duplicate", "check_digit", "other_shop"]


class FaultPlace(NamedTuple):
    """Where a page of faults ended."""

    sku: str
    kind: str
    code: str


class BarcodeFault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a product's barcodes."""

    product_id: UUID
    sku: str
    name: str
    kind: FaultKind
    #: as printed under the bars; empty when it is missing
    code: str
    #: for `duplicate`: the product of the same shop that the scan may mean too
    other_sku: str | None

    @property
    def place(self) -> FaultPlace:
        """Where a page that ends with it goes on."""
        return FaultPlace(self.sku, self.kind, self.code)


_FAULTS = text(
    """
    SELECT * FROM barcode_health(:shop)
    WHERE (CAST(:kind AS text) IS NULL OR kind = CAST(:kind AS text))
    """
)
_COUNTS = text("SELECT kind, count(*) AS n FROM barcode_health(:shop) GROUP BY kind")


async def barcode_faults(
    read: Read | Tx,
    shop_id: UUID,
    *,
    limit: int,
    kind: FaultKind | None = None,
    after: FaultPlace | None = None,
) -> list[BarcodeFault]:
    """The faults of a shop by SKU; of a code that another shop has too nothing else is told.

    A whole report is made for each page: it is read seldom, and a shop has few faults.
    """
    rows = await read.execute(_FAULTS, {"shop": shop_id, "kind": kind})
    found = sorted(
        (BarcodeFault(**{**row._mapping, "code": as_printed(row.code)}) for row in rows),
        key=lambda fault: fault.place,
    )
    return [fault for fault in found if after is None or fault.place > after][:limit]


async def fault_counts(read: Read | Tx, shop_id: UUID) -> dict[str, int]:
    """How many faults of each kind a shop has."""
    rows = await read.execute(_COUNTS, {"shop": shop_id})
    found = {row.kind: row.n for row in rows}
    return {kind: found.get(kind, 0) for kind in KINDS}
