"""How returns come: labels and codes of couriers, and what you offer to your consumers."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.versions import IfMatch, rules_answer
from printing.code_picture import qr_png
from wms.access.people import Caller
from wms.consumer.rules import ConsumerTerms, consumer_rules, set_consumer_rules
from wms.consumer.ways_back import ask_for_way_back
from wms.db import Read, Tx
from wms.returns.labels.ask import void_label
from wms.returns.labels.queries import (
    LabelView,
    label_code_shown,
    label_pdf,
    label_view,
    labels_of,
)
from wms.returns.parcels import PARCELS_MAX
from wms.returns.queries import return_view

TAG: Final = ["Returns"]
READ: Final = "returns:read"
WRITE: Final = "returns:write"
#: a label says who sends the parcel and where they live: what only a key for orders may read
ADDRESSEE: Final = "orders:read"
PDF: Final = "application/pdf"
PNG: Final = "image/png"

_LABEL: Final = {
    "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c31",
    "return_id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c01",
    "parcel_no": 1,
    "carrier": "house",
    "service": "drop_off",
    "status": "requested",
    "tracking_number": None,
    "tracking_url": None,
    "code": None,
    "valid_until": None,
    "has_pdf": False,
    "price_minor": 0,
    "currency": "PLN",
    "failure": None,
    "way_status": None,
    "incident": None,
    "way_status_at": None,
    "created_at": "2026-11-22T09:41:00Z",
    "bought_at": None,
}
_BOUGHT: Final = _LABEL | {
    "status": "bought",
    "tracking_number": "HC123456789012345678",
    "tracking_url": "https://wms.example.com/track/HC123456789012345678",
    "code": "HC123456789012345678",
    "has_pdf": True,
    "bought_at": "2026-11-22T09:41:02Z",
}
_RULES: Final = {
    "may_change_point": True,
    "may_change_address": True,
    "may_cancel": False,
    "withdrawal_days": 14,
    "ways_back": [],
    "is_own_way_offered": True,
    "return_currency": "PLN",
    "return_address": None,
}
_SET: Final = _RULES | {
    "withdrawal_days": 30,
    "ways_back": [
        {"carrier": "inpost", "service": "locker", "consumer_pays_minor": 1299},
        {"carrier": "dpd", "service": "drop_off", "consumer_pays_minor": 0},
        {"carrier": "house", "service": "drop_off", "consumer_pays_minor": 0},
    ],
    "return_address": {
        "name": "Returns of Acme",
        "street": "Magazynowa 1",
        "postcode": "05-800",
        "city": "Pruszków",
        "country": "PL",
        "company": None,
        "phone": "221234567",
        "email": "returns@acme.example.com",
    },
}


class WayAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which way a parcel of the return comes."""

    #: `courier/service`: `house/drop_off`, `house/fetched`, `inpost/locker`, `dpd/drop_off`; null:
    #: the first that you offer
    way: Annotated[str, Meta(max_length=61)] | None = None
    #: which parcel of the return, from 1
    parcel: Annotated[int, Meta(ge=1, le=PARCELS_MAX)] = msgspec.field(default=1, name="parcel_no")


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """All that were asked for of a return."""

    items: list[LabelView]


@post(
    "/returns/{return_id:uuid}/labels",
    operation_id="askReturnLabel",
    summary="Ask for a return label",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={"way": "house/drop_off", "parcel_no": 1},
            response=_LABEL,
        ),
    },
)
async def ask_label(
    return_id: FromPath[UUID],
    data: JSONBody[WayAsked],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[LabelView]:
    """A label or a code for one parcel of a return that is still to come. It is bought once, within
    seconds: we tell `return.label_ready`, or `return.label_failed` with the reason. The same way
    for the same parcel again is the same label; another way replaces it until a courier has the
    parcel."""

    async def work() -> LabelView:
        label_id = await ask_for_way_back(
            tx, caller.shop_id, return_id, data.way, by="shop", parcel=data.parcel
        )
        return await label_view(tx, caller.shop_id, label_id)

    return await once.answer(work, status=201)


@get(
    "/returns/{return_id:uuid}/labels",
    operation_id="listReturnLabels",
    summary="List the labels of a return",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            response={"items": [_BOUGHT]},
            after=("askReturnLabel",),
        ),
    },
)
async def list_labels(
    return_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Labels:
    """Each parcel's, and those that were replaced. `way_status` says where the parcel is, as its
    courier or our own bench said last; we tell `return.tracking_updated`."""
    one = await return_view(read, caller.shop_id, return_id)
    return Labels(items=await labels_of(read, caller.shop_id, one.id))


@get(
    "/return-labels/{label_id:uuid}",
    operation_id="readReturnLabel",
    summary="Read a return label",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(path={"label_id": "$askReturnLabel/id"}, response=_BOUGHT),
    },
)
async def read_label(
    label_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> LabelView:
    """`code` is what your consumer types or shows where the parcel is handed in."""
    return await label_view(read, caller.shop_id, label_id)


@get(
    "/return-labels/{label_id:uuid}/pdf",
    operation_id="downloadReturnLabel",
    summary="Download a return label",
    tags=TAG,
    media_type=PDF,
    opt={
        "scope": READ,
        "and_scope": ADDRESSEE,
        "example": Example(path={"label_id": "$askReturnLabel/id"}),
    },
)
async def download_label(
    label_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """To be printed and stuck on, when `has_pdf`. It names your consumer: keep it between you."""
    content = await label_pdf(read, caller.shop_id, label_id)
    name = f'inline; filename="return-label-{label_id}.pdf"'
    return Response(content, media_type=PDF, headers={"Content-Disposition": name})


@get(
    "/return-labels/{label_id:uuid}/code.png",
    operation_id="showReturnCode",
    summary="Show a code as a picture",
    tags=TAG,
    media_type=PNG,
    opt={"scope": READ, "example": Example(path={"label_id": "$askReturnLabel/id"})},
)
async def show_code(
    label_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[bytes]:
    """The code as a QR code, where it is scanned off a telephone; codes of InPost are typed."""
    code = await label_code_shown(read, caller.shop_id, label_id)
    return Response(await asyncio.to_thread(qr_png, code), media_type=PNG)


@post(
    "/return-labels/{label_id:uuid}/void",
    operation_id="voidReturnLabel",
    summary="Call a return label off",
    tags=TAG,
    status_code=200,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"label_id": "$askReturnLabel/id"},
            response=_BOUGHT | {"status": "voided", "code": None, "has_pdf": False},
            after=("downloadReturnLabel", "showReturnCode", "readReturnLabel", "listReturnLabels"),
        ),
    },
)
async def call_off(
    label_id: FromPath[UUID],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[LabelView]:
    """As long as no courier has the parcel. Refusing a return calls all of its labels off."""

    async def work() -> LabelView:
        await void_label(tx, caller.shop_id, label_id)
        return await label_view(tx, caller.shop_id, label_id)

    return await once.answer(work, status=200)


@get(
    "/consumer-rules",
    operation_id="readConsumerRules",
    summary="Read what your consumers may do",
    tags=TAG,
    opt={"scope": READ, "example": Example(response=_RULES)},
)
async def read_rules(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[ConsumerTerms]:
    """On the pages of their orders, and how they send things back."""
    return rules_answer(await consumer_rules(read, caller.shop_id))


@put(
    "/consumer-rules",
    operation_id="putConsumerRules",
    summary="Say what your consumers may do",
    tags=TAG,
    opt={
        "scope": WRITE,
        "and_scope": "orders:write",  # it says who may change and cancel orders
        "example": Example(request=_SET, response=_SET, after=("readConsumerRules",)),
    },
)
async def write_rules(
    data: JSONBody[ConsumerTerms],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[ConsumerTerms]:
    """All of it at once; what is left out goes back to its default. `ways_back` are how returns
    come, the first is suggested; none: by our own code, free of charge. `consumer_pays_minor` is
    told before it is chosen, and asked only of those who withdraw: who complains never pays.
    `return_address`: null is the sender on your labels."""
    await if_match.check_rules(tx, caller.shop_id, lambda: consumer_rules(tx, caller.shop_id))
    await set_consumer_rules(tx, caller.shop_id, data)
    return rules_answer(await consumer_rules(tx, caller.shop_id))


router: Final[Any] = Router(
    "/",
    route_handlers=[
        ask_label, list_labels, read_label, download_label, show_code, call_off, read_rules,
        write_rules,
    ],
)  # fmt: skip
