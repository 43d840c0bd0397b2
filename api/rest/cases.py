"""Cases: open, read, list, say something, close."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.rest.examples import Example
from api.rest.expand import (
    OF_WHAT_HAS_AN_ORDER,
    ExpandedCase,
    asked,
    expandable,
    orders_of,
    with_order,
)
from api.rest.idempotency import Once
from api.rest.order_documents import EMPTY_PAGE
from api.rest.paging import Page, PageRequest, changed_since, in_state, kept
from wms.access.people import Caller
from wms.cases.models import CASE_STATES
from wms.cases.open import TITLE_MAX_CHARS, Kind, open_case
from wms.cases.queries import CaseView, CaseWords, case_view, case_words, cases
from wms.cases.resolve import Payer, Remedy, reopen_case, resolve_case
from wms.cases.talk import say_in_case
from wms.db import Read, Tx
from wms.horizon import settled_before
from wms.moments import Moment
from wms.shipping.again.reship import LINES_MAX, AgainLine
from wms.shipping.again.second import Reason
from wms.texts import PRINTABLE, SEVERAL_LINES

TAG: Final = ["Cases"]
READ: Final = "cases:read"
WRITE: Final = "cases:write"
WORDS_MAX_CHARS: Final = 5_000

_VIEW: Final[dict[str, Any]] = {
    "shop_id": "019ab2f0-0000-7000-8000-000000000001",
    "id": "019ab2f8-1111-7f00-b2c6-7e8d9a0b1c01",
    "number": 1,
    "kind": "complaint",
    "status": "open",
    "title": "A cup came broken",
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "order_external_id": "WEB-1007",
    "order_number": 1001,
    "parcel_id": None,
    "parcel_number": None,
    "return_id": None,
    "return_number": None,
    "opened_by": "shop",
    "cause": None,
    "cause_id": None,
    "declared_at": "2026-11-24T08:12:00Z",
    "answer_due_at": "2026-12-08T22:59:59Z",
    "answered_at": None,
    "remedy": None,
    "cost": None,
    "remedy_order_id": None,
    "remedy_order_number": None,
    "credit_minor": None,
    "credit_currency": None,
    "resolved_at": None,
    "created_at": "2026-11-24T08:12:00Z",
    "updated_at": "2026-11-24T08:12:00Z",
    "version": 1,
}
WAITS: Final = _VIEW | {"status": "waiting_for_us", "version": 2}
_SAID: Final = {
    "id": "019ab2f8-1111-7f00-b2c6-7e8d9a0b1c02",
    "from_whom": "shop",
    "channel": "portal",
    "words": "The handle is off. Photos follow.",
    "files": [],
    "said_at": "2026-11-24T08:13:00Z",
}
_SENT: Final = _SAID | {
    "words": "",
    "files": [
        {
            "id": "019ab2f8-1111-7f00-b2c6-7e8d9a0b1c09",
            "name": "protocol.pdf",
            "media_type": "application/pdf",
            "size_bytes": len(EMPTY_PAGE),
        }
    ],
}
_CLOSED: Final = WAITS | {
    "status": "resolved",
    "remedy": "none",
    "cost": "shop",
    "resolved_at": "2026-11-25T09:00:00Z",
    "version": 3,
}


_PUT_RIGHT: Final = WAITS | {
    "status": "resolved",
    "remedy": "extra_item",
    "cost": "us",
    "remedy_order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f09",
    "remedy_order_number": 1009,
    "resolved_at": "2026-11-25T09:00:00Z",
    "version": 3,
}


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a case is about."""

    kind: Kind
    title: Annotated[str, Meta(min_length=1, max_length=TITLE_MAX_CHARS, pattern=PRINTABLE)]
    order_id: UUID | None = None
    parcel_id: UUID | None = None
    return_id: UUID | None = None
    #: when your consumer said it: a complaint's term counts from here
    declared_at: Moment | None = None


class CaseMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that you say."""

    words: Annotated[str, Meta(min_length=1, max_length=WORDS_MAX_CHARS, pattern=SEVERAL_LINES)]


class CaseMessages(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in a case."""

    items: list[CaseWords]


@post(
    "/cases",
    operation_id="openCase",
    summary="Open a case",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={
                "kind": "complaint",
                "title": "A cup came broken",
                "order_id": "$listShipments/items/0/order_id",
            },
            response=_VIEW,
        ),
    },
)
async def open_it(
    data: JSONBody[NewCase],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CaseView]:
    """An enquiry, a complaint, a courier claim, a stock dispute or our mistake; `answer_due_at`
    says by when we answer. A complaint has the term of the law, 14 days from `declared_at`: no
    answer by then accepts it. We tell `case.opened`, `case.answered`, `case.resolved`, and
    `case.deadline_near` 4 days and 1 day before the term ends and when it is over.
    """
    return await once.answer(
        lambda: open_case(tx, caller.shop_id, **msgspec.structs.asdict(data)), status=201
    )


@get(
    "/cases",
    operation_id="listCases",
    summary="List cases",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"status": "open"},
            response={"items": [_VIEW], "next": None},
            after=("openCase",),
        ),
    },
)
async def list_cases(
    request: Request[Any, Any, Any],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    status: Annotated[str | None, in_state(CASE_STATES, "Only cases in this state.")] = None,
    updated_since: Annotated[datetime | None, changed_since("cases")] = None,
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> Page[ExpandedCase]:
    """In the order of their last change, so that a program that reads on misses none."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    rows = await cases(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID]),
        updated_since=kept(updated_since, "updated_since"),
        settled=await settled_before(read),
        status=status,
    )
    found = page.of(rows, lambda one: (one.updated_at, one.id))
    orders = await orders_of(
        request, read, caller.shop_id, (one.order_id for one in found.items), wanted
    )
    items = [with_order(ExpandedCase, one, orders) for one in found.items]
    return Page(items=items, next=found.next)


@get(
    "/cases/{case_id:uuid}",
    operation_id="readCase",
    summary="Read a case",
    tags=TAG,
    opt={"scope": READ, "example": Example(path={"case_id": "$openCase/id"}, response=_VIEW)},
)
async def read_case(
    request: Request[Any, Any, Any],
    case_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    expand: Annotated[str | None, expandable(OF_WHAT_HAS_AN_ORDER)] = None,
) -> ExpandedCase:
    """What it is about, by when it is answered, and how it was put right at whose cost."""
    wanted = asked(expand, OF_WHAT_HAS_AN_ORDER, caller)
    found = await case_view(read, caller.shop_id, case_id)
    orders = await orders_of(request, read, caller.shop_id, [found.order_id], wanted)
    return with_order(ExpandedCase, found, orders)


@post(
    "/cases/{case_id:uuid}/messages",
    operation_id="sayInCase",
    summary="Say something in a case",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"case_id": "$openCase/id"},
            request={"words": "The handle is off. Photos follow."},
            response=WAITS,
            after=("listCases", "readCase"),
        ),
    },
)
async def say_it(
    case_id: FromPath[UUID],
    data: JSONBody[CaseMessage],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CaseView]:
    """We see it beside the case, which waits for us from now on."""

    async def work() -> CaseView:
        await say_in_case(tx, caller.shop_id, case_id, data.words, from_="shop")
        return await case_view(tx, caller.shop_id, case_id)

    return await once.answer(work)


@get(
    "/cases/{case_id:uuid}/messages",
    operation_id="listCaseMessages",
    summary="What was said in a case",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"case_id": "$openCase/id"},
            response={"items": [_SAID, _SENT]},
            after=("addCaseFile",),
        ),
    },
)
async def list_messages(
    case_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> CaseMessages:
    """The first one first (200 at most)."""
    await case_view(read, caller.shop_id, case_id)
    return CaseMessages(items=await case_words(read, caller.shop_id, case_id, with_notes=False))


@post(
    "/cases/{case_id:uuid}/close",
    operation_id="closeCase",
    summary="Close a case",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"case_id": "$openCase/id"},
            response=_CLOSED,
            after=("reopenCase",),
        ),
    },
)
async def close_it(
    case_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CaseView]:
    """Nothing more is to be done. To have something sent for it, see `resolveCase`."""
    return await once.answer(
        lambda: resolve_case(tx, caller.shop_id, case_id, Remedy(what="none"), by=None), status=200
    )


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a case is put right."""

    #: reship, extra_item, credit, other_carrier or none
    remedy: Literal["reship", "extra_item", "other_carrier"]
    #: why something is sent; it says who pays, unless `cost` does
    reason: Reason = "damaged"
    #: of `reship` and `other_carrier`: what is sent again, left out: all that left, of the case's
    #: parcel when it has one. Of `extra_item`: any of your products
    lines: Annotated[list[AgainLine], Meta(min_length=1, max_length=LINES_MAX)] | None = None
    #: of `other_carrier`
    carrier: Annotated[str, Meta(max_length=30)] | None = None
    service: Annotated[str, Meta(max_length=30)] | None = None
    cost: Payer | None = None


@post(
    "/cases/{case_id:uuid}/resolve",
    operation_id="resolveCase",
    summary="Put a case right by sending something",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "and_scope": "orders:write",  # it sends goods
        "example": Example(
            path={"case_id": "$openCase/id"},
            request={
                "remedy": "extra_item",
                "reason": "missing",
                "lines": [{"sku": "TEA-100", "quantity": 1}],
            },
            response=_PUT_RIGHT,
            after=("listCaseMessages",),
        ),
    },
)
async def resolve_it(
    case_id: FromPath[UUID],
    data: JSONBody[Wish],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CaseView]:
    """What left goes again (`reship`), with another courier (`other_carrier`), or something of
    yours that the order did not have goes besides (`extra_item`). The order that sends it is
    `remedy_order_id`; it and the end of the case are one, so nothing goes twice: 409
    `case.resolved`. Credit is ours to grant. `cost` says who pays by your account.
    The key needs `orders:write`, too."""
    remedy = Remedy(
        what=data.remedy, reason=data.reason, lines=data.lines, carrier=data.carrier,
        service=data.service, cost=data.cost,
    )  # fmt: skip
    return await once.answer(
        lambda: resolve_case(tx, caller.shop_id, case_id, remedy, by=None), status=200
    )


@post(
    "/cases/{case_id:uuid}/reopen",
    operation_id="reopenCase",
    summary="Open a case again",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"case_id": "$openCase/id"},
            response=_PUT_RIGHT | {"status": "waiting_for_us", "resolved_at": None, "version": 4},
            after=("resolveCase",),
        ),
    },
)
async def reopen_it(
    case_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[CaseView]:
    """It was not put right. What was sent or credited stays as it is, and the case says so until
    it is resolved anew. 409 `case.not_resolved` when it is open."""
    return await once.answer(lambda: reopen_case(tx, caller.shop_id, case_id, by=None), status=200)


router = Router(
    "/",
    route_handlers=[
        open_it,
        list_cases,
        read_case,
        say_it,
        list_messages,
        resolve_it,
        reopen_it,
        close_it,
    ],
)
