"""What is held about a person, for how long, and how they are forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.house import house_of
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.order_examples import PLACED
from api.rest.paging import Page, PageRequest
from api.rest.versions import IfMatch, rules_answer
from wms.access.people import Caller
from wms.db import Read, Tx
from wms.privacy.erase import ErasureView, ask, erasures
from wms.privacy.errors import NotOneOfThem
from wms.privacy.held import Held, held
from wms.privacy.known import Known, known
from wms.privacy.models import RETENTION_MAX_DAYS
from wms.privacy.retention import PrivacyRulesView, rules_of, set_rules
from wms.texts import ExternalId

TAG: Final = ["Privacy"]
READ: Final = "privacy:read"
WRITE: Final = "privacy:write"
AnyRequest = Request[Any, Any, Any]
#: of an e-mail address (RFC 5321, 4.5.3.1)
EMAIL_MAX_CHARS: Final = 254
_ERASURE: Final[dict[str, Any]] = {
    "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c31",
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1e01",
    "order_external_id": "WEB-1006",
    "thread_number": None,
    "asked_at": "2026-11-24T08:12:00Z",
    "asked_by": "shop",
    "waits_for": None,
    "failed_at": None,
    "done_at": None,
}

_HELD: Final[dict[str, Any]] = {
    "order_external_id": PLACED["external_id"], "order_number": 1001,
    "ordered_at": "2026-11-24T08:12:00Z", "updated_at": "2026-11-24T08:12:00Z",
    "erased_at": None, "recipient": PLACED["recipient"], "language": "pl",
    "gift_note": None, "note": None,
    "goods": [{"sku": "TEA-100", "name": "Green tea", "quantity": 2}],
    "parcels": [], "returns": [], "papers": [], "photos": 0, "mails": [], "changes": [],
    "survey": None, "cases": [], "said": [],
}  # fmt: skip


class WhoIsMeant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose data are meant: name an order, or an e-mail address for all of its orders and all that
    somebody wrote from it. One of the two."""

    order_external_id: ExternalId | None = None
    #: all of its orders, and all that was written from it
    email: Annotated[str, Meta(min_length=3, max_length=EMAIL_MAX_CHARS)] | None = None


class Erasures(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, an item for each order and each conversation that is concerned."""

    items: list[ErasureView]


class NewRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long people are known."""

    #: days after the end of an order
    retention_days: Annotated[int, Meta(ge=1, le=RETENTION_MAX_DAYS)]


@get(
    "/orders/{order_id:uuid}/held",
    operation_id="readWhatIsHeld",
    summary="What is held about a person",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            path={"order_id": "$placeOrder/id"},
            response=_HELD,
        ),
    },
)  # fmt: skip
async def read_held(
    order_id: FromPath[UUID], read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Held:
    """All that we hold about the recipient of an order, for somebody who asks what is known of them
    (GDPR art. 15 and 20): address, goods, what the courier told, returns, papers and pictures,
    e-mails, cases, and all that was said with them. Of an erased person goods and dates are left.
    `POST /v1/privacy/held` finds by an e-mail address."""
    return await held(read, caller.shop_id, order_id)


@post(
    "/privacy/held",
    operation_id="readWhoIsKnown",
    summary="What is held about whoever has an e-mail address",
    tags=TAG,
    status_code=200,
    opt={
        "scope": READ,
        "example": Example(
            request={"order_external_id": PLACED["external_id"]},
            response={
                "shop": "Globex", "read_at": "2026-11-24T08:12:00Z", "is_complete": True,
                "orders": [_HELD], "conversations": [], "unfiled": [], "is_unsubscribed": False,
                "bounces": 0,
            },
            after=("readWhatIsHeld",),
        ),
    },
)  # fmt: skip
async def read_known(
    data: JSONBody[WhoIsMeant],
    request: AnyRequest,
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
) -> Known:
    """The same for somebody of whom you know an e-mail address: all of their orders, and what they
    wrote without naming one (`conversations`; `unfiled` is what nobody could file yet). Posted, so
    that the address stands in no log. `is_complete` is false when there is more than a file holds:
    ask for the older orders by their names."""
    if (data.order_external_id is None) == (data.email is None):
        raise NotOneOfThem(pointer="/order_external_id")
    who = data.order_external_id or data.email or ""
    return await known(read, house_of(request.scope).settings, caller.shop_id, who)


@post(
    "/privacy/erasures",
    operation_id="erasePerson",
    summary="Forget a person",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"order_external_id": "$listShipments/items/0/order_external_id"},
            response={"items": [_ERASURE]},
            after=("readWhatIsHeld", "listReshipments"),
        ),
    },
)
async def erase(
    data: JSONBody[WhoIsMeant],
    request: AnyRequest,
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Erasures]:
    """The recipient's name, address and contact, notes, labels, invoices, pictures, e-mails and all
    that was said with them are erased within minutes, and `order.person_erased` tells it. What was
    sent again for the order has the same person and goes along. Goods, counters and events stay:
    they never knew the person.

    `waits_for` says what comes first: the `order` is still on its way, a `return` is coming, a
    `case` is open. It is done as soon as that is over. It cannot be taken back.
    """

    async def work() -> Erasures:
        found = await ask(
            tx,
            caller.shop_id,
            order_external_id=data.order_external_id,
            email=data.email,
            by="shop",
            settings=house_of(request.scope).settings,
        )
        return Erasures(items=found)

    return await once.answer(work)


@get(
    "/privacy/erasures",
    operation_id="listErasures",
    summary="List erasures",
    tags=TAG,
    opt={
        "scope": READ,
        "example": Example(
            query={"limit": "50"},
            response={"items": [_ERASURE], "next": None},
            after=("erasePerson",),
        ),
    },
)
async def list_erasures(
    read: NamedDependency[Read],
    caller: NamedDependency[Caller],
    page: NamedDependency[PageRequest],
) -> Page[ErasureView]:
    """The newest first: those that you asked for, that our office was asked for, and those whose
    time was over (`retention`)."""
    rows = await erasures(
        read,
        caller.shop_id,
        limit=page.limit + 1,
        after=page.position(tuple[datetime, UUID]),
    )
    return page.of(rows, lambda one: (one.asked_at, one.id))


@get(
    "/privacy/rules",
    operation_id="readPrivacyRules",
    summary="Read for how long people are known",
    tags=TAG,
    opt={"scope": READ, "example": Example(response={"retention_days": 30})},
)
async def read_rules(
    read: NamedDependency[Read], caller: NamedDependency[Caller]
) -> Response[PrivacyRulesView]:
    """So many days after the end of an order its recipient is erased by itself."""
    return rules_answer(await rules_of(read, caller.shop_id))


@put(
    "/privacy/rules",
    operation_id="putPrivacyRules",
    summary="Say for how long people are known",
    tags=TAG,
    opt={
        "scope": WRITE,
        "example": Example(
            request={"retention_days": 60},
            response={"retention_days": 60},
            after=("readPrivacyRules",),
        ),
    },
)
async def write_rules(
    data: JSONBody[NewRules],
    tx: NamedDependency[Tx],
    caller: NamedDependency[Caller],
    if_match: NamedDependency[IfMatch],
) -> Response[PrivacyRulesView]:
    """From 1 to 3650 days after the order was delivered, came back, was lost or cancelled. Keep it
    longer than your consumers may withdraw and complain."""
    await if_match.check_rules(tx, caller.shop_id, lambda: rules_of(tx, caller.shop_id))
    now = await set_rules(tx, caller.shop_id, retention_days=data.retention_days)
    return rules_answer(now)


router = Router(
    "/", route_handlers=[read_held, read_known, erase, list_erasures, read_rules, write_rules]
)
