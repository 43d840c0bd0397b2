"""A shop at Shopify as its owner has it: orders, and fulfillment orders with their two states.

What its owner does is a method in a warehouse's words (`submit`, `ask_to_cancel`, `hold` …).
Sources: Shopify's reference of the FulfillmentOrder ("the lifecycle of a fulfillment order at a
location which is managed by a fulfillment service"), and its guide for fulfilment services.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

#: of whoever the shop's goods and orders belong to
OUR_LOCATION: Final = "gid://shopify/Location/7001"
OTHER_LOCATION: Final = "gid://shopify/Location/7002"
FAR_AWAY: Final = {
    "firstName": "Olena", "lastName": "Kovalenko", "company": None,
    "address1": "ul. Prosta 51", "address2": "m. 7", "zip": "00-838", "city": "Warszawa",
    "province": None, "countryCode": "PL", "phone": "+48501234567", "email": "olena@example.com",
}  # fmt: skip


@dataclass
class Line:
    """A line of a fulfillment order."""

    id: str
    sku: str | None
    quantity: int
    remaining: int
    title: str
    requires_shipping: bool = True


@dataclass
class Fulfillment:
    """What was sent of a fulfillment order, with its tracking."""

    id: str
    lines: dict[str, int]
    tracking: list[dict[str, Any]]
    notified: bool
    status: str = "SUCCESS"
    #: what its courier told: (state, when)
    events: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Request:
    """What the owner asked for."""

    id: str
    kind: str
    message: str | None
    sent_at: datetime


@dataclass
class Order:
    """What a buyer ordered."""

    id: str
    name: str
    at: datetime
    gateways: list[str]
    outstanding: str
    #: of all that was bought, whoever sends it
    pieces: int
    note: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    locale: str | None = "pl-PL"


@dataclass
class FulfillmentOrder:
    """The part of an order that one location sends."""

    id: str
    order: Order
    lines: list[Line]
    location: str
    destination: dict[str, Any] | None
    method: dict[str, Any] | None
    updated_at: datetime
    status: str = "OPEN"
    request_status: str = "UNSUBMITTED"
    fulfillments: list[Fulfillment] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)
    #: what the app said when it answered: (what, reason, message, line ids)
    answers: list[tuple[str, str | None, str | None, list[str]]] = field(default_factory=list)
    #: what the app reported while it was under way, the newest last
    progress: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Both states in one word."""
        return f"{self.status}/{self.request_status}"


class Shop:
    """One shop. ``now`` is a clock that a test may turn; ``tell`` hears what Shopify tells apps."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.shift = timedelta()
        self.orders: dict[str, FulfillmentOrder] = {}
        #: SKU → (inventory item's id, is it counted)
        self.items: dict[str, tuple[str, bool]] = {}
        #: (item, location) → pieces on hand
        self.on_hand: dict[tuple[str, str], int] = {}
        self.tell: Callable[[str, FulfillmentOrder], None] = lambda _what, _order: None
        self._ids = itertools.count(1_046_000_700)
        self._names = itertools.count(1001)
        self._tick = itertools.count(1)

    def now(self) -> datetime:
        """Never the same moment twice, so that what changed last is known."""
        return datetime.now(UTC) + self.shift + timedelta(microseconds=next(self._tick))

    def gid(self, kind: str) -> str:
        """A new id of Shopify's."""
        return f"gid://shopify/{kind}/{next(self._ids)}"

    def sells(self, *skus: str, counted: bool = True) -> None:
        """Products with these SKUs."""
        for sku in skus:
            self.items[sku] = (self.gid("InventoryItem"), counted)

    # what buyers and the owner do

    def ordered(
        self, *goods: tuple[str | None, int], to: dict[str, Any] | None = None, **said: Any
    ) -> FulfillmentOrder:
        """Somebody buys ``goods`` (SKU, pieces); our location is to send them."""
        location = said.pop("location", OUR_LOCATION)
        method = said.pop("method", {"methodType": "SHIPPING", "presentedName": "Kurier"})
        shipping = said.pop("requires_shipping", True)
        with self.lock:
            order = said.pop("order", None) or Order(
                id=self.gid("Order"), name=f"#{next(self._names)}", at=self.now(),
                gateways=said.pop("gateways", ["shopify_payments"]),
                outstanding=said.pop("outstanding", "0.00"),
                pieces=said.pop("pieces", sum(n for _, n in goods)), **said,
            )  # fmt: skip
            lines = [
                Line(self.gid("FulfillmentOrderLineItem"), sku, n, n, f"Ware {sku}", shipping)
                for sku, n in goods
            ]
            made = FulfillmentOrder(
                id=self.gid("FulfillmentOrder"), order=order, lines=lines, location=location,
                destination=FAR_AWAY | (to or {}), method=method, updated_at=self.now(),
            )  # fmt: skip
            self.orders[made.id] = made
            return made

    def submit(self, one: FulfillmentOrder, message: str | None = None) -> FulfillmentOrder:
        """The owner (or the shop by itself) requests fulfilment."""
        return self._asked(
            one, "FULFILLMENT_REQUEST", message, "SUBMITTED",
            may=one.status in ("OPEN", "INCOMPLETE", "ON_HOLD")
            and one.request_status in ("UNSUBMITTED", "REJECTED", "CLOSED"),
        )  # fmt: skip

    def requested(self, *goods: tuple[str | None, int], **said: Any) -> FulfillmentOrder:
        """Bought, and requested of us."""
        return self.submit(self.ordered(*goods, **said))

    def submit_part(self, one: FulfillmentOrder, pieces: int) -> FulfillmentOrder:
        """So many of its first line are requested; what is left becomes one of its own."""
        with self.lock:
            line = one.lines[0]
            left = Line(
                self.gid("FulfillmentOrderLineItem"), line.sku, line.quantity - pieces,
                line.quantity - pieces, line.title,
            )  # fmt: skip
            line.quantity = line.remaining = pieces
            rest = self._beside(one, [left, *one.lines[1:]])
            one.lines = [line]
            self.submit(one)
            return rest

    def ask_to_cancel(self, one: FulfillmentOrder, message: str | None = None) -> None:
        """The owner asks the warehouse not to send it."""
        self._asked(
            one, "CANCELLATION_REQUEST", message, "CANCELLATION_REQUESTED",
            may=one.status == "IN_PROGRESS"
            and one.request_status in ("ACCEPTED", "CANCELLATION_REJECTED"),
        )  # fmt: skip

    def cancel_over_our_heads(self, one: FulfillmentOrder) -> FulfillmentOrder:
        """The owner takes it back without asking; a new one stands for the work that is left."""
        with self.lock:
            rest = self.replaced(one)
            self.becomes(one, "CLOSED", one.request_status)
            self.tell("FULFILLMENT_ORDERS_CANCELLED", one)
            return rest

    def edits_address(self, one: FulfillmentOrder, **fields: str) -> None:
        """The owner mends where it goes."""
        with self.lock:
            one.destination = (one.destination or {}) | fields
            one.updated_at = self.now()

    def hold(self, one: FulfillmentOrder, reason: str = "AWAITING_PAYMENT") -> None:
        """Fulfilment must not begin."""
        with self.lock:
            one.holds.append({"id": self.gid("FulfillmentHold"), "reason": reason,
                              "reasonNotes": None, "heldByRequestingApp": False})  # fmt: skip
            self.becomes(one, "ON_HOLD", one.request_status)
            self.tell("FULFILLMENT_ORDERS_PLACED_ON_HOLD", one)

    def release(self, one: FulfillmentOrder) -> None:
        """It may."""
        with self.lock:
            one.holds.clear()
            was_taken = one.request_status in ("ACCEPTED", "CANCELLATION_REJECTED")
            self.becomes(one, "IN_PROGRESS" if was_taken else "OPEN", one.request_status)
            self.tell("FULFILLMENT_ORDERS_HOLD_RELEASED", one)

    def move(self, one: FulfillmentOrder) -> None:
        """Another location sends it."""
        with self.lock:
            one.location = OTHER_LOCATION
            self.becomes(one, "OPEN", "UNSUBMITTED")
            self.tell("FULFILLMENT_ORDERS_MOVED", one)

    def _asked(
        self, one: FulfillmentOrder, kind: str, message: str | None, becomes: str, *, may: bool
    ) -> FulfillmentOrder:
        with self.lock:
            assert may, f"the owner cannot: {one.state}"
            one.requests.append(Request(self.gid("MerchantRequest"), kind, message, self.now()))
            status = "OPEN" if one.status == "INCOMPLETE" else one.status
            self.becomes(one, status, becomes)
            self.tell(kind, one)
            return one

    def _beside(self, one: FulfillmentOrder, lines: Iterable[Line]) -> FulfillmentOrder:
        made = FulfillmentOrder(
            self.gid("FulfillmentOrder"), one.order, list(lines), one.location, one.destination,
            one.method, self.now(),
        )  # fmt: skip
        self.orders[made.id] = made
        return made

    def replaced(self, one: FulfillmentOrder) -> FulfillmentOrder:
        """What was not sent stands in a new one; the old one has only what was."""
        left = [
            Line(self.gid("FulfillmentOrderLineItem"), line.sku, line.remaining, line.remaining,
                 line.title)
            for line in one.lines if line.remaining
        ]  # fmt: skip
        for line in one.lines:
            line.quantity -= line.remaining
            line.remaining = 0
        return self._beside(one, left)

    def becomes(self, one: FulfillmentOrder, status: str, request: str) -> FulfillmentOrder:
        one.status, one.request_status, one.updated_at = status, request, self.now()
        return one
