"""The door for e-shops' programs: one file a resource.

Each resource file exports ``router`` and is named in `ROUTERS`, in the order of the docs:

    @post(
        "/", operation_id="placeOrder", summary="Place an order", status_code=201,
        opt={"scope": "orders:write", "example": Example(request={…}, response={…})},
    )
    async def place_order(
        data: JSONBody[NewOrder], caller: NamedDependency[Caller], tx: NamedDependency[Tx],
        once: NamedDependency[Once],
    ) -> Response[OrderOut]:
        "What the shop's developer must know about it; shown in the docs."
        return await once.answer(lambda: place(tx, caller.shop_id, data), status=201)

    router = Router("/orders", route_handlers=[place_order], tags=["Orders"])

A handler raises its refusals (a returned 4xx would commit). Path parameters are `FromPath[UUID]`,
query parameters `Annotated[…, QueryParameter(…)]`: Litestar 3 breaks on others, our tests too.
GET handlers take ``read`` instead of ``tx``; lists take ``page`` (api/rest/paging.py);
edits take ``if_match`` (api/rest/versions.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from litestar import Router
from litestar.di import Provide

from api.auth import guard_rest, provide_caller
from api.rest import (
    asns,
    asns_discrepancies,
    asns_files,
    asns_rules,
    calendar,
    case_evidence,
    cases,
    certificate,
    cod,
    event_types,
    events,
    messages,
    notices,
    orders,
    orders_explained,
    pickup_points,
    privacy,
    products,
    requests,
    reshipments,
    return_exchange,
    return_labels,
    return_parcels,
    return_rubric,
    returns,
    sandbox,
    shipments,
    slip_template,
    stock,
    stock_watch,
    webhook_deliveries,
    webhooks,
)
from api.rest.body import RestRequest
from api.rest.dated.apply import in_its_version
from api.rest.idempotency import provide_once
from api.rest.paging import provide_page
from api.rest.query import guard_query
from api.rest.versions import provide_if_match

ROUTERS: Final[list[Router]] = [
    products.router,
    asns.router,
    asns_files.router,
    asns_discrepancies.router,
    asns_rules.router,
    stock.router,
    stock_watch.router,
    orders.router,
    orders_explained.router,
    calendar.router,
    pickup_points.router,
    shipments.router,
    cod.router,
    slip_template.router,
    notices.router,
    reshipments.router,
    return_exchange.router,
    return_labels.router,
    return_parcels.router,
    return_rubric.router,
    returns.router,
    cases.router,
    case_evidence.router,
    messages.router,
    privacy.router,
    events.router,
    event_types.router,
    webhooks.router,
    webhook_deliveries.router,
    sandbox.router,
    certificate.router,
    requests.router,
]

PREFIX: Final = "/v1"


def rest_router(routers: Sequence[Any] = ROUTERS) -> Router:
    """Everything below /v1: a key with the handler's scope opens it; nothing is passed over."""
    return Router(
        PREFIX,
        route_handlers=[*routers],
        guards=[guard_rest, guard_query],
        request_class=RestRequest,
        middleware=[in_its_version],
        dependencies={
            "caller": Provide(provide_caller),
            "once": Provide(provide_once),
            "page": Provide(provide_page),
            "if_match": Provide(provide_if_match),
        },
    )
