"""Returns: announce, read, list, and say whose an unidentified parcel is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.photo_answers import photo_answer
from api.rest.examples import Example
from api.rest.expand import (
    OF_WHAT_HAS_AN_ORDER,
    ExpandedReturn,
    asked,
    expandable,
    orders_of,
    with_order,
)
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest, YourId, changed_since, in_state, kept
from api.rest.return_examples import ASKED, UNKNOWN, VIEW
from api.return_slip_paper import return_slip_paper, slip_answer
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.horizon import settled_before
from wms.moments import Moment
from wms.photos.develop import MEDIA_TYPE
from wms.photos.keep import Side
from wms.returns.announce import NewReturn, announce
from wms.returns.inspection.photos import return_photo
from wms.returns.inspection.refund import complaint_answered, refunded
from wms.returns.models import RETURN_STATES
from wms.returns.queries import ReturnView, return_view, returns
from wms.returns.unidentified.take_in import identify
from wms.shops.queries import shop
from wms.texts import ExternalId

TAG: Final = ["Returns"]
READ: Final = "returns:read"
WRITE: Final = "returns:write"


class OrderOfParcel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which order an unidentified parcel is."""

    order_external_id: ExternalId


@post(
    "/returns",
    operation_id="announceReturn",
    summary="Announce a return",
    tags=TAG,
    opt={"scope": WRITE, "example": Example(request=ASKED, response=VIEW)},
)
async def announce_return(
    data: JSONBody[NewReturn],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """No more than was shipped and is not back yet. `declared_at` starts the statutory clocks.

    When it comes in several `parcels`, name their tracking numbers, or null for each that has none
    yet; each arrives by itself (`return.parcel_arrived`).

    We tell `return.arrived`, `return.inspected`, `return.refund_clearable` (with the evidence) and
    `return.completed`; the refund itself is yours.
    """
    return await once.answer(lambda: announce(tx, caller.shop_id, data), status=201)


@get(
    "/returns",
    operation_id="listReturns",
    summary="List returns",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"status": "unidentified"},
            response={"items": [UNKNOWN], "next": None},
            after=("announceReturn",),
        ),
    },
)
async def list_returns(
    request: Request[Any, Any, Any],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    external_id: YourId = None,
    status: Annotated[str | None, in_state(RETURN_STATES, "Only returns in this state.")] = None,
    updated_since: Annotated[datetime | None, changed_since("returns")] = None,
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> Page[ExpandedReturn]:
    """In the order of their last change, so that a program that reads on misses none."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    rows = await returns(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID]),
        updated_since=kept(updated_since, "updated_since"),
        settled=None if external_id else await settled_before(read),
        status=status,
        external_id=external_id,
    )
    found = page.of(rows, lambda one: (one.updated_at, one.id))
    orders = await orders_of(
        request, read, caller.shop_id, (one.order_id for one in found.items), wanted
    )
    items = [with_order(ExpandedReturn, one, orders) for one in found.items]
    return Page(items=items, next=found.next)


@get(
    "/returns/{return_id:uuid}",
    operation_id="readReturn",
    summary="Read a return",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(path={"return_id": "$announceReturn/id"}, response=VIEW),
    },
)
async def read_return(
    request: Request[Any, Any, Any],
    return_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> ExpandedReturn:
    """What came, what an inspector found of it, and what is due when.

    `findings` name the version of your rubric, pictures (fetch them under `photos/{id}`) and what
    of your checklist was not there; `mismatches` are pieces with another serial number or lot than
    was shipped: they count for no line of the order."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    found = await return_view(read, caller.shop_id, return_id)
    orders = await orders_of(request, read, caller.shop_id, [found.order_id], wanted)
    return with_order(ExpandedReturn, found, orders)


@post(
    "/returns/{return_id:uuid}/identify",
    operation_id="identifyReturn",
    summary="Say whose parcel it is",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"return_id": "$listReturns/items/0/id"},
            request={"order_external_id": "$listShipments/items/0/order_external_id"},
            response=UNKNOWN
            | {
                "order_id": VIEW["order_id"],
                "order_external_id": "WEB-1007",
                "order_number": 1001,
                "status": "arrived",
                "parcels": [
                    {
                        "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c04",
                        "tracking_number": "620999123456789012345678",
                        "arrived_at": "2026-11-22T09:45:00Z",
                        "weight_g": None,
                        "photos": [],
                    }
                ],
                "version": 2,
            },
        ),
    },
)
async def identify_return(
    return_id: FromPath[UUID],
    data: JSONBody[OrderOfParcel],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """After `return.unidentified`: of which order the parcel is; then it is unpacked."""
    return await once.answer(
        lambda: identify(tx, caller.shop_id, return_id, data.order_external_id), status=200
    )


@get(
    "/returns/{return_id:uuid}/slip",
    operation_id="downloadReturnSlip",
    summary="Download the slip for the carton",
    tags=TAG,
    media_type="application/pdf",
    opt={
        "scope": READ,
        "example": Example(path={"return_id": "$announceReturn/id"}),
    },
)
async def download_slip(
    return_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """A sheet of A4 for your consumer to put into the carton: the return's code and what comes.

    We find the return by scanning it, whatever is written on the parcel. It names nobody."""
    one = await return_view(read, caller.shop_id, return_id)
    of = await shop(read, caller.shop_id)
    return slip_answer(return_slip_paper(one, of.name, of.language))


class Refunded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When you paid; without it, now."""

    refunded_at: Moment | None = None


@post(
    "/returns/{return_id:uuid}/refunded",
    operation_id="tellReturnRefunded",
    summary="Tell that you paid back",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={"refunded_at": "2026-11-24T10:00:00Z"},
            response=VIEW | {"refunded_at": "2026-11-24T10:00:00Z", "version": 2},
        ),
    },
)
async def tell_refunded(
    return_id: FromPath[UUID],
    data: JSONBody[Refunded],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """The refund is yours, and no amount is told to us: it ends the clock of the refund, and the
    consumer's page says that the money is on its way. The first time counts."""
    return await once.answer(
        lambda: refunded(tx, caller.shop_id, return_id, data.refunded_at), status=200
    )


class Answered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When you answered your consumer; without it, now."""

    answered_at: Moment | None = None


@post(
    "/returns/{return_id:uuid}/complaint-answered",
    operation_id="tellComplaintAnswered",
    summary="Tell that you answered a complaint",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={"answered_at": "2026-11-24T10:00:00Z"},
            response=VIEW,
        ),
    },
)
async def tell_answered(
    return_id: FromPath[UUID],
    data: JSONBody[Answered],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnView]:
    """You told your consumer yes or no: it ends the clock of the answer. The first time counts; of
    a return that is no complaint nothing changes. A complaint that we answer as a case tells it by
    itself."""
    return await once.answer(
        lambda: complaint_answered(tx, caller.shop_id, return_id, data.answered_at), status=200
    )


@get(
    "/returns/{return_id:uuid}/photos/{return_photo_id:uuid}",
    operation_id="readReturnPhoto",
    summary="Fetch a picture of a return",
    tags=TAG,
    media_type=MEDIA_TYPE,
    opt={
        "scope": READ,
        "example": Example(
            path={
                "return_id": "$listReturns/items/0/id",
                "return_photo_id": "$listReturns/items/0/photos/0",
            }
        ),
    },
)
async def read_photo(
    return_id: FromPath[UUID],
    return_photo_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    side: Annotated[
        Side, QueryParameter(required=False, description="`thumbnail`: at most 320 pixels.")
    ] = "full",
) -> Response[bytes]:
    """A JPEG that an inspector took; `photos` of a return and of its findings name the ids."""
    content = await return_photo(read, caller.shop_id, return_id, return_photo_id, side)
    return photo_answer(request, return_photo_id, side, content)


router = Router(
    "/",
    route_handlers=[
        announce_return, list_returns, read_return, identify_return, tell_refunded, tell_answered,
        read_photo, download_slip,
    ],
)  # fmt: skip
