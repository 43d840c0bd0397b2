"""Cases: their evidence, their files, what is claimed for them, and what is promised."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.enclosed import attachment
from api.house import house_of
from api.rest.cases import READ, TAG, WAITS, WRITE
from api.rest.examples import Example
from api.rest.idempotency import IdempotencyKey, Once, request_hash
from api.rest.order_documents import EMPTY_PAGE
from api.transaction import tenant_of, unit_of_work
from wms.access.people import Caller
from wms.cases.claim import ClaimView, claim_of
from wms.cases.errors import CaseFileUnusable
from wms.cases.evidence import CaseEvidence, case_evidence
from wms.cases.queries import CaseView, case_view, thread_of_case
from wms.cases.talk import say_in_case
from wms.clocks.promises import Promises, promises
from wms.contact.files import FILE_MAX_BYTES, PDF, develop_file
from wms.contact.reading import Enclosed
from wms.contact.thread import file_of
from wms.db import Read, Tx

NAME_MAX_CHARS: Final = 100

_EVIDENCE: Final[dict[str, Any]] = {
    "links": 2,
    "broken": [],
    "parcels": [
        {
            "id": "019ab2f1-5c2d-7a10-8f00-1b2c3d4e5f01",
            "number": 17,
            "status": "handed_over",
            "carrier": "house",
            "service": "standard",
            "tracking_number": "HC048105512973604217",
            "tracking_url": None,
            "packed_at": "2026-11-22T10:02:11Z",
            "handed_over_at": "2026-11-22T15:40:00Z",
            "weight_g": 420,
            "catalog_weight_g": 400,
            "contents": [{"sku": "TEA-100", "quantity": 2, "lot": None, "serials": []}],
            "photos": [],
            "news": [],
        }
    ],
    "returned": None,
    "difference": None,
    "correction": None,
}
_PROMISED: Final[dict[str, Any]] = {
    "answer_days": 1,
    "complaint_days": 14,
    "by_kind": {},
    "inspection_days": None,
    "granted_minor": 0,
    "currency": "PLN",
}


class CourierClaims(msgspec.Struct, frozen=True, kw_only=True):
    """What is claimed at a courier for a case: at most one."""

    items: list[ClaimView]


@get(
    "/cases/{case_id:uuid}/evidence",
    operation_id="readCaseEvidence",
    summary="The evidence of a case",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(path={"case_id": "$openCase/id"}, response=_EVIDENCE),
    },
)
async def read_evidence(
    case_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> CaseEvidence:
    """Found by itself, and nothing in it can have been changed unseen (`broken`): how its parcels
    were packed and weighed, their pictures (`/orders/{id}/photos/{photo}`), what the courier told,
    the return with its findings, the difference at the dock, the correction of the books."""
    return await case_evidence(read, await case_view(read, caller.shop_id, case_id))


@get(
    "/cases/{case_id:uuid}/courier-claims",
    operation_id="listCourierClaims",
    summary="What is claimed at the courier for a case",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(path={"case_id": "$openCase/id"}, response={"items": []}),
    },
)
async def list_claims(
    case_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> CourierClaims:
    """By when it is sent (damage: 7 days from delivery), how much, what the courier answered and
    pays. Of a case of another kind there is none. A parcel that its courier lost or damaged opens
    its case by itself: `case.opened` tells it."""
    await case_view(read, caller.shop_id, case_id)
    claimed = await claim_of(read, caller.shop_id, case_id)
    return CourierClaims(items=[claimed] if claimed else [])


@get(
    "/case-promises",
    operation_id="readCasePromises",
    summary="What you are promised",
    tags=TAG,
    opt={"scope": READ, "example": Example(response=_PROMISED)},
)
async def read_promises(read: NamedDependency[Read], caller: NamedDependency[Caller]) -> Promises:
    """By when your cases are answered (`by_kind` where it is not as usual) and your returns are
    inspected. The warehouse's office agrees it with you; clocks that run keep their ends."""
    return await promises(read, caller.shop_id)


@post(
    "/cases/{case_id:uuid}/files",
    operation_id="addCaseFile",
    summary="Send a picture or a PDF in a case",
    tags=TAG,
    request_max_body_size=FILE_MAX_BYTES + 1_000,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"case_id": "$openCase/id"}, content=EMPTY_PAGE, sent_as=PDF, response=WAITS,
            query={"name": "protocol.pdf"}, after=("sayInCase",),
        ),
    },
)  # fmt: skip
async def add_file(
    case_id: FromPath[UUID],
    data: Annotated[bytes, BodyKwarg(media_type=PDF)],
    request: Request[Any, Any, Any],
    caller: NamedDependency[Caller],
    name: Annotated[str, QueryParameter(required=False, description="What it is called.")] = "",
    idempotency_key: IdempotencyKey = None,
) -> Response[CaseView]:
    """The body is the file itself: a PDF, JPEG, PNG or WebP of at most 8 MB. It is kept under the
    seal of the order and forgotten with its person. `listCaseMessages` names it."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    sent = Enclosed(name=name.strip()[:NAME_MAX_CHARS] or "file", media_type=kind, content=data)
    kept = await develop_file(sent)  # before the transaction: it takes its time
    if kept is None:
        raise CaseFileUnusable
    digest = request_hash(request.method, request.scope["path"], data)

    async def unit(tx: Tx) -> Response[CaseView]:
        async def work() -> CaseView:
            shop = caller.shop_id
            await say_in_case(tx, shop, case_id, "", from_="shop", attachments=[kept])
            return await case_view(tx, shop, case_id)

        return await Once(tx, caller, idempotency_key, digest).answer(work, status=201)

    return await unit_of_work(house_of(request.scope), tenant_of(request.scope), unit)


@get(
    "/cases/{case_id:uuid}/files/{case_file_id:uuid}",
    operation_id="fetchCaseFile",
    summary="Fetch a file of a case",
    tags=TAG,
    media_type="application/pdf",
    opt={
        "scope": READ,
        "also_answers": ("image/jpeg", "image/png", "image/webp"),
        "example": Example(
            path={
                "case_id": "$openCase/id",
                "case_file_id": "$listCaseMessages/items/1/files/0/id",
            }
        ),
    },
)
async def fetch_file(
    case_id: FromPath[UUID],
    case_file_id: FromPath[UUID],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Response[bytes]:
    """As it was sent; pictures as JPEG."""
    thread = await thread_of_case(read, caller.shop_id, case_id)
    name, kind, content = await file_of(read, thread, case_file_id, for_whom="shop")
    return attachment(name, kind, content)


router = Router(
    "/",
    route_handlers=[
        read_evidence, list_claims, read_promises, add_file, fetch_file,
    ],
)  # fmt: skip
