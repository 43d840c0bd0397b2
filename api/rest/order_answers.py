"""An order as an answer: with the ETag that a later change of it names."""

from __future__ import annotations

from litestar import Response

from api.rest.versions import etag
from wms.orders.queries import OrderView


def order_answer(order: OrderView) -> Response[OrderView]:
    """The order with its ETag."""
    return Response(order, headers={"ETag": etag(order.version)})
