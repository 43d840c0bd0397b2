"""What InPost says, in our words: its statuses, and its reasons why not.

Source: InPost's public ShipX documentation, chapters "Statuses" and "Form validation".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from wms.shipping.carriers import incidents as why
from wms.shipping.carriers.port import CLOSED, FULL, OPEN, CarrierRefused, Point, TrackingEvent
from wms.shipping.failures import (
    ADDRESS_WRONG,
    COD_REFUSED,
    EMAIL_WRONG,
    NOT_PAID,
    NOT_SERVED,
    PHONE_WRONG,
    POINT_CLOSED,
    POINT_UNKNOWN,
    POSTCODE_WRONG,
    REFUSED,
    SENDER_WRONG,
    TOO_LARGE,
)

#: to their statuses: what became of the parcel, and why it does not go as it should
STATUSES: Final[Mapping[str, tuple[str, str | None]]] = {
    "created": ("labelled", None),
    "offers_prepared": ("labelled", None),
    "offer_selected": ("labelled", None),
    "confirmed": ("labelled", None),
    "canceled": ("labelled", why.CANCELLED),
    "dispatched_by_sender": ("in_transit", None),
    "dispatched_by_sender_to_pok": ("in_transit", None),
    "collected_from_sender": ("in_transit", None),
    "taken_by_courier": ("in_transit", None),
    "taken_by_courier_from_pok": ("in_transit", None),
    "taken_by_courier_from_customer_service_point": ("in_transit", None),
    "adopted_at_source_branch": ("in_transit", None),
    "sent_from_source_branch": ("in_transit", None),
    "adopted_at_sorting_center": ("in_transit", None),
    "sent_from_sorting_center": ("in_transit", None),
    "adopted_at_target_branch": ("in_transit", None),
    "out_for_delivery": ("in_transit", None),
    "out_for_delivery_to_address": ("in_transit", None),
    "oversized": ("in_transit", why.OVERSIZED),
    "delay_in_delivery": ("in_transit", why.DELAYED),
    "redirect_to_box": ("in_transit", why.REDIRECTED),
    "canceled_redirect_to_box": ("in_transit", why.REDIRECTED),
    "readdressed": ("in_transit", why.REDIRECTED),
    "permanently_redirected_to_box_machine": ("in_transit", why.REDIRECTED),
    "permanently_redirected_to_customer_service_point": ("in_transit", why.REDIRECTED),
    "unstack_from_box_machine": ("in_transit", None),
    "unstack_from_customer_service_point": ("in_transit", None),
    "stack_parcel_pickup_time_expired": ("in_transit", None),
    "stack_parcel_in_box_machine_pickup_time_expired": ("in_transit", None),
    "ready_to_pickup": ("available_for_pickup", None),
    "ready_to_pickup_from_pok": ("available_for_pickup", None),
    "ready_to_pickup_from_pok_registered": ("available_for_pickup", None),
    "ready_to_pickup_from_branch": ("available_for_pickup", None),
    "pickup_reminder_sent": ("available_for_pickup", None),
    "pickup_reminder_sent_address": ("available_for_pickup", None),
    "stack_in_box_machine": ("available_for_pickup", why.POINT_UNAVAILABLE),
    "stack_in_customer_service_point": ("available_for_pickup", why.POINT_UNAVAILABLE),
    "courier_avizo_in_customer_service_point": ("available_for_pickup", why.RECIPIENT_ABSENT),
    "delivered": ("delivered", None),
    "cod_completed": ("delivered", None),
    "claimed": ("delivered", why.DAMAGED),
    "avizo": ("delivery_failed", why.RECIPIENT_ABSENT),
    "delivery_attempt_failed": ("delivery_failed", why.RECIPIENT_ABSENT),
    "undelivered": ("delivery_failed", why.OTHER),
    "undelivered_wrong_address": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_incomplete_address": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_not_live_address": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_unknown_receiver": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_no_mailbox": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_lack_of_access_letterbox": ("delivery_failed", why.ADDRESS_WRONG),
    "undelivered_cod_cash_receiver": ("delivery_failed", why.COD_NOT_PAID),
    "cod_rejected": ("delivery_failed", why.COD_NOT_PAID),
    "rejected_by_receiver": ("delivery_failed", why.RECIPIENT_REFUSED),
    "pickup_time_expired": ("delivery_failed", why.NOT_COLLECTED),
    "not_collected": ("delivery_failed", why.NOT_COLLECTED),
    "returned_to_sender": ("returning", None),
    "return_pickup_confirmation_to_sender": ("returned", None),
    "missing": ("lost", why.LOST),
}


def seen(status: str, at: datetime, place: str | None = None) -> TrackingEvent:
    """An event of ours; a status that nobody has heard of yet is on its way, with a problem."""
    ours, incident = STATUSES.get(status, ("in_transit", why.OTHER))
    return TrackingEvent(
        status=ours, at=at, code=status, words=status.replace("_", " "), place=place,
        incident=incident,
    )  # fmt: skip


#: the first field at fault that stands here says what is wrong, in this order
_FIELDS: Final = (
    ("custom_attributes.target_point", POINT_UNKNOWN),
    ("sender", SENDER_WRONG),
    ("receiver.phone", PHONE_WRONG),
    ("receiver.email", EMAIL_WRONG),
    ("receiver.address.post_code", POSTCODE_WRONG),
    ("receiver", ADDRESS_WRONG),
    ("cod", COD_REFUSED),
    ("parcels", TOO_LARGE),
    ("service", NOT_SERVED),
)
#: what is said of a pickup point that is there and takes nothing
_CLOSED: Final = ("not_available", "unavailable", "disabled", "not_operating", "overloaded")
_CODES: Final = {
    "not_enough_funds": NOT_PAID,
    "debt_collection": NOT_PAID,
    "no_carriers": NOT_SERVED,
    "offer_expired": NOT_SERVED,
    "missing_trucker_id": NOT_SERVED,
}


def refusal(
    answer: Mapping[str, Any], *, name: str, point: str | None, postcode: str
) -> CarrierRefused:
    """Why they said no, as somebody at the bench understands it; their own words beside it."""
    faults = list(flat(answer.get("details")))
    words = "; ".join(f"{field}: {key}" for field, key in faults) or str(
        answer.get("message") or answer.get("description") or answer.get("error") or ""
    )
    facts: dict[str, str | int] = {"carrier": name, "point": point or "", "postcode": postcode}
    code = _CODES.get(str(answer.get("error")), REFUSED)
    for field, ours in _FIELDS:
        keys = [key for at, key in faults if at == field or at.startswith(field + ".")]
        if keys:
            code = POINT_CLOSED if ours == POINT_UNKNOWN and keys[0] in _CLOSED else ours
            break
    return CarrierRefused(words or None, code=code, **facts)


def flat(details: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Faults of a nested form as (field.field, key), whichever way they are nested."""
    if isinstance(details, Mapping):
        for name, inside in details.items():
            yield from flat(inside, f"{at}.{name}" if at else str(name))
    elif isinstance(details, list):
        for inside in details:
            yield from flat(inside, at)
    elif details is not None:
        yield at, str(details)


_POINT_STATUS: Final = {"Operating": OPEN, "Overloaded": FULL}


def point_of(told: Mapping[str, Any]) -> Point:
    """A locker or shop as we say it; whatever is not operating is closed."""
    details, location = told.get("address_details") or {}, told.get("location") or {}
    lines = told.get("address") or {}
    return Point(
        id=told["name"],
        name=told.get("location_description") or told["name"],
        street=lines.get("line1") or "",
        postcode=details.get("post_code") or "",
        city=details.get("city") or "",
        country="PL",
        status=_POINT_STATUS.get(told.get("status") or "", CLOSED),
        takes_cod=bool(told.get("payment_available")),
        latitude=location.get("latitude"),
        longitude=location.get("longitude"),
    )
