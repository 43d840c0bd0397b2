"""What is wrong with the barcodes of a shop's products."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.rest.examples import Example
from api.rest.paging import Page, PageRequest
from api.rest.product_examples import TAG
from wms.access.people import Caller
from wms.catalog.health import BarcodeFault, FaultKind, FaultPlace, barcode_faults
from wms.db import Read


@get(
    "/barcode-health",
    operation_id="listBarcodeFaults",
    summary="What is wrong with your barcodes",
    tags=TAG,
    opt={
        "scope": "products:read",
        "example": Example(
            response={
                "items": [
                    {
                        "product_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a02",
                        "sku": "HONEY-250",
                        "name": "Miód lipowy 250 g",
                        "kind": "missing",
                        "code": "",
                        "other_sku": None,
                    }
                ],
                "next": None,
            },
            after=("registerProducts",),
        ),
    },
)
async def list_barcode_faults(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    kind: Annotated[
        FaultKind | None, QueryParameter(required=False, description="Only faults of this kind.")
    ] = None,
) -> Page[BarcodeFault]:
    """`missing`: no barcode for a single piece. `duplicate`: a scan may mean two of your products.

    `check_digit`: it has the length of an EAN or UPC, and a wrong check digit. `other_shop`: goods
    of another shop here carry the same code; that is normal for branded goods, and the floor then
    goes by the work in hand.
    """
    rows = await barcode_faults(
        read, caller.shop_id, limit=page.limit + 1, kind=kind, after=page.position(FaultPlace)
    )
    return page.of(rows, lambda fault: fault.place)


handlers: Final = [list_barcode_faults]
