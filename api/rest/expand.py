"""``expand``: what a shop would ask for next, in the same answer (docs/decisions/0048).

    expand: Expand[ORDERS] = None
    wanted = asked(expand, OF_ORDERS, caller)
    return await expanded_orders(read, caller.shop_id, found, wanted)

Each resource has a list of what can be expanded, with the scope that it needs besides the
operation's own. An expansion costs what reading such things once costs, however many the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import QueryParameter
from msgspec import UNSET, UnsetType

from api.rest.order_answers import linked
from wms.access.errors import ScopeMissing
from wms.access.people import Caller
from wms.cases.queries import CaseView, cases_of_orders
from wms.catalog.products import ProductCard
from wms.catalog.queries import cards
from wms.db import Read
from wms.errors import N_, Kind, Refusal
from wms.events.delivery_log import Delivery
from wms.events.feed import Envelope
from wms.orders.queries import OrderLineView, OrderView, orders_by_id
from wms.returns.queries import ReturnView, returns_of_orders
from wms.shipping.queries import ShipmentView, shipments_of_orders

T = TypeVar("T", bound=msgspec.Struct)

_CHARS_MAX: Final = 100
#: the product of each line: within what the order has, not beside it
LINES_PRODUCT: Final = "lines.product"
#: what can be expanded → the scope that it needs
OF_ORDERS: Final = {
    LINES_PRODUCT: "products:read",
    "shipments": "shipments:read",
    "returns": "returns:read",
    "cases": "cases:read",
}
OF_WHAT_HAS_AN_ORDER: Final = {"order": "orders:read"}
OF_DELIVERIES: Final = {"event": "events:read"}


class ExpansionUnknown(Refusal):
    """Something that cannot be expanded here."""

    kind = Kind.INVALID
    code = "expand.unknown"
    title = N_("Nothing of this name to expand")
    sentence = N_("{name} cannot be expanded here. Known: {known}.")
    remedy = N_("Take the names that detail lists, separated by commas.")
    http_status = 400


class ExpandedOrderLine(OrderLineView, frozen=True, kw_only=True):
    """A line, with what `expand` asked for."""

    #: with `expand=lines.product`: the product as it is now
    product: ProductCard | UnsetType | None = UNSET


class ExpandedOrder(OrderView, frozen=True, kw_only=True):
    """An order, with what `expand` asked for."""

    lines: tuple[ExpandedOrderLine, ...]
    #: with `expand=shipments`: its parcels with their couriers, voided labels too
    shipments: list[ShipmentView] | UnsetType = UNSET
    #: with `expand=returns`: what comes back of it
    returns: list[ReturnView] | UnsetType = UNSET
    #: with `expand=cases`: what is asked, complained or claimed about it
    cases: list[CaseView] | UnsetType = UNSET


class ExpandedReturn(ReturnView, frozen=True, kw_only=True):
    """A return, with what `expand` asked for."""

    #: with `expand=order`; null: nobody knows yet of which order it is
    order: OrderView | UnsetType | None = UNSET


class ExpandedShipment(ShipmentView, frozen=True, kw_only=True):
    """A shipment, with what `expand` asked for."""

    #: with `expand=order`
    order: OrderView | UnsetType | None = UNSET


class ExpandedCase(CaseView, frozen=True, kw_only=True):
    """A case, with what `expand` asked for."""

    #: with `expand=order`; null: it is about no order
    order: OrderView | UnsetType | None = UNSET


class ExpandedWebhookDelivery(Delivery, frozen=True, kw_only=True):
    """A webhook delivery, with what `expand` asked for."""

    #: with `expand=event`; null: it is a test, or the event is kept no longer
    event: Envelope | UnsetType | None = UNSET


def expandable(names: Mapping[str, str]) -> QueryParameter:
    """The query parameter of an operation that can expand ``names``."""
    told = ", ".join(f"`{name}` (needs `{scope}`)" for name, scope in names.items())
    return QueryParameter(
        required=False,
        max_length=_CHARS_MAX,
        description=f"More of each, in the same answer, separated by commas: {told}.",
    )


def asked(expand: str | None, names: Mapping[str, str], caller: Caller) -> frozenset[str]:
    """Which expansions are asked for.

    Raises:
        ExpansionUnknown: there is no such one.
        ScopeMissing: the key may not read it.
    """
    wanted = [name.strip() for name in (expand or "").split(",") if name.strip()]
    for name in wanted:
        if name not in names:
            raise ExpansionUnknown(pointer="?expand", name=name, known=", ".join(names))
        if names[name] not in caller.scopes:
            raise ScopeMissing(scope=names[name])
    return frozenset(wanted)


async def expanded_orders(
    read: Read, shop_id: UUID, found: Sequence[OrderView], wanted: frozenset[str]
) -> list[ExpandedOrder]:
    """Orders with what is wanted of each."""
    ids = [one.id for one in found]
    more: dict[str, Mapping[UUID, list[Any]]] = {}
    if ids and "shipments" in wanted:
        more["shipments"] = await shipments_of_orders(read, shop_id, ids)
    if ids and "returns" in wanted:
        more["returns"] = await returns_of_orders(read, shop_id, ids)
    if ids and "cases" in wanted:
        more["cases"] = await cases_of_orders(read, shop_id, ids)
    products = await _products_of(read, shop_id, found, wanted)
    return [
        grown(
            ExpandedOrder,
            one,
            {name: by_order.get(one.id, []) for name, by_order in more.items()}
            | {"lines": tuple(_with_product(line, products) for line in one.lines)},
        )
        for one in found
    ]


async def _products_of(
    read: Read, shop_id: UUID, found: Sequence[OrderView], wanted: frozenset[str]
) -> dict[str, ProductCard] | None:
    """The products of the lines by SKU; None: they were not asked for."""
    if LINES_PRODUCT not in wanted:
        return None
    skus = list(dict.fromkeys(line.sku for one in found for line in one.lines))
    return {card.sku: card for card in await cards(read, shop_id, skus=skus)} if skus else {}


def _with_product(
    line: OrderLineView, products: Mapping[str, ProductCard] | None
) -> ExpandedOrderLine:
    more = {} if products is None else {"product": products.get(line.sku)}
    return grown(ExpandedOrderLine, line, more)


async def orders_of(
    request: Request[Any, Any, Any],
    read: Read,
    shop_id: UUID,
    order_ids: Iterable[UUID | None],
    wanted: frozenset[str],
) -> dict[UUID, OrderView] | None:
    """The orders of what has one, each as it is read by itself; None: they were not asked for."""
    if "order" not in wanted:
        return None
    ids = list(dict.fromkeys(one for one in order_ids if one is not None))
    found = await orders_by_id(read, shop_id, ids) if ids else {}
    return {order_id: linked(request, order) for order_id, order in found.items()}


def with_order(kind: type[T], one: Any, orders: Mapping[UUID, OrderView] | None) -> T:
    """``one`` with its order, when orders were asked for."""
    return grown(kind, one, {} if orders is None else {"order": orders.get(one.order_id)})


def with_event(one: Delivery, events: Mapping[UUID, Envelope] | None) -> ExpandedWebhookDelivery:
    """A delivery with its event, when events were asked for; a test has none."""
    more: dict[str, Any] = {}
    if events is not None:
        more["event"] = None if one.event_id is None else events.get(one.event_id)
    return grown(ExpandedWebhookDelivery, one, more)


def grown(kind: type[T], one: msgspec.Struct, more: Mapping[str, Any]) -> T:
    """The same as a ``kind`` that has more."""
    return kind(**{name: getattr(one, name) for name in one.__struct_fields__} | {**more})
