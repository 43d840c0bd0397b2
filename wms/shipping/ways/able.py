"""What a courier takes at all: rules and fall-backs never name a way that would be refused."""

from __future__ import annotations

from typing import Final

from wms.orders.chosen import Way
from wms.shipping.carriers.port import Service
from wms.shipping.carriers.registry import PROFILES, SERVICES
from wms.shipping.ways.facts import ParcelAsked

#: why a way cannot take a parcel, as the desk's pages say it
UNKNOWN: Final = "unknown"
COUNTRY: Final = "country_not_served"
WEIGHT: Final = "too_heavy"
NEEDS_POINT: Final = "needs_point"
NOT_TO_POINTS: Final = "not_to_points"
NO_COD: Final = "no_cod"
NO_ACCOUNT: Final = "no_account"


def all_ways() -> list[Way]:
    """Every service of every courier here."""
    return [
        Way(carrier=carrier, service=service)
        for carrier, offered in SERVICES.items()
        for service in offered
    ]


def service_of(way: Way) -> Service | None:
    """What is known of a way; None: nobody here has it."""
    profile = PROFILES.get(way.carrier)
    return profile.service(way.service) if profile else None


def cannot_take(way: Way, parcel: ParcelAsked) -> str | None:
    """Why this way cannot take the parcel; None: it can."""
    service = service_of(way)
    if service is None:
        return UNKNOWN
    if parcel.usable is not None and way.service not in parcel.usable.get(way.carrier, ()):
        return NO_ACCOUNT
    if service.countries is not None and parcel.country not in service.countries:
        return COUNTRY
    if parcel.weight_g > service.heaviest_g:
        return WEIGHT
    if service.is_to_point and not parcel.is_to_point:
        return NEEDS_POINT
    if parcel.is_to_point and not goes_to_points(way):
        return NOT_TO_POINTS
    if parcel.is_cod and not _collects(service, parcel):
        return NO_COD
    return None


def goes_to_points(way: Way) -> bool:
    """Whether a parcel can be sent to a pickup point this way: by a service that is for it, or by
    a courier whose services all go wherever the order says."""
    profile = PROFILES.get(way.carrier)
    service = service_of(way)
    if profile is None or service is None or profile.point_id is None:
        return False
    return service.is_to_point or not any(one.is_to_point for one in profile.services)


def _collects(service: Service, parcel: ParcelAsked) -> bool:
    if service.cod_max_minor is None:
        return False
    same_money = service.cod_currency in (None, parcel.cod_currency)
    return same_money and (parcel.cod_minor or 0) <= service.cod_max_minor
