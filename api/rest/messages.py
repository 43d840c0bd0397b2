"""Messages: what consumers, the shop and we say, of an order or of none."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.paging import Page, PageRequest
from wms.access.people import Caller
from wms.contact.shop_side import MessageView, SaidView, shop_messages, tell_consumer, tell_us
from wms.db import Read, Tx
from wms.horizon import settled_before
from wms.orders.queries import order_is_here
from wms.texts import SEVERAL_LINES

TAG: Final = ["Messages"]
READ: Final = "messages:read"
WRITE: Final = "messages:write"
WORDS_MAX_CHARS: Final = 5_000

_ORDER: Final = "$listShipments/items/0/order_id"
_WRITTEN: Final[dict[str, Any]] = {
    "id": "019ab2f8-2222-7f00-b2c6-7e8d9a0b1c01",
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "channel": "portal",
}
_SAID: Final[dict[str, Any]] = {
    "id": "019ab2f8-2222-7f00-b2c6-7e8d9a0b1c01",
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "order_external_id": "WEB-1007",
    "thread_number": 12,
    "talk_with": "us",
    "channel": "portal",
    "from_whom": "shop",
    "words": "The buyer says that the cup is chipped. Have you a photo of the packing?",
    "files": 0,
    "said_at": "2026-11-24T08:12:00Z",
}


class NewMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that you say to our office."""

    words: Annotated[str, Meta(min_length=1, max_length=WORDS_MAX_CHARS, pattern=SEVERAL_LINES)]


class NewOrderMessage(NewMessage, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that you say about an order."""

    #: our office, or the buyer
    to: Literal["us", "consumer"] = "us"


@get(
    "/messages",
    operation_id="listMessages",
    summary="List messages",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            response={"items": [_SAID], "next": None}, after=("writeAboutOrder", "writeToOffice")
        ),
    },
)
async def list_messages(
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[MessageView]:
    """In the order in which they were said, so that a program that reads on misses none."""
    rows = await shop_messages(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID),
        settled=await settled_before(read),
    )  # fmt: skip
    return page.of(rows, lambda one: one.id)


@get(
    "/orders/{order_id:uuid}/messages",
    operation_id="listOrderMessages",
    summary="What was said about an order",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"order_id": _ORDER},
            response={"items": [_SAID], "next": None},
            after=("writeAboutOrder",),
        ),
    },
)
async def list_order_messages(
    order_id: FromPath[UUID],
    page: NamedDependency[PageRequest],
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Page[MessageView]:
    """With its buyer, and between you and us; the oldest first."""
    await order_is_here(read, caller.shop_id, order_id)
    rows = await shop_messages(
        read, caller.shop_id, limit=page.limit + 1, after=page.position(UUID), order_id=order_id,
        settled=await settled_before(read),
    )  # fmt: skip
    return page.of(rows, lambda one: one.id)


@post(
    "/messages",
    operation_id="writeToOffice",
    summary="Write to our office",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"words": "Our pallets come a day later this week."},
            response=_WRITTEN | {"order_id": None},
        ),
    },
)
async def write_to_office(
    data: JSONBody[NewMessage],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[SaidView]:
    """About no order in particular. What needs an answer by a day is a case, see `openCase`."""
    return await once.answer(lambda: tell_us(tx, caller.shop_id, data.words), status=201)


@post(
    "/orders/{order_id:uuid}/messages",
    operation_id="writeAboutOrder",
    summary="Write about an order",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            path={"order_id": _ORDER},
            request={"words": _SAID["words"], "to": "us"},
            response=_WRITTEN,
        ),
    },
)
async def write_about_order(
    request: Request[Any, Any, Any],
    order_id: FromPath[UUID],
    data: JSONBody[NewOrderMessage],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[SaidView]:
    """To our office; or, with `to` = `consumer`, to its buyer: by e-mail, or onto the buyer's page
    when we know no address (`channel` says which). What the buyer answers stands here, too."""

    async def work() -> SaidView:
        if data.to == "us":
            return await tell_us(tx, caller.shop_id, data.words, order_id=order_id)
        settings = house_of(request.scope).settings
        return await tell_consumer(tx, settings, caller.shop_id, data.words, order_id=order_id)

    return await once.answer(work, status=201)


router = Router(
    "/",
    route_handlers=[list_messages, list_order_messages, write_to_office, write_about_order],
)
