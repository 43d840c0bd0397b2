"""The sandbox: test orders go on without people. Test keys only."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.house import House, house_of
from api.rest import sandbox_faults, sandbox_mails, sandbox_webhooks
from api.rest.examples import Example
from api.rest.idempotency import Once
from api.rest.order_answers import linked
from api.rest.sandbox_examples import ADVANCED, GIVEN
from printing.parcel_label import ParcelLabel, parcel_label, parcel_label_zpl
from wms.access.keys import SANDBOX_SCOPE
from wms.access.people import Caller
from wms.db import Tx
from wms.errors import Refusal
from wms.inbound.queries import AsnCard, asn_card
from wms.orders.queries import OrderView, order
from wms.returns.queries import ReturnView, return_view
from wms.sandbox.deliveries import LINES_MAX, Came, advance_delivery
from wms.sandbox.deliveries import To as DeliveryTo
from wms.sandbox.goods import PIECES, Given, give_goods
from wms.sandbox.leaving import Outside
from wms.sandbox.orders import To, advance_order
from wms.sandbox.returns import CameBack, advance_return
from wms.sandbox.returns import To as ReturnTo
from wms.sandbox.told import EventMade, made_since, mark
from wms.shipping.couriers import specimen_courier, tracking_base_of
from wms.shipping.queries import LabelFacts
from wms.texts import Quantity

TAG: Final = ["Sandbox"]


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """Why the robot went no farther."""

    code: str
    #: in English
    title: str
    facts: dict[str, Any] = {}


class HowFar(msgspec.Struct, frozen=True, kw_only=True):
    """How far the robot came, and what the shop is told of that."""

    #: in their order; each gets its `sequence` in the feed within a second
    events: list[EventMade]
    #: the robot stopped on the way, as a person would have; null: it is there
    stopped: Stopped | None


class AdvanceOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As far as which state the robot takes it."""

    #: the state in which it is left
    to: To


class OrderAdvanced(HowFar, frozen=True, kw_only=True):
    """The order where it is now, and what its shop is told of that."""

    #: as it is now
    order: OrderView


class AdvanceDelivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As far as which state the robot takes it, and what is in the lorry."""

    #: it does every step on the way
    to: DeliveryTo
    #: what is really in the lorry; empty: what was announced
    came: Annotated[tuple[Came, ...], msgspec.Meta(max_length=LINES_MAX)] = ()


class DeliveryAdvanced(HowFar, frozen=True, kw_only=True):
    """The delivery where it is now, and what its shop is told of that."""

    #: as it is now
    delivery: AsnCard


class AdvanceReturn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As far as which state the robot takes it, and what is in its parcels."""

    #: it does every step on the way
    to: ReturnTo
    #: what is really in the parcels; empty: what was announced
    came: Annotated[tuple[CameBack, ...], msgspec.Meta(max_length=LINES_MAX)] = ()


class ReturnAdvanced(HowFar, frozen=True, kw_only=True):
    """The return where it is now, and what its shop is told of that."""

    #: as it is now
    returned: ReturnView


class GoodsWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pieces of each product come."""

    #: of each product
    pieces: Quantity = PIECES


def outside_of(house: House) -> Outside:
    """What the robot needs that the warehouse itself does not know: couriers and paper."""
    base = tracking_base_of(house.settings)
    return Outside(sells=lambda code: specimen_courier(code, base), draws=_drawn)


def _drawn(facts: LabelFacts) -> Sequence[tuple[str, bytes]]:
    label = msgspec.convert(facts, ParcelLabel, from_attributes=True)
    label = msgspec.structs.replace(label, is_specimen=True)
    return [("pdf", parcel_label(label)), ("zpl", parcel_label_zpl(label))]


async def went_on(tx: Tx, shop_id: UUID, robot: Awaitable[Refusal | None]) -> HowFar:
    """Let the robot do it. What stopped it before it got anywhere is raised."""
    at = await mark(tx)
    stop = await robot
    events = await made_since(tx, shop_id, at)
    if stop is None:
        return HowFar(events=events, stopped=None)
    if not events:
        raise stop
    stopped = Stopped(code=stop.code, title=str(stop), facts=stop.facts)
    return HowFar(events=events, stopped=stopped)


@post(
    "/sandbox/orders/{order_id:uuid}/advance",
    operation_id="advanceOrder",
    summary="Take a test order on",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            path={"order_id": "$placeOrder/id"}, request={"to": "packed"}, response=ADVANCED
        ),
    },
)
async def advance(
    request: Request[Any, Any, Any],
    order_id: FromPath[UUID],
    data: JSONBody[AdvanceOrder],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[OrderAdvanced]:
    """A robot does what people would do, step by step, so every state, event, document and stock
    movement on the way is a real one; webhooks follow.

    `allocated` finds the goods that the order waits for; `packed` also has its label;
    `shipped` is signed for; the states behind it are what the courier tells of all its parcels.
    An order goes forwards only. When the robot stops on the way (a hold, a fault that you asked
    for), the answer says where the order is and why; when it could not begin, that is a 409.
    """

    async def work() -> OrderAdvanced:
        outside = outside_of(house_of(request.scope))
        robot = advance_order(tx, caller.shop_id, order_id, data.to, outside)
        how = await went_on(tx, caller.shop_id, robot)
        now = linked(request, await order(tx, caller.shop_id, order_id))
        return OrderAdvanced(order=now, events=how.events, stopped=how.stopped)

    return await once.answer(work, status=200)


@post(
    "/sandbox/asns/{asn_id:uuid}/advance",
    operation_id="advanceDelivery",
    summary="Take a test delivery on",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            path={"asn_id": "$announceDelivery/id"},
            request={"to": "received", "came": [{"sku": "TEA-100", "quantity": 10}]},
        ),
    },
)
async def advance_asn(
    asn_id: FromPath[UUID],
    data: JSONBody[AdvanceDelivery],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[DeliveryAdvanced]:
    """`arrived`: it stands at the dock. `received`: it is counted and put away, and what came
    otherwise than announced (`came`) is told as in life, by `inbound.discrepancy` and
    `inbound.received`. Lots and serial numbers that you did not announce are made up."""

    async def work() -> DeliveryAdvanced:
        robot = advance_delivery(tx, caller.shop_id, asn_id, data.to, data.came)
        how = await went_on(tx, caller.shop_id, robot)
        return DeliveryAdvanced(
            delivery=await asn_card(tx, caller.shop_id, asn_id),
            events=how.events,
            stopped=how.stopped,
        )

    return await once.answer(work, status=200)


@post(
    "/sandbox/returns/{return_id:uuid}/advance",
    operation_id="advanceReturn",
    summary="Take a test return on",
    tags=TAG,
    status_code=200,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(
            path={"return_id": "$announceReturn/id"},
            request={
                "to": "completed",
                "came": [
                    {"sku": "TEA-100", "quantity": 1, "grade": "B", "disposition": "quarantine"}
                ],
            },
        ),
    },
)
async def advance_back(
    return_id: FromPath[UUID],
    data: JSONBody[AdvanceReturn],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[ReturnAdvanced]:
    """`arrived`: its parcels are here. `inspecting`: what is in them is scanned. `completed`: it is
    graded and put away. `came` says what is in it and how it looks; without it everything that was
    announced (nothing announced: everything that was shipped) comes back as new."""

    async def work() -> ReturnAdvanced:
        robot = advance_return(tx, caller.shop_id, return_id, data.to, data.came)
        how = await went_on(tx, caller.shop_id, robot)
        now = await return_view(tx, caller.shop_id, return_id)
        return ReturnAdvanced(returned=now, events=how.events, stopped=how.stopped)

    return await once.answer(work, status=200)


@post(
    "/sandbox/goods",
    operation_id="giveGoods",
    summary="Put goods on the sandbox's shelf",
    tags=TAG,
    opt={
        "scope": SANDBOX_SCOPE,
        "example": Example(request={"pieces": 20}, response=GIVEN),
    },
)
async def goods(
    data: JSONBody[GoodsWanted],
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    caller: NamedDependency[Caller],
) -> Response[Given]:
    """Products of your live catalogue that the sandbox has not come along (at most 200; four
    samples when you have none), and so many pieces of each lie on its shelf. Done once by itself
    when the sandbox is opened. Goods with lots or expiry dates come by a delivery."""
    return await once.answer(lambda: give_goods(tx, caller.shop_id, pieces=data.pieces), status=201)


router = Router(
    "/",
    route_handlers=[
        advance,
        advance_asn,
        advance_back,
        goods,
        *sandbox_webhooks.handlers,
        *sandbox_faults.handlers,
        *sandbox_mails.handlers,
    ],
)
