"""Orders: the invoice that a shop wants in the parcel."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath

from api.rest.examples import Example
from api.rest.order_examples import TAG
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.orders.amend import lock_order
from wms.orders.documents import DOCUMENT_MAX_BYTES, KeptDocument, invoice
from wms.shipping.amend import put_invoice as keep

PDF: Final = "application/pdf"
#: a little more than the largest paper, so that our own words refuse it
BODY_MAX: Final = DOCUMENT_MAX_BYTES + 100_000
#: the smallest PDF that opens: one empty page
EMPTY_PAGE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@put(
    "/orders/{order_id:uuid}/documents/invoice",
    operation_id="putInvoice",
    summary="Send the invoice of an order",
    tags=TAG,
    request_max_body_size=BODY_MAX,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            content=EMPTY_PAGE,
            sent_as=PDF,
            response={
                "kind": "invoice",
                "size_bytes": len(EMPTY_PAGE),
                "created_at": "2026-11-22T09:40:00Z",
            },
        ),
    },
)
async def put_invoice(
    order_id: FromPath[UUID],
    data: Annotated[bytes, BodyKwarg(media_type=PDF)],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
) -> KeptDocument:
    """The body is the PDF itself, at most 2 MB; sent again, it replaces the one before.

    It is printed at the bench with the slip of the first parcel that is closed. Then the answer is
    409 `order.settled`.
    """
    now = await lock_order(tx, caller.shop_id, order_id)
    return await keep(tx, now, data)


@get(
    "/orders/{order_id:uuid}/documents/invoice",
    operation_id="downloadInvoice",
    summary="Download the invoice of an order",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": "orders:read",
        "example": Example(path={"order_id": "$placeOrder/id"}, after=("putInvoice",)),
    },
)
async def download_invoice(
    order_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """As you sent it."""
    content = await invoice(read, caller.shop_id, order_id)
    name = f'attachment; filename="invoice-{order_id}.pdf"'
    return Response(content, media_type=PDF, headers={"Content-Disposition": name})


handlers: Final = [put_invoice, download_invoice]
