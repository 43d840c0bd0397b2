"""What ShipX wants to know of a shipment, from what an order and a shop tell.

Source: InPost's public ShipX documentation, "Creating a shipment in the simplified mode" and "Form
validation".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from wms.shipping.carriers.port import ParcelFacts, Size

#: digits of a Polish phone number, as ShipX wants it
PHONE_DIGITS: Final = 9
#: the lockers, the smallest first, by ShipX's names for what fits into them
TEMPLATES: Final = {
    "small": Size(length_mm=640, width_mm=380, height_mm=80),
    "medium": Size(length_mm=640, width_mm=380, height_mm=190),
    "large": Size(length_mm=640, width_mm=380, height_mm=410),
}
#: a carton of which nobody said how large it is
UNKNOWN_SIZE: Final = Size(length_mm=400, width_mm=300, height_mm=200)
#: what ends a street and is a house, and maybe a flat: Prosta 12A, Długa 3/15, Wiosenna 7 m. 2
_HOUSE: Final = re.compile(
    r"(?P<street>.*?\S)\s+(?P<house>\d+\w*(?:\s*[/-]\s*\d+\w*)?(?:\s+(?:m|lok)\.?\s*\d+\w*)?)"
)


def shipment_form(parcel: ParcelFacts, service: str) -> dict[str, Any]:
    """The body of a new shipment in simplified mode."""
    form: dict[str, Any] = {
        "receiver": _peer(parcel.recipient),
        "parcels": [_parcel(parcel)],
        "service": service,
        "reference": parcel.reference,
        "comments": parcel.order_number,
        "custom_attributes": {"sending_method": "dispatch_order"},
    }
    if _is_whole(parcel.sender):  # else InPost takes what it knows of the organisation
        form["sender"] = _peer(parcel.sender)
    if parcel.point_id:
        form["custom_attributes"]["target_point"] = parcel.point_id
    insured_minor = parcel.insurance_amount_minor
    if parcel.cod_amount_minor is not None:
        form["cod"] = _money(parcel.cod_amount_minor, parcel.cod_currency)
        # what is collected must be insured, for as much at least
        insured_minor = max(insured_minor or 0, parcel.cod_amount_minor)
    if insured_minor:
        currency = parcel.insurance_currency or parcel.cod_currency
        form["insurance"] = _money(insured_minor, currency)
    return form


def _peer(told: Mapping[str, Any]) -> dict[str, Any]:
    names = str(told.get("name") or "").split()
    return {
        "company_name": told.get("company") or None,
        "first_name": names[0] if names else None,
        "last_name": " ".join(names[1:]) or (names[0] if names else None),
        "email": told.get("email") or None,
        "phone": phone(str(told.get("phone") or "")),
        "address": address(told),
    }


def _is_whole(told: Mapping[str, Any]) -> bool:
    return len(phone(str(told.get("phone") or ""))) == PHONE_DIGITS and all(
        told.get(name) for name in ("email", "street", "postcode", "city")
    )


def phone(told: str) -> str:
    """Nine digits without a country: +48 501 234 567 is 501234567."""
    digits = re.sub(r"\D", "", told)
    if len(digits) > PHONE_DIGITS:
        digits = digits.removeprefix("00").removeprefix("48")
    return digits


def address(told: Mapping[str, Any]) -> dict[str, Any]:
    """Street and house apart."""
    street = " ".join(str(told.get("street") or "").split())
    found = _HOUSE.fullmatch(street)
    return {
        "street": found["street"] if found else street,
        "building_number": found["house"] if found else "",
        "city": told.get("city") or "",
        "post_code": told.get("postcode") or "",
        "country_code": told.get("country") or "PL",
    }


def _parcel(parcel: ParcelFacts) -> dict[str, Any]:
    """In a locker by its template, else by its sides and weight."""
    told: dict[str, Any] = {"id": str(parcel.parcel_number)}
    if parcel.point_id:
        told["template"] = template(parcel.size)
        return told
    size = parcel.size or UNKNOWN_SIZE
    told["dimensions"] = {
        "length": size.length_mm, "width": size.width_mm, "height": size.height_mm, "unit": "mm",
    }  # fmt: skip
    told["weight"] = {"amount": parcel.weight_g / 1000, "unit": "kg"}
    told["is_non_standard"] = False
    return told


def template(size: Size | None) -> str:
    """The smallest that takes it; of a carton that nobody measured, the middle one."""
    if size is None:
        return "medium"
    return next((name for name, room in TEMPLATES.items() if size.fits_into(room)), "large")


def _money(amount_minor: int, currency: str | None) -> dict[str, Any]:
    return {"amount": amount_minor / 100, "currency": currency or "PLN"}
