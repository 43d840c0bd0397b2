"""An order as an answer, with the ETag that a change of it names; and how lines are refused."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from litestar import Request, Response

from api.house import house_of
from api.rest.versions import etag
from wms.errors import SeveralInvalid
from wms.orders.errors import UnknownSku
from wms.orders.queries import OrderView
from wms.shops.consumer_links import order_url

#: an order, or one that says more
Seen = TypeVar("Seen", bound=OrderView)


def linked(request: Request[Any, Any, Any], order: Seen) -> Seen:
    """The order with the address of its consumer's page, made anew for each answer: what is written
    down opens nothing."""
    url = order_url(house_of(request.scope).settings, order.shop_id, order.id)
    return msgspec.structs.replace(order, consumer_url=url)


def order_answer(request: Request[Any, Any, Any], order: Seen) -> Response[Seen]:
    """The order with its consumer's page and its ETag."""
    return Response(linked(request, order), headers={"ETag": etag(order.version)})


def each_line(refusal: UnknownSku) -> SeveralInvalid:
    """Every line that names no product, with a pointer to it."""
    return SeveralInvalid(
        [
            UnknownSku(pointer=f"/lines/{line['index']}/sku", sku=line["sku"])
            for line in refusal.facts["unknown"]
        ]
    )
