"""What is told of orders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from wms.events.kinds.kind import (
    Carrier,
    CartonName,
    Code,
    ExternalId,
    LotCode,
    Moment,
    Number,
    Pieces,
    Said,
    Serial,
    Service,
    Sku,
    Told,
    TrackingNumber,
    Url,
    told,
    words,
)

OrderStatus = Annotated[
    str,
    words(
        "received", "backordered", "allocated", "released", "picking", "picked", "packing",
        "packed", "shipped", "delivered", "returned", "lost", "cancelled",
    ),
]  # fmt: skip
Upgrade = Annotated[str, words("first_order", "big_order", "our_mistake")]
Cost = Annotated[str, words("us", "carrier", "shop")]


class Way(Said, frozen=True, kw_only=True):
    """A courier and its service."""

    carrier: Carrier
    service: Service


@told("order.received", since="2026-11-22")
class OrderReceived(Told, frozen=True, kw_only=True):
    """The order is in the warehouse's books.

    ``carrier`` and what follows is said of an order whose way the warehouse chose.
    """

    order_number: Number
    lines: Annotated[int, Meta(ge=1, description="how many lines, a kit taken apart")]
    carrier: Carrier | UnsetType = UNSET
    service: Service | UnsetType = UNSET
    upgraded_for: Upgrade | UnsetType | None = UNSET
    instead_of: Way | UnsetType | None = UNSET


class Hold(Said, frozen=True, kw_only=True):
    """A reason why an order waits, and who must act."""

    code: Code
    owner: Annotated[str, words("us", "shop", "consumer", "carrier")]


class _Holds(Told, frozen=True, kw_only=True):
    order_number: Number
    status: OrderStatus
    codes: Annotated[list[Code], Meta(description="the holds that this is about")]
    still_held: Annotated[list[Hold], Meta(description="all that hold it now")]


@told("order.held", since="2026-11-22")
class OrderHeld(_Holds, frozen=True, kw_only=True):
    """The order does not go on before somebody acts."""


@told("order.hold_released", since="2026-11-29")
class OrderHoldReleased(_Holds, frozen=True, kw_only=True):
    """A hold has ended; the order goes on when none is left."""


class PromisedLine(Said, frozen=True, kw_only=True):
    """A line, and how much of it has goods now."""

    sku: Sku
    external_id: Annotated[ExternalId | None, Meta(description="your name of the line")]
    allocated: Pieces
    backordered: Pieces


@told("order.allocated", since="2026-11-22")
class OrderAllocated(Told, frozen=True, kw_only=True):
    """Goods are promised to the order, all or, when it may go in part, some."""

    lines: list[PromisedLine]
    ship_by: Moment | None


@told("order.backordered", since="2026-11-22")
class OrderBackordered(Told, frozen=True, kw_only=True):
    """The order waits for goods; ``after`` says that it had some, and they were not there."""

    lines: list[PromisedLine] | UnsetType = UNSET
    ship_by: Moment | UnsetType | None = UNSET
    after: Annotated[str, words("short_pick")] | UnsetType = UNSET


class ChangedLine(Said, frozen=True, kw_only=True):
    """A line of which less is sent or sent later."""

    sku: Sku
    external_id: Annotated[ExternalId | None, Meta(description="your name of the line")]
    allocated: Pieces
    backordered: Pieces | UnsetType = UNSET
    cancelled: Pieces | UnsetType = UNSET


@told("order.promise_changed", since="2026-11-22")
class OrderPromiseChanged(Told, frozen=True, kw_only=True):
    """The order leaves at another time than was promised, or nobody knows when."""

    was: Moment | None = field(name="from")
    to: Moment | None
    reason: Annotated[
        str,
        words(
            "goods_came", "goods_missing", "released", "held", "delayed", "calendar", "amended",
            "expiry", "wait_over",
        ),
    ]  # fmt: skip
    lines: list[ChangedLine] | UnsetType = UNSET


@told("order.amended", since="2026-11-29")
class OrderAmended(Told, frozen=True, kw_only=True):
    """Something of the order was changed; read it anew."""

    order_number: Number
    changed: list[Code]
    by: Annotated[str, words("shop", "warehouse", "consumer")]


@told("order.released", since="2026-11-22")
class OrderReleased(Told, frozen=True, kw_only=True):
    """The order is on a picker's list."""

    run_number: Number


@told("order.picking_started", since="2026-11-22")
class OrderPickingStarted(Told, frozen=True, kw_only=True):
    """The first piece is in its tote."""


@told("order.short_picked", since="2026-11-22")
class OrderShortPicked(Told, frozen=True, kw_only=True):
    """Less of a product was there than was promised."""

    sku: Sku
    missing: Pieces
    found_elsewhere: Pieces
    backordered: Pieces
    at: Annotated[str, words("count", "bench")] | UnsetType = UNSET
    reason: Annotated[str, words("missing", "broken")] | UnsetType = UNSET


class KitOf(Said, frozen=True, kw_only=True):
    """The kit that a piece is a part of."""

    sku: Sku
    quantity: Pieces


class Packed(Said, frozen=True, kw_only=True):
    """So many pieces in a parcel."""

    sku: Sku
    line_external_id: ExternalId | None
    quantity: Pieces
    lot: LotCode | None
    serials: list[Serial] | None
    kit: KitOf | UnsetType = UNSET


class PackedParcel(Said, frozen=True, kw_only=True):
    """A parcel that is closed."""

    id: UUID
    parcel_number: Number
    weight_g: int | None
    carton: CartonName | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    contents: list[Packed] | None


class NotSent(Said, frozen=True, kw_only=True):
    """What was not there does not come after."""

    sku: Sku
    line_external_id: ExternalId | None
    quantity: Pieces


@told("order.packed", since="2026-11-22")
class OrderPacked(Told, frozen=True, kw_only=True):
    """All parcels of the order are closed."""

    order_number: Number
    parcels: list[PackedParcel]
    not_sent: list[NotSent]


class ShippedParcel(Said, frozen=True, kw_only=True):
    """A parcel in its courier's hands."""

    parcel_number: Number
    weight_g: int | None
    carrier: Carrier
    service: Service
    tracking_number: TrackingNumber | None
    tracking_url: Url | None


@told("order.shipped", since="2026-11-22")
class OrderShipped(Told, frozen=True, kw_only=True):
    """The last parcel of the order has left the building."""

    order_number: Number
    shipped_at: Moment
    parcels: list[ShippedParcel] | None


@told("order.cancelled", since="2026-11-22")
class OrderCancelled(Told, frozen=True, kw_only=True):
    """Nothing of the order is sent; its goods are free again."""


@told("order.cancel_refused", since="2026-11-22")
class OrderCancelRefused(Told, frozen=True, kw_only=True):
    """Somebody wanted to cancel the order, and it was too late. Told once an order."""

    order_number: Number
    status: OrderStatus


class PiecesAgain(Said, frozen=True, kw_only=True):
    """So much of a product is sent again."""

    sku: Sku
    quantity: Pieces


@told("order.reshipped", since="2026-11-30")
class OrderReshipped(Told, frozen=True, kw_only=True):
    """Goods of the order are sent once more, by an order of their own."""

    order_number: Number
    reshipment_id: UUID
    reshipment_number: Number
    reason: Annotated[
        str,
        words(
            "missing", "wrong_item", "damaged", "lost", "not_delivered", "returned", "address",
            "other", "exchange",
        ),
    ]  # fmt: skip
    cost: Cost
    is_extra: Annotated[bool, Meta(description="something that the order did not have")]
    lines: list[PiecesAgain]


@told("order.person_erased", since="2026-11-30")
class OrderPersonErased(Told, frozen=True, kw_only=True):
    """Who ordered is forgotten; the goods and the numbers stay."""


class WithdrawnPieces(Said, frozen=True, kw_only=True):
    """So many pieces that the consumer does not want."""

    sku: Sku
    quantity: Pieces
    why: (
        Annotated[
            str,
            words(
                "changed_mind", "does_not_fit", "not_as_described", "damaged", "too_late", "other"
            ),
        ]
        | None
    )


@told("order.withdrawal_declared", since="2026-11-30")
class OrderWithdrawalDeclared(Told, frozen=True, kw_only=True):
    """The consumer has withdrawn from the contract on the page of their order."""

    order_number: Number
    withdrawal_number: Number
    declared_at: Moment
    outcome: Annotated[str, words("return", "cancelled", "intercepted", "told")]
    is_late: bool
    return_id: UUID | None
    lines: list[WithdrawnPieces]
