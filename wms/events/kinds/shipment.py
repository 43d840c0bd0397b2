"""What is told of parcels on their way."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, UnsetType

from wms.events.kinds.kind import (
    Carrier,
    Code,
    Facts,
    Moment,
    Number,
    Service,
    Title,
    Told,
    TrackingNumber,
    Url,
    told,
    words,
)
from wms.events.kinds.order import Upgrade

Whereabouts = Annotated[
    str,
    words(
        "in_transit", "available_for_pickup", "delivery_failed", "returning", "lost", "delivered",
        "returned",
    ),
]  # fmt: skip


class OfShipment(Told, frozen=True, kw_only=True):
    """What every event of a shipment says."""

    order_id: UUID
    order_number: Number
    parcel_number: Number
    carrier: Carrier
    service: Service
    upgraded_for: Upgrade | UnsetType = UNSET


@told("shipment.label_created", since="2026-11-22")
class ShipmentLabelCreated(OfShipment, frozen=True, kw_only=True):
    """The courier's label is bought: the parcel has its number."""

    tracking_number: TrackingNumber | None
    tracking_url: Url | None


@told("shipment.handed_over", since="2026-11-22")
class ShipmentHandedOver(OfShipment, frozen=True, kw_only=True):
    """The courier has taken the parcel."""

    tracking_number: TrackingNumber | None
    tracking_url: Url | None
    manifest_number: Number
    handed_over_at: Moment


@told("shipment.tracking_updated", since="2026-11-22")
class ShipmentTrackingUpdated(OfShipment, frozen=True, kw_only=True):
    """The courier says something new of the parcel, or it is back with us."""

    tracking_number: TrackingNumber | None
    tracking_url: Url | None
    status: Whereabouts
    incident: Code | UnsetType | None = UNSET
    occurred_at: Moment | UnsetType = UNSET


@told("shipment.delivered", since="2026-11-22")
class ShipmentDelivered(OfShipment, frozen=True, kw_only=True):
    """The courier says that the parcel was delivered."""

    tracking_number: TrackingNumber | None
    tracking_url: Url | None
    delivered_at: Moment


@told("shipment.exception", since="2026-11-22")
class ShipmentException(OfShipment, frozen=True, kw_only=True):
    """Something goes wrong with the parcel or its label; ``code`` says what.

    ``status`` and what follows is said of a parcel that has left.
    """

    code: Code
    title: Title
    facts: Facts
    tracking_number: TrackingNumber | UnsetType | None = UNSET
    tracking_url: Url | UnsetType | None = UNSET
    status: Whereabouts | UnsetType = UNSET
    incident: Code | UnsetType | None = UNSET
    occurred_at: Moment | UnsetType = UNSET
