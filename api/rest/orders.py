"""Orders: place, read, list, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api import i18n, problems
from api.asker import request_id_of
from api.rest import (
    order_batches,
    order_changes,
    order_documents,
    order_evidence,
    order_holds,
)
from api.rest.examples import Example
from api.rest.expand import OF_ORDERS, ExpandedOrder, asked, expandable, expanded_orders
from api.rest.idempotency import REPLAYED, IdempotencyKey, Once, request_hash
from api.rest.order_answers import each_line, linked, order_answer
from api.rest.order_examples import ASKED, PLACED, TAG
from api.rest.paging import Page, PageRequest, YourId, changed_since, in_state, kept
from api.rest.versions import etag
from wms.access.people import Caller
from wms.db import Hot, Read, Tx
from wms.horizon import settled_before
from wms.orders import queries
from wms.orders.errors import UnknownSku
from wms.orders.models import ORDER_STATES
from wms.orders.place import OrderAsked, place
from wms.orders.queries import OrderView, view_of
from wms.picking.cancel import Cancelled, cancel, or_tell_too_late
from wms.picking.errors import CancelTooLate
from wms.shipping.carriers.registry import POINT_IDS
from wms.shipping.ways.incoming import on_its_way


@post(
    "/orders",
    operation_id="placeOrder",
    summary="Place an order",
    tags=TAG,
    opt={
        "scope": "orders:write",
        "example": Example(request=ASKED, response=PLACED, after=("registerProduct",)),
    },
)
async def place_order(
    request: Request[Any, Any, Any],
    data: JSONBody[OrderAsked],
    hot: NamedDependency[Hot],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKey = None,
) -> Response[OrderView]:
    """Stock is promised at once: the answer says which lines got theirs and which must wait.

    An address that cannot be right (postcode, city, phone, pickup point) is no reason to refuse
    it: the order is taken, stock is promised, and `holds` says what to amend before it is picked.

    Leave `carrier` or `service` out and your rules choose them (see "Which way" in the guide):
    `chosen_way` says whether that is an upgrade, and for what.
    """
    # one statement does it all, so there is no transaction here, and the key is kept in it
    ready = await on_its_way(hot, caller.shop_id, data, caller.usable)
    digest = (
        request_hash(request.method, request.scope["path"], await request.body())
        if idempotency_key
        else None
    )
    try:
        placed = await place(
            hot,
            caller.shop_id,
            ready.order,
            point_id=POINT_IDS.get(ready.order.carrier or ""),
            way=ready.chosen,
            key=idempotency_key,
            request_hash=digest,
        )
    except UnknownSku as refusal:
        raise each_line(refusal) from refusal
    headers = {"ETag": etag(placed.version)} | ({REPLAYED: "true"} if placed.replayed else {})
    made = linked(request, view_of(caller.shop_id, ready.order, placed))
    return Response(made, status_code=201, headers=headers)


@get(
    "/orders/{order_id:uuid}",
    operation_id="readOrder",
    summary="Read an order",
    tags=TAG,
    opt={
        "scope": "orders:read",
        "example": Example(path={"order_id": "$placeOrder/id"}, response=PLACED),
    },
)
async def read_order(
    request: Request[Any, Any, Any],
    order_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    expand: Annotated[str | None, expandable(OF_ORDERS)] = None,
) -> Response[ExpandedOrder]:
    """The order with what was promised, picked, packed and shipped of each line; with its ETag."""
    wanted = asked(expand, OF_ORDERS, caller)
    found = await queries.order(read, caller.shop_id, order_id)
    [order] = await expanded_orders(read, caller.shop_id, [found], wanted)
    return order_answer(request, order)


@get(
    "/orders",
    operation_id="listOrders",
    summary="List orders",
    tags=TAG,
    opt={
        "scope": "orders:read",
        "example": Example(
            query={"external_id": "WEB-1007"},
            response={"items": [PLACED], "next": None},
            after=("placeOrder",),
        ),
    },
)
async def list_orders(
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
    external_id: YourId = None,
    status: Annotated[str | None, in_state(ORDER_STATES, "Only orders in this state.")] = None,
    updated_since: Annotated[datetime | None, changed_since("orders")] = None,
    expand: Annotated[str | None, expandable(OF_ORDERS)] = None,
) -> Page[ExpandedOrder]:
    """In the order of their last change, so that a program that reads on misses none."""
    wanted = asked(expand, OF_ORDERS, caller)
    found = await queries.orders(
        read,
        caller.shop_id,
        limit=page.limit,
        after=page.position(tuple[datetime, UUID]),
        updated_since=kept(updated_since, "updated_since"),
        settled=None if external_id else await settled_before(read),
        status=status,
        external_id=external_id,
    )
    orders = await expanded_orders(read, caller.shop_id, found.items, wanted)
    return Page.up_to([linked(request, one) for one in orders], found.last)


@post(
    "/orders/{order_id:uuid}/cancel",
    operation_id="cancelOrder",
    summary="Cancel an order",
    tags=TAG,
    status_code=200,
    opt={
        "scope": "orders:write",
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            response={"answer": "accepted", "status": "cancelled"},
            after=("readOrder", "listOrders", "amendOrder", "downloadInvoice"),
        ),
    },
)
async def cancel_order(
    request: Request[Any, Any, Any],
    order_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Cancelled]:
    """One answer at once.

    `accepted`: it is cancelled and its stock is free again. `intercepted`: goods of it are in a
    tote; the packer is told and takes it apart, and `order.cancelled` follows. When the parcel is
    closed already the answer is 409 `order.cancel_too_late` with the state, and
    `order.cancel_refused` follows.
    """
    done = await or_tell_too_late(
        tx,
        caller.shop_id,
        order_id,
        lambda: once.answer(lambda: cancel(tx, caller.shop_id, order_id), status=200),
    )
    if isinstance(done, CancelTooLate):
        told: Response[Any] = problems.answer(
            problems.problem_of_refusal(done, request_id_of(request)),
            language=i18n.negotiate(request.headers.get("accept-language")),
        )
        return told
    return done


router = Router(
    "/",
    route_handlers=[
        place_order,
        *order_batches.handlers,
        read_order,
        list_orders,
        *order_changes.handlers,
        cancel_order,
        *order_holds.handlers,
        *order_documents.handlers,
        *order_evidence.handlers,
    ],
)
