"""An order as an answer, with the ETag that a change of it names; and how lines are refused."""

from __future__ import annotations

from litestar import Response

from api.rest.versions import etag
from wms.errors import SeveralInvalid
from wms.orders.errors import UnknownSku
from wms.orders.queries import OrderView


def order_answer(order: OrderView) -> Response[OrderView]:
    """The order with its ETag."""
    return Response(order, headers={"ETag": etag(order.version)})


def each_line(refusal: UnknownSku) -> SeveralInvalid:
    """Every line that names no product, with a pointer to it."""
    return SeveralInvalid(
        [
            UnknownSku(pointer=f"/lines/{line['index']}/sku", sku=line["sku"])
            for line in refusal.facts["unknown"]
        ]
    )
